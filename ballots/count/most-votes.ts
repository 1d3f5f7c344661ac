/**
 * What plurality and approval share: each option that a ballot names gets one vote, the most votes win. An option
 * without a vote is not elected. Options that tie for the last seats are reported, never drawn.
 */

import { at } from '../at.ts';
import type { Contest } from '../ballot.ts';
import type { MostVotesResult, Tie } from './result.ts';
import { forEachChecked, type VoteSource } from './source.ts';

export function countMostVotes(
  contest: Contest,
  source: VoteSource,
  rule: MostVotesResult['rule'],
): MostVotesResult {
  const votes = contest.options.map(() => 0);
  const turnout = forEachChecked(contest, source, (vote, count) => {
    for (const index of vote.flat()) votes[index] = at(votes, index) + count;
  });
  const options = contest.options.map((option, index) => ({ option: option.id, votes: at(votes, index) }));
  return {
    contest: contest.id,
    rule,
    seats: contest.seats,
    ...turnout,
    options,
    ...fillSeats(options, contest.seats),
  };
}

function fillSeats(
  options: MostVotesResult['options'],
  seats: number,
): { readonly elected: readonly string[]; readonly tie: Tie | null } {
  // The sort is stable: equal votes keep the order of the ballot.
  const ranked = options.filter((option) => option.votes > 0).toSorted((a, b) => b.votes - a.votes);
  const firstOut = ranked[seats];
  if (firstOut === undefined) return { elected: ranked.map(({ option }) => option), tie: null };
  const elected = ranked.filter(({ votes }) => votes > firstOut.votes).map(({ option }) => option);
  if (elected.length === seats) return { elected, tie: null };
  const tied = ranked.filter(({ votes }) => votes === firstOut.votes).map(({ option }) => option);
  return { elected, tie: { seats: seats - elected.length, options: tied } };
}
