/** The screens on which the voter fills in, reviews and confirms. Part of the catalogue: see screens.ts. */

import type { Language, LocalScreen } from './languages.ts';

const FOOTER_PAGE = {
  en: 'OK:next ↑↓ X:back',
  pt: 'OK:segue ↑↓ X:volta',
  fr: 'OK:suite ↑↓ X:retour',
  de: 'OK:vor ↑↓ X:zurück',
} as const;

const FOOTER_REVIEW = {
  en: 'Right? OK:yes <:edit',
  pt: 'Certo? OK:sim <:muda',
  fr: 'Juste ? OK:oui <:non',
  de: 'Stimmt? OK:ja <:nein',
} as const;

/**
 * How many a contest wants, at most 14 columns. Amounts are no numbers of options: "1-3", where any up to 3 will do, reads as if
 * there were no fourth, and "1" above "1 Yes 2 No" as an answer.
 */
export const RULES = {
  'choose-one': { en: 'Choose one', pt: 'Marque só uma', fr: 'Un seul choix', de: 'Eins wählen' },
  'choose-up-to': {
    en: 'Pick up to {max}',
    pt: 'Marque até {max}',
    fr: 'Cocher max {max}',
    de: 'Bis {max} wählen',
  },
  choose: {
    en: 'Choose {range}',
    pt: 'Marque {range}',
    fr: 'Cocher {range}',
    de: 'Wählen {range}',
  },
  'rank-up-to': {
    en: 'Rank up to {max}',
    pt: 'Ordene até {max}',
    fr: 'Ranger max {max}',
    de: 'Bis {max} ordnen',
  },
  rank: { en: 'Rank {range}', pt: 'Ordene {range}', fr: 'Ranger {range}', de: 'Ordnen {range}' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export const VOTING_SCREENS = {
  // A contest, nothing chosen yet.
  'choose-empty': {
    en: ['{contest}', '{position} {rule}', 'Number, or ↑↓: list', 'OK:next X:back ?'],
    pt: ['{contest}', '{position} {rule}', 'Número, ou ↑↓: lista', 'OK:segue X:volta ?'],
    fr: ['{contest}', '{position} {rule}', 'Numéro ou ↑↓ : liste', 'OK:suite X:retour ?'],
    de: ['{contest}', '{position} {rule}', 'Nummer, ↑↓: Liste', 'OK:weiter X:zurück ?'],
  },
  'choose-few': {
    en: ['{contest}', '{position} {rule}', '{options}', 'OK:next X:back ?'],
    pt: ['{contest}', '{position} {rule}', '{options}', 'OK:segue X:volta ?'],
    fr: ['{contest}', '{position} {rule}', '{options}', 'OK:suite X:retour ?'],
    de: ['{contest}', '{position} {rule}', '{options}', 'OK:weiter X:zurück ?'],
  },
  'rank-empty': {
    en: ['{contest}', '{position} {rule}', 'Number, or ↑↓: list', 'OK:next X:back ?'],
    pt: ['{contest}', '{position} {rule}', 'Número, ou ↑↓: lista', 'OK:segue X:volta ?'],
    fr: ['{contest}', '{position} {rule}', 'Numéro ou ↑↓ : liste', 'OK:suite X:retour ?'],
    de: ['{contest}', '{position} {rule}', 'Nummer, ↑↓: Liste', 'OK:weiter X:zurück ?'],
  },
  // The option chosen last is shown.
  'choose-chosen': {
    en: ['{contest}', '{position} Chosen {count}', '{option}', 'OK:done <:undo ↑↓ ?'],
    pt: ['{contest}', '{position} Marcou {count}', '{option}', 'OK:fim <:tira ↑↓ ?'],
    fr: ['{contest}', '{position} Choix {count}', '{option}', 'OK:fini <:ôter ↑↓ ?'],
    de: ['{contest}', '{position} Wahl {count}', '{option}', 'OK:fertig <:weg ↑↓ ?'],
  },
  'rank-chosen': {
    en: ['{contest}', '{position} Rank {rank}:', '{option}', 'OK:done <:undo ↑↓ ?'],
    pt: ['{contest}', '{position} Lugar {rank}:', '{option}', 'OK:fim <:tira ↑↓ ?'],
    fr: ['{contest}', '{position} Rang {rank} :', '{option}', 'OK:fini <:ôter ↑↓ ?'],
    de: ['{contest}', '{position} Rang {rank}:', '{option}', 'OK:fertig <:weg ↑↓ ?'],
  },
  // Likewise, where another one may follow: nothing else says that it is typed now.
  'choose-more': {
    en: ['{contest}', '{position} Chosen {count}', '{option}', 'Type next or OK:done'],
    pt: ['{contest}', '{position} Marcou {count}', '{option}', 'Outro n.º ou OK:fim'],
    fr: ['{contest}', '{position} Choix {count}', '{option}', 'Suivant ou OK:fini'],
    de: ['{contest}', '{position} Wahl {count}', '{option}', 'Noch eine? OK:fertig'],
  },
  'rank-more': {
    en: ['{contest}', '{position} Rank {rank}:', '{option}', 'Type next or OK:done'],
    pt: ['{contest}', '{position} Lugar {rank}:', '{option}', 'Outro n.º ou OK:fim'],
    fr: ['{contest}', '{position} Rang {rank} :', '{option}', 'Suivant ou OK:fini'],
    de: ['{contest}', '{position} Rang {rank}:', '{option}', 'Noch eine? OK:fertig'],
  },

  // A number being typed, by what OK would do with it.
  'entry-add': {
    en: ['{contest}', 'Number: {entry}', '{option}', 'OK:choose <:correct'],
    pt: ['{contest}', 'Número: {entry}', '{option}', 'OK:marca <:corrige'],
    fr: ['{contest}', 'Numéro : {entry}', '{option}', 'OK:cocher <:corriger'],
    de: ['{contest}', 'Nummer: {entry}', '{option}', 'OK:wählen <:ändern'],
  },
  'entry-equal': {
    en: ['{contest}', 'Same rank: {entry}', '{option}', 'OK:choose <:correct'],
    pt: ['{contest}', 'Mesmo lugar: {entry}', '{option}', 'OK:marca <:corrige'],
    fr: ['{contest}', 'Même rang : {entry}', '{option}', 'OK:cocher <:corriger'],
    de: ['{contest}', 'Gleicher Rang: {entry}', '{option}', 'OK:wählen <:ändern'],
  },
  'entry-equal-start': {
    en: ['{contest}', 'Same rank as last:', 'type the number', '<:correct OK:back'],
    pt: ['{contest}', 'Mesmo lugar que o', 'último: digite o n.º', '<:corrige OK:volta'],
    fr: ['{contest}', 'Même rang que le', 'dernier : tapez n.º', '<:corriger OK:retour'],
    de: ['{contest}', 'Gleicher Rang wie', 'zuletzt: Nr. tippen', '<:ändern OK:zurück'],
  },
  'entry-remove': {
    en: ['{contest}', 'Number: {entry}', '{option}', 'OK:remove <:correct'],
    pt: ['{contest}', 'Número: {entry}', '{option}', 'OK:tira <:corrige'],
    fr: ['{contest}', 'Numéro : {entry}', '{option}', 'OK:ôter <:corriger'],
    de: ['{contest}', 'Nummer: {entry}', '{option}', 'OK:abwählen <:ändern'],
  },
  'entry-ranked': {
    en: ['{contest}', 'Number: {entry}', '{option}', 'Rank {rank} OK:back'],
    pt: ['{contest}', 'Número: {entry}', '{option}', 'Lugar {rank} OK:volta'],
    fr: ['{contest}', 'Numéro : {entry}', '{option}', 'Rang {rank} OK:retour'],
    de: ['{contest}', 'Nummer: {entry}', '{option}', 'Rang {rank} OK:zurück'],
  },
  'entry-full': {
    en: ['{contest}', 'Number: {entry}', '{option}', 'Max {max}! OK:back'],
    pt: ['{contest}', 'Número: {entry}', '{option}', 'Máx {max}! OK:volta'],
    fr: ['{contest}', 'Numéro : {entry}', '{option}', 'Max {max}! OK:retour'],
    de: ['{contest}', 'Nummer: {entry}', '{option}', 'Max {max}! OK:zurück'],
  },
  'entry-none': {
    en: ['{contest}', 'Number: {entry}', 'No such number', '<:correct OK:back'],
    pt: ['{contest}', 'Número: {entry}', 'Não existe', '<:corrige OK:volta'],
    fr: ['{contest}', 'Numéro : {entry}', 'Numéro inconnu', '<:corriger OK:retour'],
    de: ['{contest}', 'Nummer: {entry}', 'Gibt es nicht', '<:ändern OK:zurück'],
  },

  // The list, by what OK would do with the option at the cursor.
  'list-add': {
    en: ['{contest}', '{text1}', '{text2}', 'OK:choose ↑↓ X:back'],
    pt: ['{contest}', '{text1}', '{text2}', 'OK:marca ↑↓ X:volta'],
    fr: ['{contest}', '{text1}', '{text2}', 'OK:choix ↑↓ X:retour'],
    de: ['{contest}', '{text1}', '{text2}', 'OK:Wahl ↑↓ X:zurück'],
  },
  'list-remove': {
    en: ['{contest}', '{text1}', '{text2}', 'OK:remove ↑↓ X:back'],
    pt: ['{contest}', '{text1}', '{text2}', 'OK:tira ↑↓ X:volta'],
    fr: ['{contest}', '{text1}', '{text2}', 'OK:ôter ↑↓ X:retour'],
    de: ['{contest}', '{text1}', '{text2}', 'OK:weg ↑↓ X:zurück'],
  },
  'list-ranked': {
    en: ['{contest}', '{text1}', '{text2}', 'Rank {rank} ↑↓ OK:back'],
    pt: ['{contest}', '{text1}', '{text2}', 'Lugar {rank} ↑↓ OK:sai'],
    fr: ['{contest}', '{text1}', '{text2}', 'Rang {rank} ↑↓ OK:fin'],
    de: ['{contest}', '{text1}', '{text2}', 'Rang {rank} ↑↓ OK:aus'],
  },
  'list-full': {
    en: ['{contest}', '{text1}', '{text2}', 'Max {max}! ↑↓ OK:back'],
    pt: ['{contest}', '{text1}', '{text2}', 'Máx {max}! ↑↓ OK:sai'],
    fr: ['{contest}', '{text1}', '{text2}', 'Max {max}! ↑↓ OK:fin'],
    de: ['{contest}', '{text1}', '{text2}', 'Max {max}! ↑↓ OK:aus'],
  },

  // Questions before a contest, or the whole, is left.
  blank: {
    en: ['{contest}', 'Nothing is chosen.', 'Blank vote?', 'OK:blank X:back'],
    pt: ['{contest}', 'Nada foi marcado.', 'Voto em branco?', 'OK:branco X:volta'],
    fr: ['{contest}', 'Rien de coché.', 'Vote blanc ?', 'OK:blanc X:retour'],
    de: ['{contest}', 'Nichts gewählt.', 'Leer abgeben?', 'OK:leer X:zurück'],
  },
  'too-few': {
    en: ['{contest}', 'Needed: {min} or more', 'Chosen: {chosen}', 'OK:back'],
    pt: ['{contest}', 'Mínimo: {min}', 'Marcou: {chosen}', 'OK:volta'],
    fr: ['{contest}', 'Minimum : {min}', 'Choisis : {chosen}', 'OK:retour'],
    de: ['{contest}', 'Mindestens: {min}', 'Gewählt: {chosen}', 'OK:zurück'],
  },
  leave: {
    en: ['Stop voting?', 'Nothing will be cast', 'and all is forgotten', 'OK:stop X:go on'],
    pt: ['Parar de votar?', 'Nada será enviado e', 'tudo é esquecido', 'OK:parar X:continuar'],
    fr: ['Arrêter le vote ?', 'Rien ne sera envoyé,', 'tout sera oublié', 'OK:arrêter X:suite'],
    de: ['Wahl abbrechen?', 'Nichts wird gesendet', 'alles wird vergessen', 'OK:abbrechen X:nein'],
  },

  // Texts of the ballot in full, then how to use the keys.
  page: {
    en: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.en],
    pt: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.pt],
    fr: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.fr],
    de: ['{text1}', '{text2}', '{text3}', FOOTER_PAGE.de],
  },
  'help-number': {
    en: ['Type the number of', 'an option, then OK.', 'OK alone: finished.', FOOTER_PAGE.en],
    pt: ['Digite o número da', 'opção e depois OK.', 'Só OK: terminado.', FOOTER_PAGE.pt],
    fr: ['Tapez le numéro du', 'choix, puis OK.', 'OK seul : terminé.', FOOTER_PAGE.fr],
    de: ['Nummer tippen, dann', 'OK. OK allein:', 'fertig.', FOOTER_PAGE.de],
  },
  'help-list': {
    en: ['↑↓ show the options.', 'OK takes the one at', '>. ? is its text.', FOOTER_PAGE.en],
    pt: ['↑↓ mostram a lista.', 'OK marca a opção em', '>. ? mostra o texto.', FOOTER_PAGE.pt],
    fr: ['↑↓ montrent la liste', 'OK prend le choix à', '>. ? : son texte.', FOOTER_PAGE.fr],
    de: ['↑↓ zeigen die Liste.', 'OK nimmt den Eintrag', 'bei >. ? sein Text.', FOOTER_PAGE.de],
  },
  'help-undo': {
    en: ['< undoes the last', 'choice. X goes back', 'to what was before.', FOOTER_PAGE.en],
    pt: ['< desfaz a última', 'escolha. X volta ao', 'que veio antes.', FOOTER_PAGE.pt],
    fr: ['< annule le dernier', 'choix. X revient en', 'arrière.', FOOTER_PAGE.fr],
    de: ['< nimmt die letzte', 'Wahl zurück. X geht', 'einen Schritt zurück', FOOTER_PAGE.de],
  },
  'help-rank': {
    en: ['What you enter first', 'has rank 1, the next', 'rank 2, and so on.', FOOTER_PAGE.en],
    pt: ['A primeira opção tem', 'o lugar 1, a próxima', 'o lugar 2, etc.', FOOTER_PAGE.pt],
    fr: ['Le premier tapé a le', 'rang 1, le suivant', 'le rang 2, etc.', FOOTER_PAGE.fr],
    de: ['Der erste Eintrag', 'hat Rang 1, der', 'nächste Rang 2 usw.', FOOTER_PAGE.de],
  },
  'help-equal': {
    en: ['Same rank as last:', 'type 0 and then the', 'number.', FOOTER_PAGE.en],
    pt: ['Mesmo lugar que o', 'último: digite 0 e', 'depois o número.', FOOTER_PAGE.pt],
    fr: ['Même rang que le', 'dernier : tapez 0,', 'puis le numéro.', FOOTER_PAGE.fr],
    de: ['Gleicher Rang wie', 'zuletzt: 0 tippen,', 'dann die Nummer.', FOOTER_PAGE.de],
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
    en: ['Cast this vote?', 'It will be final.', '<:edit ↑:check again', 'OK:cast X:stop'],
    pt: ['Votar assim?', 'Não se pode mudar.', '<:mudar ↑:rever', 'OK:votar X:parar'],
    fr: ['Voter ainsi ?', 'Ce sera définitif.', '<:modifier ↑:revoir', 'OK:voter X:arrêter'],
    de: ['So abstimmen?', 'Das ist endgültig.', '<:ändern ↑:prüfen', 'OK:ja X:abbrechen'],
  },
} as const satisfies Readonly<Record<string, LocalScreen>>;
