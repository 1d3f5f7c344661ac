import dynamic from 'next/dynamic';
import { useCallback } from 'react';
import { titleIn } from '../../../ballots/election-title.ts';
import { requireHex } from '../../../protocol/primitives/bytes.ts';
import { type FetchedElection, fetchElection, fetchEnrolment } from '../../../voter-module/fetch-election.ts';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import { fetchSend } from '../../../voter-module/send-fetch.ts';
import { Card } from '../../shared/components/Card.tsx';
import type { AppConfig } from '../logic/config.ts';
import { stageOf } from '../logic/stage.ts';
import { ElectionHead } from './ElectionHead.tsx';
import { PageTitle } from './PageTitle.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import { type Loaded, useLoaded } from './use-config.ts';
import { useNow, type VoterModel } from './use-voter.ts';
import { useWords } from './words.ts';

const BallotReader = dynamic(() => import('./BallotReader.tsx').then((module) => module.BallotReader), {
  ssr: false,
});
const Results = dynamic(() => import('./Results.tsx').then((module) => module.Results), { ssr: false });

export interface ElectionProps {
  readonly election: ListedElection;
  readonly config: AppConfig;
  readonly voter: VoterModel;
  /** Distributors that do not answer. */
  readonly silent: number;
  /** To the other elections. */
  readonly onLeave?: () => void;
}

/** One election: what happens with terminal and card, its results, its ballot. */
export function Election({ election: listed, config, voter, silent, onLeave }: ElectionProps) {
  const { texts, fill, language } = useWords();
  const now = useNow();
  const stage = stageOf(listed, now);
  const { distributors, commissioner, commissionerKey } = config;
  const load = useCallback(
    () => fetchElection(fetchSend, distributors, listed.election, commissionerKey),
    [distributors, listed.election, commissionerKey],
  );
  const loaded = useLoaded(load);
  const own = useOwnStyle(loaded, voter);
  const isOver = stage === 'mixing' || stage === 'counting';
  const isSent = voter.state.activity.at === 'sent';
  const election = loaded.at === 'here' ? loaded.value : undefined;
  return (
    <>
      <PageTitle of={titleIn(listed, language).title} />
      <ElectionHead
        // Whether it is a trial: as signed, once that is known.
        election={{ ...listed, trial: election?.plan.trial ?? listed.trial }}
        stage={stage}
        servers={{
          silent,
          all: distributors.length,
          needed: election === undefined ? undefined : election.plan.lyingDistributors + 1,
        }}
        {...(onLeave === undefined ? {} : { onLeave })}
      />
      <div className={isSent ? 'stack' : 'halves'}>
        {voter.session && (
          <SessionPanel
            session={voter.session}
            state={voter.state}
            election={listed}
            stage={stage}
            now={now}
            config={config}
            onRoll={own.onRoll}
          />
        )}
        {isOver && election !== undefined && (
          <Card title={texts.results.heading}>
            <Results
              election={election}
              commissioner={commissioner}
              claimsEnd={listed.claimsEnd}
              isDue={stage === 'counting'}
            />
          </Card>
        )}
        <BallotPart {...{ election, own }} isQuiet={isOver || isSent}>
          {loaded.at === 'failed' ? fill(texts.ballot.failed, { code: loaded.code }) : texts.ballot.loading}
        </BallotPart>
      </div>
    </>
  );
}

interface OwnStyle {
  readonly style: string | undefined;
  /** undefined while it is not known. */
  readonly onRoll: boolean | undefined;
}

/** What the Distributors say of the card in the terminal. */
function useOwnStyle(election: Loaded<FetchedElection>, { state }: VoterModel): OwnStyle {
  const fetched = election.at === 'here' ? election.value : undefined;
  const keyHash = state.terminal.at === 'card' ? state.terminal.keyHash : undefined;
  const load = useCallback(
    async () =>
      fetched && keyHash ? (await fetchEnrolment(fetchSend, fetched, requireHex(keyHash))).style : undefined,
    [fetched, keyHash],
  );
  const loaded = useLoaded(load);
  if (loaded.at === 'here')
    return { style: loaded.value, onRoll: loaded.value === undefined ? undefined : true };
  const isUnknown = loaded.at === 'failed' && loaded.code === 'service/not-found';
  return { style: undefined, onRoll: isUnknown ? false : undefined };
}

interface BallotPartProps {
  readonly election: FetchedElection | undefined;
  readonly own: OwnStyle;
  /** Folded up: it is not what the page is about now. */
  readonly isQuiet: boolean;
  /** Instead of the ballot. */
  readonly children: string;
}

function BallotPart({ election, own, isQuiet, children }: BallotPartProps) {
  const { texts } = useWords();
  const title = own.style === undefined ? texts.ballot.heading : texts.ballot.yours;
  const content =
    election === undefined ? (
      <p role="status">{children}</p>
    ) : (
      <BallotReader election={election} ownStyle={own.style} />
    );
  if (!isQuiet) return <Card title={title}>{content}</Card>;
  return (
    <details className="card">
      <summary>{texts.ballot.show}</summary>
      <h2>{title}</h2>
      {content}
    </details>
  );
}
