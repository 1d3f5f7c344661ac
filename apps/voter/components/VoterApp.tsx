import { useCallback, useEffect, useState } from 'react';
import { addressOf, electionIn } from '../../../common/election-address.ts';
import type { FoundElections, ListedElection } from '../../../voter-module/find-elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Shell } from '../../shared/components/Shell.tsx';
import { useLanguage } from '../../shared/use-language.ts';
import type { AppConfig } from '../logic/config.ts';
import type { ProblemId } from '../logic/problem.ts';
import { en } from '../texts/en.ts';
import type { Texts } from '../texts/texts.ts';
import { Election } from './Election.tsx';
import { ElectionChoice } from './ElectionHead.tsx';
import { PageTitle } from './PageTitle.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { useConfig, useElections, useVoter } from './use-voter.ts';
import { useWords, WordsContext } from './words.ts';

const LOAD = {
  pt: (): Promise<Texts> => import('../texts/pt.ts').then(({ pt }) => pt),
  fr: (): Promise<Texts> => import('../texts/fr.ts').then(({ fr }) => fr),
  de: (): Promise<Texts> => import('../texts/de.ts').then(({ de }) => de),
};
const NO_ELECTIONS: readonly ListedElection[] = [];

export function VoterApp() {
  const { language, texts, setLanguage } = useLanguage<Texts>(en, LOAD);
  const config = useConfig();
  const organisation = config.at === 'here' ? config.value.organisation : undefined;
  return (
    <WordsContext value={{ language, texts }}>
      <PageTitle />
      <Shell
        title={texts.title}
        organisation={organisation}
        language={language}
        onLanguage={setLanguage}
        labels={{ skip: texts.skip, language: texts.language }}
        aside={<Aside help={organisation?.help} />}
      >
        {config.at === 'loading' && <Loading />}
        {config.at === 'failed' && <Stopped problem="no-config" values={{ code: config.code }} />}
        {config.at === 'here' && <Elections config={config.value} />}
      </Shell>
    </WordsContext>
  );
}

function Aside({ help }: { readonly help: string | undefined }) {
  const { texts } = useWords();
  return (
    <>
      {help !== undefined && (
        <section className="stack tight" aria-labelledby="help">
          <h2 id="help">{texts.help}</h2>
          <p>{help}</p>
        </section>
      )}
      <WhatThisPageSees />
    </>
  );
}

function WhatThisPageSees() {
  const { heading, text, emulated, host } = useWords().texts.untrusted;
  return (
    <section className="stack tight" aria-labelledby="untrusted">
      <h2 id="untrusted">{heading}</h2>
      <p>{text}</p>
      <p>{emulated}</p>
      <p>{host}</p>
    </section>
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
