/** The texts of both pages in all languages. */
import type { Language } from '../../../shared/i18n.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';
import type { NoticeTexts } from './shape.ts';

export const NOTICE_TEXTS: Readonly<Record<Language, NoticeTexts>> = { en, pt, fr, de };
