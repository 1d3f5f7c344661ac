/** Texts in the four languages of the project: which one a browser wants, and how values come into a text. */

import { LANGUAGES, type Language, LOCALES } from '../../common/languages.ts';

export { bestOf, fill, LANGUAGES, type Language, type Translated } from '../../common/languages.ts';

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  pt: 'Português',
  fr: 'Français',
  de: 'Deutsch',
};

/** The first of the browser's languages that there is, by its primary subtag; else English. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** In the time zone of the browser. */
export const formatDate = (
  milliseconds: number,
  language: Language,
  style: Intl.DateTimeFormatOptions,
): string => new Intl.DateTimeFormat(LOCALES[language], style).format(milliseconds);

/** Weekday, day, month, hour and minute. */
export const formatTime = (milliseconds: number, language: Language): string =>
  formatDate(milliseconds, language, { dateStyle: 'full', timeStyle: 'short' });

export const formatNumber = (value: number, language: Language): string =>
  new Intl.NumberFormat(language).format(value);

/** `share` from 0 to 1. */
export const formatPercent = (share: number, language: Language): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
