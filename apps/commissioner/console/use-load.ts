import { useCallback, useEffect, useState } from 'react';
import type { Reads } from '../../../servers/commissioner/api/routes.ts';
import { ApiError } from './api.ts';
import { poll } from './poll.ts';
import { useConsole } from './use-console.ts';

export interface Loaded<T> {
  /** The newest that there is, also while it is asked for again. */
  readonly value: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/**
 * What comes of an error. `show`: it is shown; `retry`: it is not, and asked again until there is an answer; `wait`: there is
 * nothing to ask for until the next log-in.
 */
type OnError = (error: unknown) => 'show' | 'retry' | 'wait';
const show: OnError = () => 'show';

/** Milliseconds until what failed is tried again. */
const RETRY = 5000;

/**
 * What `ask` gives: must be the same function as long as the same is asked for; nothing is asked for undefined. Asked once, or
 * with `every` (milliseconds) again and again as long as the page is visible; and after each log-in.
 */
export function useLoad<T>(
  ask: (() => Promise<T>) | undefined,
  every?: number,
  onError: OnError = show,
): Loaded<T> {
  const { session } = useConsole();
  const [answer, setAnswer] = useState<{ of?: unknown; value?: T; error?: unknown }>({});
  const [attempt, setAttempt] = useState(0);
  const reload = useCallback(() => setAttempt((last) => last + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a log-in and a wish to load again are reasons to ask
  useEffect(() => {
    if (ask === undefined) return undefined;
    let isOver = false;
    const tell = (news: { value?: T; error?: unknown }): void => {
      if (!isOver) setAnswer((last) => ({ ...(last.of === ask && last), of: ask, ...news }));
    };
    const task = async (): Promise<boolean> => {
      try {
        tell({ value: await ask(), error: undefined });
        return every !== undefined;
      } catch (error) {
        const reaction = onError(error);
        if (reaction === 'show') tell({ error });
        return reaction !== 'wait' && (every !== undefined || reaction === 'retry');
      }
    };
    const stop = poll(task, every ?? RETRY);
    return () => {
      isOver = true;
      stop();
    };
  }, [ask, onError, every, session, attempt]);
  const isOwn = answer.of === ask;
  return { value: isOwn ? answer.value : undefined, error: isOwn ? answer.error : undefined, reload };
}

/** The frame of the page tells that the session is over, or that the service does not answer. */
const unlessFramed: OnError = (error) => {
  if (!(error instanceof ApiError)) return 'show';
  if (error.status === 401) return 'wait';
  return error.code === 'console/unreachable' ? 'retry' : 'show';
};

/** The answer of the service to GET `path`: see {@link useLoad}. */
export function useRead<Path extends keyof Reads>(
  path: Path | undefined,
  every?: number,
): Loaded<Reads[Path]> {
  const { api } = useConsole();
  const ask = useCallback(() => api.get(path as Path), [api, path]);
  return useLoad(path === undefined ? undefined : ask, every, unlessFramed);
}
