import type { ReactNode } from 'react';
import { Notice } from '../../shared/components/Notice.tsx';
import type { ProblemId } from '../logic/problem.ts';
import { useWords } from './words.ts';

const WARNINGS: readonly ProblemId[] = [
  'offline',
  'no-election',
  'card-removed',
  'cancelled',
  'already-voted',
  'timed-out',
  'not-open',
  'no-vote',
  'given-up',
];

export interface ProblemNoticeProps {
  readonly problem: ProblemId;
  /** Of the problem's texts. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Whether it stopped a check of a vote; a vote itself unless told. */
  readonly isCheck?: boolean;
  readonly actions?: ReactNode;
}

/** What happened, why, and what to do next. */
export function ProblemNotice({ problem, values, isCheck = false, actions }: ProblemNoticeProps) {
  const { texts, fill } = useWords();
  const { what, why, next } = texts.problems[problem];
  const inCheck: Partial<Record<ProblemId, string>> = texts.check.problems;
  return (
    <Notice
      kind={WARNINGS.includes(problem) ? 'warning' : 'danger'}
      title={fill(what, values)}
      live
      {...(actions === undefined ? {} : { actions })}
    >
      <dl className="why">
        <dt>{texts.problemLabels.why}</dt>
        <dd>{fill(why, values)}</dd>
        <dt>{texts.problemLabels.next}</dt>
        <dd>{fill((isCheck ? inCheck[problem] : undefined) ?? next, values)}</dd>
      </dl>
    </Notice>
  );
}
