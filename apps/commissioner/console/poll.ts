/** Asking again and again, as long as somebody looks. */

/** The part of `document` that this needs. */
export interface Visibility {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/**
 * Runs `task` now, and again `interval` milliseconds after each end while the page is visible; at once when it becomes
 * visible again. Ends when the task gives false, or by the function that is returned.
 */
export function poll(
  task: () => Promise<boolean>,
  interval: number,
  page: Visibility = document,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isOver = false;
  const run = async (): Promise<void> => {
    if (isRunning || isOver || page.hidden) return;
    clearTimeout(timer);
    isRunning = true;
    const goesOn = await task();
    isRunning = false;
    if (!goesOn) stop();
    if (!isOver) timer = setTimeout(run, interval);
  };
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', run);
  };
  page.addEventListener('visibilitychange', run);
  run();
  return stop;
}
