import { useState } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { Course } from './Course.tsx';
import { Outcome } from './NextAction.tsx';
import { useJob } from './use-job.ts';

export interface DeleteTrialProps {
  readonly election: ElectionSummary;
  readonly onDone: () => void;
}

const NO_TIMES = {};

/** For trial elections: the service refuses to delete any other. */
export function DeleteTrial({ election, onDone }: DeleteTrialProps) {
  const { texts } = useConsole();
  const isOffice = useIsOffice();
  const { state, start } = useJob(election.election, onDone);
  const [isAsked, setAsked] = useState(false);
  const { name, does, final } = texts.jobs.delete;
  const isRunning = state?.isRunning === true;
  const confirm = (): void => {
    setAsked(false);
    start('delete');
  };
  if (!election.trial || !isOffice) return null;
  return (
    <Card title={name}>
      <p>{does}</p>
      {state?.isRunning === false && <Outcome state={state} times={NO_TIMES} onRun={confirm} />}
      <div className="row">
        <Button kind="danger" isPending={isRunning} onPress={() => setAsked(true)}>
          {name}
        </Button>
      </div>
      {isRunning && <Course step={state.step} />}
      {isAsked && (
        <FinalDialog
          title={fill(texts.election.sure, { step: name })}
          confirm={name}
          isDanger
          onConfirm={confirm}
          onClose={() => setAsked(false)}
        >
          <p>{does}</p>
          <p>
            <strong>{final}</strong>
          </p>
        </FinalDialog>
      )}
    </Card>
  );
}
