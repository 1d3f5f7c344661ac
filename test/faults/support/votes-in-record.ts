/** The votes in an election record, one by one: what the published results only count together. */

import { packagePlace } from '../../../protocol/3-vote-submission/seal-package.ts';
import { tallyVotes } from '../../../protocol/4-vote-tallying/tally-votes.ts';
import { loadMclBls } from '../../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { sealedVoteOpener } from '../../../protocol/primitives/open-sealed-vote.ts';
import { random } from '../../../protocol/test-support.ts';
import { folderSource } from '../../../record/folder-source.ts';
import { loadRecord } from '../../../record/load-record.ts';

/** How often each choices (in hexadecimal) were counted. */
export async function votesInRecord(
  folder: string,
  commissionerKey: Uint8Array,
): Promise<Map<string, number>> {
  const { election, electionKey, packages } = await loadRecord(folderSource(folder), commissionerKey);
  const seen = new Set<string>();
  const counted = new Map<string, number>();
  const sink = {
    accept: (_style: string, voteHash: Uint8Array, choices: Uint8Array): boolean => {
      if (seen.has(toHex(voteHash))) return false;
      seen.add(toHex(voteHash));
      counted.set(toHex(choices), (counted.get(toHex(choices)) ?? 0) + 1);
      return true;
    },
    refuse: () => undefined,
  };
  const open = sealedVoteOpener(electionKey, packagePlace(election.manifestHash));
  const bls = await loadMclBls();
  await tallyVotes({ election, open, bls, random, obeysBallot: () => true, sink }, packages());
  return counted;
}
