import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
  turnout: '{votes} électeurs sur {voters} ont participé ({share})',
  forStyle: 'Électeurs de : {style}',
  packages: 'Votes au tableau public : {packages}.',
  refused: 'Votes refusés : {count} ; le dossier en donne chaque fois le motif.',
  saveCsv: 'Résultats en tableau (CSV)',
  saveJson: 'Résultats pour programmes (JSON)',
  voteCount: '{votes} ({share})',
  stvCount: '{votes} (premières préférences : {first})',
  wins: 'l’emporte {wins} fois sur {others}',
  elected: 'élu',
  approved: 'adoptée',
  tied: 'à égalité',
  chosen: 'choisi',
  seats: { people: 'Sièges : {seats}.', proposals: 'Propositions pouvant être adoptées : {seats}.' },
  valid: '{ballots} bulletins de vote, dont {blank} blancs.',
  votesOf: 'Votes de : {styles}.',
  tie: 'Égalité : le règlement de l’élection décide pour {seats} des sièges.',
  quota: 'Voix à la fin du dépouillement ; le quotient est de {quota}.',
  stages: 'Dépouillement par étapes',
  option: 'Option',
  stage: 'Étape {stage}',
  pairs: 'Comparaison de chaque paire',
  pairsText: 'Lecture par ligne : nombre de bulletins qui placent cette option avant celle de la colonne.',
  rules: {
    plurality: 'Décompte à la majorité des voix.',
    approval: 'Décompte à la majorité des voix.',
    stv: 'Décompte par vote unique transférable.',
    condorcet: 'Décompte par comparaison de chaque paire (Condorcet, Schulze).',
  },
};
