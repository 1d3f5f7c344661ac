import { useCallback, useEffect, useState } from 'react';
import { addressOf, electionIn } from '../../../common/election-address.ts';
import type { FoundElections, ListedElection } from '../../../voter-module/find-elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import type { AppConfig } from '../logic/config.ts';
import type { ProblemId } from '../logic/problem.ts';
import { Election } from './Election.tsx';
import { ElectionChoice } from './ElectionHead.tsx';
import { PageTitle } from './PageTitle.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { useElections, useVoter } from './use-voter.ts';
import { VoterFrame } from './VoterFrame.tsx';
import { useWords } from './words.ts';

const NO_ELECTIONS: readonly ListedElection[] = [];

export function VoterApp() {
  return (
    <VoterFrame>
      {(config) => (
        <>
          <PageTitle />
          {config.at === 'loading' && <Loading />}
          {config.at === 'failed' && <Stopped problem="no-config" values={{ code: config.code }} />}
          {config.at === 'here' && <Elections config={config.value} />}
        </>
      )}
    </VoterFrame>
  );
}

function Loading() {
  const { texts } = useWords();
  return (
    <>
      <h1>{texts.title}</h1>
      <p role="status">{texts.loading}</p>
    </>
  );
}

interface StoppedProps {
  readonly problem: ProblemId;
  readonly values: Readonly<Record<string, string | number>>;
  readonly again?: () => void;
}

/** Nothing can be shown but why. */
function Stopped({ problem, values, again }: StoppedProps) {
  const { texts } = useWords();
  return (
    <>
      <h1>{texts.title}</h1>
      <ProblemNotice
        problem={problem}
        values={values}
        {...(again === undefined ? {} : { actions: <Button onPress={again}>{texts.actions.retry}</Button> })}
      />
    </>
  );
}

function Elections({ config }: { readonly config: AppConfig }) {
  const { found, again } = useElections(config);
  const elections = found?.elections ?? NO_ELECTIONS;
  const voter = useVoter(config, elections);
  const [chosen, setChosen] = useState(() => electionIn(location.href));
  const choose = useCallback((election?: string): void => {
    // A reload stays where one was; the state is Next's own.
    history.replaceState(history.state, '', addressOf(location.href, election));
    setChosen(election);
  }, []);
  const { election: running } = voter.state;
  useEffect(() => {
    if (running !== undefined) choose(running);
  }, [running, choose]);
  if (found === undefined) return <Loading />;
  if (elections.length === 0) return <Stopped {...whyNone(found, config)} again={again} />;
  const shown = running ?? chosen;
  const only = elections.length === 1 && chosen === undefined ? elections[0] : undefined;
  const election = elections.find((one) => one.election === shown) ?? only;
  if (election === undefined)
    return <ElectionChoice elections={elections} isUnknown={chosen !== undefined} onChoose={choose} />;
  return (
    <Election
      key={election.election}
      election={election}
      config={config}
      voter={voter}
      silent={found.silent.length}
      {...(elections.length > 1 && running === undefined ? { onLeave: () => choose() } : {})}
    />
  );
}

function whyNone({ silent }: FoundElections, { distributors }: AppConfig): StoppedProps {
  const all = distributors.length;
  if (!navigator.onLine) return { problem: 'offline', values: {} };
  return { problem: silent.length === all ? 'no-distributor' : 'no-election', values: { all } };
}
