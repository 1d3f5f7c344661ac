/** German texts of a ballot on a page. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  kinds: {
    'choose-one': 'Wählen Sie eine Möglichkeit.',
    'choose-up-to': 'Wählen Sie {min} bis {max}.',
    rank: 'Ordnen Sie {min} bis {max}, die liebste zuerst.',
    'yes-no': 'Ja oder Nein.',
  },
  upTo: { 'choose-up-to': 'Wählen Sie bis zu {max}.', rank: 'Ordnen Sie bis zu {max}, die liebste zuerst.' },
  exactly: { 'choose-up-to': 'Wählen Sie {max}.', rank: 'Ordnen Sie {max}, die liebste zuerst.' },
  seats: { people: 'Sitze: {seats}.', proposals: 'Vorschläge, die angenommen werden können: {seats}.' },
  equal: 'Mehrere dürfen denselben Rang haben.',
  blank: 'Sie dürfen sich enthalten.',
  blankAll: 'Bei jeder Frage dürfen Sie sich enthalten.',
  counted: {
    stv: 'Gezählt nach übertragbarer Einzelstimme.',
    condorcet: 'Gezählt durch Vergleich aller Paare (Condorcet, Schulze).',
  },
  more: 'Mehr über „{name}“',
  page: 'Seite über „{name}“: {host}',
  otherSite: 'öffnet eine andere Website in einem neuen Tab',
  onTerminal: 'am Terminal: {short}',
  contestOnTerminal: 'Am Terminal heißt diese Frage: {short}',
};
