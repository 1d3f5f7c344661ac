/** What each signal follows: the garbage collector must not take a source before the signal that follows it. */
const followed = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * Aborts when one of these does. `AbortSignal.any` alone does not always: in Node.js 24 it holds its sources weakly, so that one
 * that nobody else holds, such as `AbortSignal.timeout`, is collected before its time, and whoever waits does so for ever
 * (github.com/nodejs/node/issues/65995).
 */
export function anySignal(...signals: AbortSignal[]): AbortSignal {
  const any = AbortSignal.any(signals);
  followed.set(any, signals);
  return any;
}
