/** A voter for demo, replay and tests: has a card, knows its PIN, types at the terminal what a practised voter types. */
import type { Ballot } from '../ballots/ballot.ts';
import type { Vote } from '../ballots/vote-rules.ts';
import { keysFor } from '../tcb-emulator/dialogue/keys-for.ts';
import type { Language } from '../tcb-emulator/dialogue/languages.ts';
import { titlePages } from '../tcb-emulator/dialogue/layout.ts';
import { keysForLanguage, keysForPin } from '../tcb-emulator/dialogue/prompts.ts';
import { textsIn } from '../tcb-emulator/dialogue/screens.ts';
import type { Key } from '../tcb-emulator/display/keys.ts';
import type { HumanClient } from '../tcb-emulator/terminal/human-client.ts';

/** Keys that one call may press. */
const MAX_KEYS = 64;

/** From the language to the PIN: titles, fingerprint (not compared: a robot), ballot, review, PIN. */
export const keysToVote = (
  title: string,
  ballot: Ballot,
  vote: Vote,
  pin: string,
  language: Language = 'en',
): Key[] => [...keysToPin(title, ballot, vote, language), ...keysForPin(pin)];

/** Up to the PIN. */
export function keysToPin(title: string, ballot: Ballot, vote: Vote, language: Language = 'en'): Key[] {
  const titles = titlePages(textsIn(language), title, ballot).map((): Key => 'ok');
  return [...keysForLanguage(language), ...titles, 'ok', ...keysFor(ballot, vote, language)];
}

/** Language, "resume", PIN. */
export const keysToResume = (pin: string): Key[] => [...keysForLanguage('en'), 'ok', ...keysForPin(pin)];

/** Language, PIN. */
export const keysToCheck = (pin: string): Key[] => [...keysForLanguage('en'), ...keysForPin(pin)];

export async function typeKeys(human: HumanClient, keys: readonly Key[]): Promise<void> {
  for (let from = 0; from < keys.length; from += MAX_KEYS) {
    const part = keys.slice(from, from + MAX_KEYS);
    const { accepted } = await human.press(part);
    if (accepted !== part.length) throw new Error('the terminal does not wait for this key');
  }
}
