import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Card } from '../../shared/components/Card.tsx';
import { LineChart } from '../../shared/components/LineChart.tsx';
import { fill, formatNumber, formatPercent } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { turnoutOf } from './turnout.ts';

/** Milliseconds. */
const EVERY = 5000;

export function TurnoutCard({ election }: { readonly election: ElectionSummary }) {
  const { texts, language } = useConsole();
  const { monitoring } = texts;
  const path = `/officer/elections/${election.election}/turnout` as const;
  const { value, error, reload } = useRead(path, EVERY);
  if (error !== undefined) return <Problem error={error} texts={texts} onRetry={reload} />;
  if (value === undefined)
    return (
      <Card title={monitoring.turnout} level={3}>
        {texts.loading}
      </Card>
    );
  const { arrived, share, points } = turnoutOf(value);
  const count = (number: number): string => formatNumber(number, language);
  const wordOf = (told: number | null): string => (told === null ? monitoring.noAnswer : count(told));
  const at = (time: number): string => shortTime(time, language);
  const summary = points
    .filter((_, i) => i === 0 || i === points.length - 1)
    .map(({ x, y }) => fill(monitoring.summary, { packages: count(y), time: at(x) }));
  return (
    <Card title={monitoring.turnout} level={3}>
      <dl className="facts">
        <div>
          <dt>{monitoring.signedFor}</dt>
          <dd>
            {fill(monitoring.ofRoll, {
              signed: count(value.signedFor),
              voters: count(value.voters),
              share: formatPercent(share, language),
            })}
          </dd>
        </div>
        <div>
          <dt>{monitoring.arrived}</dt>
          <dd>{count(arrived)}</dd>
        </div>
      </dl>
      {points.length > 1 && (
        <LineChart
          caption={monitoring.chart}
          points={points}
          xLabel={at}
          yLabel={count}
          summary={new Intl.ListFormat(language).format(summary)}
        />
      )}
      <p className="small quiet">
        {fill(monitoring.atLeast, { hostile: count(election.thresholds.hostileAdministrators) })}
      </p>
      <p className="small quiet">{monitoring.delay}</p>
      <details>
        <summary>{monitoring.each}</summary>
        <ul>
          {[...value.administrators, ...value.counters].map(({ id, ...told }) => (
            <li key={id}>
              {id}: {wordOf('signed' in told ? told.signed : told.size)}
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}
