import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  cards: {
    heading: 'Karten',
    intro:
      'Jeder Wähler bekommt eine Karte und einen Brief mit ihrer PIN. Karten werden am Personalisierungsplatz gemacht, einem Programm auf diesem Computer.',
    pins: 'PINs gehen nie durch diese Seite',
    pinsText:
      'Der Personalisierungsplatz bewahrt jede PIN auf, bis ihr Brief gedruckt ist, und nirgendwo sonst. Senden Sie die Briefe getrennt von den Karten.',
    progress: 'Wähler mit Karte',
    progressText: '{done} von {total}',
    allDone: 'Alle Wähler des Verzeichnisses haben eine Karte.',
    station: 'Personalisierungsplatz',
    address: 'Adresse des Personalisierungsplatzes',
    addressHelp: 'Auf diesem Computer. Gewöhnlich http://127.0.0.1:8620.',
    addressBad: 'Der Personalisierungsplatz muss auf diesem Computer sein: http://127.0.0.1 und ein Port.',
    connect: 'Verbinden',
    change: 'Die Adresse ändern',
    noStation: 'Unter {address} ist kein Personalisierungsplatz',
    noStationText:
      'Starten Sie ihn in einem Fenster dieses Computers, im Ordner von REVS, mit dem Ordner der Installation, zu der diese Konsole gehört; dann verbinden Sie. Fragt der Browser, ob diese Seite Geräte oder Programme dieses Computers erreichen darf, erlauben Sie es.',
    folder: 'Karten',
    slot: 'Im Schlitz',
    empty: 'Keine Karte',
    blank: 'Eine leere Karte',
    insert: 'Eine leere Karte einlegen',
    eject: 'Die Karte auswerfen',
    one: 'Eine Karte',
    voter: 'Wähler',
    voterHelp: 'Vorgeschlagen wird der nächste Wähler ohne Karte.',
    hasCard: 'Dieser Wähler hat schon eine Karte.',
    unknown: 'Dieser Wähler steht nicht im Verzeichnis.',
    personalise: 'Die Karte für {voter} machen',
    next: 'Auswerfen und die nächste einlegen',
    made: 'Die Karte für {voter} ist gemacht.',
    batch: 'Alle Karten, aus dem Magazin',
    batchText: 'Macht nacheinander die Karten aller Wähler, die noch keine haben: {number}.',
    start: 'Karten machen ({number})',
    stop: 'Anhalten',
    stopping: 'Angehalten. Die begonnene Karte wird fertig; machen Sie weiter, wann Sie wollen.',
    batchDone: 'Gemachte Karten: {number}.',
    refused: 'Der Personalisierungsplatz hat abgelehnt',
    codes: {
      'no-blank': 'Im Schlitz ist keine leere Karte. Legen Sie eine ein.',
      'slot-taken': 'Im Schlitz ist eine Karte. Werfen Sie sie zuerst aus.',
      'has-card': 'Der Wähler hat schon eine Karte.',
      'unknown-voter': 'Der Wähler steht nicht im Verzeichnis. Lesen Sie zuerst das Verzeichnis ein.',
      'card-exists':
        'Für die Karte dieses Wählers gibt es schon eine Datei. Sehen Sie im Ordner der Karten nach.',
      busy: 'Der Personalisierungsplatz macht gerade Karten. Warten Sie, bis er fertig ist.',
      'no-mailers':
        'Es gibt keine PIN-Briefe zu drucken: Sie sind vernichtet, oder es gibt keine neuen Karten.',
      'bad-addresses':
        'Es wurde nichts geschrieben. Berichtigen Sie die Datei der Adressen und wählen Sie sie noch einmal.',
      service:
        'Der Dienst der Wahlleitung hat dem Personalisierungsplatz nicht geantwortet oder abgelehnt. Versuchen Sie es noch einmal.',
      other: 'Sehen Sie im Fenster nach, in dem der Personalisierungsplatz läuft.',
    },
  },
};
