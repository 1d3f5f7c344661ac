/**
 * What a vote is, and which votes a ballot allows.
 */

import type { Ballot, Contest } from './ballot.ts';
import type { VoteErrorCode } from './errors.ts';

/**
 * One contest's vote: groups of option indexes, which count from 0 in the order of the ballot. Blank: no group.
 * Choose and yes-no contests: one group, the chosen options. Rank contests: one group for each rank, best first.
 * The order within a group means nothing.
 */
export type ContestVote = readonly (readonly number[])[];

/** One entry for each contest, in the order of the ballot. */
export type Vote = readonly ContestVote[];

export interface VoteProblem {
  readonly code: VoteErrorCode;
  /** ID of the contest, or of the ballot if the vote as a whole is wrong. */
  readonly contest: string;
  readonly message: string;
}

/** Everything that is wrong with a vote; nothing if it may be cast. */
export function checkVote(ballot: Ballot, vote: Vote): readonly VoteProblem[] {
  if (vote.length !== ballot.contests.length) {
    const message = `${vote.length} contests in the vote, ${ballot.contests.length} on the ballot`;
    return [{ code: 'vote/contest-count', contest: ballot.id, message }];
  }
  return ballot.contests.flatMap((contest, index) => checkContestVote(contest, vote[index] ?? []));
}

/** Everything that is wrong with the vote in one contest. */
export function checkContestVote(contest: Contest, vote: ContestVote): readonly VoteProblem[] {
  if (vote.length === 0) {
    return contest.blankAllowed ? [] : [problem(contest, 'vote/blank-not-allowed', 'a choice must be made')];
  }
  return [...checkGroups(contest, vote), ...checkOptions(contest, vote)];
}

function checkGroups(contest: Contest, vote: ContestVote): readonly VoteProblem[] {
  const problems: VoteProblem[] = [];
  if (vote.some((group) => group.length === 0))
    problems.push(problem(contest, 'vote/empty-rank', 'an empty rank'));
  if (contest.kind !== 'rank' && vote.length > 1) {
    problems.push(problem(contest, 'vote/not-ranked', 'options are not ranked here'));
  }
  if (contest.kind === 'rank' && !contest.equalRanks && vote.some((group) => group.length > 1)) {
    problems.push(problem(contest, 'vote/equal-ranks', 'two options may not share a rank here'));
  }
  return problems;
}

function checkOptions(contest: Contest, vote: ContestVote): readonly VoteProblem[] {
  const problems: VoteProblem[] = [];
  const chosen = vote.flat();
  if (chosen.some((index) => !Number.isInteger(index) || index < 0 || index >= contest.options.length)) {
    problems.push(problem(contest, 'vote/bad-option', 'no such option'));
  }
  if (new Set(chosen).size !== chosen.length) {
    problems.push(problem(contest, 'vote/repeated-option', 'an option is chosen twice'));
  }
  if (chosen.length < contest.min) {
    problems.push(problem(contest, 'vote/too-few', `${chosen.length} options, at least ${contest.min}`));
  }
  if (chosen.length > contest.max) {
    problems.push(problem(contest, 'vote/too-many', `${chosen.length} options, at most ${contest.max}`));
  }
  return problems;
}

function problem(contest: Contest, code: VoteErrorCode, message: string): VoteProblem {
  return { code, contest: contest.id, message };
}
