/** A job that outlasts a request: whoever asked asks again until it is done. Idle connections are cut after a minute. */
import { setTimeout } from 'node:timers/promises';
import { ServiceError } from './service-error.ts';

/** Milliseconds that a request waits for the job before it is told to come again. */
const ANSWER_WITHIN = 2_000;

export class Job<T> {
  /** What the job waits for now, by name: those who ask are told. */
  readonly awaited = new Set<string>();
  #running: Promise<T> | undefined;

  /** The result of the job, which is begun unless it is under way. Errors: freeze/under-way; its own. */
  async result(begin: () => Promise<T>): Promise<T> {
    this.#running ??= begin().finally(() => {
      this.#running = undefined;
    });
    const answered = new AbortController();
    const tooLong = setTimeout(ANSWER_WITHIN, undefined, { signal: answered.signal }).then(() => {
      const names = [...this.awaited].sort().join(', ');
      throw new ServiceError('freeze/under-way', 503, `waiting for ${names || 'nobody else'}`);
    });
    try {
      return await Promise.race([this.#running, tooLong]);
    } finally {
      answered.abort();
    }
  }

  /** Resolves when no job is under way, whatever came of it. */
  async ended(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}
