/**
 * Where counters get their votes from. A source can be read again and again, so that a counter need hold nothing
 * but numbers per option, however many ballots there are; equal votes may come grouped, in any order.
 */

import type { Contest } from '../ballot.ts';
import { CountError } from '../errors.ts';
import { type ContestVote, checkContestVote } from '../vote-rules.ts';

export interface CountedVote {
  readonly vote: ContestVote;
  /** How many ballots bear this vote; at least 1. */
  readonly count: number;
}

export type VoteSource = () => Iterable<CountedVote>;

/** With 5 decimals, sums of so many votes are still exact in a double. */
const MAX_VOTES = 10_000_000_000;

/** How many ballots there were of which sort. */
export interface Turnout {
  readonly ballots: number;
  readonly blank: number;
  /** Ballots that are not blank. */
  readonly valid: number;
}

/**
 * Reads the source once, checks all that comes from it, hands each vote that is not blank to `use`.
 * @throws CountError count/bad-count, count/bad-vote, count/too-many-votes
 */
export function forEachChecked(
  contest: Contest,
  source: VoteSource,
  use: (vote: ContestVote, count: number) => void,
): Turnout {
  const where = `contest ${contest.id}`;
  let ballots = 0;
  let blank = 0;
  for (const { vote, count } of source()) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new CountError('count/bad-count', where, `count ${count}`);
    ballots += count;
    if (ballots > MAX_VOTES)
      throw new CountError('count/too-many-votes', where, `more than ${MAX_VOTES} ballots`);
    const [problem] = checkContestVote(contest, vote);
    if (problem !== undefined)
      throw new CountError('count/bad-vote', where, `${problem.code}: ${problem.message}`);
    if (vote.length === 0) blank += count;
    else use(vote, count);
  }
  return { ballots, blank, valid: ballots - blank };
}
