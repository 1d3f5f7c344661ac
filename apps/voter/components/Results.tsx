import { useCallback } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { CodedError } from '../../../common/coded-error.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { Results as ElectionResults } from '../../../record/compute-results.ts';
import { type FetchedElection, fetchBallot } from '../../../voter-module/fetch-election.ts';
import { fetchSend } from '../../../voter-module/send-fetch.ts';
import { Button, LinkButton } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Results as Outcome } from '../../shared/results/Results.tsx';
import { isPublished, readResults } from '../logic/results.ts';
import { useLoaded } from './use-config.ts';
import { useRounds } from './use-voter.ts';
import { useWords } from './words.ts';

export interface ResultsProps {
  readonly election: FetchedElection;
  readonly commissioner: string;
  /** Milliseconds since 1970. */
  readonly claimsEnd: number;
  /** Whether that is over. */
  readonly isDue: boolean;
}

interface Published {
  readonly results: ElectionResults;
  readonly ballots: ReadonlyMap<string, Ballot>;
}

const WAITING = 'results/not-published';
const NOT_YET: readonly string[] = [WAITING, 'service/not-found', 'voter-module/unreachable'];

/** What the Commissioner has published; from `claimsEnd` on looked for again from time to time, until it is there. */
export function Results({ election, commissioner, claimsEnd, isDue }: ResultsProps) {
  const { texts, fill, time, language } = useWords();
  const { round, again, stop } = useRounds();
  const folder = `${commissioner}/elections/${election.electionId}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round loads again
  const load = useCallback(async () => {
    const published = await loadPublished(election, folder);
    stop();
    return published;
  }, [election, folder, round, stop]);
  const loaded = useLoaded(isDue ? load : undefined);
  if (loaded.at === 'here')
    return (
      <>
        <Outcome
          {...loaded.value}
          file={`${folder}/record/results.json`}
          texts={texts.outcome}
          language={language}
        />
        <Verify folder={folder} election={election} />
      </>
    );
  const actions = isDue ? <Button onPress={again}>{texts.actions.reload}</Button> : undefined;
  if (loaded.at === 'failed' && !NOT_YET.includes(loaded.code))
    return (
      <Notice kind="danger" title={fill(texts.results.failed, { code: loaded.code })} actions={actions} />
    );
  return (
    <Notice kind="info" title={texts.results.waiting} actions={actions}>
      <p>{fill(texts.results.waitingText, { time: time(claimsEnd) })}</p>
    </Notice>
  );
}

async function loadPublished(election: FetchedElection, folder: string): Promise<Published> {
  if (!isPublished(await fetchSend(`${folder}/publication`))) throw new CodedError(WAITING, folder);
  const results = readResults(await fetchSend(`${folder}/record/results.json`));
  const ballots = await Promise.all(
    // Without a ballot its options are named by their IDs.
    results.styles.map(({ style }) =>
      fetchBallot(fetchSend, election, style).then(parseBallot, () => undefined),
    ),
  );
  const entries = results.styles.flatMap(({ style }, i) => {
    const ballot = ballots[i];
    return ballot === undefined ? [] : [[style, ballot] as const];
  });
  return { results, ballots: new Map(entries) };
}

function Verify({ folder, election }: { readonly folder: string; readonly election: FetchedElection }) {
  const { texts } = useWords();
  const { verify, verifyText, verifyHere, verifyCommand, verifyKey, download } = texts.results;
  const commands = [
    `curl -O ${folder}/record.tar`,
    'tar xf record.tar',
    `./revs verify election-record --key ${toHex(election.plan.commissionerKey)}`,
  ];
  return (
    <section className="stack" aria-labelledby="verify">
      <h3 id="verify">{verify}</h3>
      <p>{verifyText}</p>
      <div className="row">
        <LinkButton href={`verify.html?election=${election.electionId}`}>{verifyHere}</LinkButton>
        <LinkButton href={`${folder}/record.tar`} download>
          {download}
        </LinkButton>
      </div>
      <p>{verifyCommand}</p>
      <pre className="command">
        <code>{commands.join('\n')}</code>
      </pre>
      <Notice kind="warning" title={verifyKey} />
    </section>
  );
}
