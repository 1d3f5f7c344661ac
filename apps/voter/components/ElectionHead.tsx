import { titleIn } from '../../../ballots/election-title.ts';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { TrialNotice, TrialTag } from '../../shared/trial/Trial.tsx';
import { type Phase, stageOf } from '../logic/stage.ts';
import { useNow } from './use-voter.ts';
import { useWords } from './words.ts';

export interface ElectionHeadProps {
  readonly election: ListedElection;
  readonly stage: Phase;
  /** Ballot Distributors; `needed` is not known before the election is. */
  readonly servers: { readonly silent: number; readonly all: number; readonly needed: number | undefined };
  readonly onLeave?: () => void;
}

export function ElectionHead({ election, stage, servers, onLeave }: ElectionHeadProps) {
  const { texts, fill, language } = useWords();
  const { silent, all, needed } = servers;
  const { title, lang } = titleIn(election, language);
  return (
    <div className="stack">
      <div className="stack tight">
        <h1 lang={lang}>{title}</h1>
        <Times election={election} stage={stage} />
      </div>
      {election.trial && <TrialNotice texts={texts.trial} />}
      {onLeave !== undefined && (
        <p>
          <Button onPress={onLeave}>{texts.election.other}</Button>
        </p>
      )}
      {silent > 0 && needed !== undefined && (
        <Notice kind="warning" title={fill(texts.election.distributorsDown, { silent, all, needed })} live />
      )}
    </div>
  );
}

function Times({ election, stage }: Pick<ElectionHeadProps, 'election' | 'stage'>) {
  const { texts, fill, time } = useWords();
  const { openUntil, opensAt, closedAt } = texts.election;
  const text = { before: opensAt, openNow: openUntil, mixing: closedAt, counting: closedAt }[stage];
  return (
    <p>
      <span className={`tag ${stage === 'openNow' ? 'success' : ''}`}>{texts.election[stage]}</span>{' '}
      {fill(text, { time: time(stage === 'before' ? election.opens : election.closes) })}
    </p>
  );
}

export interface ElectionChoiceProps {
  readonly elections: readonly ListedElection[];
  /** Whether the page's address names another one. */
  readonly isUnknown: boolean;
  readonly onChoose: (election: string) => void;
}

export function ElectionChoice({ elections, isUnknown, onChoose }: ElectionChoiceProps) {
  const { texts } = useWords();
  return (
    <>
      <h1>{texts.election.several}</h1>
      {isUnknown && (
        <Notice kind="warning" title={texts.election.unknown}>
          <p>{texts.election.unknownText}</p>
        </Notice>
      )}
      <ul className="stack plain">
        {elections.map((election) => (
          <Choice key={election.election} election={election} onChoose={() => onChoose(election.election)} />
        ))}
      </ul>
    </>
  );
}

function Choice({
  election,
  onChoose,
}: {
  readonly election: ListedElection;
  readonly onChoose: () => void;
}) {
  const { texts, language } = useWords();
  const { title, lang } = titleIn(election, language);
  return (
    <li className="card">
      <h2 lang={lang}>{title}</h2>
      {election.trial && (
        <p>
          <TrialTag texts={texts.trial} />
        </p>
      )}
      <Times election={election} stage={stageOf(election, useNow())} />
      <p>
        <Button kind="primary" onPress={onChoose}>
          {texts.election.choose}{' '}
          <span className="for-ears" lang={lang}>
            : {title}
          </span>
        </Button>
      </p>
    </li>
  );
}
