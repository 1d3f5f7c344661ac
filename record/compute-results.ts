/** From the frozen bulletin board and the election private key to the results: what the tally writes and the verifier repeats. */

import type { Ballot } from '../ballots/ballot.ts';
import { countContest } from '../ballots/count/count-contest.ts';
import type { ContestResult } from '../ballots/count/result.ts';
import type { Lots } from '../ballots/count/stv.ts';
import { VoteError } from '../ballots/errors.ts';
import { sharedContests } from '../ballots/shared-contests.ts';
import { decodeVote } from '../ballots/vote-encoding.ts';
import type { ContestVote } from '../ballots/vote-rules.ts';
import { failureOf } from '../common/attempt.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { packagePlace } from '../protocol/3-vote-submission/seal-package.ts';
import { drawLot, tiePurpose } from '../protocol/4-vote-tallying/lot.ts';
import { checkAgainstLedgers, REFUSALS, tallyVotes } from '../protocol/4-vote-tallying/tally-votes.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { sealedVoteOpener } from '../protocol/primitives/open-sealed-vote.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import type { VoteStore } from './vote-store.ts';

export interface StyleResult {
  readonly style: string;
  readonly voters: number;
  readonly votes: number;
}

export interface CountedContest {
  /** Whose voters may vote in it: their votes are counted together. */
  readonly styles: readonly string[];
  readonly result: ContestResult;
}

export interface Results {
  readonly election: string;
  readonly manifestHash: string;
  readonly title: string;
  /** Only in a trial election: real results have the form that they always had. */
  readonly trial?: true;
  readonly packages: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly styles: readonly StyleResult[];
  readonly contests: readonly CountedContest[];
}

export interface Computation {
  readonly election: Election;
  /** Of every style of the manifest. */
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly electionKey: bigint;
  /** As {@link checkAgainstLedgers} takes them. */
  readonly ledgers: readonly (ReadonlyMap<string, number> | undefined)[];
  readonly random: RandomSource;
  /** Where accepted votes are kept while they are counted. */
  readonly openVoteStore: () => VoteStore;
  readonly onProgress?: (done: number) => void;
}

/** Errors: tally/fraud. */
export async function computeResults(
  { election, ballots, electionKey, ledgers, random, openVoteStore, onProgress }: Computation,
  packages: Iterable<Uint8Array>,
): Promise<Results> {
  const store = openVoteStore();
  const ballotOf = (style: string): Ballot => ballots.get(style) as Ballot;
  try {
    let total = 0;
    const tallying = {
      election,
      random,
      sink: store,
      bls: await loadMclBls(),
      open: sealedVoteOpener(electionKey, packagePlace(election.manifestHash)),
      obeysBallot: (style: string, choices: Uint8Array) => obeys(ballotOf(style), choices),
    };
    await tallyVotes(tallying, packages, (done) => {
      total = done;
      onProgress?.(done);
    });
    const votes = new Map(election.manifest.styles.map(({ style }) => [style, store.votes(style)]));
    checkAgainstLedgers(election, votes, ledgers);
    return {
      election: toHex(election.plan.electionId),
      manifestHash: toHex(election.manifestHash),
      title: election.manifest.title,
      ...(election.plan.trial ? { trial: true as const } : {}),
      packages: total,
      refused: Object.fromEntries(REFUSALS.map((reason) => [reason, store.refused.get(reason) ?? 0])),
      styles: election.manifest.styles.map(({ style, voters }) => ({
        style,
        voters,
        votes: votes.get(style) ?? 0,
      })),
      contests: sharedContests(
        election.manifest.styles.map(({ style }) => [style, ballotOf(style)] as const),
      ).map(({ contest, places }) => {
        const styles = [...places.keys()];
        const purpose = tiePurpose(styles, contest.id);
        const lots: Lots = (stage, option) => drawLot(election, electionKey, purpose, stage, option);
        return { styles, result: countContest(contest, () => votesIn(store, places, ballotOf), lots) };
      }),
    };
  } finally {
    store.close();
  }
}

/** The results' one form in bytes. */
export const encodeResults = (results: Results): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(results, null, 1)}\n`);

const obeys = (ballot: Ballot, choices: Uint8Array): boolean =>
  failureOf(VoteError, () => decodeVote(ballot, choices)) === undefined;

/** `places`: where the contest stands on each style's ballot. */
function* votesIn(
  store: VoteStore,
  places: ReadonlyMap<string, number>,
  ballotOf: (style: string) => Ballot,
): Generator<{ vote: ContestVote; count: number }> {
  for (const [style, place] of places)
    for (const { choices, count } of store.counted(style))
      yield { vote: decodeVote(ballotOf(style), choices)[place] ?? [], count };
}
