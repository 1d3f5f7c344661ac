/** Texts of the ballot broken into lines of the display; no text is ever cut. */

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

/** One line under a label, such as ` 12 ` before an option; what does not fit goes on below the text. */
export function wrapLabelled(label: string, text: string): readonly string[] {
  const lines = wrap(text, LCD_COLUMNS - label.length);
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
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

/**
 * As many lines of `width` as the text needs, broken at spaces; words are broken only if that saves the second line
 * from becoming a third, or if they are too long: a short text under a label must never need more than two lines.
 */
export function wrap(text: string, width: number): readonly string[] {
  const atSpaces = wrapAtSpaces(text, width);
  const fewest = Math.ceil(text.length / width);
  return atSpaces.length > 2 && fewest <= 2 ? chop(text, width) : atSpaces;
}

function wrapAtSpaces(text: string, width: number): readonly string[] {
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
