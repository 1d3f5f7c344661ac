import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  approvals: {
    heading: 'Freigaben',
    intro:
      'Was sich nicht zurücknehmen lässt, braucht hier zwei Verantwortliche: Eine Person beantragt es, eine andere gibt es frei, und damit geschieht es. Das Prüfprotokoll nennt beide. Ein Antrag endet nach einem Tag.',
    none: 'Niemand beantragt eine Freigabe.',
    askedBy: 'Beantragt von {officer}, seit {asked}. Freigabe möglich bis {expires}.',
    own: 'Von Ihnen beantragt, seit {asked}. Eine andere verantwortliche Person kann es bis {expires} freigeben.',
    changed:
      'Worum es geht, hat sich seit dem Antrag geändert: Eine Freigabe ist nicht mehr möglich, es muss neu beantragt werden.',
    look: 'Wahl ansehen',
    approve: 'Freigeben',
    decline: 'Ablehnen',
    withdraw: 'Zurückziehen',
    sure: 'Freigeben und ausführen?',
    final:
      'Es geschieht, sobald Sie freigeben. Das lässt sich nicht zurücknehmen, und im Prüfprotokoll steht Ihr Name neben dem von {officer}.',
    done: 'Erledigt: {what}',
    declined: 'Niemand kann es mehr freigeben.',
    missed: 'Nicht erreichte Server: {servers}. Senden Sie es auf der Seite der Wahl noch einmal.',
    code: 'Zweite Hälfte der Passphrase von {name}',
    codeText:
      'Übergeben Sie diesen Code persönlich; er wird nur jetzt gezeigt. {name} meldet sich mit der Passphrase von {officer}, einem Leerzeichen und diesem Code an und ändert dann die Passphrase.',
    note: 'Eine zweite verantwortliche Person muss das freigeben: Sie beantragen es jetzt nur.',
    ask: 'Freigabe beantragen',
    asked:
      'Beantragt. Eine andere verantwortliche Person kann es bis {expires} freigeben, unter „Freigaben“.',
    halves:
      'Eine zweite verantwortliche Person gibt es frei und erhält einen Code. Die neue Person meldet sich mit dieser Passphrase, einem Leerzeichen und dem Code an.',
    steps: {
      'election/open':
        'Die Wahl „{title}“ öffnen. Was die Wählenden sehen, lässt sich danach nicht mehr ändern.',
      'election/close':
        'Die Stimmabgabe bei „{title}“ jetzt beenden. Wer bis dahin nicht gewählt hat, kann es nicht mehr.',
      'election/publish': 'Ergebnisse und Wahlakte von „{title}“ veröffentlichen. Alle können sie kopieren.',
      'election/delete':
        'Die Probewahl „{title}“ löschen: Wählerverzeichnis, Stimmen, Ergebnisse und Wahlakte.',
      'election/delete-data':
        'Die personenbezogenen Daten von „{title}“ löschen: ihr Wählerverzeichnis, die Liste, wer gewählt hat, die Zuordnung der Stimmzettel. Ergebnisse und Wahlakte bleiben.',
      'roll/remove':
        '{voter} aus dem Wählerverzeichnis entfernen. Wahlen, die schon angelegt sind, behalten die Person.',
      'card/revoke':
        'Die Karte von {voter} sperren. Angelegte Wahlen behalten sie und nehmen keine andere dieses Wählers.',
      'card/replace':
        '{voter} eine andere Karte geben. Die bisherige gilt nicht in Wahlen, die ab jetzt angelegt werden.',
      'officer/add': '{name} als verantwortliche Person hinzufügen, mit der Rolle „{role}“.',
      'officer/remove':
        'Die verantwortliche Person {name} entfernen, die sich dann nicht mehr anmelden kann.',
      'officer/role': 'Der verantwortlichen Person {name} die Rolle „{role}“ geben.',
      'officer/unlock': '{name} sich wieder anmelden lassen, nach einer Sperre durch falsche Passphrasen.',
    },
  },
};
