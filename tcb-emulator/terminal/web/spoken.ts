/** What a screen reader says of the display. */
import type { Words } from './words.ts';

/** Each line with words for the signs that a screen reader would skip. */
export const spokenLines = (lines: readonly string[], words: Words): readonly string[] =>
  lines.map((line, i) =>
    i === lines.length - 1 ? withKeys(inWords(line, words), words) : inWords(line, words),
  );

/** `<` and `?` are keys where they stand as one; `>` is the cursor before the number of an option. */
const inWords = (line: string, { up, down, stars, correct, help, cursor }: Words): string =>
  line
    .replace(/^>(?=\d)/, `${cursor}: `)
    .replace(/(^| )<(:|(?= |$))/g, `$1${correct}$2 `)
    .replace(/^\?(?=[: ])/, help)
    .replaceAll('↑', ` ${up} `)
    .replaceAll('↓', ` ${down} `)
    .replace(/\*{2,}/g, (run) => `${run.length} ${stars}`)
    .replace(/ +/g, ' ')
    .trim();

/** X and a `?` at the end are keys in the last line only: elsewhere X may be a name. */
const withKeys = (line: string, { cancel, help }: Words): string =>
  line.replace(/(^| )X:/, `$1${cancel}: `).replace(/(^| )\?$/, `$1${help}`);
