/** The texts of the page in all languages. */
import type { Language, Translated } from '../../../shared/i18n.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

export const VERIFY_TEXTS: Readonly<Record<Language, Translated<typeof en>>> = { en, pt, fr, de };
