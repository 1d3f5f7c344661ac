import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  turnout: 'Participaram {votes} de {voters} eleitores ({share})',
  forStyle: 'Eleitores de: {style}',
  packages: 'Votos no quadro público: {packages}.',
  refused: 'Votos recusados: {count}; o registo indica o motivo de cada um.',
  saveCsv: 'Resultados em tabela (CSV)',
  saveJson: 'Resultados para programas (JSON)',
  voteCount: '{votes} ({share})',
  stvCount: '{votes} (primeiras preferências: {first})',
  wins: 'vence {wins} de {others}',
  elected: 'eleito',
  approved: 'aprovada',
  tied: 'empatado',
  chosen: 'escolhido',
  seats: { people: 'Lugares: {seats}.', proposals: 'Propostas que podem ser aprovadas: {seats}.' },
  valid: '{ballots} boletins de voto, dos quais {blank} em branco.',
  votesOf: 'Votos de: {styles}.',
  tie: 'Empate: as regras da eleição decidem sobre {seats} dos lugares.',
  quota: 'Votos no fim da contagem; o quociente é {quota}.',
  stages: 'Contagem por fases',
  option: 'Opção',
  stage: 'Fase {stage}',
  pairs: 'Comparação de cada par',
  pairsText: 'Leia ao longo de uma linha: número de boletins que põem essa opção acima da opção da coluna.',
  rules: {
    plurality: 'Contagem por maioria de votos.',
    approval: 'Contagem por maioria de votos.',
    stv: 'Contagem por voto único transferível.',
    condorcet: 'Contagem por comparação de cada par (Condorcet, Schulze).',
  },
};
