/** French texts of trial elections. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  tag: 'Élection d’essai',
  title: 'Ceci est une élection d’essai',
  text: 'C’est une répétition : personne n’est élu et rien n’est décidé.',
};
