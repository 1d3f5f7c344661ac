/**
 * An order to close early as a fold over the topic `run` (board contract, section 6): it is in force only if a tick shows that the
 * board had it in time for servers to learn of it. Better no early close than one that half of them know.
 */
import type { Fold } from '../../folds/batches.ts';

/** Times in ms. */
export interface CloseRules {
  /** The manifest's. */
  readonly opens: number;
  readonly closes: number;
  /** The genesis's. */
  readonly lead: number;
}

/** Of the Commissioner; the topic's other statements are none. */
export interface OrderPost {
  /** ms. */
  readonly closes: number;
  /** As it was posted. */
  readonly document: Uint8Array;
}

/** `pending` since that batch time, or `in force`. An order that came to nothing is as if it had not been given. */
export type Closing =
  | { readonly step: 'none' }
  | { readonly step: 'pending'; readonly order: OrderPost; readonly since: number }
  | { readonly step: 'in force'; readonly order: OrderPost };

export const closeFold = (rules: CloseRules): Fold<Closing, OrderPost> => ({
  start: { step: 'none' },
  next: (before, { time, hasTick, posts }) =>
    posts.reduce(
      (now, order) =>
        now.step === 'none' && mayOrder(rules, order, time) ? { step: 'pending', order, since: time } : now,
      hasTick ? closingAtTick(rules, before, time) : before,
    ),
});

/** Whether this order may stand, in a batch of this time, while none does. */
export const mayOrder = ({ opens, closes, lead }: CloseRules, order: OrderPost, time: number): boolean =>
  opens < order.closes && order.closes <= closes && order.closes >= time + lead;

/** What the tick of a batch of this time makes of it. */
export function closingAtTick({ lead }: CloseRules, now: Closing, time: number): Closing {
  if (now.step !== 'pending') return now;
  return time <= now.order.closes - lead / 2 ? { step: 'in force', order: now.order } : { step: 'none' };
}

/** From which time on a batch adds the tick that decides about the order, in ms; undefined: none does. */
export const closingTickDue = ({ lead }: CloseRules, closing: Closing): number | undefined =>
  closing.step === 'pending' ? closing.since + lead / 4 : undefined;
