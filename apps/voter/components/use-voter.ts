/** The page's data: the elections, and the session with the terminal. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { TerminalClient } from '../../../tcb-emulator/client.ts';
import {
  type FoundElections,
  findElections,
  type ListedElection,
} from '../../../voter-module/find-elections.ts';
import { fetchSend } from '../../../voter-module/send-fetch.ts';
import type { AppConfig } from '../logic/config.ts';
import { FIRST_STATE, type SessionState, VoterSession } from '../logic/session.ts';
import { tasksOf } from '../logic/tasks.ts';

/** Milliseconds between two looks at the terminal, and at the list of elections. */
const TERMINAL_RHYTHM = 1500;
const ELECTIONS_RHYTHM = 30_000;
const CLOCK_RHYTHM = 1000;

/** Looks again from time to time, when the network comes back, and when `again` is called. */
export function useElections(config: AppConfig | undefined): {
  readonly found: FoundElections | undefined;
  readonly again: () => void;
} {
  const [found, setFound] = useState<FoundElections>();
  const { round, again } = useRounds();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round looks again
  useEffect(() => {
    if (config === undefined) return;
    let isCurrent = true;
    findElections(fetchSend, config.distributors).then((next) => {
      if (isCurrent) setFound((last) => kept(last, next));
    });
    return () => {
      isCurrent = false;
    };
  }, [config, round]);
  useEffect(() => {
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [again]);
  return { found, again };
}

/** What was known stays the same object if nothing is new, and stays known while no Distributor answers. */
function kept(last: FoundElections | undefined, next: FoundElections): FoundElections {
  if (last === undefined) return next;
  const elections = next.elections.length > 0 ? next.elections : last.elections;
  const isSame = JSON.stringify(elections) === JSON.stringify(last.elections);
  return { elections: isSame ? last.elections : elections, silent: next.silent };
}

export interface VoterModel {
  readonly session: VoterSession | undefined;
  readonly state: SessionState;
}

export function useVoter(config: AppConfig | undefined, elections: readonly ListedElection[]): VoterModel {
  const known = useRef(elections);
  useEffect(() => {
    known.current = elections;
  }, [elections]);
  const session = useMemo(() => config && sessionOf(config, () => known.current), [config]);
  useEffect(() => {
    const end = new AbortController();
    void session?.watch(end.signal);
    return () => end.abort();
  }, [session]);
  const state = useSyncExternalStore(
    session?.subscribe ?? noSubscription,
    () => session?.state ?? FIRST_STATE,
    () => FIRST_STATE,
  );
  return { session, state };
}

const noSubscription = () => () => undefined;

function sessionOf(config: AppConfig, elections: () => readonly ListedElection[]): VoterSession {
  const terminal = new TerminalClient(config.terminal);
  return new VoterSession({
    terminal,
    tasks: tasksOf(config, terminal, fetchSend, Date.now),
    elections,
    clock: Date.now,
    online: () => navigator.onLine,
    locks: navigator.locks,
    pause: () => new Promise((resolve) => setTimeout(resolve, TERMINAL_RHYTHM)),
  });
}

/** A number that grows from time to time, and with `again`, until `stop`. */
export function useRounds(): {
  readonly round: number;
  readonly again: () => void;
  readonly stop: () => void;
} {
  const [round, setRound] = useState(0);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  const again = useCallback(() => setRound((last) => last + 1), []);
  const stop = useCallback(() => clearInterval(timer.current), []);
  useEffect(() => {
    timer.current = setInterval(again, ELECTIONS_RHYTHM);
    return stop;
  }, [again, stop]);
  return { round, again, stop };
}

/** The time by the clock of this computer, to the second. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CLOCK_RHYTHM);
    return () => clearInterval(timer);
  }, []);
  return now;
}
