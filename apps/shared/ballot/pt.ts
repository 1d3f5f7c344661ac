/** Portuguese texts of a ballot on a page. */
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  kinds: {
    'choose-one': 'Escolha uma opção.',
    'choose-up-to': 'Escolha de {min} a {max}.',
    rank: 'Ordene de {min} a {max}, começando pela preferida.',
    'yes-no': 'Sim ou não.',
  },
  upTo: { 'choose-up-to': 'Escolha até {max}.', rank: 'Ordene até {max}, começando pela preferida.' },
  exactly: { 'choose-up-to': 'Escolha {max}.', rank: 'Ordene {max}, começando pela preferida.' },
  seats: { people: 'Lugares: {seats}.', proposals: 'Propostas que podem ser aprovadas: {seats}.' },
  equal: 'Várias podem ficar na mesma posição.',
  blank: 'Pode deixar em branco.',
  blankAll: 'Pode deixar qualquer pergunta em branco.',
  counted: {
    stv: 'Contagem por voto único transferível.',
    condorcet: 'Contagem por comparação de cada par (Condorcet, Schulze).',
  },
  more: 'Mais sobre «{name}»',
  page: 'Página sobre «{name}»: {host}',
  otherSite: 'abre outro sítio num novo separador',
  onTerminal: 'no terminal: {short}',
  contestOnTerminal: 'O terminal chama a esta pergunta: {short}',
};
