import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  turnout: '{votes} von {voters} Wahlberechtigten haben teilgenommen ({share})',
  forStyle: 'Wahlberechtigte von: {style}',
  packages: 'Stimmen auf der öffentlichen Liste: {packages}.',
  refused: 'Zurückgewiesene Stimmen: {count}; die Wahlakte nennt jeweils den Grund.',
  saveCsv: 'Ergebnisse als Tabelle (CSV)',
  saveJson: 'Ergebnisse für Programme (JSON)',
  voteCount: '{votes} ({share})',
  stvCount: '{votes} (Erstpräferenzen: {first})',
  wins: 'gewinnt {wins} von {others} Vergleichen',
  elected: 'gewählt',
  approved: 'angenommen',
  tied: 'Gleichstand',
  chosen: 'angenommen',
  seats: { people: 'Sitze: {seats}.', proposals: 'Vorschläge, die angenommen werden können: {seats}.' },
  valid: '{ballots} Stimmzettel, davon {blank} leer.',
  votesOf: 'Stimmen von: {styles}.',
  tie: 'Gleichstand: Über {seats} der Sitze entscheidet die Wahlordnung.',
  quota: 'Stimmen am Ende der Auszählung; die Quote beträgt {quota}.',
  stages: 'Auszählung nach Stufen',
  option: 'Option',
  stage: 'Stufe {stage}',
  pairs: 'Vergleich aller Paare',
  pairsText: 'Zeilenweise zu lesen: So viele Stimmzettel setzen diese Option vor die der Spalte.',
  rules: {
    plurality: 'Ausgezählt nach den meisten Stimmen.',
    approval: 'Ausgezählt nach den meisten Stimmen.',
    stv: 'Ausgezählt nach übertragbarer Einzelstimme.',
    condorcet: 'Ausgezählt durch Vergleich aller Paare (Condorcet, Schulze).',
  },
};
