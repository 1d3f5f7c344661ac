import { useState } from 'react';
import { type SharedContest, sharedContests } from '../../../ballots/shared-contests.ts';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Button, LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { bestOf, fill, formatNumber, formatTime, type Language } from '../../shared/i18n.ts';
import type { StreamStep } from '../console/api.ts';
import { FewVoters } from '../console/FewVoters.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { ballotOf, canRenew, type Draft, setupOf, TIMES } from './draft.ts';
import { electionRequest } from './election-request.ts';
import { MadeElection, MakingProgress } from './Making.tsx';
import { renewalText } from './renewal-text.ts';
import type { Phase, StepName } from './steps.ts';

export interface ReviewStepProps {
  readonly draft: Draft;
  readonly styles: ReadonlyMap<string, number>;
  readonly withoutCard: number;
  readonly directory: Directory;
  /** How many errors each step has. */
  readonly errors: Readonly<Record<StepName, number>>;
  readonly onGo: (step: StepName) => void;
  readonly onPhase: (phase: Phase) => void;
}

export function ReviewStep(props: ReviewStepProps) {
  const { draft, styles, withoutCard, directory, errors, onPhase } = props;
  const { api, texts } = useConsole();
  const own = texts.editor.review;
  const [progress, setProgress] = useState<StreamStep | 'begun'>();
  const [error, setError] = useState<unknown>();
  const [made, setMade] = useState<ElectionSummary>();
  const isReady = withoutCard === 0 && Object.values(errors).every((number) => number === 0);
  const make = async (): Promise<void> => {
    setError(undefined);
    setProgress('begun');
    onPhase('making');
    try {
      const request = electionRequest(draft, [...styles.keys()], directory);
      setMade(await api.stream('/officer/elections', request, setProgress));
      onPhase('made');
    } catch (failure) {
      setError(failure);
      onPhase('writing');
    }
    setProgress(undefined);
  };
  if (made !== undefined) return <MadeElection made={made} />;
  return (
    <>
      <Summary {...props} />
      <FewVoters styles={styles} />
      {draft.opens * 1000 <= Date.now() && (
        <Notice kind="warning" title={own.opensPast}>
          <p>{fill(own.opensPastText, { step: texts.editor.new.times })}</p>
        </Notice>
      )}
      <Obstacles {...props} />
      <Notice kind="info" title={own.final}>
        <p>{own.finalText}</p>
      </Notice>
      {error !== undefined && <Problem error={error} texts={texts} />}
      {progress !== undefined && <MakingProgress step={progress} />}
      <div className="row">
        <Button kind="primary" isDisabled={!isReady} isPending={progress !== undefined} onPress={make}>
          {own.make}
        </Button>
      </div>
    </>
  );
}

/** What must be done before the election can be made. */
function Obstacles({ withoutCard, errors, onGo }: ReviewStepProps) {
  const { texts } = useConsole();
  const own = texts.editor.review;
  const steps = (['times', 'ballots', 'setup'] as const).filter((step) => errors[step] > 0);
  return (
    <>
      {steps.length > 0 && (
        <Notice
          kind="warning"
          title={own.notYet}
          actions={steps.map((step) => (
            <Button key={step} onPress={() => onGo(step)}>
              {fill(own.goCorrect, { step: texts.editor.new[step], number: errors[step] })}
            </Button>
          ))}
        />
      )}
      {withoutCard > 0 && (
        <Notice
          kind="warning"
          title={fill(own.noCards, { number: withoutCard })}
          actions={<LinkButton href="/cards">{own.toCards}</LinkButton>}
        >
          <p>{own.noCardsText}</p>
        </Notice>
      )}
    </>
  );
}

function Summary({ draft, styles, directory }: ReviewStepProps) {
  const { language, texts } = useConsole();
  const { review, times, setup } = texts.editor;
  const voters = [...styles.values()].reduce((sum, number) => sum + number, 0);
  const present = setupOf(draft, directory).servers.length;
  const ballots = [...styles.keys()].map((style) => {
    const ballot = ballotOf(draft, style);
    const title = ballot?.title[bestOf(ballot.languages, language)] ?? '';
    return fill(review.ballotsValue, { style, title, contests: ballot?.contests.length ?? 0 });
  });
  const kinds = { 'test-cards': times.testCards, everybody: times.everybody };
  const rows: readonly (readonly [name: string, value: string])[] = [
    [review.title, draft.title],
    [times.kind, draft.trial === null ? times.real : kinds[draft.trial]],
    ...TIMES.map((name) => [times[name], timeText(draft[name], language)] as const),
    [
      review.voters,
      fill(review.votersValue, { voters: formatNumber(voters, language), styles: styles.size }),
    ],
    [review.ballots, ballots.join('; ')],
    ...(styles.size > 1 ? [[review.counted, countedTogether(draft, styles, language)] as const] : []),
    [review.servers, fill(setup.of, { number: present, total: directory.servers.length })],
    [setup.renewal, renewalText(setup, canRenew(setupOf(draft, directory)) ? draft.renewEvery : null)],
  ];
  return (
    <Card title={review.summary} level={3}>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** Each contest, with the styles whose votes in it make one result. */
function countedTogether(draft: Draft, styles: ReadonlyMap<string, number>, language: Language): string {
  const ballots = [...styles.keys()].flatMap((style) => {
    const ballot = ballotOf(draft, style);
    return ballot === undefined ? [] : [[style, ballot] as const];
  });
  const list = new Intl.ListFormat(language);
  const titleOf = ({ contest, ballot }: SharedContest): string =>
    contest.title[bestOf(ballot.languages, language)] ?? contest.id;
  return sharedContests(ballots)
    .map((shared) => `${titleOf(shared)}: ${list.format(shared.places.keys())}`)
    .join('; ');
}

const timeText = (seconds: number, language: Language): string =>
  Number.isFinite(seconds) ? formatTime(seconds * 1000, language) : '–';
