import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  audit: {
    heading: 'Prüfprotokoll',
    intro:
      'Alle Handlungen aller Verantwortlichen, der Reihe nach. Einträge kommen nur hinzu, und jeder trägt den Hash des vorigen: Keiner kann unbemerkt geändert oder entfernt werden.',
    head: 'Hash des neuesten Eintrags',
    headText:
      'Notieren Sie diesen Hash regelmäßig zusammen mit der Zahl der Einträge, außerhalb dieses Dienstes: Drucken Sie ihn, senden Sie ihn den Prüfern. Wer einen früheren Hash hat, kann später sagen, ob davor etwas geändert wurde. So prüft man ein ausgegebenes Protokoll:',
    total: '{total} Einträge',
    onBoard:
      'Auf dem Board: {total} Einträge, hinterlegt am {time}. Sie lassen sich nicht mehr unbemerkt ändern.',
    notOnBoard: 'Noch nicht auf dem Board: Der Hash wird dort hinterlegt, solange eine Wahl offen ist.',
    rewritten: 'Dieses Protokoll ist nicht das, das auf dem Board steht',
    rewrittenText:
      'Am {time} hatte es {total} Einträge, deren neuester einen anderen Hash hatte: Seither wurde es gekürzt, umgeschrieben oder durch eine alte Kopie ersetzt. Lassen Sie die Datei, wie sie ist, fragen Sie, wer Zugang zu diesem Rechner hatte, und vergleichen Sie ausgegebene Protokolle: „revs audit verify audit.jsonl --dir DEPLOYMENT“ nennt die erste abweichende Zeile.',
    export: 'Protokoll ausgeben',
    caption: 'Einträge, der neueste zuerst',
    number: 'Nr.',
    time: 'Zeit',
    officer: 'Wer',
    action: 'Handlung',
    detail: 'Einzelheiten',
    outcome: 'Ausgang',
    empty: 'Noch ist nichts getan worden.',
    newer: 'Neuere',
    older: 'Ältere',
    shown: '{from} bis {to} von {total}',
    token: 'Befehlszeile oder Personalisierungsplatz',
    unknownName: 'unbekannter Name',
    begun: 'begonnen',
    done: 'erledigt',
    actions: {
      'session/start': 'Angemeldet',
      'session/end': 'Abgemeldet',
      'officer/passphrase': 'Eigene Passphrase geändert',
      'officer/add': 'Verantwortliche Person hinzugefügt',
      'officer/role': 'Rolle einer verantwortlichen Person geändert',
      'officer/remove': 'Verantwortliche Person entfernt',
      'officer/unlock': 'Sperre einer verantwortlichen Person aufgehoben',
      'roll/preview': 'Wählerverzeichnis angesehen',
      'roll/import': 'Wählerverzeichnis eingelesen',
      'roll/add-test': 'Testwähler angelegt',
      'roll/remove': 'Wähler aus dem Verzeichnis entfernt',
      'card/register': 'Karte eingetragen',
      'device/certify': 'Karte oder Terminal zertifiziert',
      'election/create': 'Wahl angelegt',
      'election/open': 'Wahl geöffnet',
      'election/close': 'Stimmabgabe beendet',
      'election/tally': 'Stimmen ausgezählt',
      'election/delete': 'Probewahl gelöscht',
      'election/publish': 'Ergebnisse veröffentlicht',
    },
  },
};
