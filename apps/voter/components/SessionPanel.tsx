import { type ReactNode, useEffect, useRef } from 'react';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Steps } from '../../shared/components/Steps.tsx';
import type { AppConfig } from '../logic/config.ts';
import { hasEnded, problemValues } from '../logic/problem-values.ts';
import type { Activity, SessionState, VoterSession } from '../logic/session.ts';
import type { Phase } from '../logic/stage.ts';
import { Following } from './Following.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { TerminalState } from './TerminalState.tsx';
import { useWords } from './words.ts';

export interface SessionPanelProps {
  readonly session: VoterSession;
  readonly state: SessionState;
  readonly election: ListedElection;
  readonly stage: Phase;
  readonly now: number;
  readonly config: AppConfig;
  readonly onRoll: boolean | undefined;
}

/** All that happens with terminal and card: voting while the election is open, looking for the vote afterwards. */
export function SessionPanel(props: SessionPanelProps) {
  const { texts } = useWords();
  const { activity, resumed } = props.state;
  const isCheck = isChecking(props);
  const heading = useFocusOn(groupOf(activity));
  return (
    <section className="card" aria-labelledby="session">
      <h2 id="session" ref={heading} tabIndex={-1}>
        {isCheck ? texts.check.heading : texts.vote.heading}
      </h2>
      {!isCheck && groupOf(activity) !== 'end' && <VoteSteps {...props} />}
      {resumed && groupOf(activity) === 'work' && (
        <Notice kind="info" title={texts.vote.resumed} live>
          <p>{texts.vote.resumedText}</p>
        </Notice>
      )}
      <Content {...props} />
    </section>
  );
}

function isChecking({ state: { activity }, stage }: SessionPanelProps): boolean {
  if (activity.at === 'terminal') return activity.task === 'check';
  if (['signing', 'sending', 'sent'].includes(activity.at)) return false;
  return activity.at === 'looking' || activity.at === 'looked' || stage === 'mixing' || stage === 'counting';
}

/** States between which the focus stays where it is. */
function groupOf({ at }: Activity): 'idle' | 'work' | 'end' {
  if (at === 'idle') return 'idle';
  return at === 'sent' || at === 'looked' || at === 'problem' ? 'end' : 'work';
}

/** Moves focus and view to the heading whenever the group changes, but not when the page comes. */
function useFocusOn(group: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(group);
  useEffect(() => {
    if (last.current !== group) {
      heading.current?.focus();
      // One that has the focus already stays where the page was scrolled to.
      heading.current?.scrollIntoView({ block: 'nearest' });
    }
    last.current = group;
  }, [group]);
  return heading;
}

const STEPS = ['terminal', 'choose', 'sign', 'send'] as const;
const STEP_OF: Readonly<Record<string, number>> = { preparing: 0, terminal: 1, signing: 2, sending: 3 };

function VoteSteps({ state }: SessionPanelProps) {
  const { texts } = useWords();
  const { steps, stepStates, heading } = texts.vote;
  const current = STEP_OF[state.activity.at] ?? 0;
  const stateOf = (i: number) => (i < current ? 'done' : i === current ? 'current' : 'todo');
  return (
    <Steps
      label={heading}
      labels={stepStates}
      steps={STEPS.map((step, i) => ({ label: steps[step], state: stateOf(i) }))}
    />
  );
}

function Content(props: SessionPanelProps): ReactNode {
  const { session, state, election, stage, now, config, onRoll } = props;
  const { activity, terminal } = state;
  if (activity.at === 'sent') return <Sent isCardIn={terminal.at === 'card'} />;
  if (activity.at === 'looked') return <Looked counters={activity.counters} session={session} />;
  if (activity.at === 'problem') return <Problem {...props} activity={activity} />;
  if (activity.at !== 'idle') return <Following {...state} />;
  const isCheck = isChecking(props);
  return (
    <>
      {isCheck && <CheckIntro />}
      <TerminalState terminal={terminal} config={config} onRoll={isCheck ? undefined : onRoll} />
      {isCheck ? (
        <StartCheck {...{ session, election, terminal }} />
      ) : (
        <StartVote {...{ session, election, terminal, stage, now, onRoll }} />
      )}
    </>
  );
}

type StartProps = Pick<SessionPanelProps, 'session' | 'election'> & Pick<SessionState, 'terminal'>;

function StartVote({
  session,
  election,
  terminal,
  stage,
  now,
  onRoll,
}: StartProps & Pick<SessionPanelProps, 'stage' | 'now' | 'onRoll'>) {
  const { texts, fill, time } = useWords();
  const { vote } = texts;
  const isOpen = stage === 'openNow';
  return (
    <>
      {!isOpen && <p>{fill(vote.notOpen, { now: time(now) })}</p>}
      <p>
        <Button
          kind={isOpen ? 'primary' : 'secondary'}
          isDisabled={terminal.at !== 'card' || onRoll === false}
          onPress={() => void session.vote(election)}
        >
          {isOpen ? vote.start : vote.startAnyway}
        </Button>
      </p>
    </>
  );
}

function CheckIntro() {
  const { texts } = useWords();
  return <p>{texts.check.intro}</p>;
}

function StartCheck({ session, election, terminal }: StartProps) {
  const { texts } = useWords();
  return (
    <p>
      <Button kind="primary" isDisabled={terminal.at !== 'card'} onPress={() => void session.check(election)}>
        {texts.check.start}
      </Button>
    </p>
  );
}

function Sent({ isCardIn }: { readonly isCardIn: boolean }) {
  const { vote } = useWords().texts;
  return (
    <>
      <Notice kind="success" title={vote.sent} live>
        {isCardIn && <p>{vote.sentText}</p>}
        <p>{vote.later}</p>
      </Notice>
      {!isCardIn && <p className="quiet">{vote.again}</p>}
    </>
  );
}

function Looked({ counters, session }: { readonly counters: number; readonly session: VoterSession }) {
  const { texts, fill } = useWords();
  if (counters > 0) return <Notice kind="success" title={fill(texts.check.done, { count: counters })} live />;
  const actions = <Button onPress={() => session.dismiss()}>{texts.actions.retry}</Button>;
  return <Notice kind="warning" title={texts.check.none} live actions={actions} />;
}

function Problem({
  activity: { problem, code },
  ...props
}: SessionPanelProps & { readonly activity: Extract<Activity, { at: 'problem' }> }) {
  const { texts, time, language } = useWords();
  const { session, state, election, config, now } = props;
  const values = problemValues(problem, {
    code,
    signing: state.signing,
    election,
    config,
    now,
    time,
    language,
  });
  const actions = (
    <Button onPress={() => session.dismiss()}>
      {hasEnded(problem) ? texts.actions.dismiss : texts.actions.retry}
    </Button>
  );
  return <ProblemNotice {...{ problem, values, actions }} isCheck={isChecking(props)} />;
}
