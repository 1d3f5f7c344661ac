/** The four languages of pages and letters, and how values come into a text. */

export const LANGUAGES = ['en', 'pt', 'fr', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The shape of a catalogue: the same keys in every language, with other texts. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

/** As in Europe: day before month, 24 hours. */
export const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  pt: 'pt-PT',
  fr: 'fr-FR',
  de: 'de-DE',
};

/** Errors: RangeError if a value is missing. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`no value for {${name}} in "${text}"`);
    return String(value);
  });
}

/** The language of a document's texts to show: the reader's, a regional form of it, or the document's default. */
export function bestOf(available: readonly string[], language: string): string {
  const same = available.find((tag) => tag === language);
  return same ?? available.find((tag) => tag.startsWith(`${language}-`)) ?? available[0] ?? language;
}

/** A text of an organisation: the same for everybody, or in some languages. */
export type InLanguages = string | { readonly [language in Language]?: string };

/** In the reader's language, or the first of {@link LANGUAGES} that it is in. */
export function wordsIn(text: InLanguages, language: Language): string {
  if (typeof text === 'string') return text;
  return text[language] ?? LANGUAGES.map((other) => text[other]).find((words) => words !== undefined) ?? '';
}

/** What `value` is as such a text; undefined if it is none. */
export function readInLanguages(value: unknown): InLanguages | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const texts = LANGUAGES.flatMap((language) =>
    typeof fields[language] === 'string' ? [[language, fields[language]]] : [],
  );
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}
