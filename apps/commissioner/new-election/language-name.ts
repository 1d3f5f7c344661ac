import type { Language } from '../../shared/i18n.ts';

/**
 * Languages to choose from for a ballot: the terminal's own four, then languages that are written with the letters
 * that its display has (ballots/text.ts).
 */
export const BALLOT_LANGUAGES: readonly string[] = [
  ...['en', 'pt', 'fr', 'de'],
  ...[
    'ca',
    'cs',
    'cy',
    'da',
    'es',
    'et',
    'eu',
    'fi',
    'ga',
    'gl',
    'hr',
    'hu',
    'is',
    'it',
    'lb',
    'lt',
    'lv',
    'mt',
  ],
  ...['nb', 'nl', 'nn', 'pl', 'rm', 'sk', 'sl', 'sv', 'tr'],
];

/** Of a language tag, in the officer's language; the tag itself if the browser has no name. */
export const languageName = (tag: string, language: Language): string =>
  new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
