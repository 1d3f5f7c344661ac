/** Texts in the four languages of the project: which one a browser wants, and how values come into a text. */

export const LANGUAGES = ['en', 'pt', 'fr', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  pt: 'Português',
  fr: 'Français',
  de: 'Deutsch',
};

/** The shape of a catalogue: the same keys in every language, with other texts. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

/** The first of the browser's languages that there is, by its primary subtag; else English. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** The language of a document's texts to show: the reader's, a regional form of it, or the document's default. */
export function bestOf(available: readonly string[], language: Language): string {
  const same = available.find((tag) => tag === language);
  return same ?? available.find((tag) => tag.startsWith(`${language}-`)) ?? available[0] ?? language;
}

/** Errors: RangeError if a value is missing. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`no value for {${name}} in "${text}"`);
    return String(value);
  });
}

/** As in Europe: day before month, 24 hours. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', pt: 'pt-PT', fr: 'fr-FR', de: 'de-DE' };

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
