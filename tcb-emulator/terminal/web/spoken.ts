/** What a screen reader says of the display. */
import type { Words } from './words.ts';

/** Each line with words for the signs that a screen reader would skip. */
export const spokenLines = (lines: readonly string[], words: Words): readonly string[] =>
  lines.map((line, i) =>
    i === lines.length - 1 ? withKeys(inWords(line, words), words) : inWords(line, words),
  );

const inWords = (line: string, { up, down, stars }: Words): string =>
  line
    .replaceAll('↑', ` ${up} `)
    .replaceAll('↓', ` ${down} `)
    .replace(/\*{2,}/g, (run) => `${run.length} ${stars}`)
    .replace(/ +/g, ' ')
    .trim();

/** The caps of keys stand in the last line only: elsewhere X may be a name. */
const withKeys = (line: string, { cancel, correct, help }: Words): string =>
  line
    .replace(/(^| )X:/, `$1${cancel}: `)
    .replace(/(^| )<:/, `$1${correct}: `)
    .replace(/(^| )\?$/, `$1${help}`);
