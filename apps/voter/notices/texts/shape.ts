/** The shape of a catalogue: the English one's. */
import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export type NoticeTexts = Translated<typeof en>;
