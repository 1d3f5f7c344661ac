/**
 * A vote that never got its signature leaves its slot of the card when the election's claims have ended, on the voter's
 * word (protocol step 2.2). The PC alone can discard nothing: the voter is shown when the vote was begun and when its
 * election ended, by the manifest, and agrees to either on the pin-pad. The terminal's clock can be wrong, so it decides
 * nothing on its own; but while it says that the election runs, the voter is not even asked.
 */
import { timeOf } from '../dialogue/layout.ts';
import { askGiveUp } from '../dialogue/prompts.ts';
import { unlockCard } from './ask-pin.ts';
import { FinletError, type FinletSession } from './session.ts';

/**
 * `begun`: in seconds since 1970, as the terminal's clock then said. Errors, always one: finlet/no-vote before claims end,
 * finlet/cancelled, finlet/given-up.
 */
export async function giveUp(session: FinletSession, begun: number): Promise<never> {
  const { io, texts, election, card, clock } = session;
  const { claimsEnd } = election.manifest;
  if (clock() / 1000 < claimsEnd) throw new FinletError('finlet/no-vote', 'kept-for-later');
  const isAgreed = await askGiveUp(io, texts, timeOf(begun), timeOf(claimsEnd));
  if (!isAgreed) throw new FinletError('finlet/cancelled', 'kept-for-later');
  await unlockCard(session, texts);
  await card.abandon(election.manifestHash);
  throw new FinletError('finlet/given-up', 'given-up');
}
