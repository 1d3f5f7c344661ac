import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/router';
import { useState } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Steps } from '../../shared/components/Steps.tsx';
import { formatTime } from '../../shared/i18n.ts';
import { TrialNotice } from '../../shared/trial/Trial.tsx';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { type Texts, useConsole, useIsOffice } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { Alerts } from '../elections/Alerts.tsx';
import { Archive } from '../elections/Archive.tsx';
import { CopyLink } from '../elections/CopyLink.tsx';
import { DeleteTrial } from '../elections/DeleteTrial.tsx';
import { ElectionTags } from '../elections/ElectionTags.tsx';
import { Fingerprint } from '../elections/Fingerprint.tsx';
import { Watch } from '../elections/Monitoring.tsx';
import { NextAction } from '../elections/NextAction.tsx';
import { milestones } from '../elections/next-step.ts';
import { PersonalData } from '../elections/PersonalData.tsx';
import { useServers } from '../elections/use-servers.ts';
import { VoterAddress } from '../elections/VoterAddress.tsx';

// Charts of results and the ballot parser are needed late.
const Outcome = dynamic(() => import('../elections/Outcome.tsx').then((module) => module.Outcome));
const ElectionLetters = dynamic(() =>
  import('../letters/ElectionLetters.tsx').then((module) => module.ElectionLetters),
);

/** Milliseconds. */
const EVERY = 5000;

/** One election: `?id=` its ID. */
export default function OneElection() {
  const { texts } = useConsole();
  const { query, isReady } = useRouter();
  const { value, error, reload } = useRead('/officer/elections', EVERY);
  const election = value?.find(({ election: id }) => id === query.id);
  const [wasHere, setWasHere] = useState(false);
  if (election !== undefined && !wasHere) setWasHere(true);
  if (election !== undefined) return <Known key={election.election} election={election} reload={reload} />;
  return (
    <Page title={texts.elections.heading}>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {isReady && value !== undefined && (
        <Notice
          kind={wasHere ? 'success' : 'warning'}
          live
          title={texts.election[wasHere ? 'deleted' : 'unknown']}
        />
      )}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      <Link href="/">{texts.election.back}</Link>
    </Page>
  );
}

interface KnownProps {
  readonly election: ElectionSummary;
  readonly reload: () => void;
}

function Known({ election, reload }: KnownProps) {
  const { texts } = useConsole();
  const servers = useServers();
  const isPublished = election.stage === 'published';
  const { value: health } = useRead(isPublished ? undefined : '/officer/health', EVERY);
  const isCounted = election.stage === 'tallied' || isPublished;
  const isOffice = useIsOffice();
  const canVote = election.stage === 'created' || election.stage === 'open';
  const steps = milestones(election.stage).map(({ id, state }) => ({ label: texts.stages[id], state }));
  return (
    <Page title={election.title} actions={<ElectionTags election={election} texts={texts} />}>
      {election.trial && <TrialNotice texts={texts.trial} />}
      <Steps label={texts.election.course} steps={steps} labels={texts.stepStates} />
      <Alerts election={election} health={health} servers={servers} />
      <NextAction election={election} now={health?.now} onDone={reload} />
      {isCounted && <Outcome election={election} />}
      {!isCounted && <Watch election={election} health={health} servers={servers} />}
      {canVote && isOffice && <ElectionLetters election={election.election} />}
      <div className="columns">
        <Fingerprint fingerprint={election.fingerprint} />
        <Times election={election} texts={texts} />
        <VoterAddress election={election.election} />
      </div>
      <CopyLink election={election.election} />
      <PersonalData election={election} onDone={reload} />
      <Archive election={election} onDone={reload} />
      <DeleteTrial election={election} onDone={reload} />
    </Page>
  );
}

function Times({ election, texts }: { readonly election: ElectionSummary; readonly texts: Texts }) {
  const { language } = useConsole();
  return (
    <Card title={texts.election.times}>
      <dl className="facts">
        {(['opens', 'closes', 'intakeEnds', 'claimsEnd'] as const).map((name) => (
          <div key={name}>
            <dt>{texts.election[name]}</dt>
            <dd>{formatTime(election[name], language)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
