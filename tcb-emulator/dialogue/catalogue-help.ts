/** What `?` says at each question. Wrapped onto as many pages as it takes, so it is written as it is read. */

import type { Language } from './languages.ts';

export const HELP = {
  keys: {
    en: 'OK: yes, or go on. X: no, or back. < takes back the last digit or choice. ↑↓ leaf through pages. ? is this help.',
    pt: 'OK: sim, ou seguir. X: não, ou voltar. < apaga o último dígito ou a última escolha. ↑↓ folheiam as páginas. ? é esta ajuda.',
    fr: 'OK : oui, ou suite. X : non, ou retour. < efface le dernier chiffre ou choix. ↑↓ tournent les pages. ? est cette aide.',
    de: 'OK: ja, oder weiter. X: nein, oder zurück. < nimmt die letzte Ziffer oder Wahl zurück. ↑↓ blättern. ? ist diese Hilfe.',
  },
  fingerprint: {
    en: 'These characters stand for the whole election. Compare all of them with those in your election notice. OK if they are the same. X if any differs: then do not vote, and call the election office.',
    pt: 'Estes caracteres identificam toda a eleição. Compare-os todos com os do seu aviso de eleição. OK se são iguais. X se algum difere: então não vote e contacte a comissão.',
    fr: "Ces caractères désignent toute l'élection. Comparez-les tous avec ceux de votre avis d'élection. OK s'ils sont pareils. X si l'un diffère : alors ne votez pas et appelez le bureau électoral.",
    de: 'Diese Zeichen stehen für die ganze Wahl und in Ihrer Wahlbenachrichtigung auf Papier. Vergleichen Sie alle. OK, wenn sie gleich sind. X, wenn eines anders ist: Dann nicht abstimmen und das Wahlamt anrufen.',
  },
  pin: {
    en: 'Type the PIN of your card, 4 to 8 digits, then OK. < takes back a digit. It stays in terminal and card: never type it at the PC.',
    pt: 'Digite o PIN do cartão, 4 a 8 dígitos, e depois OK. < apaga um dígito. Fica no terminal e no cartão: nunca o digite no PC.',
    fr: 'Tapez le PIN de votre carte, 4 à 8 chiffres, puis OK. < efface un chiffre. Il reste dans le terminal et la carte : ne le tapez jamais sur le PC.',
    de: 'PIN Ihrer Karte tippen, 4 bis 8 Ziffern, dann OK. < nimmt eine Ziffer zurück. Sie bleibt in Terminal und Karte: nie am PC tippen.',
  },
  puk: {
    en: 'Type the PUK from the PIN letter, then OK. With it you choose a new PIN. < takes back a digit.',
    pt: 'Digite o PUK da carta do PIN e depois OK. Com ele escolhe um PIN novo. < apaga um dígito.',
    fr: 'Tapez le PUK de la lettre PIN, puis OK. Il permet de choisir un nouveau PIN. < efface un chiffre.',
    de: 'PUK aus dem PIN-Brief tippen, dann OK. Damit wählen Sie eine neue PIN. < nimmt eine Ziffer zurück.',
  },
  'new-pin': {
    en: 'Choose a PIN of 4 to 8 digits that you keep to yourself, then OK. You type it twice.',
    pt: 'Escolha um PIN de 4 a 8 dígitos que só você saiba, e depois OK. Digita-o duas vezes.',
    fr: 'Choisissez un PIN de 4 à 8 chiffres que vous seul savez, puis OK. Il se tape deux fois.',
    de: 'Wählen Sie eine PIN mit 4 bis 8 Ziffern, die nur Sie kennen, dann OK. Sie wird zweimal getippt.',
  },
  'pin-lost': {
    en: 'The PIN was wrong too often. The PUK in the PIN letter makes a new one. OK if you have it. X if not: call the election office.',
    pt: 'O PIN foi errado vezes de mais. O PUK da carta do PIN cria um novo. OK se o tem. X se não: contacte a comissão.',
    fr: 'Trop de PIN incorrects. Le PUK de la lettre PIN en crée un nouveau. OK si vous l’avez. X sinon : appelez le bureau électoral.',
    de: 'Die PIN war zu oft falsch. Mit der PUK aus dem PIN-Brief machen Sie eine neue. OK, wenn Sie sie haben. X, wenn nicht: Wahlamt anrufen.',
  },
  'pc-asks-pin': {
    en: 'A program on the PC wants to use the card, to sign or to log in. OK lets it: you type the PIN for this, not the one for voting. X refuses.',
    pt: 'Um programa do PC quer usar o cartão, para assinar ou entrar. OK permite: digita o PIN para isso, não o de votar. X recusa.',
    fr: "Un programme du PC veut utiliser la carte, pour signer ou s'identifier. OK le permet : vous tapez le PIN prévu pour cela, pas celui du vote. X refuse.",
    de: 'Ein Programm am PC will die Karte nutzen, zum Signieren oder Anmelden. OK erlaubt es: mit der PIN dafür, nicht der zum Abstimmen. X lehnt ab.',
  },
  resume: {
    en: 'Your card keeps a vote that is not sent yet. It cannot be changed. OK goes on: PIN, and it is sent. X leaves it on the card for later.',
    pt: 'O cartão guarda um voto ainda não enviado. Já não se pode mudar. OK continua: PIN, e é enviado. X deixa-o no cartão para depois.',
    fr: 'Votre carte garde un vote pas encore envoyé. Il ne peut plus changer. OK continue : PIN, puis envoi. X le laisse sur la carte pour plus tard.',
    de: 'Ihre Karte behält eine Stimme, die noch nicht gesendet ist. Sie ist nicht mehr zu ändern. OK macht weiter: PIN, dann wird sie gesendet. X lässt sie für später auf der Karte.',
  },
  'send-again': {
    en: 'This vote was sent. OK sends it once more, if the PC says that it did not arrive: it counts only once. X ends.',
    pt: 'Este voto foi enviado. OK envia-o outra vez, se o PC diz que não chegou: só conta uma vez. X termina.',
    fr: "Ce vote a été envoyé. OK le renvoie, si le PC dit qu'il n'est pas arrivé : il ne compte qu'une fois. X termine.",
    de: 'Diese Stimme wurde gesendet. OK sendet sie noch einmal, falls der PC sagt, dass sie nicht ankam: Sie zählt nur einmal. X beendet.',
  },
  'give-up': {
    en: 'This vote was never signed, and its election is over: it cannot count any more. OK makes room for another election. X keeps it.',
    pt: 'Este voto nunca foi assinado e a eleição acabou: já não pode contar. OK dá lugar a outra eleição. X mantém-no.',
    fr: "Ce vote n'a jamais été signé et l'élection est finie : il ne peut plus compter. OK fait place à une autre élection. X le garde.",
    de: 'Diese Stimme wurde nie unterschrieben, und die Wahl ist vorbei: Sie kann nicht mehr zählen. OK macht Platz für eine andere Wahl. X behält sie.',
  },
  leave: {
    en: 'OK stops: your choices are forgotten, nothing is sent, and you can vote later. X goes on where you were.',
    pt: 'OK para: as escolhas são esquecidas, nada é enviado, e pode votar depois. X continua onde estava.',
    fr: 'OK arrête : vos choix sont oubliés, rien n’est envoyé, et vous pouvez voter plus tard. X reprend où vous étiez.',
    de: 'OK bricht ab: Ihre Wahl wird vergessen, nichts gesendet, und Sie können später abstimmen. X macht weiter, wo Sie waren.',
  },
  blank: {
    en: 'OK leaves this one blank: you vote, but for nothing here. X goes back to choose.',
    pt: 'OK deixa esta em branco: vota, mas aqui em nada. X volta para escolher.',
    fr: 'OK laisse ce choix en blanc : vous votez, mais pour rien ici. X revient pour choisir.',
    de: 'OK lässt diese Frage leer: Sie stimmen ab, aber hier für nichts. X geht zurück zum Wählen.',
  },
  review: {
    en: 'Check every page. OK: right, go on. ↑: page before. <: change this contest, then come back here. X: stop.',
    pt: 'Verifique cada página. OK: certo, seguir. ↑: página anterior. <: mudar esta questão e voltar aqui. X: parar.',
    fr: 'Vérifiez chaque page. OK : juste, suite. ↑ : page précédente. < : modifier cette question, puis revenir ici. X : arrêter.',
    de: 'Prüfen Sie jede Seite. OK: stimmt, weiter. ↑: Seite davor. <: diese Frage ändern, dann hierher zurück. X: abbrechen.',
  },
  confirm: {
    en: 'OK asks for your PIN and casts the vote: it is final then. ↑ shows the choices again. < changes them from the first on. X stops, and nothing is cast.',
    pt: 'OK pede o PIN e vota: depois é definitivo. ↑ mostra as escolhas outra vez. < muda-as desde a primeira. X para, e nada é enviado.',
    fr: "OK demande le PIN et vote : c'est alors définitif. ↑ remontre les choix. < les modifie depuis le premier. X arrête, et rien n'est envoyé.",
    de: 'OK fragt nach der PIN und stimmt ab: Das ist dann endgültig. ↑ zeigt die Wahl noch einmal. < ändert sie von vorn. X bricht ab, nichts wird gesendet.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type HelpId = keyof typeof HELP;
