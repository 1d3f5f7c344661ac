/** Calls to servers that may be down for a moment. */
import { setTimeout } from 'node:timers/promises';
import { ProtocolError } from '../../protocol/errors.ts';
import { RemoteError } from './http-client.ts';

/** Milliseconds between tries: twice as long after each. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/**
 * Tries at least once, and again with pauses until it succeeds or `signal` says that it has been long enough: undefined then.
 * Errors: those that are not the other server's, such as a store's that is full.
 */
export async function persistently<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  onFailure: (reason: string) => void,
): Promise<T | undefined> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRemote(error)) throw error;
      onFailure(error.message);
    }
    const hasWaited = await setTimeout(pause, true, { signal }).catch(() => false);
    if (!hasWaited) return undefined;
  }
}

/** Not answered, refused, or answered with what the protocol does not allow. */
export const isRemote = (error: unknown): error is RemoteError | ProtocolError =>
  error instanceof RemoteError || error instanceof ProtocolError;
