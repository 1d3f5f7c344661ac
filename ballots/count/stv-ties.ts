/** Ties between options of an STV count (Scottish rules 49(2), 49(3), 51(2)). */

import { at } from '../at.ts';

export interface TieDecision {
  readonly chosen: number;
  readonly tied: readonly number[];
  readonly by: 'earlier-stage' | 'ballot-order';
  readonly stage: number | null;
}

/**
 * Chooses among options with equal votes: by the most recent earlier stage at whose end they differed, as often as
 * needed; where they never did, the option listed first on the ballot fares better. The law draws lots there, but
 * lots cannot be verified by repeating the count.
 * @param history votes of every option at the end of each stage
 */
export function breakTie(
  tied: readonly number[],
  history: readonly (readonly number[])[],
  prefer: 'most' | 'fewest',
): TieDecision {
  let left = tied;
  for (let stage = history.length; stage >= 1; stage -= 1) {
    const votes = at(history, stage - 1);
    const amounts = left.map((option) => at(votes, option));
    const wanted = amounts.reduce((a, b) => (prefer === 'most' ? Math.max(a, b) : Math.min(a, b)));
    left = left.filter((option) => at(votes, option) === wanted);
    if (left.length === 1) return { chosen: at(left, 0), tied, by: 'earlier-stage', stage };
  }
  const chosen = prefer === 'most' ? at(left, 0) : at(left, left.length - 1);
  return { chosen, tied, by: 'ballot-order', stage: null };
}
