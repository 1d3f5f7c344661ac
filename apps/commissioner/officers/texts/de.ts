import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  officers: {
    heading: 'Verantwortliche',
    intro:
      'Wer sich bei dieser Konsole anmelden darf. Geben Sie jeder Person einen eigenen Namen: Dann sagt das Prüfprotokoll, wer was getan hat.',
    caption: 'Verantwortliche',
    name: 'Name',
    created: 'Hinzugefügt',
    state: 'Zustand',
    active: 'kann sich anmelden',
    you: 'Sie',
    locked: 'gesperrt bis {time}',
    remove: 'Entfernen',
    removeNamed: '{name} entfernen',
    removeTitle: '{name} entfernen?',
    removeText:
      '{name} wird sofort abgemeldet und kann sich nicht mehr anmelden. Einträge im Prüfprotokoll bleiben.',
    role: 'Rolle',
    changeRole: 'Rolle ändern',
    changeRoleNamed: 'Rolle von {name} ändern',
    changeRoleTitle: 'Andere Rolle für {name}',
    roleChanged: '{name} hat jetzt die Rolle „{role}“.',
    atOnce: 'Die neue Rolle gilt sofort, auch wo {name} angemeldet ist.',
    changeButton: 'Diese Rolle geben',
    means: {
      office: 'Wahlamt: führt Wahlen durch, pflegt das Wählerverzeichnis und verwaltet die Verantwortlichen.',
      approver: 'Freigabe: liest alles und gibt frei, was andere Verantwortliche beantragen.',
      observer: 'Beobachtung: liest alles und ändert nichts.',
    },
    add: 'Person hinzufügen',
    nameHelp: 'Buchstaben, Ziffern, Punkt, Bindestrich, Unterstrich; höchstens 64.',
    badName:
      'Nur Buchstaben ohne Akzente und Umlaute, Ziffern, Punkt, Bindestrich und Unterstrich; höchstens 64.',
    passphrase: 'Passphrase',
    passphraseHelp:
      'Mindestens 12 Zeichen. Übergeben Sie sie persönlich; nach der ersten Anmeldung wird sie geändert.',
    addButton: 'Hinzufügen',
    added: '{name} kann sich jetzt anmelden.',
    removed: '{name} ist entfernt.',
    own: 'Ihre Passphrase ändern',
    old: 'Bisherige Passphrase',
    new: 'Neue Passphrase',
    newHelp:
      'Mindestens 12 Zeichen; vier oder fünf Wörter, die nicht zusammengehören, merkt man sich leicht.',
    repeat: 'Neue Passphrase noch einmal',
    different: 'Die beiden sind nicht gleich.',
    short: 'Mindestens 12 Zeichen.',
    change: 'Ändern',
    changed: 'Ihre Passphrase ist geändert. Ihre anderen Sitzungen sind beendet.',
  },
};
