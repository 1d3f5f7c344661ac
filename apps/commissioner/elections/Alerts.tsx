import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { DirectoryServer, Health } from '../../../servers/commissioner/api/servers.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, type Language } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { type Texts, useConsole } from '../console/use-console.ts';
import { type Alert, alertsOf } from './monitoring.ts';
import { nextStep } from './next-step.ts';

export interface AlertsProps {
  readonly election: ElectionSummary;
  readonly health: Health | undefined;
  readonly servers: ReadonlyMap<string, DirectoryServer>;
}

/** The worst first; a screen reader says those that appear. */
export function Alerts({ election, health, servers }: AlertsProps) {
  const { texts, language } = useConsole();
  const operatorOf = new Map([...servers].map(([id, { operator }]) => [id, operator]));
  const now = health?.now ?? Date.now();
  return alertsOf(election, health, operatorOf, now).map((alert) => {
    const { title, text } = wordsOf(alert, election, servers, texts, language);
    const id = alert.id === 'tight' ? `tight-${alert.need}` : alert.id;
    return (
      <Notice key={id} kind={alert.kind} title={title} live>
        <p>{text}</p>
      </Notice>
    );
  });
}

function wordsOf(
  alert: Alert,
  election: ElectionSummary,
  servers: ReadonlyMap<string, DirectoryServer>,
  { alerts, jobs }: Texts,
  language: Language,
): { title: string; text: string } {
  if (alert.id === 'tight')
    return {
      title: alerts.tight.title,
      text: fill(alerts.tight[alert.need], { up: alert.up, all: alert.all }),
    };
  const { title, text } = alerts[alert.id];
  if ('needed' in alert) {
    const { up, needed, all } = alert;
    return { title, text: fill(text, { up, needed, all }) };
  }
  if ('servers' in alert) {
    const names = alert.servers.map((id) => `${id} (${servers.get(id)?.operator ?? '?'})`);
    return { title, text: fill(text, { servers: new Intl.ListFormat(language).format(names) }) };
  }
  if ('at' in alert) {
    const time = shortTime(alert.at, language);
    return { title: fill(title, { time }), text: fill(text, { time }) };
  }
  const next = nextStep(election);
  return { title, text: fill(text, { step: next === undefined ? '' : jobs[next.job].name }) };
}
