/** Questions and messages around the vote. Texts: screens.ts. */

import type { Ballot } from '../../ballots/ballot.ts';
import { digitKeys, type Key } from '../display/keys.ts';
import type { Screen } from '../display/lcd.ts';
import type { HelpId } from './catalogue-help.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { textPages, titlePages } from './layout.ts';
import {
  LANGUAGE_HELP,
  LANGUAGE_SCREEN,
  type NoticeId,
  type Params,
  type StatusId,
  type Texts,
  textsIn,
} from './screens.ts';

const MIN_PIN_DIGITS = 4;
const MAX_PIN_DIGITS = 8;

/** The digit of a language chooses it, without OK. `isTrial`: for the texts of a trial election. */
export async function chooseLanguage(io: DialogueIo, isTrial = false): Promise<Texts | 'cancelled'> {
  let screen = LANGUAGE_SCREEN;
  for (;;) {
    io.show(screen);
    const key = await io.nextKey();
    if (key === 'cancel') return 'cancelled';
    const language = LANGUAGES[Number(key) - 1];
    if (language !== undefined) return textsIn(language, isTrial);
    screen = screen === LANGUAGE_SCREEN && (key === 'help' || key === 'ok') ? LANGUAGE_HELP : LANGUAGE_SCREEN;
  }
}

/** What a practised voter types at `chooseLanguage`. */
export function keysForLanguage(language: Language): readonly Key[] {
  return digitKeys(String(LANGUAGES.indexOf(language) + 1));
}

/**
 * @param triesLeft shown if given
 * @returns 4 to 8 digits. Only stars are ever shown; the caller forgets the PIN after use
 */
export function askPin(io: DialogueIo, texts: Texts, triesLeft?: number): Promise<string | 'cancelled'> {
  return askDigits(io, texts, 'pin', (stars, tooShort) => {
    if (tooShort) return texts.screen('pin-short', { stars });
    return triesLeft === undefined
      ? texts.screen('pin', { stars })
      : texts.screen('pin-tries', { stars, tries: triesLeft });
  });
}

/** @returns 4 to 8 digits, as {@link askPin} */
export function askPuk(io: DialogueIo, texts: Texts): Promise<string | 'cancelled'> {
  return askDigits(io, texts, 'puk', (stars) => texts.screen('puk', { stars }));
}

/** Typed twice alike. */
export async function askNewPin(io: DialogueIo, texts: Texts): Promise<string | 'cancelled'> {
  for (;;) {
    const pin = await askDigits(io, texts, 'new-pin', (stars) => texts.screen('new-pin', { stars }));
    if (pin === 'cancelled') return pin;
    const repeated = await askDigits(io, texts, 'new-pin', (stars) => texts.screen('repeat-pin', { stars }));
    if (repeated === 'cancelled' || repeated === pin) return repeated;
    await showMessage(io, texts, 'pins-differ');
  }
}

async function askDigits(
  io: DialogueIo,
  texts: Texts,
  help: HelpId,
  draw: (stars: string, tooShort: boolean) => Screen,
): Promise<string | 'cancelled'> {
  let pin = '';
  let tooShort = false;
  for (;;) {
    io.show(draw('*'.repeat(pin.length), tooShort));
    const key = await io.nextKey();
    if (key === 'cancel') return 'cancelled';
    if (key === 'help') await showHelp(io, texts, help);
    if (key === 'ok' && pin.length >= MIN_PIN_DIGITS) return pin;
    tooShort = key === 'ok';
    if (key === 'correct') pin = pin.slice(0, -1);
    if (/^\d$/.test(key) && pin.length < MAX_PIN_DIGITS) pin += key;
  }
}

/** What a voter types at `askPin`. */
export function keysForPin(pin: string): readonly Key[] {
  return [...digitKeys(pin), 'ok'];
}

/** Shows a message until the voter presses OK (or cancel). */
export async function showMessage(
  io: DialogueIo,
  texts: Texts,
  id: NoticeId,
  params: Params = {},
): Promise<void> {
  await askOk(io, texts, texts.screen(id, params));
}

/** Shows what the terminal is doing, and returns at once. */
export function showStatus(io: DialogueIo, texts: Texts, id: StatusId): void {
  io.show(texts.screen(id));
}

