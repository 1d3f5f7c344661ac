import type { ElectionSummary } from '../../../servers/commissioner/api.ts';
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
  const { packages, share, points } = turnoutOf(value);
  const count = (number: number): string => formatNumber(number, language);
  const at = (time: number): string => shortTime(time, language);
  const summary = points
    .filter((_, i) => i === 0 || i === points.length - 1)
    .map(({ x, y }) => fill(monitoring.summary, { packages: count(y), time: at(x) }));
  return (
    <Card title={monitoring.turnout} level={3}>
      <p>
        {packages === 0
          ? monitoring.none
          : fill(monitoring.arrived, {
              packages: count(packages),
              voters: count(value.voters),
              share: formatPercent(share, language),
            })}
      </p>
      {points.length > 1 && (
        <LineChart
          caption={monitoring.chart}
          points={points}
          xLabel={at}
          yLabel={count}
          summary={new Intl.ListFormat(language).format(summary)}
        />
      )}
      <p className="small quiet">{monitoring.delay}</p>
      <details>
        <summary>{monitoring.counters}</summary>
        <ul>
          {value.counters.map(({ id, size }) => (
            <li key={id}>
              {id}: {size === null ? monitoring.noHead : count(size)}
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}
