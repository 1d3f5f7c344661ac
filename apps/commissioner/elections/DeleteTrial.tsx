import { useState } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { Course, Outcome } from './NextAction.tsx';
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
  const { state, run } = useJob(election.election, onDone);
  const [isAsked, setAsked] = useState(false);
  const { name, does, final } = texts.jobs.delete;
  const isRunning = state?.isRunning === true;
  const start = (): void => {
    setAsked(false);
    void run('delete');
  };
  if (!election.trial || !isOffice) return null;
  return (
    <Card title={name}>
      <p>{does}</p>
      {state?.isRunning === false && <Outcome state={state} times={NO_TIMES} onRun={start} />}
      <div className="row">
        <Button kind="danger" isPending={isRunning} onPress={() => setAsked(true)}>
          {name}
        </Button>
      </div>
      {isRunning && <Course step={state.step} />}
      {isAsked && (
        <Dialog title={fill(texts.election.sure, { step: name })} isOpen onClose={() => setAsked(false)}>
          <p>{does}</p>
          <p>
            <strong>{final}</strong>
          </p>
          <div className="row">
            <Button kind="danger" onPress={start}>
              {name}
            </Button>
            <Button onPress={() => setAsked(false)}>{texts.actions.cancel}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
