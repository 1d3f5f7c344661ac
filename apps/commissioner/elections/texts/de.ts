import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  elections: {
    heading: 'Wahlen',
    create: 'Neue Wahl',
    empty: 'Es gibt noch keine Wahl.',
    emptyText:
      'Lesen Sie das Wählerverzeichnis ein, geben Sie allen Wahlberechtigten eine Karte und legen Sie dann eine Wahl an.',
    voters: 'Wahlberechtigte: {voters}',
    voting: 'Stimmabgabe: {opens} bis {closes}',
    next: 'Nächster Schritt: {step}',
    wait: 'Nächster Schritt, ab {time}: {step}',
    nothing: 'Nichts mehr zu tun',
    endsItself: 'Endet von selbst am {time}',
    archived: 'Archivierte Wahlen: {number}',
  },
  stages: {
    created: 'Angelegt',
    open: 'Offen',
    closing: 'Stimmabgabe beendet',
    frozen: 'Öffentliche Liste abgeschlossen',
    disclosed: 'Schlüssel offengelegt',
    tallied: 'Ausgezählt',
    published: 'Veröffentlicht',
  },
  jobs: {
    open: {
      name: 'Die Wahl öffnen',
      does: 'Sendet die Daten der Wahl an alle Server und die Eintragungen der Wahlberechtigten an die Verteiler. Abgestimmt werden kann ab {opens}.',
      final: 'Was den Wahlberechtigten gezeigt wird, lässt sich danach nicht mehr ändern.',
      done: 'Die Wahl ist offen. Abgestimmt werden kann ab {opens}.',
      missed:
        'Diese Server haben die Daten der Wahl nicht bekommen. Rufen Sie die Betreiber an, lassen Sie die Server starten und senden Sie sie noch einmal.',
    },
    close: {
      name: 'Stimmabgabe jetzt beenden',
      does: 'Es muss nichts getan werden: Die Stimmabgabe endet von selbst am {closes}. Dieser Knopf beendet sie früher; die Administratoren unterschreiben dann keine Stimmen mehr.',
      final:
        'Das lässt sich nicht zurücknehmen: Die Stimmabgabe kann nicht wieder geöffnet werden. Wer bis jetzt nicht abgestimmt hat, kann es nicht mehr.',
      done: 'Die Stimmabgabe endet am {closes}: Alle Server wissen es.',
      missed:
        'Diese Server wissen noch nicht, dass die Stimmabgabe beendet ist. Rufen Sie die Betreiber an, lassen Sie die Server starten und senden Sie es noch einmal.',
    },
    tally: {
      name: 'Die Stimmen auszählen',
      does: 'Wartet, bis die Treuhänder die Liste der Stimmen abgeschlossen und den Schlüssel offengelegt haben; das tun sie von selbst, sobald die Einspruchsfrist endet, am {claimsEnd}. Öffnet und prüft dann jede Stimme, zählt aus und schreibt die Wahlakte. Das kann lange dauern; Sie können diese Seite inzwischen verlassen.',
      final: 'Die Auszählung lässt sich wiederholen und ergibt immer dasselbe.',
      done: 'Die Stimmen sind ausgezählt.',
      missed: 'Diese Server haben nicht mitgemacht.',
    },
    publish: {
      name: 'Ergebnisse und Protokoll veröffentlichen',
      does: 'Ergebnisse und Wahlakte werden bei diesem Dienst öffentlich, sodass alle sie prüfen können.',
      final: 'Das lässt sich nicht zurücknehmen: Was einmal öffentlich war, kann kopiert worden sein.',
      done: 'Ergebnisse und Protokoll sind veröffentlicht.',
      missed: 'Diese Server haben nicht mitgemacht.',
    },
    delete: {
      name: 'Diese Probewahl löschen',
      does: 'Löscht Wählerverzeichnis, Stimmen, Ergebnisse und Wahlakte dieser Probewahl, in diesem Dienst und auf allen ihren Servern.',
      final:
        'Das lässt sich nicht rückgängig machen. Testwähler und Karten bleiben, ebenso die Einträge des Prüfprotokolls und des Bretts, die weder Stimmen noch Wähler enthalten.',
      done: 'Die Probewahl ist gelöscht.',
      missed:
        'Diese Server haben sie nicht gelöscht, daher ist sie noch hier. Rufen Sie ihre Betreiber an, lassen Sie die Server starten, und löschen Sie sie dann noch einmal.',
    },
    'delete-data': {
      name: 'Personenbezogene Daten löschen',
      does: 'Löscht das Wählerverzeichnis dieser Wahl, bei diesem Dienst und bei den Administratoren, deren Liste, wer gewählt hat, und was die Stimmzettelverteiler über die Wähler haben. Jeder Server prüft selbst, ob die Zeit gekommen ist. Ergebnisse, Wahlakte und Niederschrift bleiben.',
      final:
        'Das lässt sich nicht zurücknehmen: Danach kann niemand mehr sagen, wer in diesem Verzeichnis stand und wer gewählt hat.',
      done: 'Die personenbezogenen Daten dieser Wahl sind überall gelöscht.',
      missed:
        'Diese Server haben sie noch nicht gelöscht. Rufen Sie deren Betreiber an, lassen Sie die Server starten und senden Sie es noch einmal.',
    },
  },
  workStages: {
    card: 'Die PIN der Karte der Wahlleitung wird erwartet: Geben Sie sie am Kartenleser ein',
    manifest: 'Die Daten der Wahl gehen an die Server',
    enrolments: 'Die Eintragungen der Wahlberechtigten werden gesendet',
    closingOrder: 'Das Ende wird angeordnet',
    finalHeads: 'Die endgültigen Listen der Zähler werden erwartet',
    lists: 'Die Treuhänder holen alle Listen',
    finalRoots: 'Die Unterschriften der Treuhänder unter die abgeschlossene Liste werden erwartet',
    shares: 'Die Teile des Schlüssels werden erwartet',
    deletion: 'Löschen auf den Servern',
    bulletin: 'Die Stimmen werden ins Protokoll geschrieben',
    tally: 'Die Stimmen werden geöffnet und gezählt',
    other: 'In Arbeit',
  },
  election: {
    unknown: 'Unter dieser Adresse gibt es keine Wahl.',
    like: 'Eine Wahl wie diese',
    likeText:
      'Titel, Stimmzettel, Server und Schwellen werden übernommen, dazu gleich lange Zeiten ab morgen. Das Wählerverzeichnis ist das des Tages, an dem die neue Wahl gemacht wird. Gemacht wird nichts, bevor Sie alles gesehen haben.',
    likeDo: 'In eine neue Wahl kopieren',
    deleted: 'Diese Probewahl ist gelöscht.',
    archivedTag: 'Archiviert',
    archive: {
      heading: 'Archiv',
      text: 'Legt diese Wahl ab: Die Liste zeigt sie gesondert. Ergebnisse, Wahlakte und Niederschrift bleiben, wo sie sind, für alle.',
      away: 'Diese Wahl ist archiviert: Die Liste zeigt sie gesondert. Ergebnisse, Wahlakte und Niederschrift sind, wo sie waren.',
      putAway: 'Diese Wahl archivieren',
      takeOut: 'Aus dem Archiv holen',
    },
    back: 'Alle Wahlen',
    course: 'Verlauf der Wahl',
    nextHeading: 'Nächster Schritt',
    waits: 'Möglich ab {time}.',
    allDone: 'Alles ist getan',
    allDoneText:
      'Die Wahl ist vorbei, Ergebnisse und Protokoll sind öffentlich. Bewahren Sie die Wahlakte und das Protokoll dieses Dienstes auf.',
    progress: '{done} von {total}',
    failures: 'Server, die nicht erreicht wurden',
    server: 'Server',
    reason: 'Grund',
    again: 'Noch einmal senden',
    sure: '{step}: wirklich?',
    times: 'Zeiten',
    opens: 'Beginn der Stimmabgabe',
    closes: 'Ende der Stimmabgabe',
    intakeEnds: 'Letzte Stimmen erreichen die Anonymisierer',
    claimsEnd: 'Die Einspruchsfrist endet, die öffentliche Liste kann abgeschlossen werden',
    fingerprint: 'Fingerabdruck zum Veröffentlichen',
    fingerprintText:
      'Das Terminal zeigt ihn vor der Stimmabgabe. Drucken Sie ihn in die Briefe an die Wahlberechtigten und veröffentlichen Sie ihn, wo niemand ihn ändern kann, etwa in einer Zeitung: Wer ihn vergleicht, dem kann keine falsche Wahl gezeigt werden.',
    copy: {
      fingerprint: 'Fingerabdruck kopieren',
      address: 'Adresse kopieren',
      command: 'Befehl kopieren',
      key: 'Schlüssel kopieren',
      head: 'Hash kopieren',
    },
    copied: 'Kopiert',
    address: 'Adresse für die Wähler',
    addressCode: 'QR-Code der Adresse',
    addressText:
      'Sie führt zu dieser Wahl und, sobald sie veröffentlicht sind, zu ihren Ergebnissen. Jeder darf sie kennen.',
  },
  personalData: {
    heading: 'Personenbezogene Daten',
    unset:
      'Hier ist keine Frist gesetzt, nach der personenbezogene Daten einer Wahl gelöscht werden dürfen; also werden sie aufbewahrt. Gesetzt wird sie beim Einrichten (retentionDays).',
    kept: 'Sie werden bis {time} aufbewahrt, weil das Ergebnis bis dahin angefochten werden kann. Danach dürfen sie gelöscht werden.',
    due: 'Die personenbezogenen Daten dieser Wahl dürfen jetzt gelöscht werden',
    begun: 'Die personenbezogenen Daten sind hier gelöscht, aber noch nicht bei allen Servern',
    gone: 'Die personenbezogenen Daten dieser Wahl sind gelöscht',
    by: '{time}, durch {officers}',
    caption: 'Wer personenbezogene Daten hatte',
    party: 'Server',
    at: 'Gelöscht',
    here: 'dieser Dienst',
    notYet: 'noch nicht',
    record: 'Nachweis der Löschung (JSON)',
    recordText:
      'Er enthält die Anordnung der Wahlleitung und die Bestätigung jedes Servers, mit deren Unterschriften. Bewahren Sie ihn bei der Niederschrift auf.',
  },
  renewals: {
    heading: 'Erneuerung der Schlüsselteile',
    purpose: {
      trustee: 'Ihre Teile zusammen öffnen die Stimmen.',
      administrator: 'Ihre Teile zusammen unterschreiben die Stimmen.',
    },
    period: 'Jetzige Schlüsselteile',
    since: 'Nummer {period}, {time}',
    atSetup: 'mit der Wahl erzeugt',
    next: 'Nächste Erneuerung',
    from: 'ab {time}',
    underWay: 'im Gang',
    noMore: 'keine mehr in dieser Wahl',
    help: 'Teile, die vor einer Erneuerung gestohlen wurden, sind danach wertlos. Dafür ist nichts zu tun.',
    last: 'Die letzten Erneuerungen: {role}',
    row: '{period}: {time}; im Besitz von {servers}',
    without: 'Ohne Schlüsselteil: {servers}',
    withoutText: {
      trustee:
        'Die Stimmen lassen sich auszählen, solange {needed} Treuhänder einen der gleichen Nummer haben. Rufen Sie den Betreiber an, dessen Server keinen hat: Sobald der Server läuft, nimmt ihn dort „revs warden rejoin“ bei der nächsten Erneuerung wieder auf.',
      administrator:
        'Stimmen werden unterschrieben, solange {needed} Administratoren einen der gleichen Nummer haben. Rufen Sie den Betreiber an, dessen Server keinen hat: Sobald der Server läuft, nimmt ihn dort „revs warden rejoin“ bei der nächsten Erneuerung wieder auf.',
    },
    late: 'Eine fällige Erneuerung ist nicht zustande gekommen',
    lateText:
      'Es wird mit den vorhandenen Teilen weitergewählt, doch was davon gestohlen wird, gilt länger. Sehen Sie nach diesen Servern und dem Brett; die Erneuerung wird von selbst wieder versucht.',
  },
  monitoring: {
    heading: 'Beobachten',
    turnout: 'Beteiligung',
    signedFor: 'Unterschrieben',
    ofRoll: 'für {signed} von {voters} im Wählerverzeichnis ({share})',
    arrived: 'Angekommen',
    chart: 'Stimmen, die bei den Zählern angekommen sind',
    summary: '{packages} am {time}',
    atLeast:
      'Unterschrieben: für so viele Wahlberechtigte haben Administratoren deren Stimme blind unterschrieben. So viele oder mehr, solange höchstens {hostile} von ihnen lügen.',
    delay:
      'Angekommen: Stimmen, die die Zähler haben. Die Anonymisierer halten Stimmen zurück, um sie zu mischen, die letzten bis nach dem Schluss; diese Zahl hinkt daher nach. Einzelne können sich bei der Auszählung als ungültig erweisen.',
    each: 'Was jeder Administrator und jeder Zähler angibt',
    noAnswer: 'keine Antwort',
    servers: 'Server dieser Wahl',
    server: 'Server',
    role: 'Rolle',
    operator: 'Betreiber',
    state: 'Zustand',
    answer: 'Antwortzeit',
    clock: 'Uhr',
    up: 'läuft',
    down: 'antwortet nicht',
    problem: 'gestört: {code}',
    knownProblem: '{problem} ({code})',
    problems: {
      'store/full': 'Platte voll',
      'store/unavailable': 'kann nichts speichern',
      'store/damaged': 'Datenbank beschädigt',
      'store/put-back': 'alte Datenbank zurückgespielt',
      'board/rolled-back': 'alte Datenbank zurückgespielt',
      'board/fork': 'das Brett hat sich gespalten',
      'alert/renewal-late': 'Erneuerung verspätet',
      'alert/renewal-failed': 'kann seinen Anteil nicht erneuern',
      'alert/no-share': 'ohne Schlüsselanteil',
      'alert/impersonated': 'jemand unterschreibt in seinem Namen',
      'alert/another-log': 'sieht ein anderes Brett',
      'alert/abandoned': 'muss neu beitreten',
      'alert/powered-off': 'aus seit einer versäumten Erneuerung',
    },
    milliseconds: '{ms} ms',
    clockRight: 'richtig',
    clockAhead: 'geht {seconds} s vor',
    clockBehind: 'geht {seconds} s nach',
    clockUnknown: 'unbekannt',
    checked: 'Zuletzt geprüft: {time}',
    asking: 'Die Server werden gefragt …',
  },
  alerts: {
    signing: {
      title: 'Im Augenblick kann niemand abstimmen',
      text: '{up} von {all} Administratoren laufen; eine Stimme braucht die Unterschriften von {needed}. Lassen Sie sofort weitere starten. Schon bestätigte Stimmen sind auf den Karten sicher und gehen später weiter.',
    },
    distribution: {
      title: 'Terminals bekommen die Daten der Wahl nicht',
      text: '{up} von {all} Stimmzettelverteilern laufen; ein Terminal braucht {needed}, die übereinstimmen. Lassen Sie sofort weitere starten.',
    },
    paths: {
      title: 'Stimmen können nicht abgesandt werden',
      text: 'Anonymisierer von {up} von {all} Betreibern laufen; ein Weg führt über {needed} verschiedene. Lassen Sie sofort weitere starten. Die Stimmen warten inzwischen auf den Karten.',
    },
    intake: {
      title: 'Keine Stimme kann ankommen',
      text: '{up} von {all} Zählern laufen; nötig: {needed}. Lassen Sie sofort einen starten. Die Stimmen warten inzwischen bei den Anonymisierern.',
    },
    freezing: {
      title: 'Die öffentliche Liste kann nicht abgeschlossen werden',
      text: '{up} von {all} Treuhändern laufen; {needed} müssen sich auf die öffentliche Liste einigen. Ohne sie gibt es keine Ergebnisse: Lassen Sie weitere starten.',
    },
    disclosure: {
      title: 'Die Stimmen können nicht geöffnet werden',
      text: '{up} von {all} Treuhändern laufen; nötig sind die Teile von {needed}. Ohne sie gibt es keine Ergebnisse: Lassen Sie weitere starten.',
    },
    tight: {
      title: 'Kein weiterer Server darf ausfallen',
      signing:
        '{up} von {all} Administratoren laufen: genau so viele, wie eine Stimme braucht. Fällt noch einer aus, kann niemand abstimmen.',
      distribution:
        '{up} von {all} Stimmzettelverteilern laufen: genau so viele, wie ein Terminal braucht. Fällt noch einer aus, kann niemand abstimmen.',
      paths:
        'Anonymisierer von {up} von {all} Betreibern laufen: genau so viele, wie ein Weg braucht. Fällt noch einer aus, kann keine Stimme abgesandt werden.',
      intake: 'Zähler, die laufen: {up} von {all}. Fällt auch dieser aus, kann keine Stimme ankommen.',
      freezing:
        '{up} von {all} Treuhändern laufen: genau so viele, wie sich auf die öffentliche Liste einigen müssen. Fällt noch einer aus, kann sie nicht abgeschlossen werden.',
      disclosure:
        '{up} von {all} Treuhändern laufen: genau so viele, wie zum Öffnen der Stimmen nötig sind. Fällt noch einer aus, bleiben sie verschlossen.',
    },
    down: {
      title: 'Server antworten nicht',
      text: '{servers}. Rufen Sie die Betreiber an und lassen Sie sie starten; was sie versäumt haben, wird ihnen beim nächsten Schritt noch einmal gesendet.',
    },
    clock: {
      title: 'Uhren von Servern gehen falsch',
      text: '{servers}: um mehr als 5 Sekunden. Server öffnen und schließen nach ihrer eigenen Uhr und weisen Wählende womöglich zu früh ab. Lassen Sie sie von den Betreibern stellen (NTP).',
    },
    contradicted: {
      title: 'Ein Zähler widerspricht sich',
      text: '{servers}: hat Stimmlisten unterschrieben, die nicht eine Liste sein können; etwas wurde entfernt oder ersetzt. Abstimmung und Auszählung gehen weiter. Rufen Sie den Betreiber an: Wurde keine alte Kopie seines Speichers zurückgespielt, so gilt der Server als von Fremden übernommen. Bewahren Sie beide Unterschriften als Beweis auf: „revs election contradictions“.',
    },
    notOpened: {
      title: 'Die Stimmabgabe sollte schon begonnen haben, aber die Wahl ist nicht offen',
      text: 'Nach ihren Zeiten könnte seit {time} abgestimmt werden. Öffnen Sie die Wahl jetzt.',
    },
    opensAt: {
      title: 'Die Stimmabgabe beginnt am {time}',
      text: 'Alles ist gesendet. Bis dahin muss nichts getan werden.',
    },
    closesSoon: { title: 'Die Stimmabgabe endet bald', text: 'Sie endet von selbst am {time}.' },
    claims: {
      title: 'Die Einspruchsfrist läuft bis {time}',
      text: 'Stimmen werden unterwegs noch gemischt, und Wählende können eine Stimme reklamieren, die nicht angekommen ist. Lassen Sie alle Server laufen. Danach schließen die Treuhänder die öffentliche Liste von selbst ab.',
    },
    ready: { title: 'Ein Schritt ist jetzt möglich', text: '{step}' },
  },
  outcome: {
    minutes: 'Niederschrift zum Drucken und Unterschreiben (PDF)',
    heading: 'Ergebnisse',
    unpublished: 'Noch nicht öffentlich: Nur Verantwortliche sehen diese Ergebnisse.',
    record: 'Wahlakte',
    recordText:
      'Alles, was zur Prüfung der Wahl nötig ist: Daten, Unterschriften, öffentliche Liste, der Schlüssel, der die Stimmen öffnet, Ergebnisse. Sie nennt keine Wählenden. Bewahren Sie Kopien an mehreren Orten auf.',
    download: 'Das Protokoll herunterladen',
    key: 'Öffentlicher Schlüssel der Wahlleitung',
    keyText:
      'Veröffentlichen Sie ihn auch anderswo: Wer das Protokoll prüft, soll den Schlüssel nicht von diesem Dienst nehmen müssen.',
    verify:
      'Jeder prüft die Wahlakte in einem Browser, auf der Seite für die Wählenden, oder mit einem Programm:',
    verifyHere: 'Im Browser prüfen',
  },
};
