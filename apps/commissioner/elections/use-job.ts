import { useState } from 'react';
import type { ElectionStep } from '../../../servers/commissioner/api/elections.ts';
import type { StreamStep } from '../console/api.ts';
import { useConsole } from '../console/use-console.ts';
import { useAsk } from '../console/use-final-step.ts';
import { failuresOf } from './next-step.ts';

export interface JobState {
  readonly job: ElectionStep;
  readonly isRunning: boolean;
  readonly step?: StreamStep;
  /** By server, why it was not reached. */
  readonly failures?: ReadonlyMap<string, string>;
  /** That it was asked for, and until when another officer can approve it. */
  readonly asked?: string;
  readonly error?: unknown;
}

/** The job that this page has started last. */
export function useJob(election: string, onDone: () => void) {
  const { api, fourEyes } = useConsole();
  const askFor = useAsk();
  const [state, setState] = useState<JobState>();
  const run = async (job: ElectionStep): Promise<void> => {
    setState({ job, isRunning: true });
    try {
      const result = await api.stream(`/officer/elections/${election}/${job}`, undefined, (step) =>
        setState({ job, isRunning: true, step }),
      );
      // The order to close takes effect at the next full second.
      if (job === 'close') await new Promise((resolve) => setTimeout(resolve, 1000));
      setState({ job, isRunning: false, failures: failuresOf(job, result) });
    } catch (error) {
      setState({ job, isRunning: false, error });
    }
    onDone();
  };
  const ask = async (job: Exclude<ElectionStep, 'tally'>): Promise<void> => {
    setState({ job, isRunning: true });
    try {
      const asked = await askFor({ step: `election/${job}`, election });
      setState({ job, isRunning: false, asked });
    } catch (error) {
      setState({ job, isRunning: false, error });
    }
  };
  /** Does it, or asks another officer for what cannot be taken back, where the deployment wants that. */
  const start = (job: ElectionStep): Promise<void> => (fourEyes && job !== 'tally' ? ask(job) : run(job));
  return { state, run, start };
}
