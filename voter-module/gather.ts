/** Going on with those who answer: nobody waits for a server that is down, slow or hostile while others are enough. */

/**
 * Milliseconds that the others have once enough have answered. Nothing depends on it but how many there are to draw
 * from: the terminal draws the path at random among the Anonymizers that signed, and fewer than L hostile ones cannot be
 * a whole path, however fast they are.
 */
export const GRACE = 500;

/**
 * The defined results so far, `grace` milliseconds after they are `enough`, or as soon as all tasks are done. Never
 * rejects.
 */
export function gather<T>(
  tasks: readonly Promise<T | undefined>[],
  enough: (results: readonly T[]) => boolean,
  grace: number,
): Promise<readonly T[]> {
  const results: T[] = [];
  return new Promise((resolve) => {
    const finish = (): void => resolve([...results]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (result: T | undefined): void => {
      if (result === undefined) return;
      results.push(result);
      if (enough(results)) timer ??= setTimeout(finish, grace);
    };
    void Promise.allSettled(tasks.map((task) => task.then(take))).then(() => {
      clearTimeout(timer);
      finish();
    });
  });
}
