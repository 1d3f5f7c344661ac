/** Counts one contest by the rule that its ballot names. */

import type { Contest } from '../ballot.ts';
import { countApproval } from './approval.ts';
import { countCondorcet } from './condorcet.ts';
import { countPlurality } from './plurality.ts';
import type { ContestResult } from './result.ts';
import type { VoteSource } from './source.ts';
import { countStv, type Lots } from './stv.ts';

/**
 * `lots`: of a contest that draws them.
 * @throws CountError if they are missing, if the source yields a vote that the contest does not allow, or changes between readings
 */
export function countContest(contest: Contest, source: VoteSource, lots?: Lots): ContestResult {
  switch (contest.count) {
    case 'plurality':
      return countPlurality(contest, source);
    case 'approval':
      return countApproval(contest, source);
    case 'stv':
      return countStv(contest, source, lots);
    case 'condorcet':
      return countCondorcet(contest, source);
  }
}
