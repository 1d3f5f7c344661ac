/**
 * Text in every language of the ballot: either one element for each language, or a single one without `lang`
 * where the text is the same in all (names of people).
 */

import { type LocalText, MAX_DETAILS, MAX_LONG_TEXT, MAX_SHORT_TEXT } from './ballot.ts';
import { BallotError } from './errors.ts';
import { codePoints, collapseLines, collapseSpace, isDisplayable, isLink } from './text.ts';
import type { XmlElement } from './xml-tree.ts';

export interface TextLimits {
  /** In code points. */
  readonly longest: number;
  /** `display`: the terminal's character display must be able to show it. `lines`: each is kept, as a paragraph. */
  readonly form: 'display' | 'line' | 'lines' | 'link';
}

export const SHORT_TEXT: TextLimits = { longest: MAX_SHORT_TEXT, form: 'display' };
export const LONG_TEXT: TextLimits = { longest: MAX_LONG_TEXT, form: 'line' };
export const DETAILS: TextLimits = { longest: MAX_DETAILS, form: 'lines' };
export const LINK: TextLimits = { longest: MAX_LONG_TEXT, form: 'link' };

/** @param elements at least one, of one name */
export function readLocalText(
  elements: readonly XmlElement[],
  where: string,
  languages: readonly string[],
  limits: TextLimits,
): LocalText {
  const [first] = elements;
  if (first !== undefined && elements.length === 1 && !first.attributes.has('lang')) {
    const text = readText(first, where, limits);
    return Object.fromEntries(languages.map((language) => [language, text]));
  }
  const texts = new Map<string, string>();
  for (const element of elements) {
    const language = element.attributes.get('lang');
    if (language === undefined || !languages.includes(language)) {
      throw new BallotError('ballot/bad-language', where, 'lang must be one of the languages of the ballot');
    }
    if (texts.has(language))
      throw new BallotError('ballot/duplicate-language', where, `two texts in ${language}`);
    texts.set(language, readText(element, `${where} (${language})`, limits));
  }
  return Object.fromEntries(languages.map((language) => [language, required(texts, language, where)]));
}

function required(texts: ReadonlyMap<string, string>, language: string, where: string): string {
  const text = texts.get(language);
  if (text === undefined) throw new BallotError('ballot/missing-language', where, `no text in ${language}`);
  return text;
}

function readText(element: XmlElement, where: string, limits: TextLimits): string {
  const text = limits.form === 'lines' ? collapseLines(element.text) : collapseSpace(element.text);
  const length = codePoints(text);
  if (length < 1 || length > limits.longest) {
    throw new BallotError('ballot/bad-text', where, `${length} characters, must be 1 to ${limits.longest}`);
  }
  // One look, one spelling: otherwise two texts that show alike could differ in bytes.
  if (text.normalize('NFC') !== text)
    throw new BallotError('ballot/bad-text', where, 'not in Unicode form NFC');
  if (limits.form === 'display' && !isDisplayable(text)) {
    throw new BallotError('ballot/bad-text', where, 'has a character that the terminal cannot show');
  }
  if (limits.form === 'link' && !isLink(text))
    throw new BallotError('ballot/bad-text', where, 'is not an address such as https://example.org/page');
  return text;
}
