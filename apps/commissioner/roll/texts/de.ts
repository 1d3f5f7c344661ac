import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  roll: {
    heading: 'Wählerverzeichnis',
    intro:
      'Wer wählen darf, und mit welcher Art von Wahlzettel. Das Verzeichnis einer Wahl steht fest, sobald die Wahl angelegt ist.',
    import: 'Wähler einlesen',
    format:
      'Eine CSV-Datei mit den Spalten „voter“ und „style“. Kennungen haben 1 bis 64 Buchstaben, Ziffern, Punkte, Bindestriche oder Unterstriche. Wer schon da ist, behält die Karte und bekommt die neue Art; niemand wird entfernt.',
    example: 'Ein Beispiel herunterladen',
    file: 'Verzeichnis (CSV, UTF-8)',
    reading: '{file} wird geprüft …',
    notUtf8:
      '{file} ist kein Text in UTF-8. Speichern Sie die Datei in der Tabellenkalkulation als „CSV UTF-8“ und wählen Sie sie noch einmal.',
    tooLarge: '{file} ist größer als 32 MiB. Teilen Sie die Datei und lesen Sie die Teile nacheinander ein.',
    previewOf: 'Was in {file} steht',
    counts: '{voters} Wähler: {added} neu, {changed} mit anderer Art, {same} unverändert.',
    styles: 'Wähler nach Art',
    style: 'Art',
    voters: 'Wähler',
    sample: 'Die ersten Zeilen',
    line: 'Zeile',
    voter: 'Wähler',
    problems: '{number} Zeilen sind nicht lesbar. Es wird nichts eingelesen.',
    problemsText:
      'Berichtigen Sie die Datei und wählen Sie sie noch einmal: Sie wird ganz eingelesen oder gar nicht.',
    problemsShown: 'Die ersten {shown} von {number}',
    reason: 'Was nicht stimmt',
    doImport: '{voters} Wähler einlesen',
    cancel: 'Nicht einlesen',
    imported: '{voters} Wähler sind eingelesen.',
    list: 'Wähler im Verzeichnis',
    none: 'Es gibt noch keine Wähler.',
    noneFound: 'Kein Wähler passt.',
    export: 'Wählerverzeichnis ausgeben (CSV)',
    remove: 'Entfernen',
    removeNamed: '{voter} entfernen',
    removeTitle: '{voter} aus dem Wählerverzeichnis entfernen?',
    removeText:
      'In Wahlen, die von nun an angelegt werden, steht dieser Wähler nicht mehr, und die Karte gehört dann niemandem. Angelegte Wahlen behalten den Wähler: Dort gilt die Karte weiter. Um eine Art zu berichtigen, lesen Sie den Wähler noch einmal mit der richtigen ein.',
    removed: '{voter} ist aus dem Wählerverzeichnis entfernt.',
    search: 'Einen Wähler oder eine Art suchen',
    card: 'Karte',
    cards: 'Gezeigte Wähler',
    all: 'Alle',
    with: 'Mit Karte',
    without: 'Ohne Karte',
    hasCard: 'gemacht',
    noCard: 'keine',
    found: '{number} Wähler',
    page: 'Seite {page} von {pages}',
    previous: 'Vorige Seite',
    next: 'Nächste Seite',
  },
};
