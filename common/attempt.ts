/** Failures that are answers: what a stranger sent does not open, is not of the form, does not count. */

type ErrorClass<E extends Error> = new (...args: never[]) => E;

/** What `compute` returns; undefined if it throws an error of that class. Any other error is a fault, and is thrown on. */
export function attempt<T>(expected: ErrorClass<Error>, compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    return ignore(expected)(error);
  }
}

/** {@link attempt} for promises: `promise.catch(ignore(ProtocolError))`. */
export const ignore =
  (expected: ErrorClass<Error>) =>
  (error: unknown): undefined => {
    if (!(error instanceof expected)) throw error;
  };

/** The error of that class which `run` throws; undefined if it throws none. Any other error is thrown on. */
export function failureOf<E extends Error>(expected: ErrorClass<E>, run: () => unknown): E | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof expected) return error;
    throw error;
  }
}
