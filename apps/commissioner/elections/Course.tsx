import { Progress } from '../../shared/components/Progress.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import type { StreamStep } from '../console/api.ts';
import { type Texts, useConsole } from '../console/use-console.ts';

/** How far a step of an election is. */
export function Course({ step }: { readonly step: StreamStep | undefined }) {
  const { texts, language } = useConsole();
  const label = stageName(step?.stage ?? '', texts);
  if (step === undefined || step.total < 2) return <Progress label={label} />;
  const text = fill(texts.election.progress, {
    done: formatNumber(step.done, language),
    total: formatNumber(step.total, language),
  });
  return <Progress label={label} value={step.done / step.total} text={text} />;
}

/** The service writes "final roots", and whom it waits for after a colon. */
function stageName(stage: string, { workStages }: Texts): string {
  const [kind = '', ...detail] = stage.split(': ');
  const name = kind.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
  const label = Object.entries(workStages).find(([key]) => key === name)?.[1] ?? workStages.other;
  return [label, ...detail].join(': ');
}
