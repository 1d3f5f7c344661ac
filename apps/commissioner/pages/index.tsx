import Link from 'next/link';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { fill, formatNumber, type Language } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { type Texts, useConsole, useIsOffice } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { ElectionTags } from '../elections/ElectionTags.tsx';
import { isDataDue, nextStep } from '../elections/next-step.ts';
import { WithArchive } from '../elections/WithArchive.tsx';

const EVERY = 10_000;

export default function Elections() {
  const { texts } = useConsole();
  const { value, error, reload } = useRead('/officer/elections', EVERY);
  const { elections } = texts;
  const create = useIsOffice() && (
    <LinkButton kind="primary" href="/new">
      {elections.create}
    </LinkButton>
  );
  return (
    <Page title={elections.heading} actions={create}>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      {value?.length === 0 && (
        <Card title={elections.empty}>
          <p>{elections.emptyText}</p>
        </Card>
      )}
      {value !== undefined && (
        <WithArchive elections={value}>{(some) => <List elections={some} />}</WithArchive>
      )}
    </Page>
  );
}

function List({ elections }: { readonly elections: readonly ElectionSummary[] }) {
  const { texts, language } = useConsole();
  return (
    <ul className="stack plain">
      {elections.map((election) => (
        <li key={election.election} className="card">
          <div className="row spread">
            <h2>
              <Link href={`/election?id=${election.election}`} prefetch={false}>
                {election.title}
              </Link>
            </h2>
            <ElectionTags election={election} texts={texts} />
          </div>
          <p>{timesOf(election, texts, language)}</p>
          <p className="quiet">{nextOf(election, texts, language)}</p>
        </li>
      ))}
    </ul>
  );
}

function timesOf(
  { opens, closes, voters }: ElectionSummary,
  { elections }: Texts,
  language: Language,
): string {
  const times = { opens: shortTime(opens, language), closes: shortTime(closes, language) };
  return `${fill(elections.voting, times)} · ${fill(elections.voters, { voters: formatNumber(voters, language) })}`;
}

function nextOf(election: ElectionSummary, { elections, jobs }: Texts, language: Language): string {
  const next = nextStep(election);
  if (next === undefined)
    return isDataDue(election) ? fill(elections.next, { step: jobs['delete-data'].name }) : elections.nothing;
  // Nothing is to be done until then, though it can be ended earlier.
  if (next.job === 'close') return fill(elections.endsItself, { time: shortTime(election.closes, language) });
  const step = jobs[next.job].name;
  return next.from > Date.now()
    ? fill(elections.wait, { step, time: shortTime(next.from, language) })
    : fill(elections.next, { step });
}
