import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  letters: {
    language: 'Sprache der Briefe',
    languageHelp: 'Für Wähler, deren Adresse keine nennt.',
    addresses: 'Namen und Adressen (freiwillig)',
    addressesHelp:
      'Eine CSV-Datei mit den Spalten „voter“, „name“, „language“ und denen, die mit „address“ beginnen. Sie dient nur diesen Briefen und wird nirgends aufbewahrt. Ohne sie steht die Wählerkennung im Fenster des Umschlags.',
    addressesFrom: 'Adressen aus {file}',
    noAddresses: 'Ohne Adressen',
    making: 'Die Briefe entstehen …',
    notices: 'Briefe an die Wähler',
    noticesText:
      'Die Wahlbenachrichtigung nennt die Termine, die Seite der Wahl, den Fingerabdruck zum Vergleichen, wie man abstimmt und wer hilft. Senden Sie sie auf Papier: Ein feindlicher Computer kann sie nicht ändern.',
    voter: 'Nur für einen Wähler',
    voterHelp: 'Die Wählerkennung; leer: für alle Wähler.',
    makeNotices: 'Wahlbenachrichtigungen (PDF)',
    makeCoverList: 'Begleitliste (PDF)',
    makeMailMerge: 'Daten für Serienbriefe (CSV)',
    made: 'Die Briefe liegen im Ordner der Downloads.',
    pinLetters: 'PIN-Briefe',
    pinLettersText:
      'Der Personalisierungsplatz schreibt die Briefe in seinen eigenen Ordner, wo Sie sie drucken. PINs gehen nie durch diese Seite. Sind alle richtig herausgekommen, vernichten Sie die Ziffern: Dann hat sie niemand außer den Wählern.',
    waiting: 'PIN-Briefe, die noch nicht vernichtet sind: {number}',
    writePdf: 'Als PDF schreiben',
    writeCsv: 'Als CSV für ein anderes Programm schreiben',
    written: 'Geschriebene PIN-Briefe: {number}',
    writtenText:
      'Drucken Sie beide Dateien, die Briefe in verschlossene Umschläge, und senden Sie sie getrennt von den Karten. Kommen welche falsch heraus, schreiben Sie sie noch einmal.',
    destroy: 'Ziffern vernichten',
    destroyTitle: 'Sind alle PIN-Briefe richtig herausgekommen?',
    destroyText:
      'Die {number} geschriebenen Briefe werden mit ihren PINs und PUKs am Personalisierungsplatz gelöscht. Das lässt sich nicht rückgängig machen: Wer seinen Brief verliert, braucht eine neue Karte.',
    destroyed: 'Mit ihren Ziffern gelöschte PIN-Briefe: {number}',
  },
};
