/** The PIN is typed on the terminal, goes to the card, and is forgotten (paper section 4, first component). */
import type { CardClient, PinResult } from '../card/voting/card-client.ts';
import { askNewPin, askPin, askPuk, askUnblock, showMessage } from '../dialogue/prompts.ts';
import type { Texts } from '../dialogue/screens.ts';
import { CardError } from '../iso7816/card-error.ts';
import { type FinletDeps, FinletError } from './session.ts';

/** A blocked PIN is replaced with the PUK. Errors: finlet/cancelled, finlet/pin-blocked. */
export async function unlockCard(deps: FinletDeps, texts: Texts): Promise<void> {
  const status = await deps.card.pinStatus();
  if (status.ok || (await unlockByPin(deps, texts, status.triesLeft))) return;
  const pin = await replaceBlockedPin(deps, texts);
  const result = await deps.card.verifyPin(pin);
  if (!result.ok) throw new FinletError('finlet/pin-blocked', 'pin-blocked');
}

/** Resolves to false once no try is left. */
async function unlockByPin({ io, card }: FinletDeps, texts: Texts, tries: number): Promise<boolean> {
  let triesLeft = tries;
  let wrong = false;
  while (triesLeft > 0) {
    const pin = await askPin(io, texts, wrong ? triesLeft : undefined);
    if (pin === 'cancelled') throw new FinletError('finlet/cancelled');
    const result = await card.verifyPin(pin);
    if (result.ok) return true;
    triesLeft = result.triesLeft;
    wrong = true;
    if (triesLeft > 0) await showMessage(io, texts, 'wrong-pin', { tries: triesLeft });
  }
  return false;
}

/** Resolves to the new PIN. */
async function replaceBlockedPin({ io, card }: FinletDeps, texts: Texts): Promise<string> {
  if (!(await askUnblock(io, texts))) throw new FinletError('finlet/pin-blocked', 'pin-blocked');
  let triesLeft = 1;
  while (triesLeft > 0) {
    const puk = await askPuk(io, texts);
    const pin = puk === 'cancelled' ? puk : await askNewPin(io, texts);
    if (puk === 'cancelled' || pin === 'cancelled') throw new FinletError('finlet/cancelled');
    const result = await resetPin(card, puk, pin);
    if (result.ok) {
      await showMessage(io, texts, 'pin-changed');
      return pin;
    }
    triesLeft = result.triesLeft;
    if (triesLeft > 0) await showMessage(io, texts, 'wrong-puk', { tries: triesLeft });
  }
  throw new FinletError('finlet/pin-blocked', 'pin-blocked');
}

/** A PUK that is blocked already has no tries left, as one that is blocked now. */
async function resetPin(card: CardClient, puk: string, pin: string): Promise<PinResult> {
  try {
    return await card.resetPin(puk, pin);
  } catch (error) {
    if (error instanceof CardError && error.code === 'card/blocked') return { ok: false, triesLeft: 0 };
    throw error;
  }
}
