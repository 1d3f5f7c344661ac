import { useEffect, useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { Results as ResultsFile } from '../../../record/compute-results.ts';
import { LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Results } from '../../shared/results/Results.tsx';
import { CopyButton } from '../console/CopyButton.tsx';
import { Problem } from '../console/Problem.tsx';
import type { ElectionSummary } from '../console/service.ts';
import { useConsole } from '../console/use-console.ts';
import { useLoad } from '../console/use-load.ts';

/** Results, the record, and how anyone verifies it. */
export function Outcome({ election }: { readonly election: ElectionSummary }) {
  const { texts, language } = useConsole();
  const path = `/officer/elections/${election.election}`;
  const { value: results, error, reload } = useLoad<ResultsFile>(`${path}/results`);
  const ballots = useBallots(path, results);
  return (
    <section className="stack" aria-label={texts.outcome.heading}>
      <h2>{texts.outcome.heading}</h2>
      {election.stage !== 'published' && <Notice kind="info" title={texts.outcome.unpublished} />}
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {results !== undefined && ballots !== undefined && (
        <Results results={results} ballots={ballots} texts={texts.results} language={language} />
      )}
      <Record path={path} file={`record-${election.election}.tar`} />
    </section>
  );
}

/** By style; without those that cannot be read: their options then bear IDs. Undefined until all are asked for. */
function useBallots(path: string, results: ResultsFile | undefined): ReadonlyMap<string, Ballot> | undefined {
  const { api } = useConsole();
  const [ballots, setBallots] = useState<ReadonlyMap<string, Ballot>>();
  useEffect(() => {
    const load = async (style: string): Promise<readonly (readonly [string, Ballot])[]> => {
      try {
        return [[style, parseBallot(await api.bytes(`${path}/record/ballots/${style}.xml`))]];
      } catch {
        return [];
      }
    };
    if (results === undefined) return;
    Promise.all(results.styles.map(({ style }) => load(style))).then(
      (entries) => setBallots(new Map(entries.flat())),
      () => undefined,
    );
  }, [api, path, results]);
  return ballots;
}

function Record({ path, file }: { readonly path: string; readonly file: string }) {
  const { texts } = useConsole();
  const { value: identity } = useLoad<{ publicKey: string }>('/identity');
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
        </div>
        <p>{outcome.verify}</p>
        <pre className="command">{command}</pre>
        <div className="row">
          <CopyButton text={command} />
        </div>
      </Card>
      <Card title={outcome.key} level={3}>
        <p className="mono">{identity?.publicKey ?? '…'}</p>
        <p className="small quiet">{outcome.keyText}</p>
        {identity !== undefined && (
          <div className="row">
            <CopyButton text={identity.publicKey} />
          </div>
        )}
      </Card>
    </div>
  );
}
