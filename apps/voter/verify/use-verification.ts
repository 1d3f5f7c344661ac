/** One verification at a time, in a worker that ends with it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Verified } from '../../../record/verify-in-browser.ts';
import type { Failure, Report, Task } from './messages.ts';

export type Verification =
  | { readonly at: 'none' }
  | { readonly at: 'running'; readonly part: string; readonly done: number; readonly total: number }
  | { readonly at: 'verified'; readonly verified: Verified }
  | { readonly at: 'failed'; readonly failure: Failure };

const NONE: Verification = { at: 'none' };
const STARTED: Verification = { at: 'running', part: '', done: 0, total: Infinity };

export function useVerification() {
  const [state, setState] = useState(NONE);
  const worker = useRef<Worker>(undefined);
  const end = useCallback((last: Verification): void => {
    worker.current?.terminate();
    worker.current = undefined;
    setState(last);
  }, []);
  const start = useCallback(
    (task: Task): void => {
      end(STARTED);
      const started = new Worker('verify-worker.js');
      worker.current = started;
      started.onmessage = ({ data }: MessageEvent<Report>) =>
        data.at === 'progress' ? setState({ ...data, at: 'running' }) : end(data);
      // A worker that could not be loaded, or that the browser has ended.
      started.onerror = ({ message }) =>
        end({ at: 'failed', failure: { part: '', code: 'page/unexpected', message } });
      started.postMessage(task);
    },
    [end],
  );
  const stop = useCallback((): void => end(NONE), [end]);
  useEffect(() => () => worker.current?.terminate(), []);
  return { state, start, stop };
}
