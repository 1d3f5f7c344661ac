import { useCallback, useEffect, useState } from 'react';
import { ApiError } from './api.ts';
import { poll } from './poll.ts';
import { useConsole } from './use-console.ts';

export interface Loaded<T> {
  /** The newest that there is, also while it is asked for again. */
  readonly value: T | undefined;
  /** What the frame of the page does not tell already. */
  readonly error: unknown;
  readonly reload: () => void;
}

/** What the frame tells: the session is over, the service does not answer. */
const ofFrame = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 401 || error.code === 'console/unreachable');

/**
 * The answer to GET `path`; nothing for undefined. With `every` (milliseconds) it is asked for again as long as the page is
 * visible; without, only until the service answers.
 */
export function useLoad<T>(path: string | undefined, every?: number): Loaded<T> {
  const { api, session } = useConsole();
  const [answer, setAnswer] = useState<{ path?: string; value?: T; error?: unknown }>({});
  const [attempt, setAttempt] = useState(0);
  const reload = useCallback(() => setAttempt((last) => last + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a log-in and a wish to load again are reasons to ask
  useEffect(() => {
    if (path === undefined) return undefined;
    let isOver = false;
    const task = async (): Promise<boolean> => {
      try {
        const value = await api.get<T>(path);
        if (!isOver) setAnswer({ path, value });
        return every !== undefined;
      } catch (error) {
        const shown = ofFrame(error) ? {} : { error };
        if (!isOver) setAnswer((last) => (last.path === path ? { ...last, ...shown } : { path, ...shown }));
        // Without a session there is nothing to ask for until the next log-in.
        return error instanceof ApiError && error.status !== 401 && (every !== undefined || ofFrame(error));
      }
    };
    const stop = poll(task, every ?? RETRY);
    return () => {
      isOver = true;
      stop();
    };
  }, [api, path, every, session, attempt]);
  const isOwn = answer.path === path;
  return { value: isOwn ? answer.value : undefined, error: isOwn ? answer.error : undefined, reload };
}

const RETRY = 5000;
