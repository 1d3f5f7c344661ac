/** German texts of trial elections. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  tag: 'Probewahl',
  title: 'Dies ist eine Probewahl',
  text: 'Es ist eine Übung: Niemand wird gewählt, und nichts wird entschieden.',
};
