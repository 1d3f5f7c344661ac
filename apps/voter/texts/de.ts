/** Deutsch. */
import { de as paper } from '../../shared/ballot/de.ts';
import { de as outcome } from '../../shared/results/de.ts';
import { de as trial } from '../../shared/trial/de.ts';
import type { Texts } from './texts.ts';

export const de: Texts = {
  title: 'Wählen mit REVS',
  skip: 'Zum Inhalt springen',
  language: 'Sprache',
  loading: 'Die Wahl wird gesucht …',
  help: 'Wer Ihnen hilft',
  untrusted: {
    heading: 'Was diese Seite sehen kann',
    text: 'Ihre Wahl und Ihre PIN bleiben zwischen Ihnen, dem Terminal und Ihrer Karte: Diese Seite trägt nur versiegelte Nachrichten. Mit einem eigenen Gerät als Terminal könnte selbst ein feindlicher Computer nur den Dienst verweigern.',
    emulated:
      'Ein Terminal, das ein Programm auf diesem Computer ist, wie bei einer Probe, schützt aber nichts vor diesem Computer.',
    host: 'Keine Cookies, keine Nachverfolgung: Diese Seite spricht nur mit den Wahlservern.',
  },
  notices: { label: 'Über diese Seiten', data: 'Datenschutz', accessibility: 'Barrierefreiheit' },
  election: {
    several: 'Welche Wahl?',
    unknown: 'Diese Adresse nennt eine Wahl, die es hier nicht gibt',
    unknownText: 'Vielleicht ist sie vorbei, oder die Adresse ist unvollständig. Diese Wahlen gibt es hier:',
    choose: 'Zu dieser Wahl',
    openNow: 'Offen',
    before: 'Noch nicht offen',
    mixing: 'Geschlossen',
    counting: 'Geschlossen',
    openUntil: 'Sie können bis {time} wählen.',
    opensAt: 'Die Wahl beginnt: {time}.',
    closedAt: 'Die Wahl endete: {time}.',
    other: 'Andere Wahlen',
    distributorsDown:
      'Ohne Antwort: {silent} von {all} Stimmzettelverteilern. Die anderen genügen, um die Wahl zu zeigen; Ihr Terminal braucht mindestens {needed}.',
  },
  paper,
  trial,
  ballot: {
    heading: 'Der Stimmzettel',
    yours: 'Ihr Stimmzettel',
    readOnly: 'Nur zum Lesen. Sie wählen am Terminal, nicht hier.',
    in: 'Den Stimmzettel lesen auf',
    which: 'Welcher Stimmzettel',
    forStyle: 'Stimmzettel für: {style}',
    loading: 'Der Stimmzettel wird geholt …',
    failed:
      'Der Stimmzettel konnte hier nicht gelesen werden ({code}). Ihr Terminal holt und prüft ihn ohnehin selbst.',
    show: 'Den Stimmzettel zeigen',
  },
  vote: {
    heading: 'Ihre Stimme',
    steps: {
      terminal: 'Terminal und Karte',
      choose: 'Am Terminal wählen',
      sign: 'Unterschriften',
      send: 'Unterwegs',
    },
    stepStates: { done: 'erledigt', current: 'jetzt', todo: 'kommt noch' },
    searching: 'Ihr Terminal wird gesucht …',
    noCard: 'Das Terminal ist da. Stecken Sie jetzt Ihre Karte ein.',
    noCardAsk: 'Steckt die Karte schon?',
    noCardHelp:
      'Wenn das Terminal sagt, sie sei nicht von diesem Wahlamt, ist sie von einem anderen oder verkehrt herum: Nehmen Sie sie heraus und sehen Sie nach.',
    resumed: 'Diese Seite macht weiter, wo sie war.',
    resumedText: 'Am Terminal ist schon etwas im Gange. Sie müssen nicht neu beginnen.',
    ready: 'Terminal und Karte sind bereit.',
    start: 'Am Terminal abstimmen',
    startAnyway: 'Trotzdem versuchen',
    notOpen:
      'Nach der Uhr dieses Computers ({now}) ist die Wahl nicht offen. Die Server entscheiden, nicht diese Uhr.',
    preparing: 'Die Wahl wird dem Terminal übergeben …',
    follow: 'Weiter am Terminal. Es führt Sie:',
    followSteps: {
      language: 'Wählen Sie Ihre Sprache.',
      fingerprint:
        'Vergleichen Sie den Fingerabdruck mit dem in Ihrem Brief, nicht mit etwas auf diesem Computer.',
      choose: 'Wählen Sie mit den Nummern des Stimmzettels auf dieser Seite, und prüfen Sie.',
      pin: 'Geben Sie Ihre PIN nur am Terminal ein. Von da an ist die Stimme endgültig.',
    },
    waiting: 'Diese Seite wartet auf das Terminal.',
    waitingText: 'Sie können sie neu laden oder schließen: Nichts geht verloren.',
    kept: 'Ihre Stimme ist sicher auf Ihrer Karte. Sie können diese Seite neu laden: Sie macht von selbst weiter.',
    signing: '{done} von {needed}',
    signingRound: {
      agree: 'Runde 1 von 2: Einigung auf Ihre versiegelte Stimme',
      sign: 'Runde 2 von 2: Unterschrift',
    },
    enough: 'Beliebige {needed} der {all} Administratoren genügen.',
    administrators: 'Administratoren',
    states: {
      waiting: 'gefragt',
      agreed: 'einverstanden',
      signed: 'unterschrieben',
      failed: 'antwortet nicht',
    },
    failedOne:
      'Ohne Antwort: {failed} von {all} Administratoren. Es geht mit den anderen weiter: {needed} genügen.',
    failedMany:
      'Ohne Antwort: {failed} von {all} Administratoren; {needed} sind nötig. Diese Seite versucht es weiter.',
    sending: 'Ihre versiegelte Stimme geht durch die Anonymisierer …',
    sendingWhy: 'Sie mischen sie unter andere Stimmen, damit niemand sagen kann, von wem sie ist.',
    sent: 'Ihre Stimme ist unterwegs.',
    sentText: 'Nehmen Sie Ihre Karte aus dem Terminal und bewahren Sie sie auf.',
    later: 'Nach Schluss der Wahl können Sie am Terminal nachsehen, ob Ihre Stimme angekommen ist.',
    again: 'Nun kann jemand anders eine Karte einstecken.',
  },
  check: {
    heading: 'Ist meine Stimme auf der öffentlichen Liste?',
    intro:
      'Stecken Sie Ihre Karte ein. Das Terminal liest die öffentlichen Listen der Zähler und antwortet auf seiner eigenen Anzeige; diese Seite erfährt die Antwort nicht.',
    start: 'Am Terminal nachsehen',
    follow: 'Weiter am Terminal: Wählen Sie Ihre Sprache und geben Sie dort Ihre PIN ein.',
    running: 'Die Listen der Zähler gehen durch das Terminal …',
    done: 'Sehen Sie auf das Terminal: Seine Anzeige sagt, was es gefunden hat. Gelesene Listen von Zählern: {count}.',
    none: 'Kein Zähler hat geantwortet, also konnte das Terminal nicht nachsehen. Versuchen Sie es in einigen Minuten noch einmal.',
    problems: {
      'not-genuine':
        'An Ihrer Stimme hat das Nachsehen nichts geändert. Versuchen Sie es noch einmal; wenn es wieder geschieht, nehmen Sie einen anderen Computer und sagen Sie es dem Wahlamt.',
      'card-removed':
        'An Ihrer Stimme hat das Nachsehen nichts geändert. Stecken Sie die Karte ein und beginnen Sie noch einmal.',
      cancelled:
        'An Ihrer Stimme hat das Nachsehen nichts geändert. Beginnen Sie noch einmal, wann Sie möchten.',
    },
  },
  outcome,
  results: {
    heading: 'Ergebnisse',
    waiting: 'Die Ergebnisse sind noch nicht veröffentlicht.',
    waitingText:
      'Die Stimmen werden gemischt und können eingefordert werden bis {time}; dann öffnen die Treuhänder sie gemeinsam.',
    failed: 'Die veröffentlichten Ergebnisse konnten nicht gelesen werden ({code}).',
    verify: 'Prüfen Sie es selbst',
    verifyText:
      'Jeder kann nachzählen und alle Unterschriften prüfen, allein mit dem öffentlichen Schlüssel der Wahlleitung, in einem Browser oder mit einem Programm.',
    verifyHere: 'In diesem Browser prüfen',
    verifyCommand: 'Oder laden Sie die Wahlakte herunter, entpacken Sie sie und geben Sie ein:',
    download: 'Die Wahlakte herunterladen',
    verifyKey:
      'Vergleichen Sie den Schlüssel mit dem, den die Wahlleitung anderswo veröffentlicht hat: Diese Seite kann nicht für ihn bürgen.',
  },
  actions: { retry: 'Noch einmal versuchen', reload: 'Noch einmal nachsehen', dismiss: 'Meldung schließen' },
  problemLabels: { why: 'Warum', next: 'Was Sie tun können' },
  problems: {
    offline: {
      what: 'Dieser Computer ist nicht am Netz.',
      why: 'Der Browser hat keine Verbindung zu einem Netz.',
      next: 'Verbinden Sie ihn wieder. Nichts ist verloren: Eine bestätigte Stimme bleibt auf Ihrer Karte.',
    },
    'no-config': {
      what: 'Diese Seite kennt keinen Wahlserver.',
      why: 'Ihre Datei config.json fehlt oder hat Fehler: {code}',
      next: 'Sagen Sie es dem Wahlamt.',
    },
    'no-distributor': {
      what: 'Kein Stimmzettelverteiler antwortet.',
      why: 'Von diesem Computer aus ist keiner der {all} erreichbar.',
      next: 'Prüfen Sie Ihre Verbindung und versuchen Sie es in einigen Minuten noch einmal. Wenn es dauert, rufen Sie das Wahlamt an.',
    },
    'few-distributors': {
      what: 'Zu wenige Stimmzettelverteiler antworten.',
      why: '{all} sind hier bekannt; nicht genug von ihnen stehen jetzt für diese Wahl ein.',
      next: 'Warten Sie einige Minuten und versuchen Sie es noch einmal. Nichts ist verloren: Eine bestätigte Stimme bleibt auf Ihrer Karte. Wenn es dauert, rufen Sie das Wahlamt an.',
    },
    'no-election': {
      what: 'Zurzeit gibt es keine Wahl.',
      why: 'Die Stimmzettelverteiler antworten, haben aber keine zu zeigen.',
      next: 'Sehen Sie später wieder nach oder fragen Sie das Wahlamt nach den Terminen.',
    },
    'no-terminal': {
      what: 'Unter {url} antwortet kein Terminal.',
      why: 'Es ist nicht angeschlossen, nicht eingeschaltet, startet noch oder erlaubt dieser Seite nicht zu fragen.',
      next: 'Schließen Sie das Terminal an und schalten Sie es ein. Ein nachgebildetes Terminal startet mit dem Befehl unten; diese Seite findet es von selbst.',
    },
    'card-foreign': {
      what: 'Das Terminal nimmt diese Karte nicht an.',
      why: 'Sie ist nicht vom Wahlamt dieser Wahl, oder sie ist beschädigt.',
      next: 'Nehmen Sie die Karte, die Ihnen das Wahlamt geschickt hat.',
    },
    'card-full': {
      what: 'Auf Ihrer Karte ist kein Platz.',
      why: 'Sie ist voll von Stimmen früherer Wahlen, die nicht vollendet oder nie nachgesehen wurden.',
      next: 'Wählen Sie hier jede dieser Wahlen aus und sehen Sie am Terminal nach Ihrer Stimme: Das macht Platz. Stimmen Sie dann in dieser Wahl ab. Nichts wurde abgegeben.',
    },
    'card-failed': {
      what: 'Ihre Karte hat nicht getan, was sie sollte.',
      why: 'Sie hat die Verbindung zum Terminal verloren, oder etwas in ihr ging schief ({code}).',
      next: 'Nehmen Sie sie heraus, stecken Sie sie wieder ein und beginnen Sie noch einmal. Hatten Sie mit der PIN bestätigt, geht dieselbe Stimme weiter. Wenn es wieder geschieht, bringen Sie die Karte zum Wahlamt.',
    },
    'not-on-roll': {
      what: 'Diese Karte steht nicht im Wählerverzeichnis dieser Wahl.',
      why: 'Die Verteiler haben keinen Stimmzettel für sie.',
      next: 'Wenn Sie hier wählen dürfen müssten, rufen Sie das Wahlamt an.',
    },
    'card-removed': {
      what: 'Die Karte wurde herausgenommen.',
      why: 'Das Terminal vergisst dann zu Ihrem Schutz, was nicht mit der PIN bestätigt war.',
      next: 'Stecken Sie die Karte ein und beginnen Sie noch einmal. Hatten Sie mit der PIN bestätigt, geht dieselbe Stimme weiter; sonst wurde nichts abgegeben.',
    },
    cancelled: {
      what: 'Sie haben am Terminal abgebrochen.',
      why: 'Die rote Taste wurde gedrückt.',
      next: 'Beginnen Sie noch einmal, wann Sie möchten. Eine Stimme, die Sie mit der PIN bestätigt hatten, bleibt, wie sie ist; sonst wurde nichts abgegeben.',
    },
    'pin-blocked': {
      what: 'Die PIN Ihrer Karte ist gesperrt.',
      why: 'Es wurde zu oft eine falsche PIN eingegeben.',
      next: 'Bringen Sie Ihre Karte und Ihre PUK zum Wahlamt. Ihre Karte behält, was sie hatte.',
    },
    'already-voted': {
      what: 'Sie haben in dieser Wahl schon abgestimmt.',
      why: 'Ihre Karte hat ihre Stimme vollendet und gibt keine zweite ab.',
      next: 'Es ist nichts mehr zu tun. Nach Schluss der Wahl können Sie am Terminal nachsehen, ob die Stimme angekommen ist.',
    },
    'test-card': {
      what: 'Dies ist eine Testkarte.',
      why: 'Mit ihr kann man nur in Probewahlen abstimmen; dies ist eine echte Wahl.',
      next: 'Nehmen Sie die Karte, die auf Ihren Namen ausgestellt ist.',
    },
    'other-manifest': {
      what: 'Ihre Karte hat eine Stimme unter anderen Regeln dieser Wahl.',
      why: 'Die Wahldaten hier sind nicht die, mit denen Ihre Karte gewählt hat. Vielleicht zeigt Ihnen jemand eine falsche Wahl.',
      next: 'Machen Sie hier nicht weiter. Rufen Sie das Wahlamt an.',
    },
    'cloned-card': {
      what: 'In Ihrem Namen wurde schon eine andere Stimme unterschrieben.',
      why: 'Die Administratoren haben eine andere Stimme, die der Schlüssel Ihrer Karte unterschrieben hat: Vielleicht gibt es eine Kopie Ihrer Karte.',
      next: 'Rufen Sie sofort das Wahlamt an und behalten Sie die Karte.',
    },
    'timed-out': {
      what: 'Das Terminal hat aufgehört, weil einige Minuten lang nichts geschah.',
      why: 'Es lässt keine Stimme offen liegen, die andere sehen könnten.',
      next: 'Beginnen Sie noch einmal. Was Sie mit der PIN bestätigt hatten, ist bewahrt.',
    },
    'not-open': {
      what: 'Die Wahl ist noch nicht offen.',
      why: 'Die Administratoren unterschreiben keine Stimme vor der Eröffnung: {opens}.',
      next: 'Kommen Sie dann wieder. Eine Stimme, die auf Ihrer Karte ist, geht dann weiter.',
    },
    closed: {
      what: 'Die Wahl ist geschlossen.',
      why: 'Seit dem Schluss unterschreiben die Administratoren keine Stimme mehr: {closes}.',
      next: 'Wenn Sie rechtzeitig Hilfe brauchten und keine bekamen, rufen Sie das Wahlamt an.',
    },
    'clock-wrong': {
      what: 'Die Uhren stimmen nicht überein.',
      why: 'Nach diesem Computer ({now}) ist die Wahl offen; die Administratoren sagen, sie ist es nicht.',
      next: 'Stellen Sie die Uhr dieses Computers. Wenn sie richtig geht, muss das Wahlamt nach seinen Servern sehen: Rufen Sie es an.',
    },
    'too-few-servers': {
      what: 'Zu wenige Wahlserver antworten.',
      why: 'Ihre Stimme braucht {needed} von {all} Administratoren, danach Anonymisierer; nicht geholfen haben: {failed}.',
      next: 'Ihre Stimme ist sicher auf Ihrer Karte. Versuchen Sie es in einigen Minuten noch einmal; lassen Sie die Karte im Terminal, wenn Sie können.',
    },
    'not-genuine': {
      what: 'Die Wahldaten sind nicht echt.',
      why: 'Eine Unterschrift oder ein Hash ist falsch ({code}). Vielleicht hat sie jemand unterwegs verändert.',
      next: 'Nichts wurde abgegeben. Versuchen Sie es noch einmal; wenn es wieder geschieht, nehmen Sie einen anderen Computer und sagen Sie es dem Wahlamt.',
    },
    'no-vote': {
      what: 'Ihre Karte hat keine Stimme dieser Wahl.',
      why: 'Sie hat nie eine begonnen, oder die Prüfung war vollendet und die Karte hat sie gelöscht.',
      next: 'Es gibt nichts nachzusehen.',
    },
    'given-up': {
      what: 'Sie haben Ihre Stimme in dieser Wahl aufgegeben.',
      why: 'Sie wurde bis zum Ende der Wahl nie unterschrieben. Die Karte hat sie gelöscht, wie Sie am Terminal zugestimmt haben.',
      next: 'Es ist nichts mehr zu tun. Ihre Karte hat Platz für eine andere Wahl.',
    },
    'terminal-gone': {
      what: 'Das Terminal antwortet nicht mehr.',
      why: 'Es wurde abgezogen oder ausgeschaltet.',
      next: 'Schließen Sie es an, stecken Sie Ihre Karte ein und beginnen Sie noch einmal. Hatten Sie mit der PIN bestätigt, geht dieselbe Stimme weiter.',
    },
    'no-finlet': {
      what: 'Das Terminal hat kein Wahlprogramm.',
      why: 'Es kam ohne das Programm des Wahlamts, oder es hat es nicht angenommen ({code}).',
      next: 'Bringen Sie das Terminal zum Wahlamt.',
    },
    other: {
      what: 'Etwas ist schiefgegangen.',
      why: 'Der Code ist {code}.',
      next: 'Versuchen Sie es noch einmal. Eine bestätigte Stimme bleibt auf Ihrer Karte. Wenn es wieder geschieht, nennen Sie dem Wahlamt den Code.',
    },
  },
};
