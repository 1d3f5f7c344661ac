import { useState } from 'react';
import { PageTitle } from '../components/PageTitle.tsx';
import type { Task } from './messages.ts';
import { NotVerified } from './NotVerified.tsx';
import { TaskForm } from './TaskForm.tsx';
import { useVerification } from './use-verification.ts';
import { Verified } from './Verified.tsx';
import { Verifying } from './Verifying.tsx';
import { useVerifyWords } from './words.ts';

export interface VerifyProps {
  /** The Commissioner's key by the site's own configuration, in hexadecimal. */
  readonly siteKey?: string;
  /** Address of the record that the page was opened for. */
  readonly published?: string;
}

export function Verify({ siteKey, published }: VerifyProps) {
  const { verifying } = useVerifyWords();
  const { state, start, stop } = useVerification();
  const [task, setTask] = useState<Task>();
  const begin = (next: Task): void => {
    setTask(next);
    start(next);
  };
  return (
    <div className="stack">
      <PageTitle of={verifying.title} />
      <h1>{verifying.title}</h1>
      <p className="prose">{verifying.intro}</p>
      {/* Kept while it is out of sight: what somebody chose and typed is there afterwards. */}
      <div hidden={state.at === 'running'}>
        <TaskForm siteKey={siteKey} published={published} onTask={begin} />
      </div>
      {state.at === 'running' && task !== undefined && (
        <Verifying progress={state} isFetched={'address' in task.record} onStop={stop} />
      )}
      {state.at === 'failed' && <NotVerified failure={state.failure} />}
      {state.at === 'verified' && task !== undefined && (
        <Verified verified={state.verified} commissionerKey={task.commissionerKey} />
      )}
      <p className="small quiet prose">{verifying.host}</p>
    </div>
  );
}
