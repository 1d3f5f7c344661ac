import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  title: 'Eine Wahl prüfen',
  intro:
    'Ihr Browser zählt die Wahl anhand ihrer Wahlakte noch einmal: Er prüft alle Unterschriften und Hashes, öffnet alle Stimmen und vergleicht die Ergebnisse. Die Wahlakte bleibt auf diesem Computer.',
  host: 'Diese Seite ist ein Programm, das Ihnen ihr Anbieter geschickt hat. Wer dem Anbieter nicht traut, nimmt dasselbe Programm aus seiner Quelle und ruft „revs verify“ auf.',
  which: 'Wo die Wahlakte ist',
  sources: {
    published: 'So, wie das Wahlamt sie veröffentlicht hat',
    archive: 'Eine Datei, die ich heruntergeladen habe: record.tar',
    folder: 'Ein Ordner auf diesem Computer: die entpackte Wahlakte',
  },
  archive: 'Datei record.tar',
  folder: 'Ordner, in dem record.jws liegt',
  chosen: 'Gewählt: {name}',
  noRecord: 'Wählen Sie zuerst die Wahlakte.',
  key: 'Öffentlicher Schlüssel der Wahlleitung',
  keyText:
    'Alles folgt aus diesem Schlüssel: Mit einem anderen Schlüssel ginge die Prüfung einer anderen Wahl auf. Vergleichen Sie ihn mit der Niederschrift der Wahl oder mit dem, den das Wahlamt anderswo veröffentlicht hat.',
  keyFilled: 'Er stammt aus den Einstellungen dieser Website, die nicht für ihn bürgen kann.',
  keyWrong:
    'Schreiben Sie die 66 Zeichen des Schlüssels (0 bis 9, a bis f). Auf Leerzeichen kommt es nicht an.',
  start: 'Prüfen',
  stop: 'Abbrechen',
  running: 'Die Prüfung läuft. Lassen Sie diese Seite offen.',
  steps: 'Teile der Prüfung',
  stepStates: { done: 'erledigt', current: 'jetzt', todo: 'noch nicht' },
  parts: {
    download: 'Wahlakte wird geholt',
    files: 'Dateien sind die unterschriebenen',
    documents: 'Dokumente und Unterschriften',
    board: 'Öffentliche Liste, wie sie eingefroren wurde',
    tally: 'Stimmen geöffnet und neu gezählt',
    results: 'Ergebnisse verglichen',
  },
  done: '{done} von {total}',
  fetched: '{megabytes} MB',
  verified: 'Die Wahlakte ist in Ordnung.',
  verifiedText:
    'Alle Unterschriften, Hashes und Stimmen wurden geprüft, und die Stimmen ergeben genau die Ergebnisse unten. Es bleibt der Vergleich mit dem, was auf Papier steht:',
  electionTitle: 'Wahl',
  fingerprint: 'Fingerabdruck der Wahl',
  fingerprintText: 'mit einer Wahlbenachrichtigung oder mit dem, was ein Terminal angezeigt hat',
  recordHash: 'SHA-256 von record.jws',
  recordHashText: 'mit der Niederschrift der Wahl',
  usedKey: 'Öffentlicher Schlüssel der Wahlleitung',
  usedKeyText: 'mit der Niederschrift oder wo das Wahlamt ihn sonst veröffentlicht hat',
  remarks: 'Server, die nicht geantwortet hatten, als die öffentliche Liste eingefroren wurde',
  remarksText:
    'Die Ergebnisse werden dadurch nicht falsch: Die Prüfung rechnet nur mit den anderen. Sie sollen es aber wissen.',
  absent: {
    ledger: '{server}: keine Angabe, wie viele Stimmen er unterschrieben hat',
    erasure: '{server}: keine Erklärung, dass er seinen Schlüssel gelöscht hat',
  },
  results: 'Ergebnisse',
  notVerified: 'Die Wahlakte ist NICHT in Ordnung.',
  notVerifiedText:
    'Verlassen Sie sich nicht auf diese Ergebnisse. Holen Sie die Wahlakte noch einmal, möglichst von anderswo; ist sie dann immer noch nicht in Ordnung, sagen Sie es dem Wahlamt und denen, die die Wahl beobachten.',
  unable: 'Die Wahlakte konnte nicht geprüft werden.',
  unableText: 'Das sagt nichts über die Wahl.',
  where: 'Wo',
  meaning: 'Was es bedeutet',
  detail: 'Für Fachleute',
  files: {
    'record.tar': 'die Wahlakte als eine Datei',
    'record.jws': 'das Verzeichnis der Dateien, das die Wahlleitung unterschrieben hat',
    'plan.jws': 'der Plan der Wahl',
    'manifest.jws': 'das Manifest, dem alle Server zugestimmt haben',
    'closing-order.jws': 'die Anordnung, früher zu schließen',
    'frozen.cbor': 'was eingefroren wurde',
    'final-roots.cbor': 'die Unterschriften der Treuhänder unter die öffentliche Liste',
    'disclosures.cbor': 'die Teile des Schlüssels, der die Stimmen öffnet',
    'periods/trustee.cbor': 'wie die Treuhänder ihre Teile des Schlüssels erneuert haben',
    'periods/administrator.cbor': 'wie die Administratoren ihre Teile der Schlüssel erneuert haben',
    'ledgers.cbor': 'die Angaben der Administratoren, wie viele Stimmen sie unterschrieben haben',
    'erasures.cbor': 'die Erklärungen der Anonymisierer, dass ihre Schlüssel gelöscht sind',
    'board/genesis.cbor': 'der Anfang des Protokolls der Server',
    'board/topics.cbor': 'die Themen im Protokoll der Server',
    'board/entries.cbor': 'die Einträge im Protokoll der Server',
    'bulletin.bin': 'die öffentliche Liste mit allen versiegelten Stimmen',
    'results.json': 'die veröffentlichten Ergebnisse',
  },
  ballotFile: 'ein Stimmzettel',
  otherFile: 'eine Datei, die zu keiner Wahlakte gehört',
  codes: {
    'record/missing':
      'Dieser Teil fehlt. Ist es der richtige Ordner? Es muss der sein, in dem record.jws liegt.',
    'record/unknown-file':
      'Diese Datei gehört nicht zur Wahlakte. Haben Sie oder Ihr Computer sie dort abgelegt, so entfernen Sie sie und prüfen noch einmal; sonst hat jemand sie hinzugefügt.',
    'record/not-a-file':
      'Wo eine Datei sein muss, ist ein Ordner, eine Verknüpfung oder ein Gerät. Es wurde nicht geöffnet.',
    'record/altered':
      'Das ist nicht die Datei, die die Wahlleitung unterschrieben hat: Jemand hat sie geändert.',
    'record/too-long': 'Sie ist länger, als dieser Teil einer Wahlakte sein kann. Sie wurde nicht gelesen.',
    'record/too-long-here':
      'Sie ist länger, als ein Browser sie prüfen kann. Das Programm „revs verify“ kann es: Es braucht dafür nicht mehr Speicher.',
    'record/torn': 'Sie endet zu früh. Vielleicht wurde sie nicht ganz geholt.',
    'record/unreadable': 'Sie ließ sich nicht als das lesen, was sie sein muss.',
    'record/not-canonical': 'Sie hat nicht die eine Form, die dieser Teil einer Wahlakte haben muss.',
    'record/not-named':
      'Das ist nicht das, worauf sich die Server geeinigt hatten, als die öffentliche Liste eingefroren wurde.',
    'record/wrong-results': 'Die Stimmen ergeben andere Ergebnisse als die veröffentlichten.',
    'record/not-an-archive': 'Die Datei ist keine Wahlakte, wie das Wahlamt sie veröffentlicht.',
    'record/not-published': 'Das Wahlamt hat die Akte dieser Wahl nicht oder noch nicht veröffentlicht.',
    'record/unreachable':
      'Sie konnte nicht geholt werden. Sehen Sie nach Ihrer Verbindung und versuchen Sie es noch einmal.',
    'signature/invalid':
      'Die Unterschrift ist nicht von dem Schlüssel, von dem sie sein muss. Sehen Sie zuerst nach, ob der Schlüssel oben stimmt; wenn ja, ist das nicht die Akte der Wahlleitung.',
    'key/invalid':
      'Der Schlüssel oben kann nicht der einer Wahlleitung sein. Sehen Sie nach, ob Sie ihn richtig übertragen haben.',
    'freeze/list-mismatch': 'Das ist nicht die öffentliche Liste, die die Treuhänder eingefroren haben.',
    'tally/fraud':
      'Es sind mehr Stimmen da, als die Administratoren unterschrieben haben oder als es Wahlberechtigte gibt.',
    'manifest/other': 'Sie gehört zu einer anderen Wahl.',
    'page/unexpected':
      'Das Programm brach ab, vielleicht weil der Speicher nicht reichte. Versuchen Sie es mit einem anderen Browser oder mit „revs verify“.',
  },
  otherCode: 'Das ist nicht, was das Protokoll von diesem Teil verlangt.',
};
