/**
 * Time in folds is counted in ticks, which are entries (board contract, section 12): verifiers see the same deadlines, and a
 * board that stands still shuts nobody out.
 */

/** How long a step waits for those who are up, in ticks. */
export const PHASE = 4;
/** How long it waits for those who are away, in ticks. */
export const LONG = 80;

/** That many ms in ticks, where `phase` ms are {@link PHASE} of them. */
export const ticksOf = (time: number, phase: number): number => Math.ceil((PHASE * time) / phase);

/** A span of m ticks has passed at the (m + 1)th tick after what began it: the first may come at once. */
export const hasPassed = (span: number, began: number, ticks: number): boolean => ticks - began > span;
