/** A problem of a draft in words: what is wrong, and where. */
import { fill, type Translated } from '../../shared/i18n.ts';
import type { Problem } from './check-draft.ts';
import type { en } from './texts/en.ts';

export type EditorTexts = Translated<typeof en>;

export const problemText = (texts: EditorTexts, { code, values = {} }: Problem): string =>
  fill(texts.problems[code], values);

/** Such as "Contest 2, Option 1, Short text, in German". `name` gives a language's name. */
export function placeText(
  texts: EditorTexts,
  { path, language }: Problem,
  name: (tag: string) => string,
): string {
  const { place } = texts;
  const labels: Readonly<Record<string, string>> = place;
  const parts = path.split('/').flatMap((part, at, all) => {
    if (/^\d+$/.test(part))
      return [fill(all[at - 1] === 'contests' ? place.contest : place.option, { number: Number(part) + 1 })];
    // "contests/0" is one thing, and said with the number.
    return /^\d+$/.test(all[at + 1] ?? '') ? [] : [labels[part] ?? part];
  });
  const tag = language === undefined ? [] : [fill(place.language, { language: name(language) })];
  return [...parts, ...tag].join(', ');
}

/** By path and language, what is wrong there; what is merely not written yet is told only once the officer wants to go on. */
export function marksOf(
  texts: EditorTexts,
  problems: readonly Problem[],
  isAttempted: boolean,
): (path: string, language?: string) => string | undefined {
  return (path, language) => {
    const found = problems.find(
      (problem) =>
        problem.path === path &&
        (problem.language === undefined || problem.language === language) &&
        (isAttempted || problem.code !== 'text-empty'),
    );
    return found && problemText(texts, found);
  };
}
