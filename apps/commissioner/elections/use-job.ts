import { useState } from 'react';
import type { ElectionStep } from '../../../servers/commissioner/api.ts';
import type { StreamStep } from '../console/api.ts';
import { useConsole } from '../console/use-console.ts';
import { failuresOf } from './next-step.ts';

export interface JobState {
  readonly work: ElectionStep;
  readonly isRunning: boolean;
  readonly step?: StreamStep;
  /** By server, why it was not reached. */
  readonly failures?: ReadonlyMap<string, string>;
  readonly error?: unknown;
}

/** The work that this page has started last. */
export function useJob(election: string, onDone: () => void) {
  const { api } = useConsole();
  const [state, setState] = useState<JobState>();
  const run = async (work: ElectionStep): Promise<void> => {
    setState({ work, isRunning: true });
    try {
      const result = await api.stream(`/officer/elections/${election}/${work}`, undefined, (step) =>
        setState({ work, isRunning: true, step }),
      );
      // The order to close takes effect at the next full second.
      if (work === 'close') await new Promise((resolve) => setTimeout(resolve, 1000));
      setState({ work, isRunning: false, failures: failuresOf(work, result) });
    } catch (error) {
      setState({ work, isRunning: false, error });
    }
    onDone();
  };
  return { state, run };
}
