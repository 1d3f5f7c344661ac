/** Deutsch. */
import type { NoticeTexts } from './shape.ts';

export const de: NoticeTexts = {
  back: 'Zurück zum Wählen',
  data: {
    title: 'Datenschutz',
    intro:
      'Was über Sie aufbewahrt wird, wenn Sie hier wählen: wo, wozu, wer es sehen kann und wie lange. Kurz gesagt: Bekannt ist, wer wählen durfte und wer gewählt hat, aber nicht, wie jemand gewählt hat.',
    who: {
      heading: 'Wer verantwortlich ist',
      named: '{name} führt die Wahl durch und ist für Ihre Daten verantwortlich.',
      unnamed:
        'Die Organisation, die Sie zur Wahl eingeladen hat, führt die Wahl durch und ist für Ihre Daten verantwortlich.',
      operators:
        'Einige der Wahlserver können andere Organisationen betreiben, damit man keiner allein vertrauen muss. Die veröffentlichte Wahlakte nennt sie.',
      help: 'Wen Sie fragen: {help}',
      office: 'Wen Sie fragen: das Wahlamt.',
    },
    kept: {
      heading: 'Was wo und wozu aufbewahrt wird',
      places: {
        office: {
          name: 'Wahlamt',
          text: 'Das Wählerverzeichnis: Ihre Kennung, welchen Stimmzettel Sie haben und der öffentliche Schlüssel Ihrer Karte. So hat jeder eine Stimme. Name und Anschrift sind nicht in diesem System: Für Briefe kommen sie aus den Unterlagen des Amtes und werden hier nicht aufbewahrt.',
        },
        administrators: {
          name: 'Administratoren',
          text: 'Das Wählerverzeichnis der Wahl und von jedem, der zu wählen begonnen hat, eine verdeckte Stimme mit der Unterschrift der Karte. So wählt niemand zweimal. Was eine verdeckte Stimme sagt, kann niemand sehen, auch die Administratoren nicht.',
        },
        distributors: {
          name: 'Stimmzettelverteiler',
          text: 'Für jede Karte, welchen Stimmzettel sie hat, damit Sie Ihren bekommen: unter einer Zahl, die aus dem Schlüssel der Karte gebildet ist, ohne Ihre Kennung.',
        },
        others: {
          name: 'Anonymisierer, Zähler und Treuhänder',
          text: 'Versiegelte Stimmen, die nach dem Ende der Wahl geöffnet werden. Nichts davon sagt, von wem sie sind.',
        },
        record: {
          name: 'Veröffentlichte Wahlakte',
          text: 'Alle Stimmen, damit jeder nachzählen kann, und nichts, was sagt, von wem sie sind. Sie zeigt, zu welchem Stimmzettel eine Stimme gehört: Haben nur sehr wenige denselben, kann das zeigen, wie sie gewählt haben. Das Wahlamt wird davor gewarnt.',
        },
        log: {
          name: 'Prüfprotokoll des Wahlamts',
          text: 'Was die Verantwortlichen getan haben, mit ihrem Namen; betraf es eine einzelne Person, etwa wegen einer verlorenen Karte, auch deren Kennung. Es zeigt, dass die Wahl ordentlich durchgeführt wurde, und bleibt.',
        },
        card: {
          name: 'Ihre Karte',
          text: 'Ihre versiegelte Stimme, bis Sie nach dem Ende der Wahl am Terminal geprüft haben, ob sie angekommen ist, und die Nummern der Wahlen, an denen Sie teilgenommen haben. Die Karte haben Sie, sonst niemand.',
        },
        browser: {
          name: 'Ihr Browser',
          text: 'Die Sprache, die Sie hier wählen, wenn Sie eine wählen. Diese Seiten setzen keine Cookies und laden nichts von anderen als den Wahlservern und Ihrem Terminal.',
        },
        logs: {
          name: 'Protokolle der Server',
          text: 'Welche Art von Anfrage wann kam, ohne Netzadressen und ohne Kennungen. Wer einen Server oder das Netz davor betreibt, könnte die Adressen aufzeichnen, die sich mit ihm verbinden.',
        },
      },
    },
    seen: {
      heading: 'Wer was sehen kann',
      how: 'Wie Sie gewählt haben: niemand, es sei denn, mehr Server, als die Wahl verkraftet, arbeiten gegen die Regeln zusammen. Ist Ihr Terminal nur ein Programm auf Ihrem Computer, kann es auch sehen, wer diesen Computer beherrscht.',
      whether:
        'Ob Sie teilgenommen haben: die Administratoren. Die Konsole des Wahlamts zeigt, wie viele, nicht wer.',
      roll: 'Wer im Wählerverzeichnis steht: die Verantwortlichen im Wahlamt und die Administratoren.',
    },
    time: {
      heading: 'Wie lange',
      set: 'Ab {days} Tage nach dem Ende einer Wahl darf das Wahlamt ihre personenbezogenen Daten löschen: das Wählerverzeichnis dieser Wahl beim Amt und bei den Administratoren, deren Liste, wer teilgenommen hat, und was die Stimmzettelverteiler haben. Bis dahin können sie nötig sein, wenn das Ergebnis angefochten wird. Jeder Server prüft selbst, ob diese Zeit vergangen ist, und bestätigt die Löschung mit seiner Unterschrift.',
      unset:
        'Hier ist keine Frist gesetzt, nach der personenbezogene Daten einer Wahl gelöscht werden dürfen. Fragen Sie, wie lange sie aufbewahrt werden.',
      register:
        'Für spätere Wahlen behält das Amt Kennung, Stimmzettel und Schlüssel der Karte, solange Sie wahlberechtigt sind.',
      stays: 'Die Ergebnisse und die veröffentlichte Wahlakte bleiben.',
    },
    rights: {
      heading: 'Ihre Rechte',
      text: 'Sie dürfen fragen, was über Sie aufbewahrt wird, Fehler berichtigen lassen, die Löschung verlangen und sich bei der für Sie zuständigen Datenschutzbehörde beschweren.',
      limit:
        'Eine abgegebene Stimme kann Ihnen niemand zeigen, ändern oder zurückgeben: Niemand kann sagen, welche Ihre ist.',
    },
  },
  accessibility: {
    title: 'Barrierefreiheit',
    intro:
      'Alle, die wählen dürfen, sollen es auch können. Diese Seiten, die Konsole des Wahlamts und die Seite des emulierten Terminals sind nach WCAG 2.2, Stufe AA, gemacht. Hier steht, was geprüft ist, und was bekanntlich nicht gut genug ist.',
    tested: {
      heading: 'Was geprüft ist',
      axe: 'Die Seiten in den Zuständen, durch die man beim Wählen und im Wahlamt kommt, in hellen und dunklen Farben, auf einem breiten Bildschirm und bei einer Breite von 320 Pixeln, wo außer Tabellen nichts zur Seite rollt: durch ein Programm (axe), das nur einen Teil der Regeln prüfen kann.',
      keyboard:
        'Wählen allein mit der Tastatur, auf dieser Seite und auf der Seite des emulierten Terminals.',
      names:
        'Die Namen, die Bildschirmleser vorlesen: An ihnen finden die Tests Knöpfe, Felder und Überschriften, und was sich von selbst ändert, wird angesagt.',
      languages:
        'Vier Sprachen, in allen Texten. Diese Seiten setzen keine Frist, und auf ihnen bewegt sich und blinkt nichts.',
    },
    limits: {
      heading: 'Bekannte Grenzen',
      people:
        'Noch hat niemand diese Seiten erprobt, der auf einen Bildschirmleser, auf Vergrößerung oder auf andere Hilfen angewiesen ist, und keine unabhängige Stelle hat sie bewertet.',
      emulated:
        'Das emulierte Terminal zeigt seine Anzeige von vier Zeilen auf einer Seite und gibt sie Bildschirmlesern als Text. Es ist für Probewahlen: Vor dem Computer, auf dem es läuft, schützt es nichts.',
      device:
        'Ein eigenständiges Terminal hat eine kleine Anzeige von vier Zeilen mit 20 Zeichen und ein Tastenfeld und kann nicht sprechen. Wer es nicht lesen oder bedienen kann, braucht eine andere Person, die dann die Stimme erfährt.',
      timeout:
        'Das Terminal hört auf, wenn einige Minuten lang keine Taste gedrückt wird. Was mit der PIN bestätigt war, geht nicht verloren; die Auswahl aber beginnt von vorn.',
      letters:
        'Die Briefe mit dem Fingerabdruck und der PIN kommen auf Papier. Den Fingerabdruck zu vergleichen heißt 32 Zeichen zu vergleichen.',
    },
    report: {
      heading: 'Wenn Sie etwas am Wählen hindert',
      help: 'Sagen Sie es, und fragen Sie, was sonst möglich ist: {help}',
      office: 'Sagen Sie es dem Wahlamt, und fragen Sie, was sonst möglich ist.',
    },
    date: 'Stand: 22. November 2026, nach den Tests, die der Software beiliegen.',
  },
};
