/** Portuguese texts of trial elections. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  tag: 'Eleição de teste',
  title: 'Esta é uma eleição de teste',
  text: 'É um ensaio: ninguém é eleito e nada é decidido.',
};
