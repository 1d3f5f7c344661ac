import type { ElectionSummary, Renewals } from '../../../servers/commissioner/api/elections.ts';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';

/** Milliseconds. */
const EVERY = 5000;

/** How servers renew their shares: in which period each role is, who holds no share of it, when the next one is due. */
export function RenewalCard({ election }: { readonly election: ElectionSummary }) {
  const { texts } = useConsole();
  const { value, error, reload } = useRead(`/officer/elections/${election.election}/renewals`, EVERY);
  if (error !== undefined) return <Problem error={error} texts={texts} onRetry={reload} />;
  return (
    <Card title={texts.renewals.heading} level={3}>
      {value?.renewals ? (
        value.renewals.map((renewals) => <Course key={renewals.role} renewals={renewals} />)
      ) : (
        <p className="quiet">{texts.loading}</p>
      )}
      <p className="small quiet">{texts.renewals.help}</p>
    </Card>
  );
}

function Course({ renewals }: { readonly renewals: Renewals }) {
  const { texts, language } = useConsole();
  const words = texts.renewals;
  const { role, period, next, isUnderWay, isLate, needed, without, last } = renewals;
  const number = (value: number): string => formatNumber(value, language);
  const list = (ids: readonly string[]): string => new Intl.ListFormat(language).format(ids);
  const when = (time: number | null): string => (time === null ? words.atSetup : shortTime(time, language));
  const due = next === null ? words.noMore : fill(words.from, { time: shortTime(next, language) });
  return (
    <section className="stack" aria-label={texts.roleNames[role]}>
      <h4>{texts.roleNames[role]}</h4>
      <p className="small quiet">{words.purpose[role]}</p>
      {isLate && (
        <Notice live kind="warning" title={words.late}>
          <p>{words.lateText}</p>
        </Notice>
      )}
      {without.length > 0 && (
        <Notice live kind="warning" title={fill(words.without, { servers: list(without) })}>
          <p>{fill(words.withoutText[role], { needed: number(needed) })}</p>
        </Notice>
      )}
      <dl className="facts">
        <div>
          <dt>{words.period}</dt>
          <dd>{fill(words.since, { period: number(period), time: when(last[0]?.time ?? null) })}</dd>
        </div>
        <div>
          <dt>{words.next}</dt>
          <dd>{isUnderWay ? words.underWay : due}</dd>
        </div>
      </dl>
      <details>
        <summary>{fill(words.last, { role: texts.roleNames[role] })}</summary>
        <ul>
          {last.map((one) => (
            <li key={one.period}>
              {fill(words.row, {
                period: number(one.period),
                time: when(one.time),
                servers: list(one.holders),
              })}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
