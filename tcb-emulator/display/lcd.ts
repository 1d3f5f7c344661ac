/** The terminal's display: 4 lines of 20 columns, one code point to a column. */

import { isDisplayable } from '../../ballots/text.ts';
import { KEY_CAPS } from './keys.ts';

const LCD_LINES = 4;
export const LCD_COLUMNS = 20;

/** Exactly four lines; on a frame each is padded to exactly 20 columns. */
export type Screen = readonly [first: string, second: string, third: string, fourth: string];

/** `idle`: an ordinary reader. `secure`: a Finlet is active. Lit by the terminal itself; a Finlet cannot draw it. */
export type Mode = 'idle' | 'secure';

/** What the display shows from one change to the next; `sequence` grows by one with every change. */
export interface Frame {
  readonly sequence: number;
  readonly mode: Mode;
  /** Of the lines (BCP 47), as far as the terminal knows: a ballot may have texts in others. */
  readonly language: string;
  readonly lines: Screen;
}

/** Whether the display has every character: those of ballots' short texts, and the arrows of its own keys. */
export function fitsCharacterSet(text: string): boolean {
  return isDisplayable(text.replaceAll(KEY_CAPS.up, '').replaceAll(KEY_CAPS.down, ''));
}

/**
 * Pads to 4 lines of 20 columns.
 * @throws RangeError if there are more lines or columns, or a character that the display does not have: cutting a
 *   text silently could turn it into another
 */
export function toScreen(lines: readonly string[]): Screen {
  if (lines.length > LCD_LINES) throw new RangeError(`${lines.length} lines on a display of ${LCD_LINES}`);
  const [first = '', second = '', third = '', fourth = ''] = lines;
  return [padLine(first), padLine(second), padLine(third), padLine(fourth)];
}

/** Whether the display holds the text, wherever its lines break and however it is spaced. */
export function showsText(frame: Frame, text: string): boolean {
  return shownText(frame).includes(flatten(text));
}

/** What the display shows as one line, every run of white space one space. */
export function shownText(frame: Frame): string {
  return flatten(frame.lines.join(' '));
}

// The refused text stays out of the messages: it may be a choice, and messages reach logs.
function padLine(line: string): string {
  if (!fitsCharacterSet(line)) throw new RangeError('a character that the display does not have');
  if (line.length > LCD_COLUMNS)
    throw new RangeError(`${line.length} columns on a display of ${LCD_COLUMNS}`);
  return line.padEnd(LCD_COLUMNS);
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
