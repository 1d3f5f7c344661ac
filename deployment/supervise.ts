/** Keeps one process going: whenever it ends it is started again, after a pause that grows while it goes on ending. */

/** Milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** A process, and what is outside of it. Times in milliseconds. */
export interface Supervised {
  /** Resolves once it works. Errors: whatever keeps it from that. */
  start(): Promise<void>;
  /** Resolves to why it has ended. */
  ended(): Promise<string>;
  /** Resolves after `pause`; rejects if the process is not to be started again. */
  wait(pause: number): Promise<void>;
  clock(): number;
  onStarted(): void;
  /** `pause`: how long it takes until the next attempt. */
  onEnded(reason: string, pause: number): void;
}

/** Never resolves. Rejects as {@link Supervised.wait} does. */
export async function supervise(supervised: Supervised): Promise<never> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const started = supervised.clock();
    const reason = await runOnce(supervised);
    // One that has run for so long does not end again and again.
    if (supervised.clock() - started > LONGEST_PAUSE) pause = FIRST_PAUSE;
    supervised.onEnded(reason, pause);
    await supervised.wait(pause);
  }
}

async function runOnce(supervised: Supervised): Promise<string> {
  try {
    await supervised.start();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  supervised.onStarted();
  return supervised.ended();
}
