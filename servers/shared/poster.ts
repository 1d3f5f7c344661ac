/**
 * What a server says on the board about one election. The log tells what it has to say, again at every look, so nothing is kept:
 * what is under way is not posted twice, and what failed is posted again at a later look.
 */
import type { ElectionTopic } from '../../protocol/board/topics.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/** Resolves once it is in the log. Errors: ProtocolError with the board's code. */
export type PostOnBoard = (topic: string, tuple: readonly [string, string, Uint8Array]) => Promise<unknown>;

/** ms after a failure: twice as long after each. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 64_000;
/** The log will show it, or has shown it to others. */
const SAID = 'board/once';

export interface PosterOptions {
  /** ELECTION in its topics. */
  readonly election: string;
  /** ID of whoever says it. */
  readonly signer: string;
  readonly post: PostOnBoard;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Poster {
  readonly #options: PosterOptions;
  /** By name: under way or said, or from when on it may be tried again and how long it waits after that (ms). */
  readonly #tries = new Map<string, 'under way' | 'said' | { readonly at: number; readonly pause: number }>();

  constructor(options: PosterOptions) {
    this.#options = options;
  }

  /** `about`: tells what is said from what else of the type there is. `make` may be called again, for the same bytes or others. */
  say(topic: ElectionTopic, type: string, about: string, make: () => Uint8Array | Promise<Uint8Array>): void {
    const name = `${topic} ${type} ${about}`;
    const { at, pause } = this.#retry(name);
    if (at > this.#options.clock()) return;
    this.#tries.set(name, 'under way');
    void this.#try(topic, type, make).then((isSaid) => {
      const next = { at: this.#options.clock() + pause, pause: Math.min(2 * pause, LONGEST_PAUSE) };
      this.#tries.set(name, isSaid ? 'said' : next);
    });
  }

  #retry(name: string): { readonly at: number; readonly pause: number } {
    const state = this.#tries.get(name) ?? { at: 0, pause: FIRST_PAUSE };
    return typeof state === 'string' ? { at: Number.POSITIVE_INFINITY, pause: 0 } : state;
  }

  /** Resolves once it is in the log. Errors: those of the board. */
  async post(topic: ElectionTopic, type: string, content: Uint8Array): Promise<void> {
    const { election, signer, post } = this.#options;
    await post(`${election}/${topic}`, [type, signer, content]);
  }

  /** Whether it has been said. Never rejects. */
  async #try(
    topic: ElectionTopic,
    type: string,
    make: () => Uint8Array | Promise<Uint8Array>,
  ): Promise<boolean> {
    const { election, logger } = this.#options;
    try {
      await this.post(topic, type, await make());
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'service/failed';
      if (code === SAID) return true;
      logger.warn({ topic: `${election}/${topic}`, type, code }, 'not posted on the board');
      return false;
    }
  }
}
