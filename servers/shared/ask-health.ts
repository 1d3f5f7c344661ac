/** Asks a server how it is, which may be slow, down, hostile, or another one at that address. */
import type { Clock } from './clock.ts';
import { getDatedJson, RemoteError } from './http-client.ts';

/** Milliseconds, and bytes of an answer. */
export const ANSWER_LIMITS = { timeoutMs: 3_000, maxResponse: 4_096 };

export interface HealthAnswer {
  /** It answers, and can store what it is sent. */
  readonly up: boolean;
  /** The code of what is wrong with it, such as store/full; null if it says nothing. */
  readonly problem: string | null;
  /** Until the answer, or until it was given up. */
  readonly milliseconds: number;
  /** The least number of milliseconds that its clock is ahead by (behind: negative); null without an answer or a date. */
  readonly clockSkew: number | null;
}

/** Takes no longer than the time limit, whatever the server does. */
export async function askHealth(
  { id, url }: { readonly id: string; readonly url: string },
  clock: Clock,
): Promise<HealthAnswer> {
  const asked = clock();
  const answer = (up: boolean, problem: string | null, date?: number): HealthAnswer => {
    const now = clock();
    const clockSkew = date === undefined ? null : skewOf(date, asked, now);
    return { up, problem, milliseconds: now - asked, clockSkew };
  };
  try {
    const { value, date } = await getDatedJson(`${url}/health`, ANSWER_LIMITS);
    // Another server at that address is not this one.
    return isHealthOf(id, value) ? answer(true, problemIn(value), date) : answer(false, null);
  } catch (error) {
    const isOwn = error instanceof RemoteError && isHealthOf(id, error.body);
    return answer(false, isOwn ? error.code : null);
  }
}

const isHealthOf = (id: string, value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'id' in value && value.id === id;

const PROBLEM = /^[a-z]{1,32}\/[a-z-]{1,32}$/;

/** Of a server that runs, but not for all elections. */
const problemIn = (value: object): string | null =>
  'code' in value && typeof value.code === 'string' && PROBLEM.test(value.code) ? value.code : null;

/** The server's clock showed a time within the second `date`, at some instant between `asked` and `now`. */
function skewOf(date: number, asked: number, now: number): number {
  if (date > now) return date - now;
  return Math.min(0, date + 999 - asked);
}
