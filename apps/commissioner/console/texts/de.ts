import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  title: 'REVS Wahlleitung',
  skip: 'Zum Inhalt springen',
  language: 'Sprache',
  loading: 'Wird geladen …',
  notFound: 'Diese Seite gibt es nicht.',
  notices: { label: 'Über diese Seiten', data: 'Datenschutz', accessibility: 'Barrierefreiheit' },
  nav: {
    label: 'Bereiche der Konsole',
    elections: 'Wahlen',
    create: 'Neue Wahl',
    roll: 'Wählerverzeichnis',
    cards: 'Karten',
    approvals: 'Freigaben',
    servers: 'Server',
    audit: 'Prüfprotokoll',
    officers: 'Verantwortliche',
  },
  account: { officer: 'Angemeldet: {officer}', logOut: 'Abmelden' },
  officerRoles: { observer: 'Beobachtung', approver: 'Freigabe', office: 'Wahlamt' },
  readOnly: {
    observer: 'Sie sind mit der Rolle „Beobachtung“ angemeldet: Sie können alles lesen und nichts ändern.',
    approver:
      'Sie sind mit der Rolle „Freigabe“ angemeldet: Sie können alles lesen und freigeben, was andere Verantwortliche beantragen.',
  },
  logIn: {
    heading: 'Anmelden',
    intro:
      'Für die Verantwortlichen des Wahlamts. Alles, was Sie hier tun, wird unter Ihrem Namen ins Prüfprotokoll geschrieben.',
    name: 'Name',
    passphrase: 'Passphrase',
    submit: 'Anmelden',
    noOfficer:
      'Noch kein Konto? Andere Verantwortliche fügen Sie unter „Verantwortliche“ hinzu. Die erste Person wird auf dem Rechner des Dienstes hinzugefügt:',
    expired: 'Ihre Sitzung ist beendet',
    expiredText:
      'Nach 30 Minuten ohne Nutzung, nach 12 Stunden oder nach einem Neustart des Dienstes melden Sie sich neu an. Was Sie auf dieser Seite eingegeben haben, ist noch da.',
    leave: 'Stattdessen diese Seite verlassen',
  },
  clock: {
    title: 'Die Uhren gehen verschieden',
    text: 'Nach dem Dienst der Wahlleitung ist es {service}, nach diesem Computer {local}. Die Uhr des Dienstes entscheidet, wann die Wahl öffnet und schließt. Die Zeiten auf dieser Seite richten sich nach diesem Computer: Stellen Sie seine Uhr. Geht sie richtig, lassen Sie den Rechner des Dienstes stellen.',
  },
  problems: {
    badAddresses: {
      title: 'Die Datei der Adressen ist nicht brauchbar.',
      next: 'Es wurde nichts gemacht. Berichtigen Sie, was unten genannt ist, und wählen Sie die Datei noch einmal.',
    },
    unreachable: {
      title: 'Der Dienst der Wahlleitung antwortet nicht.',
      next: 'Prüfen Sie die Verbindung dieses Computers und ob der Dienst läuft. Diese Seite versucht es von selbst weiter; nichts, was getan ist, geht verloren.',
    },
    brokenOff: {
      title: 'Die Verbindung ist mittendrin abgebrochen.',
      next: 'Was getan ist, bleibt getan. Sehen Sie nach dem Stand der Wahl und drücken Sie den Knopf noch einmal: Es geht dort weiter, wo es aufgehört hat.',
    },
    expired: {
      title: 'Ihre Sitzung ist beendet; dies wurde nicht getan.',
      next: 'Melden Sie sich an und drücken Sie den Knopf noch einmal.',
    },
    wrongPassphrase: {
      title: 'Name oder Passphrase ist falsch.',
      next: 'Versuchen Sie es noch einmal und achten Sie auf Groß- und Kleinschreibung. Nach fünf Fehlversuchen in Folge ist der Name 15 Minuten gesperrt.',
    },
    locked: {
      title: 'Dieser Name ist nach zu vielen falschen Passphrasen gesperrt.',
      next: 'Warten Sie 15 Minuten, oder lassen Sie ihn entsperren (revs officers unlock). Waren es nicht Ihre Versuche, so benachrichtigen Sie die anderen Verantwortlichen: Vielleicht versucht jemand einzudringen.',
    },
    weakPassphrase: {
      title: 'Die Passphrase ist zu kurz.',
      next: 'Nehmen Sie mindestens 12 Zeichen; vier oder fünf Wörter, die nicht zusammengehören, merkt man sich leicht.',
    },
    officerExists: {
      title: 'Es gibt schon eine verantwortliche Person mit diesem Namen.',
      next: 'Nehmen Sie einen anderen Namen.',
    },
    officerUnknown: {
      title: 'Diese Person ist nicht mehr eingetragen.',
      next: 'Laden Sie die Seite neu: Vielleicht hat jemand den Namen entfernt.',
    },
    lastOfficer: {
      title: 'Das ist die letzte verantwortliche Person mit der Rolle „Wahlamt“.',
      next: 'Geben Sie diese Rolle zuerst einer anderen; sonst könnte niemand mehr Wahlen durchführen oder Verantwortliche verwalten.',
    },
    role: {
      title: 'Ihre Rolle erlaubt das nicht.',
      next: 'Verantwortliche mit der Rolle „Wahlamt“ können es; sie ändern auch die Rollen, unter „Verantwortliche“.',
    },
    templateExists: {
      title: 'Es gibt schon eine Vorlage mit diesem Namen.',
      next: 'Nehmen Sie einen anderen Namen, oder löschen Sie erst die andere Vorlage.',
    },
    templateMany: {
      title: 'Mehr Vorlagen lassen sich nicht speichern.',
      next: 'Löschen Sie eine, die nicht mehr gebraucht wird.',
    },
    approvalNeeded: {
      title: 'Eine zweite verantwortliche Person muss das freigeben; es ist nicht geschehen.',
      next: 'Laden Sie die Seite neu und beantragen Sie die Freigabe.',
    },
    ownRequest: {
      title: 'Diesen Antrag haben Sie selbst gestellt.',
      next: 'Eine andere verantwortliche Person muss ihn freigeben.',
    },
    requestChanged: {
      title: 'Was beantragt war, hat sich inzwischen geändert; es ist nichts geschehen.',
      next: 'Sehen Sie nach, wie es jetzt ist. Wenn es noch gewollt ist, wird es neu beantragt.',
    },
    requestGone: {
      title: 'Diesen Antrag gibt es nicht mehr; es ist nichts geschehen.',
      next: 'Er wurde freigegeben, abgelehnt oder zurückgezogen, oder ist älter als ein Tag. Laden Sie die Seite neu.',
    },
    tooFewOfficers: {
      title: 'Es blieben zu wenige Verantwortliche.',
      next: 'Eine Person beantragt, eine andere gibt frei: Zwei, die das können, müssen bleiben. Fügen Sie zuerst eine weitere hinzu.',
    },
    tooManyRequests: {
      title: 'Zu viele Ihrer Anträge sind offen.',
      next: 'Ziehen Sie welche unter „Freigaben“ zurück, oder lassen Sie sie freigeben.',
    },
    tooEarly: {
      title: 'Für diesen Schritt ist es zu früh.',
      next: 'Warten Sie bis zu der Zeit, die auf dieser Seite steht. Ist sie vorbei, vergleichen Sie die Uhr dieses Computers mit der des Dienstes.',
    },
    notFound: {
      title: 'Der Dienst hat nicht, wonach diese Seite fragt.',
      next: 'Gehen Sie zurück zur Liste der Wahlen. Die Wahl ist vielleicht bei einem anderen Dienst, oder der Schritt davor fehlt.',
    },
    foreignOrigin: {
      title: 'Der Dienst kennt die Adresse dieser Seite nicht.',
      next: 'Öffnen Sie die Konsole unter der Adresse, mit der der Dienst eingerichtet ist, und melden Sie sich dort an: Das schützt vor gefälschten Seiten.',
    },
    tooMany: {
      title: 'Der Dienst ist beschäftigt.',
      next: 'Warten Sie eine Minute und versuchen Sie es noch einmal.',
    },
    internal: {
      title: 'Der Dienst hat versagt.',
      next: 'Versuchen Sie es einmal noch. Versagt er wieder, steht der Grund im Protokoll seines Rechners; nennen Sie dem Betreiber die Uhrzeit.',
    },
    serverDown: {
      title: 'Ein Server antwortet nicht.',
      next: 'Rufen Sie den Betreiber des unten genannten Servers an, lassen Sie ihn starten und versuchen Sie es noch einmal.',
    },
    other: {
      title: 'Das ist nicht gelungen.',
      next: 'Lesen Sie unten den Grund, beheben Sie, was er nennt, und versuchen Sie es noch einmal. Was getan ist, bleibt getan.',
    },
  },
  detail: 'Vom Dienst: {detail}',
  actions: { retry: 'Noch einmal versuchen', cancel: 'Abbrechen' },
  stepStates: { done: 'erledigt', current: 'jetzt', todo: 'steht noch aus' },
  fewVoters: {
    title: 'Wenige Wähler: {styles}',
    text: 'Weniger als 20 Wähler sind in dieser Gruppe. Wer die veröffentlichte Wahlakte nachzählt, sieht die Stimmen jeder Gruppe für sich, auch bei Fragen, die gemeinsam ausgezählt werden, und kann erfahren, wie jemand gewählt hat: bei einem Wähler immer, bei wenigen, wenn sie einig sind oder andere ihre Stimme nennen. Erwägen Sie eine Gruppe, die mehr Wähler teilen.',
  },
};
