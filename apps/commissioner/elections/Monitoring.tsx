import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { DirectoryServer, Health, ServerHealth } from '../../../servers/commissioner/api/servers.ts';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { clockInWords, exactTime } from '../console/format.ts';
import { type Texts, useConsole } from '../console/use-console.ts';
import { RenewalCard } from './RenewalCard.tsx';
import { TurnoutCard } from './TurnoutCard.tsx';

export interface WatchProps {
  readonly election: ElectionSummary;
  readonly health: Health | undefined;
  readonly servers: ReadonlyMap<string, DirectoryServer>;
}

export function Watch({ election, health, servers }: WatchProps) {
  const { texts } = useConsole();
  return (
    <section className="stack" aria-label={texts.monitoring.heading}>
      <h2>{texts.monitoring.heading}</h2>
      {election.stage !== 'created' && <TurnoutCard election={election} />}
      {election.stage !== 'created' && election.renewEvery !== null && <RenewalCard election={election} />}
      <HealthCard election={election} health={health} servers={servers} />
    </section>
  );
}

export function ServerState({ up, problem }: Pick<ServerHealth, 'up' | 'problem'>) {
  const { monitoring } = useConsole().texts;
  const word = problem === null ? (up ? monitoring.up : monitoring.down) : problemText(monitoring, problem);
  return <span className={`tag ${up && problem === null ? 'success' : 'danger'}`}>{word}</span>;
}

/** In words where there are some for the code, which the operating guide lists. */
function problemText({ problem, knownProblem, problems }: Texts['monitoring'], code: string): string {
  const words: Readonly<Record<string, string>> = problems;
  return Object.hasOwn(words, code)
    ? fill(knownProblem, { problem: words[code] ?? code, code })
    : fill(problem, { code });
}

function HealthCard({ election, health, servers }: WatchProps) {
  const { texts, language } = useConsole();
  const { monitoring } = texts;
  if (health === undefined)
    return (
      <Card title={monitoring.servers} level={3}>
        <p className="quiet">{monitoring.asking}</p>
      </Card>
    );
  const own = new Set(election.servers.map(({ id }) => id));
  const rows = health.servers
    .filter(({ id }) => own.has(id))
    .map(({ id, role, up, problem, milliseconds, clockSkew }) => ({
      id,
      cells: {
        id,
        role: texts.roles[role],
        operator: servers.get(id)?.operator ?? '',
        state: <ServerState up={up} problem={problem} />,
        answer: up ? fill(monitoring.milliseconds, { ms: formatNumber(milliseconds, language) }) : '',
        clock: clockInWords(clockSkew, monitoring, language),
      },
    }));
  return (
    <div className="stack tight">
      <DataTable
        caption={monitoring.servers}
        columns={[
          { key: 'id', label: monitoring.server },
          { key: 'state', label: monitoring.state },
          { key: 'role', label: monitoring.role },
          { key: 'operator', label: monitoring.operator },
          { key: 'answer', label: monitoring.answer, numeric: true },
          { key: 'clock', label: monitoring.clock },
        ]}
        rows={rows}
      />
      <p className="small quiet">{fill(monitoring.checked, { time: exactTime(health.now, language) })}</p>
    </div>
  );
}
