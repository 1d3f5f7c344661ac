/** The card personalisation station: a program on the officer's own computer (`revs desk`), reached over loopback. */
import { type Api, makeApi } from '../console/api.ts';

export interface StationState {
  readonly slot: 'empty' | 'blank' | 'personalised';
  readonly voter?: string;
  /** Where the cards go: a path on the officer's computer. */
  readonly folder: string;
  /** PIN letters that are not destroyed yet, and those of them that have been written for printing. */
  readonly mailers: { readonly waiting: number; readonly written: number };
}

const KEY = 'revs-desk';
const DEFAULT_STATION = 'http://127.0.0.1:8620';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/** The origin of a station: this computer and nothing else, for whoever else answers there would be told voters' IDs. */
export function stationAddress(typed: string): string | undefined {
  const address = typed.trim().replace(/\/$/, '');
  return LOOPBACK.test(address) ? address : undefined;
}

export function keptAddress(storage: () => Pick<Storage, 'getItem'>): string {
  try {
    return stationAddress(storage().getItem(KEY) ?? '') ?? DEFAULT_STATION;
  } catch {
    return DEFAULT_STATION;
  }
}

export function keepAddress(storage: () => Pick<Storage, 'setItem'>, address: string): void {
  try {
    storage().setItem(KEY, address);
  } catch {
    // A browser that keeps nothing is told the address again the next time.
  }
}

/** Speaks like the service; errors: ApiError, console/unreachable if there is no station. `signal` ends what is under way. */
export const stationApi = (
  address: string,
  send: typeof fetch = (...all) => fetch(...all),
  signal?: AbortSignal,
): Api =>
  makeApi((path, init) =>
    send(`${address}${String(path)}`, { ...init, credentials: 'omit', signal: signal ?? null }),
  );
