/** The PIN is typed on the terminal, goes to the card, and is forgotten (paper section 4, first component). */
import { askPin, showMessage } from './dialogue/prompts.ts';
import type { Texts } from './dialogue/screens.ts';
import { FinletError, type FinletParts } from './session.ts';

/** Errors: finlet/cancelled, finlet/pin-blocked. */
export async function unlockCard({ io, card }: FinletParts, texts: Texts): Promise<void> {
  const status = await card.pinStatus();
  if (status.ok) return;
  let { triesLeft } = status;
  let wrong = false;
  while (triesLeft > 0) {
    const pin = await askPin(io, texts, wrong ? triesLeft : undefined);
    if (pin === 'cancelled') throw new FinletError('finlet/cancelled');
    const result = await card.verifyPin(pin);
    if (result.ok) return;
    triesLeft = result.triesLeft;
    wrong = true;
    if (triesLeft > 0) await showMessage(io, texts, 'wrong-pin', { tries: triesLeft });
  }
  io.show(texts.screen('pin-blocked'));
  throw new FinletError('finlet/pin-blocked');
}
