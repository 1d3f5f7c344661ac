/** Ties between options of an STV count (Scottish rules 49(2), 49(3), 51(2)). */

import { at } from '../at.ts';

export interface TieDecision {
  readonly chosen: number;
  readonly tied: readonly number[];
  readonly by: 'earlier-stage' | 'ballot-order' | 'lot';
  readonly stage: number | null;
}

/** An option's lot in this decision: bytes, of equal length, that nobody could know or choose before the count. */
export type Draw = (option: number) => Uint8Array;

/**
 * Chooses among options with equal votes: by the most recent earlier stage at whose end they differed, as often as
 * needed; where they never did, the option with the lower lot fares better, as the law has it, if the ballot wants lots;
 * else the one listed first on the ballot.
 * @param history votes of every option at the end of each stage
 */
export function breakTie(
  tied: readonly number[],
  history: readonly (readonly number[])[],
  prefer: 'most' | 'fewest',
  draw?: Draw,
): TieDecision {
  let left = tied;
  for (let stage = history.length; stage >= 1; stage -= 1) {
    const votes = at(history, stage - 1);
    const amounts = left.map((option) => at(votes, option));
    const wanted = amounts.reduce((a, b) => (prefer === 'most' ? Math.max(a, b) : Math.min(a, b)));
    left = left.filter((option) => at(votes, option) === wanted);
    if (left.length === 1) return { chosen: at(left, 0), tied, by: 'earlier-stage', stage };
  }
  const order = draw === undefined ? left : byLot(left, draw);
  const chosen = prefer === 'most' ? at(order, 0) : at(order, order.length - 1);
  return { chosen, tied, by: draw === undefined ? 'ballot-order' : 'lot', stage: null };
}

const byLot = (options: readonly number[], draw: Draw): readonly number[] =>
  options
    .map((option) => ({ option, lot: Array.from(draw(option)) }))
    .toSorted((a, b) => compare(a.lot, b.lot))
    .map(({ option }) => option);

/** As numbers are compared, the first byte first. */
function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((byte, place) => byte !== b[place]);
  return i < 0 ? 0 : at(a, i) - at(b, i);
}
