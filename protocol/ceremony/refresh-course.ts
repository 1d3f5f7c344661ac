/** How renewals get on, for those who watch them. */
import { decodePeriod, isVoid } from './period-record.ts';
import type { RefreshLog } from './refresh-log.ts';
import { type Slots, slotAt } from './refresh-role.ts';

export const isUnderWay = ({ ceremony }: Pick<RefreshLog, 'ceremony'>): boolean =>
  ceremony.step !== 'state' || ceremony.stated.length > 0;

/** The last slot whose deadline has passed, if no renewal began in it or since; `now`: Unix ms. Retries do not move it. */
export function missedSlot(
  { ended }: Pick<RefreshLog, 'ended'>,
  times: Slots & { readonly deadline: number },
  now: number,
): number | undefined {
  const slot = slotAt(times, now - times.deadline);
  const made = ended.findLast(({ record }) => record !== undefined && !isVoid(decodePeriod(record)));
  const last = made?.record === undefined ? -1 : decodePeriod(made.record).slot;
  return slot > last ? slot : undefined;
}
