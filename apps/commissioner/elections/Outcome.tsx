import { useMemo } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { verifyAddressOf } from '../../../common/election-address.ts';
import type { Results as ResultsFile } from '../../../record/compute-results.ts';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import type { Language } from '../../shared/i18n.ts';
import { Results } from '../../shared/results/Results.tsx';
import { CopyButton } from '../console/CopyButton.tsx';
import { Problem } from '../console/Problem.tsx';
import type { Service } from '../console/service.ts';
import { useConsole } from '../console/use-console.ts';
import { useLoad, useRead } from '../console/use-load.ts';

/** Results, the record, and how anyone verifies it. */
export function Outcome({ election }: { readonly election: ElectionSummary }) {
  const { texts, language } = useConsole();
  const path = `/officer/elections/${election.election}` as const;
  const { value: results, error, reload } = useRead(`${path}/results`);
  const ballots = useBallots(path, results);
  return (
    <section className="stack" aria-label={texts.outcome.heading}>
      <h2>{texts.outcome.heading}</h2>
      {election.stage !== 'published' && <Notice kind="info" title={texts.outcome.unpublished} />}
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {results !== undefined && ballots !== undefined && (
        <Results
          results={results}
          ballots={ballots}
          file={`${path}/record/results.json`}
          texts={texts.results}
          language={language}
        />
      )}
      <div className="row">
        <LinkButton href={`${path}/minutes.pdf?${minutesIn(language)}`} download>
          {texts.outcome.minutes}
        </LinkButton>
      </div>
      <Record election={election.election} path={path} file={`record-${election.election}.tar`} />
    </section>
  );
}

/** In the officer's language and time zone. */
const minutesIn = (language: Language): URLSearchParams =>
  new URLSearchParams({ language, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone });

/** By style; without those that cannot be read: their options then bear IDs. Undefined until all are asked for. */
function useBallots(path: string, results: ResultsFile | undefined): ReadonlyMap<string, Ballot> | undefined {
  const { api } = useConsole();
  const ask = useMemo(() => results && (() => loadBallots(api, path, results)), [api, path, results]);
  return useLoad(ask).value;
}

async function loadBallots(
  api: Service,
  path: string,
  { styles }: ResultsFile,
): Promise<ReadonlyMap<string, Ballot>> {
  const load = async (style: string): Promise<readonly (readonly [string, Ballot])[]> => {
    try {
      return [[style, parseBallot(await api.bytes(`${path}/record/ballots/${style}.xml`))]];
    } catch {
      return [];
    }
  };
  return new Map((await Promise.all(styles.map(({ style }) => load(style)))).flat());
}

interface RecordProps {
  readonly election: string;
  readonly path: string;
  readonly file: string;
}

function Record({ election, path, file }: RecordProps) {
  const { texts } = useConsole();
  const voterPage = useRead('/officer/servers').value?.voterPage;
  const { value: identity } = useRead('/identity');
  const { outcome } = texts;
  const command = `tar -xf ${file} && ./revs verify election-record --key ${identity?.publicKey ?? '…'}`;
  return (
    <div className="columns">
      <Card title={outcome.record} level={3}>
        <p>{outcome.recordText}</p>
        <div className="row">
          <LinkButton href={`${path}/record.tar`} download>
            {outcome.download}
          </LinkButton>
          {voterPage !== undefined && (
            <LinkButton href={verifyAddressOf(voterPage, election)}>{outcome.verifyHere}</LinkButton>
          )}
        </div>
        <p>{outcome.verify}</p>
        <pre className="command">{command}</pre>
        <div className="row">
          <CopyButton what="command" text={command} />
        </div>
      </Card>
      <Card title={outcome.key} level={3}>
        <p className="mono">{identity?.publicKey ?? '…'}</p>
        <p className="small quiet">{outcome.keyText}</p>
        {identity !== undefined && (
          <div className="row">
            <CopyButton what="key" text={identity.publicKey} />
          </div>
        )}
      </Card>
    </div>
  );
}
