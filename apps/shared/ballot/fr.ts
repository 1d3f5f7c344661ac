/** French texts of a ballot on a page. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  kinds: {
    'choose-one': 'Choisissez une option.',
    'choose-up-to': 'Choisissez de {min} à {max} options.',
    rank: 'Classez de {min} à {max} options, la préférée d’abord.',
    'yes-no': 'Oui ou non.',
  },
  upTo: {
    'choose-up-to': 'Choisissez jusqu’à {max} options.',
    rank: 'Classez jusqu’à {max} options, la préférée d’abord.',
  },
  exactly: {
    'choose-up-to': 'Choisissez {max} options.',
    rank: 'Classez {max} options, la préférée d’abord.',
  },
  seats: { people: 'Sièges : {seats}.', proposals: 'Propositions pouvant être adoptées : {seats}.' },
  equal: 'Plusieurs peuvent partager un rang.',
  blank: 'Vous pouvez voter blanc.',
  blankAll: 'Vous pouvez voter blanc à chaque question.',
  counted: {
    stv: 'Dépouillement par vote unique transférable.',
    condorcet: 'Dépouillement par comparaison de chaque paire (Condorcet, Schulze).',
  },
  more: 'En savoir plus sur « {name} »',
  page: 'Page sur « {name} » : {host}',
  otherSite: 'ouvre un autre site dans un nouvel onglet',
  onTerminal: 'sur le terminal : {short}',
  contestOnTerminal: 'Le terminal nomme cette question : {short}',
};
