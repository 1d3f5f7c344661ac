/**
 * Orders to close early on a board that decides late (board contract, section 6). A seed decides all of it; times are in ms of one
 * clock, from which replicas' are at most {@link SKEW} off.
 */
import { type Closing, closeFold, closingTickDue } from '../../../protocol/board/folds/close.ts';
import { drawsFrom } from '../../support/draws.ts';

const LEAD = 600_000;
const SKEW = 5_000;
const RULES = { opens: 0, closes: 10_000_000, lead: LEAD };

/** What went wrong; undefined: nothing. */
export function closeViolation(seed: number): string | undefined {
  const draw = drawsFrom(seed);
  const isPrompt = draw(2) === 0;
  const fold = closeFold(RULES);
  let [closing, decided, known] = [fold.start, draw(1_000_000), 0];
  for (let c = 0; c < 40; c++) {
    const time = decided - SKEW + draw(isPrompt ? 60_000 : 120_000);
    const posts = draw(4) === 0 ? [{ closes: time + draw(2 * LEAD), document: Uint8Array.of(c) }] : [];
    const due = closingTickDue(RULES, closing);
    const before = closing;
    closing = fold.next(before, { c, time, hasTick: due !== undefined && time >= due, posts });
    // A leader who is replaced leaves the batch with its time to the next.
    decided = Math.max(decided, time) + draw(isPrompt || draw(3) > 0 ? 1_000 : LEAD);
    if (before.step === 'none') known = decided;
    const violation = stepViolation(before, closing, known, isPrompt);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

/** `known`: when the batch with the order was decided. */
function stepViolation(
  before: Closing,
  after: Closing,
  known: number,
  isPrompt: boolean,
): string | undefined {
  if (before.step === 'in force' && after !== before) return 'an order in force changed';
  if (isPrompt && before.step === 'pending' && after.step === 'none') return 'void on a prompt board';
  const isLate = after.step === 'in force' && known > after.order.closes - LEAD / 2 + SKEW;
  return isLate ? 'an order in force that came too late for servers' : undefined;
}
