/**
 * Lets Prepare requests by, and keeps them waiting while an Administrator comes to another period: none may echo in it before its
 * merge has ended (trustees contract, section 3), and none may still be under way in the one before when the merge begins.
 */
import { fail } from '../../protocol/errors.ts';

/** ms that a request waits; longer than a merge in which all answer takes. */
const PATIENCE = 8_000;

export class EchoGate {
  #isOpen = false;
  #inside = 0;
  readonly #waiting = new Set<() => void>();
  #drained: (() => void) | undefined;

  /** Errors: period/merging if it stays closed; those of `work`. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) await this.#untilOpen();
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#drained?.();
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Once it returns nobody is inside. */
  async close(): Promise<void> {
    this.#isOpen = false;
    if (this.#inside === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    this.#drained = undefined;
  }

  async #untilOpen(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let go = (): void => undefined;
    const opened = await new Promise<boolean>((resolve) => {
      go = () => resolve(true);
      this.#waiting.add(go);
      timer = setTimeout(() => resolve(false), PATIENCE);
    });
    clearTimeout(timer);
    this.#waiting.delete(go);
    if (!opened) fail('period/merging', 'this Administrator compares what it holds with others: ask again');
    // It may have closed again in between.
    if (!this.#isOpen) await this.#untilOpen();
  }
}
