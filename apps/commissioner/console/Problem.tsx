import { Button } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { problemOf } from './problem.ts';
import type { Texts } from './use-console.ts';

export interface ProblemProps {
  readonly error: unknown;
  readonly texts: Texts;
  readonly onRetry?: () => void;
}

/** What happened and what to do next. */
export function Problem({ error, texts, onRetry }: ProblemProps) {
  const { id, detail } = problemOf(error);
  const { title, next } = texts.problems[id];
  return (
    <Notice
      kind="danger"
      live
      title={title}
      actions={onRetry && <Button onPress={onRetry}>{texts.actions.retry}</Button>}
    >
      <p>{next}</p>
      {detail !== '' && <p className="small quiet wrap">{fill(texts.detail, { detail })}</p>}
    </Notice>
  );
}
