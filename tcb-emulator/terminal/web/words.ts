/** The page's own few words. What the display says is the terminal's, in the language that the voter picks there. */

import { LANGUAGES, type Language } from '../../dialogue/languages.ts';

const en = {
  title: 'REVS voting terminal',
  terminal: 'Terminal',
  language: 'Language',
  display: 'Display, 4 lines',
  off: 'Not connected',
  idle: 'Card reader',
  secure: 'Secure mode',
  keys: 'Keys',
  cancel: 'Cancel',
  correct: 'Correct',
  help: 'Help',
  up: 'Up',
  down: 'Down',
  stars: 'stars',
  cursor: 'Cursor',
  card: 'Card',
  cards: 'Cards on the table',
  noCards: 'No cards on the table',
  slotEmpty: 'No card in the slot.',
  slotHolds: 'In the slot:',
  insert: 'Insert',
  remove: 'Remove',
  refused: 'The terminal refused:',
  notAccepted: 'Key not accepted: the terminal is not waiting for a key.',
  gone: 'The terminal does not answer. Trying again.',
  needToken: 'Open the whole address that the terminal printed. It ends in #token= and a long word.',
  warning: 'No protection from this PC',
  warningText:
    'This terminal is emulated. On the PC that you vote with it gives no protection from that PC: whoever controls the PC can read this display and press these keys.',
  secondDevice: 'It is better to run the terminal on a second device.',
  keyboard: 'Typing on the keyboard',
  keyboardHint: 'While the terminal has the focus (click on it), the keyboard presses its keys:',
};

export type Word = keyof typeof en;
export type Words = Readonly<Record<Word, string>>;

const pt: Words = {
  title: 'Terminal de voto REVS',
  terminal: 'Terminal',
  language: 'Língua',
  display: 'Visor, 4 linhas',
  off: 'Sem ligação',
  idle: 'Leitor de cartões',
  secure: 'Modo seguro',
  keys: 'Teclas',
  cancel: 'Cancelar',
  correct: 'Corrigir',
  help: 'Ajuda',
  up: 'Subir',
  down: 'Descer',
  stars: 'asteriscos',
  cursor: 'Cursor',
  card: 'Cartão',
  cards: 'Cartões na mesa',
  noCards: 'Sem cartões na mesa',
  slotEmpty: 'Sem cartão na ranhura.',
  slotHolds: 'Na ranhura:',
  insert: 'Inserir',
  remove: 'Retirar',
  refused: 'O terminal recusou:',
  notAccepted: 'Tecla não aceite: o terminal não espera por uma tecla.',
  gone: 'O terminal não responde. A tentar de novo.',
  needToken: 'Abra o endereço completo que o terminal escreveu. Acaba em #token= e uma palavra longa.',
  warning: 'Sem proteção contra este PC',
  warningText:
    'Este terminal é emulado. No PC com que vota, não dá nenhuma proteção contra esse PC: quem controla o PC pode ler este visor e premir estas teclas.',
  secondDevice: 'É melhor usar o terminal num segundo dispositivo.',
  keyboard: 'Escrever no teclado',
  keyboardHint: 'Enquanto o terminal tem o foco (clique nele), o teclado prime as suas teclas:',
};

const fr: Words = {
  title: 'Terminal de vote REVS',
  terminal: 'Terminal',
  language: 'Langue',
  display: 'Écran, 4 lignes',
  off: 'Non connecté',
  idle: 'Lecteur de cartes',
  secure: 'Mode sécurisé',
  keys: 'Touches',
  cancel: 'Annuler',
  correct: 'Corriger',
  help: 'Aide',
  up: 'Haut',
  down: 'Bas',
  stars: 'étoiles',
  cursor: 'Curseur',
  card: 'Carte',
  cards: 'Cartes sur la table',
  noCards: 'Aucune carte sur la table',
  slotEmpty: 'Aucune carte dans la fente.',
  slotHolds: 'Dans la fente :',
  insert: 'Insérer',
  remove: 'Retirer',
  refused: 'Le terminal a refusé :',
  notAccepted: 'Touche refusée : le terminal n’attend pas de touche.',
  gone: 'Le terminal ne répond pas. Nouvel essai.',
  needToken: 'Ouvrez l’adresse entière que le terminal a écrite. Elle finit par #token= et un long mot.',
  warning: 'Aucune protection contre ce PC',
  warningText:
    'Ce terminal est émulé. Sur le PC avec lequel vous votez, il ne protège en rien contre ce PC : qui contrôle le PC peut lire cet écran et appuyer sur ces touches.',
  secondDevice: 'Il vaut mieux utiliser le terminal sur un second appareil.',
  keyboard: 'Taper au clavier',
  keyboardHint: 'Quand le terminal a le focus (cliquez dessus), le clavier appuie sur ses touches :',
};

const de: Words = {
  title: 'REVS-Wahlterminal',
  terminal: 'Terminal',
  language: 'Sprache',
  display: 'Anzeige, 4 Zeilen',
  off: 'Nicht verbunden',
  idle: 'Kartenleser',
  secure: 'Sicherer Modus',
  keys: 'Tasten',
  cancel: 'Abbruch',
  correct: 'Ändern',
  help: 'Hilfe',
  up: 'Auf',
  down: 'Ab',
  stars: 'Sterne',
  cursor: 'Cursor',
  card: 'Karte',
  cards: 'Karten auf dem Tisch',
  noCards: 'Keine Karten auf dem Tisch',
  slotEmpty: 'Keine Karte im Schlitz.',
  slotHolds: 'Im Schlitz:',
  insert: 'Einstecken',
  remove: 'Entnehmen',
  refused: 'Das Terminal lehnt ab:',
  notAccepted: 'Taste nicht angenommen: Das Terminal wartet auf keine Taste.',
  gone: 'Das Terminal antwortet nicht. Neuer Versuch.',
  needToken:
    'Öffnen Sie die ganze Adresse, die das Terminal ausgab. Sie endet mit #token= und einem langen Wort.',
  warning: 'Kein Schutz vor diesem PC',
  warningText:
    'Dieses Terminal ist emuliert. Auf dem PC, mit dem Sie wählen, schützt es nicht vor diesem PC: Wer den PC beherrscht, kann diese Anzeige lesen und diese Tasten drücken.',
  secondDevice: 'Besser ist das Terminal auf einem zweiten Gerät.',
  keyboard: 'Auf der Tastatur tippen',
  keyboardHint: 'Solange das Terminal den Fokus hat (darauf klicken), drückt die Tastatur seine Tasten:',
};

export const WORDS: Readonly<Record<Language, Words>> = { en, pt, fr, de };

export const isWord = (word: string): word is Word => Object.hasOwn(en, word);

/** The first of these language tags (RFC 5646), such as `pt-BR`, whose language the page has; English if there is none. */
export function languageOf(tags: readonly string[]): Language {
  const wanted = tags.map((tag) => LANGUAGES.find((language) => language === tag.split('-')[0]));
  return wanted.find((language) => language !== undefined) ?? 'en';
}
