/** Texts of the ballot broken into lines of the display; no text is ever cut. */

import type { Ballot } from '../../ballots/ballot.ts';
import { isTitleOf } from '../../ballots/election-title.ts';
import { fitsCharacterSet, LCD_COLUMNS, type Screen } from '../display/lcd.ts';
import type { Texts } from './screens.ts';

/** Common characters of long texts that the display lacks; any other becomes a question mark. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map([
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['«', '"'],
  ['»', '"'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['€', 'EUR'],
]);

/** Such as 2027-05-01 12:04, in the terminal's time zone. `seconds`: since 1970. */
export function timeOf(seconds: number): string {
  const offset = 60 * new Date(seconds * 1000).getTimezoneOffset();
  return new Date((seconds - offset) * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * A name of at most 20 columns in one or two lines, behind a label such as `12 ` and before a sign such as ` [x]`. No word is
 * broken: if the name does not fit beside the label it has the second line for itself.
 */
export function wrapLabelled(label: string, name: string, sign = ''): readonly string[] {
  const width = LCD_COLUMNS - label.length;
  const lines = wrap(name + sign, width);
  if (lines.length > 2 || longestWord(name) > width) return [(label + sign.trim()).trimEnd(), name];
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}

const longestWord = (text: string): number => Math.max(...text.split(' ').map((word) => word.length));

/**
 * What the voter is about to vote on, in the voter's language where the ballot has it: the ballot's title, and before it the
 * election's own, unless that is the ballot's in some language.
 */
export function titlePages(texts: Texts, title: string, ballot: Ballot): readonly Screen[] {
  const titles = [...(isTitleOf(title, ballot) ? [] : [title]), texts.local(ballot.title, ballot.languages)];
  return titles.flatMap((one) => textPages(texts, one));
}

/** The text as pages of three lines to leaf through. */
export function textPages(texts: Texts, text: string): readonly Screen[] {
  const lines = wrap(displayable(text), LCD_COLUMNS);
  const starts = lines.flatMap((_, index) => (index % 3 === 0 ? [index] : []));
  return starts.map((start) => {
    const [text1 = '', text2 = '', text3 = ''] = lines.slice(start, start + 3);
    return texts.screen('page', { text1, text2, text3 });
  });
}

/** As many lines of `width` as the text needs, broken at spaces; only a word that is longer than a line is broken itself. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((word) => chop(word, width))) {
    const joined = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && joined.length <= width) lines.splice(-1, 1, joined);
    else lines.push(word);
  }
  return lines;
}

function chop(text: string, width: number): readonly string[] {
  const pieces = Math.max(1, Math.ceil(text.length / width));
  return Array.from({ length: pieces }, (_, index) => text.slice(index * width, (index + 1) * width));
}

function displayable(text: string): string {
  const replaced = [...text].map((character) => SUBSTITUTES.get(character) ?? character);
  return replaced.map((piece) => (fitsCharacterSet(piece) ? piece : '?')).join('');
}
