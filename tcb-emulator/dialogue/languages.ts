/** The languages that the terminal speaks; a ballot may have others. */

import type { Screen } from '../display/lcd.ts';

export const LANGUAGES = ['en', 'pt', 'fr', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** One screen in every language. Placeholders, such as `{contest}`, are listed in screens.ts with their widths. */
export type LocalScreen = Readonly<Record<Language, Screen>>;
