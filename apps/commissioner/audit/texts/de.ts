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
    verify: {
      heading: 'Ein ausgegebenes Protokoll prüfen',
      text: 'Die Datei wird in diesem Browser geprüft: ob ihre Kette von Hashes lückenlos ist, ob sie den Hash hat, den Sie früher notiert haben, und ob sie die Einträge hat, die nach Angabe dieses Dienstes auf dem Board hinterlegt sind. Worauf sich andere verlassen sollen, prüfen sie selbst: auf dieser Seite mit eigenem Konto oder mit „revs audit verify“.',
      file: 'Ausgegebenes Protokoll (audit.jsonl)',
      chosen: 'Gewählt: {file}',
      noFile: 'Wählen Sie zuerst die Datei.',
      tooLarge: 'Die Datei ist größer als 128 MB: Prüfen Sie sie mit „revs audit verify“.',
      notUtf8: 'Die Datei ist kein Text: Sie ist kein ausgegebenes Protokoll oder beschädigt.',
      anchor: 'Früher notierter Hash (kann leer bleiben)',
      anchorText:
        'Von Papier oder von Ihren Prüfern. Damit sehen Sie auch, ob das Ende abgeschnitten oder alles neu geschrieben wurde.',
      anchorWrong:
        'Schreiben Sie die 64 Zeichen des Hashs (0 bis 9, a bis f), oder lassen Sie das Feld leer.',
      check: 'Prüfen',
      sound: '{file} ist in Ordnung.',
      soundText: 'Einträge: {total}, in einer lückenlosen Kette. Hash des neuesten Eintrags:',
      anchored: 'Der Hash, den Sie notiert haben, ist dabei.',
      posted: 'Es hat die {total} Einträge, die am {time} auf dem Board hinterlegt wurden.',
      bad: '{file} ist ab Zeile {line} NICHT in Ordnung.',
      badText: 'Was über dieser Zeile steht, ist in Ordnung.',
      faults: {
        'audit/not-an-entry': 'Die Zeile ist kein Eintrag eines solchen Protokolls.',
        'audit/not-canonical':
          'Die Zeile ist nicht so geschrieben, wie der Dienst sie schreibt: Jemand hat daran gearbeitet.',
        'audit/other-index':
          'Der Eintrag hat eine andere Nummer, als seine Stelle verlangt: Einträge fehlen oder sind doppelt da.',
        'audit/other-previous':
          'Der Eintrag gehört nicht zu dem vor ihm: Jener wurde geändert oder ausgetauscht.',
        'audit/changed': 'Der Eintrag wurde geändert, nachdem er geschrieben war.',
        'audit/remade':
          'Am {time} wurden auf dem Board {total} Einträge mit einem anderen Hash hinterlegt: Dieser Eintrag oder einer davor wurde neu geschrieben.',
        'audit/behind-the-board':
          'Am {time} wurden auf dem Board schon {total} Einträge hinterlegt: Einträge fehlen, oder die Datei ist älter.',
        'audit/no-anchor':
          'Kein Eintrag hat den Hash, den Sie notiert haben: Einträge fehlen oder wurden neu geschrieben.',
      },
    },
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
      'approval/ask': 'Freigabe beantragt',
      'approval/give': 'Freigegeben und ausgeführt',
      'approval/end': 'Antrag abgelehnt oder zurückgezogen',
      'roll/preview': 'Wählerverzeichnis angesehen',
      'roll/import': 'Wählerverzeichnis eingelesen',
      'roll/add-test': 'Testwähler angelegt',
      'roll/remove': 'Wähler aus dem Verzeichnis entfernt',
      'template/save': 'Stimmzettel als Vorlage gespeichert',
      'template/rename': 'Vorlage umbenannt',
      'template/delete': 'Vorlage gelöscht',
      'card/register': 'Karte eingetragen',
      'device/certify': 'Karte oder Terminal zertifiziert',
      'election/create': 'Wahl angelegt',
      'election/open': 'Wahl geöffnet',
      'election/close': 'Stimmabgabe beendet',
      'election/tally': 'Stimmen ausgezählt',
      'election/delete': 'Probewahl gelöscht',
      'election/delete-data': 'Personenbezogene Daten einer Wahl gelöscht',
      'election/publish': 'Ergebnisse veröffentlicht',
      'election/archive': 'Wahl archiviert',
      'election/unarchive': 'Wahl aus dem Archiv geholt',
    },
  },
};
