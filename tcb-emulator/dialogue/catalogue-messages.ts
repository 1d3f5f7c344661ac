/** The screens around the vote: PIN, card, election, progress, results. Part of the catalogue: see screens.ts. */

import type { LocalScreen } from './languages.ts';

/** Shown until the voter has read them: `OK` goes on. */
export const NOTICE_SCREENS = {
  'wrong-pin': {
    en: ['Wrong PIN', 'Tries left: {tries}', '', 'OK:again'],
    pt: ['PIN errado', 'Tentativas: {tries}', '', 'OK:de novo'],
    fr: ['PIN incorrect', 'Essais restants : {tries}', '', 'OK:encore'],
    de: ['PIN falsch', 'Versuche übrig: {tries}', '', 'OK:nochmal'],
  },
  'wrong-puk': {
    en: ['Wrong PUK', 'Tries left: {tries}', '', 'OK:again'],
    pt: ['PUK errado', 'Tentativas: {tries}', '', 'OK:de novo'],
    fr: ['PUK incorrect', 'Essais restants : {tries}', '', 'OK:encore'],
    de: ['PUK falsch', 'Versuche übrig: {tries}', '', 'OK:nochmal'],
  },
  'pins-differ': {
    en: ['These were not the', 'same digits.', '', 'OK:again'],
    pt: ['Não eram os mesmos', 'dígitos.', '', 'OK:de novo'],
    fr: ["Ce n'étaient pas les", 'mêmes chiffres.', '', 'OK:encore'],
    de: ['Das waren nicht', 'dieselben Ziffern.', '', 'OK:nochmal'],
  },
  'pin-changed': {
    en: ['The new PIN holds.', '', '', 'OK'],
    pt: ['O PIN novo é válido.', '', '', 'OK'],
    fr: ['Le nouveau PIN', 'est valable.', '', 'OK'],
    de: ['Die neue PIN gilt.', '', '', 'OK'],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;

/** What has come of it; no key is read, and none is named. */
export const OUTCOME_SCREENS = {
  'pin-blocked': {
    en: ['The PIN is blocked.', 'Ask the election', 'office to help.', ''],
    pt: ['O PIN está', 'bloqueado. Contacte', 'a comissão.', ''],
    fr: ['Le PIN est bloqué.', 'Adressez-vous au', 'bureau électoral.', ''],
    de: ['PIN ist gesperrt.', 'Wenden Sie sich an', 'das Wahlamt.', ''],
  },
  'already-voted': {
    en: ['You have voted', 'in this election', 'already.', ''],
    pt: ['Já votou', 'nesta eleição.', '', ''],
    fr: ['Vous avez déjà voté', 'à cette élection.', '', ''],
    de: ['Sie haben in dieser', 'Wahl schon', 'abgestimmt.', ''],
  },
  'test-card': {
    en: ['This is a test card.', 'It votes in trial', 'elections only.', ''],
    pt: ['Este é um cartão de', 'teste: só vota em', 'eleições de teste.', ''],
    fr: ["Carte d'essai : elle", "ne vote qu'aux", "élections d'essai.", ''],
    de: ['Dies ist eine Test-', 'karte: nur für', 'Probewahlen.', ''],
  },
  'no-vote': {
    en: ['This card has not', 'voted here: there is', 'nothing to check.', ''],
    pt: ['O cartão não votou', 'aqui: não há nada', 'para verificar.', ''],
    fr: ["Cette carte n'a pas", 'voté ici : rien à', 'vérifier.', ''],
    de: ['Diese Karte hat hier', 'nicht abgestimmt:', 'nichts zu prüfen.', ''],
  },
  'other-election': {
    en: ['Your card holds a', 'vote under other', 'rules: refused.', ''],
    pt: ['O cartão tem um voto', 'com outras regras:', 'recusado.', ''],
    fr: ['Votre carte a un', 'vote sous autres', 'règles : refusé.', ''],
    de: ['Karte hat schon eine', 'Stimme nach anderen', 'Regeln: verweigert.', ''],
  },
  failed: {
    en: ['It did not work:', '{text1}', '{text2}', 'Go on at the PC.'],
    pt: ['Não funcionou:', '{text1}', '{text2}', 'Continue no PC.'],
    fr: ['Échec :', '{text1}', '{text2}', 'Continuez sur le PC.'],
    de: ['Fehlgeschlagen:', '{text1}', '{text2}', 'Am PC weitermachen.'],
  },
  'card-cloned': {
    en: ['Another card votes', 'in your name! Call', 'the election office.', ''],
    pt: ['Outro cartão vota em', 'seu nome! Contacte a', 'comissão.', ''],
    fr: ['Une autre carte vote', 'pour vous ! Appelez', 'le bureau électoral.', ''],
    de: ['Andere Karte stimmt', 'für Sie ab! Rufen', 'Sie das Wahlamt an.', ''],
  },
  'kept-for-later': {
    en: ['Not finished. Your', 'vote is safe on the', 'card: go on later.', ''],
    pt: ['Não terminado. O', 'voto está no cartão:', 'continue depois.', ''],
    fr: ['Pas terminé. Le vote', 'est dans la carte :', 'à continuer.', ''],
    de: ['Nicht fertig. Stimme', 'bleibt auf der Karte', 'für später.', ''],
  },
  'not-cast': {
    en: ['Stopped.', 'Nothing was cast.', '', ''],
    pt: ['Parado.', 'Nada foi enviado.', '', ''],
    fr: ['Arrêté.', "Rien n'a été envoyé.", '', ''],
    de: ['Abgebrochen.', 'Nichts gesendet.', '', ''],
  },
  'given-up': {
    en: ['Given up. Your card', 'has room for another', 'election.', ''],
    pt: ['Desistiu. O cartão', 'tem lugar para outra', 'eleição.', ''],
    fr: ['Abandonné. La carte', 'a de la place pour', 'un autre scrutin.', ''],
    de: ['Aufgegeben. Auf der', 'Karte ist Platz für', 'eine andere Wahl.', ''],
  },
  'server-full': {
    en: ["A server's disk is", 'full. Your vote is', 'kept on the card:', 'try again later.'],
    pt: ['O disco de um', 'servidor está cheio.', 'O voto fica no', 'cartão: mais tarde.'],
    fr: ["Disque d'un serveur", 'plein. Vote gardé', 'sur la carte :', 'réessayez plus tard.'],
    de: ['Ein Server ist voll.', 'Ihre Stimme bleibt', 'auf der Karte:', 'später noch einmal.'],
  },
  'servers-silent': {
    en: ['Too few servers', 'answer. Your vote is', 'kept on the card:', 'try again later.'],
    pt: ['Poucos servidores', 'respondem. O voto', 'fica no cartão:', 'tente mais tarde.'],
    fr: ['Trop peu de serveurs', 'répondent. Vote sur', 'la carte :', 'réessayez plus tard.'],
    de: ['Zu wenige Server', 'antworten. Stimme', 'bleibt auf der Karte', 'für später.'],
  },
  sent: {
    en: ['Your vote is sent.', 'Check after the', 'close with this card', 'Take the card out.'],
    pt: ['O voto foi enviado.', 'Verifique depois do', 'fim com este cartão.', 'Retire o cartão.'],
    fr: ['Vote envoyé.', 'À vérifier après la', 'clôture (carte).', 'Retirez la carte.'],
    de: ['Stimme gesendet.', 'Nach Schluss prüfen', 'mit dieser Karte.', 'Karte herausnehmen.'],
  },
  'check-included': {
    en: ['Your vote is in', 'the ballot box.', '{leaves} votes', ''],
    pt: ['O seu voto está', 'na urna.', '{leaves} votos', ''],
    fr: ['Votre vote est dans', "l'urne.", '{leaves} votes', ''],
    de: ['Ihre Stimme ist in', 'der Urne.', '{leaves} Stimmen', ''],
  },
  'check-missing': {
    en: ['Your vote is not in', 'this list (yet).', '{leaves} votes', ''],
    pt: ['O voto não está', '(ainda) nesta lista.', '{leaves} votos', ''],
    fr: ['Vote absent (encore)', 'de cette liste.', '{leaves} votes', ''],
    de: ['Ihre Stimme ist noch', 'nicht in der Liste.', '{leaves} Stimmen', ''],
  },
  'check-invalid': {
    en: ['The list shown to', 'this terminal is', 'false: refused.', ''],
    pt: ['A lista mostrada a', 'este terminal é', 'falsa: recusada.', ''],
    fr: ['La liste montrée au', 'terminal est fausse:', 'refusée.', ''],
    de: ['Die gezeigte Liste', 'ist falsch:', 'verweigert.', ''],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;

/** Shown while the terminal works, or rests; no key is read. */
export const STATUS_SCREENS = {
  idle: {
    en: ['REVS terminal', '', 'Insert your card', ''],
    pt: ['Terminal REVS', '', 'Insira o cartão', ''],
    fr: ['Terminal REVS', '', 'Insérez la carte', ''],
    de: ['REVS-Terminal', '', 'Karte einstecken', ''],
  },
  'card-removed': {
    en: ['Card removed.', 'What was not cast', 'is forgotten.', 'Insert your card'],
    pt: ['Cartão retirado.', 'O que não foi votado', 'está esquecido.', 'Insira o cartão'],
    fr: ['Carte retirée.', "Ce qui n'est pas", 'voté est oublié.', 'Insérez la carte'],
    de: ['Karte entfernt.', 'Nicht Abgegebenes', 'ist vergessen.', 'Karte einstecken'],
  },
  // The card is out after its vote was sent; while it holds one that is not sent yet; during a check.
  'gone-sent': {
    en: ['Vote sent.', 'Thank you.', '', 'Ready for next card'],
    pt: ['Voto enviado.', 'Obrigado.', '', 'Pronto: outro cartão'],
    fr: ['Vote envoyé.', 'Merci.', '', 'Prêt : autre carte'],
    de: ['Stimme gesendet.', 'Vielen Dank.', '', 'Bereit: andere Karte'],
  },
  'gone-kept': {
    en: ['Card removed.', 'It keeps your vote,', 'to be sent later.', 'Insert your card'],
    pt: ['Cartão retirado.', 'Guarda o seu voto,', 'para enviar depois.', 'Insira o cartão'],
    fr: ['Carte retirée.', 'Elle garde le vote,', 'à envoyer plus tard.', 'Insérez la carte'],
    de: ['Karte entfernt.', 'Stimme bleibt darauf', 'bis zum Absenden.', 'Karte einstecken'],
  },
  'gone-checking': {
    en: ['Card removed.', 'The check has', 'changed nothing.', 'Insert your card'],
    pt: ['Cartão retirado.', 'A verificação não', 'mudou nada.', 'Insira o cartão'],
    fr: ['Carte retirée.', "La vérification n'a", 'rien changé.', 'Insérez la carte'],
    de: ['Karte entfernt.', 'Die Prüfung hat', 'nichts geändert.', 'Karte einstecken'],
  },
  checking: {
    en: ['Checking election...', '', '', 'Please wait'],
    pt: ['A verificar a', 'eleição...', '', 'Aguarde'],
    fr: ['Vérification...', '', '', 'Patientez'],
    de: ['Wahl wird geprüft...', '', '', 'Bitte warten'],
  },
  signing: {
    en: ['Vote is signed...', 'Leave the card in.', '', 'Please wait'],
    pt: ['A assinar o voto...', 'Não tire o cartão.', '', 'Aguarde'],
    fr: ['Signature du vote...', 'Laissez la carte.', '', 'Patientez'],
    de: ['Wird unterschrieben', 'Karte stecken lassen', '', 'Bitte warten'],
  },
  sending: {
    en: ['Vote is sent...', 'Leave the card in.', '', 'Please wait'],
    pt: ['A enviar o voto...', 'Não tire o cartão.', '', 'Aguarde'],
    fr: ['Envoi du vote...', 'Laissez la carte.', '', 'Patientez'],
    de: ['Wird gesendet...', 'Karte stecken lassen', '', 'Bitte warten'],
  },
  'checking-list': {
    en: ['Looking for your', 'vote...', '', 'Please wait'],
    pt: ['A procurar o seu', 'voto...', '', 'Aguarde'],
    fr: ['Recherche de votre', 'vote...', '', 'Patientez'],
    de: ['Ihre Stimme wird', 'gesucht...', '', 'Bitte warten'],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;

/** Questions, each with a function of its own in prompts.ts. */
export const PROMPT_SCREENS = {
  pin: {
    en: ['Type your PIN', '{stars}', '', 'OK:done < X:cancel'],
    pt: ['Digite o seu PIN', '{stars}', '', 'OK:fim < X:cancelar'],
    fr: ['Tapez votre PIN', '{stars}', '', 'OK:fini < X:annuler'],
    de: ['PIN eingeben', '{stars}', '', 'OK < X:abbrechen'],
  },
  'pin-tries': {
    en: ['Type your PIN', '{stars}', 'Tries left: {tries}', 'OK:done < X:cancel'],
    pt: ['Digite o seu PIN', '{stars}', 'Tentativas: {tries}', 'OK:fim < X:cancelar'],
    fr: ['Tapez votre PIN', '{stars}', 'Essais restants : {tries}', 'OK:fini < X:annuler'],
    de: ['PIN eingeben', '{stars}', 'Versuche übrig: {tries}', 'OK < X:abbrechen'],
  },
  'pin-short': {
    en: ['Type your PIN', '{stars}', 'It has 4 to 8 digits', 'OK:done < X:cancel'],
    pt: ['Digite o seu PIN', '{stars}', 'Tem 4 a 8 dígitos', 'OK:fim < X:cancelar'],
    fr: ['Tapez votre PIN', '{stars}', 'Il a 4 à 8 chiffres', 'OK:fini < X:annuler'],
    de: ['PIN eingeben', '{stars}', 'Sie hat 4-8 Ziffern', 'OK < X:abbrechen'],
  },
  'pin-lost': {
    en: ['The PIN is blocked.', 'Do you have the PUK', 'from the PIN letter?', 'OK:yes X:no'],
    pt: ['O PIN está bloqueado', 'Tem o PUK da carta', 'do PIN?', 'OK:sim X:não'],
    fr: ['Le PIN est bloqué.', 'Avez-vous le PUK de', 'la lettre PIN ?', 'OK:oui X:non'],
    de: ['PIN ist gesperrt.', 'Haben Sie die PUK', 'vom PIN-Brief?', 'OK:ja X:nein'],
  },
  puk: {
    en: ['Type the PUK', '{stars}', '', 'OK:done < X:cancel'],
    pt: ['Digite o PUK', '{stars}', '', 'OK:fim < X:cancelar'],
    fr: ['Tapez le PUK', '{stars}', '', 'OK:fini < X:annuler'],
    de: ['PUK eingeben', '{stars}', '', 'OK < X:abbrechen'],
  },
  'new-pin': {
    en: ['Type a new PIN', '{stars}', '4 to 8 digits', 'OK:done < X:cancel'],
    pt: ['Digite um PIN novo', '{stars}', '4 a 8 dígitos', 'OK:fim < X:cancelar'],
    fr: ['Tapez un nouveau PIN', '{stars}', '4 à 8 chiffres', 'OK:fini < X:annuler'],
    de: ['Neue PIN eingeben', '{stars}', '4-8 Ziffern', 'OK < X:abbrechen'],
  },
  'repeat-pin': {
    en: ['Type it once more', '{stars}', '', 'OK:done < X:cancel'],
    pt: ['Digite-o outra vez', '{stars}', '', 'OK:fim < X:cancelar'],
    fr: ['Tapez-le encore', '{stars}', '', 'OK:fini < X:annuler'],
    de: ['Noch einmal eingeben', '{stars}', '', 'OK < X:abbrechen'],
  },
  resume: {
    en: ['Your vote of', '{time}', 'is not finished.', 'OK:continue X:stop'],
    pt: ['O seu voto de', '{time}', 'não está terminado.', 'OK:continuar X:parar'],
    fr: ['Votre vote du', '{time}', "n'est pas terminé.", 'OK:suite X:arrêter'],
    de: ['Ihre Stimme vom', '{time}', 'noch nicht gesendet.', 'OK:weiter X:Ende'],
  },
  'send-again': {
    en: ['Your vote of', '{time}', 'was sent.', 'OK:send again X:end'],
    pt: ['O seu voto de', '{time}', 'foi enviado.', 'OK:reenviar X:fim'],
    fr: ['Votre vote du', '{time}', 'a été envoyé.', 'OK:renvoyer X:fin'],
    de: ['Ihre Stimme vom', '{time}', 'wurde gesendet.', 'OK:nochmals X:Ende'],
  },
  unsigned: {
    en: ['Your vote of', '{time}', 'was never signed.', 'OK:next X:stop'],
    pt: ['O seu voto de', '{time}', 'nunca foi assinado.', 'OK:segue X:parar'],
    fr: ['Votre vote du', '{time}', "n'a pas été signé.", 'OK:suite X:arrêter'],
    de: ['Ihre Stimme vom', '{time}', 'nie unterschrieben.', 'OK:weiter X:Ende'],
  },
  'give-up': {
    en: ['Its election ended', '{time}', 'Give it up for good?', 'OK:give up X:keep'],
    pt: ['A eleição acabou em', '{time}', 'Desistir deste voto?', 'OK:desistir X:manter'],
    fr: ['Scrutin terminé le', '{time}', 'Abandonner ce vote ?', 'OK:oui X:garder'],
    de: ['Die Wahl endete am', '{time}', 'Endgültig aufgeben?', 'OK:aufgeben X:nein'],
  },
  fingerprint: {
    en: ['Same as in letter?', '{text1}', '{text2}', 'OK:same X:not same'],
    pt: ['Igual à da carta?', '{text1}', '{text2}', 'OK:igual X:diferente'],
    fr: ['Comme la lettre ?', '{text1}', '{text2}', 'OK:pareil X:autre'],
    de: ['Wie im Brief?', '{text1}', '{text2}', 'OK:gleich X:anders'],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;
