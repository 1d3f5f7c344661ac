/**
 * What a trial election's screens say instead of those of the same ID: from the title to the check, each has the word for it, so
 * that neither election can be taken for the other. Part of the catalogue: see screens.ts.
 */

import type { LocalScreen } from './languages.ts';

const FOOTER_PAGE = {
  en: 'TRIAL OK:next X:back',
  pt: 'TESTE OK:segue X:sai',
  fr: 'ESSAI OK:suite X:fin',
  de: 'PROBE OK:vor X:Ende',
} as const;

const FOOTER_REVIEW = {
  en: 'TRIAL OK:right <:fix',
  pt: 'TESTE OK:certo <:não',
  fr: 'ESSAI OK:exact <:non',
  de: 'PROBE OK:gut <:änd.',
} as const;

export const TRIAL_SCREENS = {
  page: {
    en: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.en],
    pt: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.pt],
    fr: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.fr],
    de: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.de],
  },
  fingerprint: {
    en: ['TRIAL: as in letter?', '{text1}', '{text2}', 'OK:same X:not same'],
    pt: ['TESTE: como a carta?', '{text1}', '{text2}', 'OK:igual X:diferente'],
    fr: ['Comme lettre ? ESSAI', '{text1}', '{text2}', 'OK:pareil X:autre'],
    de: ['PROBE: wie im Brief?', '{text1}', '{text2}', 'OK:gleich X:anders'],
  },
  'review-page': {
    en: ['{contest}', '{text1}', '{text2}', FOOTER_REVIEW.en],
    pt: ['{contest}', '{text1}', '{text2}', FOOTER_REVIEW.pt],
    fr: ['{contest}', '{text1}', '{text2}', FOOTER_REVIEW.fr],
    de: ['{contest}', '{text1}', '{text2}', FOOTER_REVIEW.de],
  },
  'review-blank': {
    en: ['{contest}', 'BLANK VOTE', '', FOOTER_REVIEW.en],
    pt: ['{contest}', 'VOTO EM BRANCO', '', FOOTER_REVIEW.pt],
    fr: ['{contest}', 'VOTE BLANC', '', FOOTER_REVIEW.fr],
    de: ['{contest}', 'LEERE STIMME', '', FOOTER_REVIEW.de],
  },
  confirm: {
    en: ['TRIAL: cast vote?', 'It counts in no real', 'election. ↑:check', 'OK:cast <:edit X:end'],
    pt: ['TESTE: votar assim?', 'Não conta em eleição', 'verdadeira. ↑:rever', 'OK:votar <:mudar X'],
    fr: ['ESSAI : voter ainsi?', 'Ne compte dans aucun', 'vrai vote. ↑:revoir', 'OK:voter <:modif X'],
    de: ['PROBE: abstimmen?', 'Zählt bei keiner', 'echten Wahl. ↑:Prüf.', 'OK:ja <:ändern X:weg'],
  },
  resume: {
    en: ['Your TRIAL vote of', '{time}', 'is not finished.', 'OK:continue X:stop'],
    pt: ['O voto de TESTE de', '{time}', 'não está terminado.', 'OK:continuar X:parar'],
    fr: ["Vote d'ESSAI du", '{time}', "n'est pas terminé.", 'OK:suite X:arrêter'],
    de: ['Ihre PROBEstimme vom', '{time}', 'noch nicht gesendet.', 'OK:weiter X:Ende'],
  },
  'send-again': {
    en: ['Your TRIAL vote of', '{time}', 'was sent.', 'OK:send again X:end'],
    pt: ['O voto de TESTE de', '{time}', 'foi enviado.', 'OK:reenviar X:fim'],
    fr: ["Vote d'ESSAI du", '{time}', 'a été envoyé.', 'OK:renvoyer X:fin'],
    de: ['Ihre PROBEstimme vom', '{time}', 'wurde gesendet.', 'OK:nochmals X:Ende'],
  },
  'already-voted': {
    en: ['You have voted', 'in this TRIAL', 'already.', ''],
    pt: ['Já votou', 'neste TESTE.', '', ''],
    fr: ['Vous avez déjà voté', 'à cet ESSAI.', '', ''],
    de: ['Sie haben in dieser', 'PROBEWAHL schon', 'abgestimmt.', ''],
  },
  sent: {
    en: ['TRIAL vote is sent.', 'Check after the', 'close with this card', 'Take the card out.'],
    pt: ['Voto TESTE enviado.', 'Verifique depois do', 'fim com este cartão.', 'Retire o cartão.'],
    fr: ["Vote d'ESSAI envoyé.", 'À vérifier après la', 'clôture (carte).', 'Retirez la carte.'],
    de: ['PROBE gesendet.', 'Nach Schluss prüfen', 'mit dieser Karte.', 'Karte herausnehmen.'],
  },
  'check-included': {
    en: ['Your TRIAL vote is', 'in the ballot box.', '{leaves} votes', ''],
    pt: ['O seu voto de TESTE', 'está na urna.', '{leaves} votos', ''],
    fr: ["Votre vote d'ESSAI", "est dans l'urne.", '{leaves} votes', ''],
    de: ['Ihre PROBEstimme ist', 'in der Urne.', '{leaves} Stimmen', ''],
  },
  'check-missing': {
    en: ['Your TRIAL vote is', 'not in the list yet.', '{leaves} votes', ''],
    pt: ['O voto de TESTE não', 'está (ainda) aqui.', '{leaves} votos', ''],
    fr: ["Vote d'ESSAI pas", '(encore) ici.', '{leaves} votes', ''],
    de: ['PROBEstimme noch', 'nicht in der Liste.', '{leaves} Stimmen', ''],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;
