import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  roles: {
    administrator: 'Administrator',
    trustee: 'Treuhänder',
    anonymizer: 'Anonymisierer',
    counter: 'Zähler',
    distributor: 'Stimmzettelverteiler',
    board: 'Replik des Bretts',
  },
  roleNames: {
    administrator: 'Administratoren',
    trustee: 'Treuhänder',
    anonymizer: 'Anonymisierer',
    counter: 'Zähler',
    distributor: 'Stimmzettelverteiler',
    board: 'Repliken des Bretts',
  },
  board: {
    heading: 'Das Board',
    intro:
      'Die Liste, auf die sich alle Server einigen: Pläne, Schlüssel, Schließung, die eingefrorene öffentliche Liste. {hostile} seiner Replikate dürfen feindlich sein und {down} weitere ausfallen.',
    twoLogs:
      'Das Board hat zwei Listen gezeigt, die einander widersprechen. Server, die beide gesehen haben, folgen ihm nicht mehr: Gewählt wird weiter bis zum Ende der Wahl, aber nichts wird vorzeitig beendet, eingefroren oder ausgezählt. Der Dienst bewahrt beide signierten Listen als Beweis auf. Finden Sie heraus, welche Replikate beide signiert haben.',
    fork: 'Diese Replikate zeigen eine andere Liste als die übrigen: {replicas}. Ihre Betreiber müssen sie anhalten und die Ursache finden.',
    silence:
      'Zu wenige Replikate antworten: Neues wird erst geordnet, wenn sie wieder da sind. Die Wahl läuft weiter, und nichts geht verloren.',
    notVoting: 'Diese Replikate wirken gerade nicht mit: {replicas}',
    replicas: 'Seine Replikate',
    replica: 'Replikat',
    state: 'Zustand',
    leader: 'Leitung',
    leads: 'leitet',
    entries: 'Einträge',
    lag: 'Rückstand',
    keys: 'Schlüssel übrig',
  },
  survival: {
    heading: 'Server',
    intro:
      'Die Server dieser Organisation, und was eine Wahl mit ihnen übersteht. Probieren Sie andere Schwellen oder Server: Hier wird nichts gespeichert. Für eine Wahl wählen Sie sie aus, wenn Sie sie anlegen.',
    listed: 'Die Server',
    server: 'Server',
    role: 'Rolle',
    operator: 'Betreiber',
    system: 'System',
    takesPart: 'Nimmt teil',
    suppose: 'Als feindlich annehmen',
    thresholds: 'Schwellen',
    range: '{least} bis {most}',
    noRange: 'Zu wenige Server dieser Rolle für irgendeinen Wert.',
    outOfRange: 'Mit diesen Servern muss es {least} bis {most} sein.',
    noneOf: 'Kein Server dieser Rolle nimmt teil: {role}. Eine Wahl braucht mindestens einen.',
    manyOf: 'Zu viele Server einer Rolle: {role}.',
    signingThreshold: 'Unterschriften, die eine Stimme braucht (t)',
    hostileAdministrators: 'Verkraftbare feindliche Administratoren (b)',
    hostileTrustees: 'Verkraftbare feindliche Treuhänder (k)',
    pathLength: 'Anonymisierer auf einem Weg (L)',
    lyingDistributors: 'Verkraftbare lügende Verteiler (f)',
    reset: 'Wie in der Organisation',
    what: 'Was diese Wahl übersteht',
    unclear: 'Berichtigen Sie zuerst die Schwellen.',
    holds: 'Gilt, solange nichts davon eintritt:',
    unbreakable: 'Keine Menge von Servern bricht dies.',
    broken: 'Gilt nicht einmal, wenn alle Server ehrlich sind.',
    hostile: '{who}, feindlich und im Bunde',
    failed: '{who}, ausgefallen oder untätig',
    units: {
      servers: '{role}: beliebige {count} von {all}',
      operators: '{role} von beliebigen {count} ihrer {all} Betreiber',
      wholeOperators: 'alle {role} von beliebigen {count} ihrer {all} Betreiber',
    },
    properties: {
      democracy: {
        name: 'Demokratie',
        means: 'Nur Eingetragene stimmen ab, und alle nur einmal.',
      },
      privacy: { name: 'Wahlgeheimnis', means: 'Niemand erfährt, wer welche Stimme abgegeben hat.' },
      fairness: {
        name: 'Fairness',
        means:
          'Niemand liest eine Stimme, bevor die Stimmabgabe beendet und die öffentliche Liste abgeschlossen ist.',
      },
      availability: {
        name: 'Verfügbarkeit',
        means: 'Es kann abgestimmt werden, und die Stimmen werden gezählt.',
      },
      completeness: { name: 'Vollständigkeit', means: 'Jede abgegebene Stimme wird gezählt.' },
    },
    consequences: {
      'democracy-administrator':
        'Sie könnten jemandem mit manipulierter Karte zu einer zweiten Stimme verhelfen.',
      'privacy-anonymizer': 'Sie könnten Stimmen verfolgen, die nur über ihre Server laufen.',
      'fairness-trustee': 'Sie könnten Stimmen zu früh öffnen und einen Zwischenstand kennen.',
      'availability-administrator': 'Stimmen bekommen zu wenige Unterschriften: Niemand kann abstimmen.',
      'availability-trustee':
        'Die öffentliche Liste kann nicht abgeschlossen werden: Es gibt keine Ergebnisse.',
      'availability-anonymizer': 'Es bleibt kein Weg, um Stimmen abzusenden.',
      'availability-counter': 'Kein Zähler nimmt Stimmen an.',
      'availability-distributor': 'Terminals bekommen die Daten der Wahl nicht: Niemand kann abstimmen.',
      'completeness-anonymizer': 'Sie könnten Stimmen verschwinden lassen; das Terminal zeigt den Verlust.',
      'availability-board':
        'Nichts Neues wird geordnet: Keine Wahl wird eingerichtet, vorzeitig geschlossen oder eingefroren. Die Stimmabgabe geht weiter.',
      'completeness-counter': 'Stimmen können nirgends ankommen; das Terminal zeigt den Verlust.',
      'completeness-trustee':
        'Sie könnten Stimmen aus der öffentlichen Liste weglassen; das Terminal zeigt den Verlust.',
    },
    loss: 'Ein einziger feindlicher Betreiber von Anonymisierern kann höchstens {share} der Stimmen verschwinden lassen; jeder Verlust zeigt sich auf dem Terminal.',
    warnings: 'Wo einer genügt',
    noWarnings: 'Kein einzelner Betreiber und kein einzelnes System kann etwas davon brechen.',
    byOperator: 'Ein Betreiber genügt: {name}',
    bySystem: 'Ein System genügt: {name}',
    breaks: '{property}: {servers}',
    operatorAdvice: 'Lassen Sie mehr Betreiber teilnehmen oder wählen Sie andere Schwellen.',
    systemAdvice:
      'Eine einzige Lücke in diesem System würde genügen. Lassen Sie einige dieser Server auf einem anderen laufen.',
    supposed: 'Als feindlich angenommen: {servers}',
    supposedNone:
      'Kreuzen Sie oben Server unter „Als feindlich annehmen“ an, um zu sehen, was sie zusammen brechen könnten.',
    supposedHolds: 'Zusammen brechen sie nichts.',
    supposedBreaks: 'Zusammen brechen sie: {properties}',
  },
};
