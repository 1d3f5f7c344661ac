/** One server's failure is nobody else's: others are enough, or it is asked again. */
import { CodedError } from '../common/coded-error.ts';
import { codeOf } from './send.ts';
import type { VoterModule } from './voter-module.ts';

/** How often servers that failed are tried again before the voter is asked to come back. */
const ROUNDS = 5;
const PAUSE = 1000;
/** And how often besides while they only say that they are busy with what soon passes: a merge takes up to 10 s. */
const WAITS = 20;
/** How that ends. */
export const TOO_FEW_SERVERS = 'voter-module/too-few-servers';

/**
 * Tries again, after a pause, what gave nothing; `isPassing`: whether what kept it soon passes. Errors: CodedError when it never gives
 * anything.
 */
export async function untilDone<T>(
  attempt: () => Promise<T | undefined>,
  isPassing: () => boolean = () => false,
): Promise<T> {
  for (let rounds = ROUNDS, waits = WAITS; ; ) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (waits > 0 && isPassing()) waits -= 1;
    else rounds -= 1;
    if (rounds === 0)
      throw new CodedError(TOO_FEW_SERVERS, 'too few servers answered; your vote is kept on your card');
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** A failure of one server is reported, not thrown. */
export async function tolerant<T>(
  onProgress: VoterModule['onProgress'],
  server: string,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    onProgress({ stage: 'failed', server, code: codeOf(error) });
    return undefined;
  }
}

/** The first defined result as soon as there is one; undefined once all are done without. */
export function firstOf<T>(tasks: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let left = tasks.length;
    for (const task of tasks)
      task.then((result) => {
        left -= 1;
        if (result !== undefined || left === 0) resolve(result);
      }, reject);
  });
}
