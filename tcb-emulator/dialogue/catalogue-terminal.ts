/** What the terminal says itself, with or without a Finlet. Part of the catalogue: see screens.ts. */
import type { LocalScreen } from './languages.ts';

export const TERMINAL_SCREENS = {
  'insert-card': {
    en: ['REVS terminal', '', 'Insert your card', ''],
    pt: ['Terminal REVS', '', 'Insira o seu cartão', ''],
    fr: ['Terminal REVS', '', 'Insérez votre carte', ''],
    de: ['REVS-Terminal', '', 'Karte einstecken', ''],
  },
  'card-inserted': {
    en: ['REVS terminal', '', 'Card inserted.', 'Go on at the PC.'],
    pt: ['Terminal REVS', '', 'Cartão inserido.', 'Continue no PC.'],
    fr: ['Terminal REVS', '', 'Carte insérée.', 'Continuez sur le PC.'],
    de: ['REVS-Terminal', '', 'Karte eingesteckt.', 'Weiter am PC.'],
  },
  'card-foreign': {
    en: ['This card is not one', 'of this election', 'office.', 'Take it out.'],
    pt: ['Este cartão não é', 'desta comissão', 'eleitoral.', 'Retire-o.'],
    fr: ['Carte non émise par', 'ce bureau', 'électoral.', 'Retirez-la.'],
    de: ['Diese Karte ist', 'nicht von diesem', 'Wahlamt.', 'Karte herausnehmen.'],
  },
  'card-full': {
    en: ['Card is full of open', 'votes. Check earlier', 'elections first, at', 'the PC.'],
    pt: ['Cartão cheio. Antes', 'verifique no PC as', 'eleições anteriores.', ''],
    fr: ['Carte pleine. Sur le', "PC, vérifiez d'abord", 'les anciens votes.', ''],
    de: ['Karte voll. Prüfen', 'Sie am PC zuerst', 'frühere Wahlen.', ''],
  },
  starting: {
    en: ['Signed program:', '{text1}', '', 'Please wait'],
    pt: ['Programa assinado:', '{text1}', '', 'Aguarde'],
    fr: ['Programme signé :', '{text1}', '', 'Patientez'],
    de: ['Signiertes Programm:', '{text1}', '', 'Bitte warten'],
  },
  'finlet-refused': {
    en: ['Program refused:', 'it is not signed by', 'the election office.', ''],
    pt: ['Programa recusado:', 'não foi assinado', 'pela comissão.', ''],
    fr: ['Programme refusé :', 'pas signé par le', 'bureau électoral.', ''],
    de: ['Programm abgelehnt:', 'nicht vom Wahlamt', 'signiert.', ''],
  },
  stopped: {
    en: ['Stopped.', '', '', 'Go on at the PC.'],
    pt: ['Parado.', '', '', 'Continue no PC.'],
    fr: ['Arrêté.', '', '', 'Continuez sur le PC.'],
    de: ['Abgebrochen.', '', '', 'Am PC weitermachen.'],
  },
  'timed-out': {
    en: ['No key for too long.', 'What was not cast', 'is forgotten.', ''],
    pt: ['Tempo esgotado.', 'O que não foi votado', 'está esquecido.', ''],
    fr: ['Trop longtemps sans', 'touche. Ce qui est', 'non voté est oublié.', ''],
    de: ['Zu lange keine Taste', 'Nicht Abgegebenes', 'ist vergessen.', ''],
  },
  'pc-asks-pin': {
    en: ['The PC wants to use', 'the card. It cannot', 'vote with it.', 'OK:go on X:no'],
    pt: ['O PC quer usar o', 'cartão. Não pode', 'votar com ele.', 'OK:seguir X:não'],
    fr: ['Le PC veut utiliser', 'la carte. Il ne peut', 'pas voter avec.', 'OK:suite X:non'],
    de: ['Der PC will an die', 'Karte. Wählen kann', 'er damit nicht.', 'OK:weiter X:nein'],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;
