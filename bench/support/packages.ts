/** Sealed submission packages with valid signatures, as voters' terminals make them. */
import { encodeVote as encodeChoices } from '../../ballots/vote-encoding.ts';
import { systemRandom } from '../../common/system-random.ts';
import { sealPackage } from '../../protocol/3-vote-submission/seal-package.ts';
import { encodeVote } from '../../protocol/messages/vote.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { signPartially } from '../../protocol/primitives/threshold-blind-bls.ts';
import { type BenchElection, STYLE } from './fixture.ts';

export interface MadePackage {
  readonly sealed: Uint8Array;
  /** m, and the signature on it. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

export async function makePackages(
  { election, ballot, issuanceSecret }: BenchElection,
  number: number,
): Promise<MadePackage[]> {
  const bls = await loadMclBls();
  const { manifestHash } = election;
  const packages: MadePackage[] = [];
  for (let i = 0; i < number; i++) {
    const choices = encodeChoices(ballot, [[[i % 3]]]);
    const content = { manifestHash, style: STYLE, commitment: systemRandom(32), choices };
    const message = encodeVote(content);
    const signature = signPartially(bls, bls.hashToG1(message), issuanceSecret);
    packages.push({ message, signature, sealed: await sealPackage(election, { ...content, signature }) });
  }
  return packages;
}
