/** What a page loads, and the first of it: its configuration. */
import { useEffect, useState } from 'react';
import { type AppConfig, parseConfig } from '../logic/config.ts';

export type Loaded<T> =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly code: string }
  | { readonly at: 'here'; readonly value: T };

/** Loads again whenever `load` is another function; `undefined` loads nothing. */
export function useLoaded<T>(load: (() => Promise<T>) | undefined): Loaded<T> {
  const [loaded, setLoaded] = useState<{ load: unknown; state: Loaded<T> }>();
  useEffect(() => {
    let isCurrent = true;
    const set = (state: Loaded<T>): void => {
      if (isCurrent) setLoaded({ load, state });
    };
    load?.().then(
      (value) => set({ at: 'here', value }),
      (error: unknown) => set({ at: 'failed', code: codeOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return loaded?.load === load && loaded !== undefined ? loaded.state : { at: 'loading' };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'page/unexpected';
  return 'code' in error ? String(error.code) : error.message;
}

export function useConfig(): Loaded<AppConfig> {
  return useLoaded(loadConfig);
}

async function loadConfig(): Promise<AppConfig> {
  const response = await fetch('config.json', { cache: 'no-store', credentials: 'omit' });
  if (!response.ok) throw new RangeError(`HTTP ${response.status}`);
  return parseConfig(await response.json());
}
