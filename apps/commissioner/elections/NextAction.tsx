import { useState } from 'react';
import type { ElectionStep, ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { FewVoters } from '../console/FewVoters.tsx';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { shortTime } from '../console/format.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { Course } from './Course.tsx';
import { canRepeat, nextStep } from './next-step.ts';
import { type JobState, useJob } from './use-job.ts';

export interface NextActionProps {
  readonly election: ElectionSummary;
  /** By the service's clock. */
  readonly now: number | undefined;
  readonly onDone: () => void;
}

/** The one thing to do next: what it does, what cannot be taken back, how far it is, what went wrong. */
export function NextAction({ election, now = Date.now(), onDone }: NextActionProps) {
  const { texts, language } = useConsole();
  const isOffice = useIsOffice();
  const { state, run, start } = useJob(election.election, onDone);
  const [asked, setAsked] = useState<ElectionStep>();
  const next = nextStep(election);
  const times = {
    opens: shortTime(election.opens, language),
    closes: shortTime(election.closes, language),
    claimsEnd: shortTime(election.claimsEnd, language),
  };
  const isRunning = state?.isRunning === true;
  const isEarly = next !== undefined && now < next.from;
  return (
    <>
      {state?.isRunning === false && <Outcome state={state} times={times} onRun={run} />}
      <Card title={next === undefined ? texts.election.allDone : texts.election.nextHeading}>
        {next === undefined && <p>{texts.election.allDoneText}</p>}
        {next !== undefined && (
          <>
            <p>{fill(texts.jobs[next.job].does, times)}</p>
            <p className="quiet">{texts.jobs[next.job].final}</p>
            {(next.job === 'open' || next.job === 'publish') && (
              <FewVoters styles={election.styles.map(({ style, voters }) => [style, voters] as const)} />
            )}
            {isOffice && (
              <div className="row">
                <Button
                  kind={next.job === 'close' ? 'danger' : 'primary'}
                  isPending={isRunning}
                  isDisabled={isEarly}
                  onPress={() => (next.isFinal ? setAsked(next.job) : start(next.job))}
                >
                  {texts.jobs[next.job].name}
                </Button>
                {isEarly && (
                  <span className="quiet">
                    {fill(texts.election.waits, { time: shortTime(next.from, language) })}
                  </span>
                )}
              </div>
            )}
          </>
        )}
        {isRunning && <Course step={state.step} />}
      </Card>
      {asked !== undefined && (
        <FinalDialog
          title={fill(texts.election.sure, { step: texts.jobs[asked].name })}
          confirm={texts.jobs[asked].name}
          isDanger={asked === 'close'}
          onConfirm={() => {
            setAsked(undefined);
            start(asked);
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>{fill(texts.jobs[asked].does, times)}</p>
          <p>
            <strong>{texts.jobs[asked].final}</strong>
          </p>
        </FinalDialog>
      )}
    </>
  );
}

interface OutcomeProps {
  readonly state: JobState;
  readonly times: Readonly<Record<string, string>>;
  readonly onRun: (job: ElectionStep) => void;
}

/** Of the last step that this page has started. */
export function Outcome({ state: { job, failures, error, asked }, times, onRun }: OutcomeProps) {
  const { texts } = useConsole();
  if (error !== undefined) return <Problem error={error} texts={texts} />;
  if (asked !== undefined) return <Notice kind="success" live title={asked} />;
  if (failures === undefined || failures.size === 0)
    return <Notice kind="success" live title={fill(texts.jobs[job].done, times)} />;
  const again = canRepeat(job) ? (
    <Button onPress={() => onRun(job)}>{texts.election.again}</Button>
  ) : undefined;
  return (
    <Notice kind="warning" live title={texts.election.failures} actions={again}>
      <p>{texts.jobs[job].missed}</p>
      <DataTable
        caption={texts.election.failures}
        columns={[
          { key: 'server', label: texts.election.server },
          { key: 'reason', label: texts.election.reason },
        ]}
        rows={[...failures].map(([server, reason]) => ({ id: server, cells: { server, reason } }))}
      />
    </Notice>
  );
}
