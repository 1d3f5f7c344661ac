/** Whether the rules of a contest fit together. */

import type { Contest } from './ballot.ts';
import { BallotError } from './errors.ts';

export function checkContestRules(contest: Contest, where: string): void {
  const conflict = findConflict(contest);
  if (conflict !== undefined) throw new BallotError('ballot/rule-conflict', where, conflict);
}

function findConflict(contest: Contest): string | undefined {
  const { kind, count, min, max, seats, equalRanks } = contest;
  const options = contest.options.length;
  if (min > max) return `min ${min} is more than max ${max}`;
  if (max > options) return `max ${max} is more than the ${options} options`;
  if (seats > options) return `${seats} seats are more than the ${options} options`;
  if (kind === 'yes-no' && options !== 2) return `a yes-no contest has 2 options, not ${options}`;
  if (kind === 'yes-no' && seats !== 1) return 'a yes-no contest has 1 seat';
  if (count === 'condorcet' && seats !== 1) return 'a contest counted by condorcet has 1 seat';
  if (equalRanks && count !== 'condorcet') return 'equal ranks are only for contests counted by condorcet';
  return undefined;
}