/** What the vote is about, to leaf through: see {@link titlePages}. */
export function showTitle(
  io: DialogueIo,
  texts: Texts,
  title: string,
  ballot: Ballot,
): Promise<'read' | 'cancelled'> {
  return leafThrough(io, titlePages(texts, title, ballot), () => showHelp(io, texts, 'keys'));
}

/** Until the voter has read it, or leaves it. */
export async function showHelp(io: DialogueIo, texts: Texts, id: HelpId): Promise<void> {
  await leafThrough(io, textPages(texts, texts.help(id)));
}

/**
 * @param time when the vote was begun, at most 20 columns
 * @param isSent the card has made it into an onion before
 */
export async function askResume(
  io: DialogueIo,
  texts: Texts,
  time: string,
  isSent: boolean,
): Promise<'resume' | 'cancelled'> {
  const id = isSent ? 'send-again' : 'resume';
  return (await askOk(io, texts, texts.screen(id, { time }), id)) ? 'resume' : 'cancelled';
}

/**
 * Asks whether to give up, for good, a vote that was never signed.
 * @param begun when the vote was begun, at most 20 columns
 * @param ended when its election's claims ended, likewise
 */
export async function askGiveUp(
  io: DialogueIo,
  texts: Texts,
  begun: string,
  ended: string,
): Promise<boolean> {
  return (
    (await askOk(io, texts, texts.screen('unsigned', { time: begun }), 'give-up')) &&
    (await askOk(io, texts, texts.screen('give-up', { time: ended }), 'give-up'))
  );
}

/** Asks the holder of a blocked card whether to go on with the PUK. */
export function askUnblock(io: DialogueIo, texts: Texts): Promise<boolean> {
  return askOk(io, texts, texts.screen('pin-lost'), 'pin-lost');
}

/** Asks whether a program on the PC may use the card. */
export function askForPc(io: DialogueIo, texts: Texts): Promise<boolean> {
  return askOk(io, texts, texts.screen('pc-asks-pin'), 'pc-asks-pin');
}

/** Asks whether to give up all that is not cast yet. */
export function askLeave(io: DialogueIo, texts: Texts): Promise<boolean> {
  return askOk(io, texts, texts.screen('leave'), 'leave');
}

/**
 * Asks whether the election is the one whose fingerprint is published.
 * @param fingerprint 32 base32 characters, shown in 8 groups of 4
 */
export async function showFingerprint(
  io: DialogueIo,
  texts: Texts,
  fingerprint: string,
): Promise<'same' | 'cancelled'> {
  if (!/^[A-Z2-7]{32}$/.test(fingerprint)) throw new RangeError('a fingerprint is 32 base32 characters');
  const [text1 = '', text2 = ''] = [fingerprint.slice(0, 16), fingerprint.slice(16)].map((half) =>
    half.replace(/.{4}(?=.)/g, '$& '),
  );
  const screen = texts.screen('fingerprint', { text1, text2 });
  return (await askOk(io, texts, screen, 'fingerprint')) ? 'same' : 'cancelled';
}

/**
 * Shows pages: up and down leaf, OK goes on and reads to the end, cancel leaves.
 * @param help what `?` does; pages of help are left with it
 */
export async function leafThrough(
  io: DialogueIo,
  pages: readonly Screen[],
  help?: () => Promise<void>,
): Promise<'read' | 'cancelled'> {
  let page = 0;
  for (;;) {
    const screen = pages[page];
    if (screen === undefined) return 'read';
    io.show(screen);
    const key = await io.nextKey();
    if (key === 'cancel' || (key === 'help' && help === undefined)) return 'cancelled';
    if (key === 'help') await help?.();
    if (key === 'ok') page += 1;
    if (key === 'down') page = Math.min(page + 1, pages.length - 1);
    if (key === 'up') page = Math.max(page - 1, 0);
  }
}

/** @returns true for OK, false for cancel */
async function askOk(io: DialogueIo, texts: Texts, screen: Screen, help: HelpId = 'keys'): Promise<boolean> {
  for (;;) {
    io.show(screen);
    const key = await io.nextKey();
    if (key === 'ok' || key === 'cancel') return key === 'ok';
    if (key === 'help') await showHelp(io, texts, help);
  }
}
