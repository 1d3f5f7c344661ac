import type { Language, Translated } from '../../common/languages.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

export type LetterTexts = Translated<typeof en>;
export const TEXTS: Readonly<Record<Language, LetterTexts>> = { en, pt, fr, de };
