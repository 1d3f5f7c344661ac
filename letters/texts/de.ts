import type { Translated } from '../../common/languages.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  help: 'Wer Ihnen hilft',
  office: 'Das Wahlamt.',
  notice: {
    kind: 'Wahlbenachrichtigung',
    trial: 'DIES IST EINE PROBEWAHL. Sie ist eine Übung: Niemand wird gewählt, und nichts wird entschieden.',
    opens: 'Beginn der Stimmabgabe',
    closes: 'Ende der Stimmabgabe',
    voter: 'Ihre Wählerkennung',
    style: 'Ihre Wählergruppe',
    page: 'Seite der Wahl',
    code: 'QR-Code mit der Adresse {address}',
    fingerprint: 'Fingerabdruck der Wahl',
    compare:
      'Vor der Stimmabgabe zeigt Ihr Terminal diesen Fingerabdruck. Vergleichen Sie alle acht Gruppen mit diesem Brief, nicht mit etwas auf einem Bildschirm. Weicht eine ab, drücken Sie X und sagen Sie es dem Wahlamt: Es ist eine andere Wahl.',
    how: 'So stimmen Sie ab',
    steps: [
      'Stecken Sie Ihre Karte in das Terminal an Ihrem Computer und öffnen Sie die Seite der Wahl.',
      'Folgen Sie dem Terminal: Wählen Sie die Sprache, vergleichen Sie den Fingerabdruck, treffen Sie Ihre Wahl und prüfen Sie sie.',
      'Tippen Sie Ihre PIN am Terminal ein, nie am Computer. Sie steht in Ihrem PIN-Brief, der getrennt von der Karte kommt.',
      'Nehmen Sie die Karte heraus, sobald das Terminal meldet, dass die Stimme gesendet ist, und bewahren Sie sie auf.',
    ],
    check:
      'Sie können prüfen, ob Ihre Stimme angekommen ist: Stecken Sie nach dem Ende der Stimmabgabe Ihre Karte wieder ein und starten Sie die Prüfung auf derselben Seite. Nur das Terminal zeigt Ihnen das Ergebnis. Fehlt Ihre Stimme, sendet das Terminal sie bis {time} noch einmal.',
    never:
      'Niemand wird Sie je nach Ihrer PIN fragen: weder per Post noch am Telefon noch auf einer Webseite.',
  },
  mailer: {
    kind: 'PIN-Brief',
    intro:
      'Diese Ziffern gehören zur Wahlkarte von {voter}. Die Karte kommt getrennt von diesem Brief. Niemand sonst hat die Ziffern, und es bleibt keine Kopie.',
    pin: 'PIN',
    pinText: 'Zum Abstimmen. Tippen Sie sie nur am Terminal ein, nie an einem Computer.',
    puk: 'PUK',
    pukText: 'Setzt am Terminal eine neue PIN, wenn drei falsche eingegeben wurden.',
    signing: 'Signatur-PIN',
    signingPuk: 'Signatur-PUK',
    signingText:
      'Für Programme auf dem Computer, die mit der Karte unterschreiben. Sie öffnen nichts, was mit der Wahl zu tun hat.',
    opened:
      'War der Umschlag offen oder waren die Ziffern von außen zu lesen? Dann benutzen Sie die Karte nicht und sagen Sie es sofort dem Wahlamt: Sie bekommen eine neue.',
    keep: 'Merken Sie sich die PIN. Verwahren Sie die PUK sicher und getrennt von der Karte, und vernichten Sie diesen Brief.',
  },
  cover: {
    kind: 'Begleitliste',
    summary: 'Briefe: {number} ({kind})',
    number: 'Nr.',
    voter: 'Wählerkennung',
    name: 'Name',
    received: 'Datum und Unterschrift',
  },
};
