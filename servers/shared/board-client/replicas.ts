/** The replicas of a board, as their client sees them: any of them may be silent or lie, which costs a moment and a log line. */

import { setTimeout } from 'node:timers/promises';
import { anySignal } from '../../../common/any-signal.ts';
import type { CheckedGenesis, Genesis } from '../../../protocol/board/genesis.ts';
import { maskOf, type QuorumSystem } from '../../../protocol/quorums/quorum-system.ts';
import type { Clock } from '../clock.ts';
import { getBytes, postCbor, RemoteError } from '../http-client.ts';
import type { Logger } from '../logger.ts';
import { isRemote } from '../persistently.ts';

/** ms. */
const TIMEOUT = 5_000;
/** ms between two log lines about the same of one replica. */
const SILENCE = 60_000;

export interface AskTerms {
  readonly signal: AbortSignal;
  /** How often each is asked at most. */
  readonly rounds: number;
}

/** Resolves after so many ms, or at once when it is over. */
export const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

export class Replicas {
  readonly #genesis: Genesis;
  readonly #quorums: QuorumSystem;
  readonly #logger: Logger;
  readonly #clock: Clock;
  /** Indices; whoever failed, was slow or behind last comes last. */
  #order: readonly number[];
  readonly #told = new Map<string, number>();

  /** `first`: any number; clients with different ones ask different replicas first. */
  constructor({ genesis, quorums }: CheckedGenesis, first: number, logger: Logger, clock: Clock) {
    this.#genesis = genesis;
    this.#quorums = quorums;
    this.#logger = logger;
    this.#clock = clock;
    const { length } = genesis.replicas;
    this.#order = genesis.replicas.map((_, i) => (first + i) % length);
  }

  get indices(): readonly number[] {
    return this.#genesis.replicas.map((_, i) => i);
  }

  /** Whether it is among the first in order that cannot all be hostile: what happens is heard from them. */
  isAskedFirst(index: number): boolean {
    const before = this.#order.slice(0, this.#order.indexOf(index));
    return this.#quorums.isHostile(maskOf(before));
  }

  idOf = (index: number): string => this.#genesis.replicas[index]?.id ?? '';

  get(index: number, path: string, maxResponse: number, signal: AbortSignal): Promise<Uint8Array> {
    return getBytes(`${this.#urlOf(index)}${path}`, { maxResponse, signal, timeoutMs: TIMEOUT });
  }

  post(index: number, path: string, body: Uint8Array, maxResponse: number, signal: AbortSignal) {
    // The replica itself waits for 4 T0.
    const timeoutMs = TIMEOUT + 4 * this.#genesis.t0;
    return postCbor(`${this.#urlOf(index)}${path}`, body, { maxResponse, signal, timeoutMs });
  }

  /**
   * What one of them gives: asked one after the other, `first` before the others, the next as soon as one fails or has taken T0.
   * Undefined if nobody gives it. Errors: those that are not a replica's.
   */
  async firstOf<T>(
    ask: (index: number, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    first: readonly number[] = [],
  ): Promise<T | undefined> {
    const done = new AbortController();
    const over = anySignal(signal, done.signal);
    const asked: Promise<void>[] = [];
    let found: T | undefined;
    const askOne = async (index: number): Promise<void> => {
      const answer = await this.#attempt(index, () => ask(index, over), over);
      found ??= answer;
      if (found !== undefined) done.abort();
    };
    try {
      for (const index of [...first, ...this.#order.filter((other) => !first.includes(other))]) {
        if (over.aborted) break;
        const one = askOne(index);
        asked.push(one);
        const isSlow = pause(this.#genesis.t0, over).then(() => !over.aborted);
        if (await Promise.race([one, isSlow])) this.putLast(index);
      }
      if (!over.aborted) await Promise.all(asked);
    } finally {
      done.abort();
      await Promise.allSettled(asked);
    }
    return found;
  }

  /**
   * Asks all at once, each again after pauses of T0 * 2^i, until the answers, of each replica its last, are enough: then what
   * `enough` returns. Undefined if they never are. A question under way is not broken off then: its connection serves the next.
   * Errors: those that are not a replica's.
   */
  async askAll<T, R>(
    ask: (index: number, signal: AbortSignal) => Promise<T | undefined>,
    enough: (answers: ReadonlyMap<number, T>) => R | undefined,
    { signal, rounds }: AskTerms,
  ): Promise<R | undefined> {
    const done = new AbortController();
    const over = anySignal(signal, done.signal);
    const answers = new Map<number, T>();
    let result: R | undefined;
    const askOne = async (index: number): Promise<void> => {
      for (let round = 0; round < rounds && !over.aborted; round++) {
        if (round > 0) await pause(this.#genesis.t0 * 2 ** Math.min(round - 1, 6), over);
        const answer = await this.#attempt(index, () => ask(index, signal), signal);
        if (answer === undefined || over.aborted) continue;
        answers.set(index, answer);
        result = enough(answers);
        if (result !== undefined) done.abort();
      }
    };
    const areEnough = new Promise((resolve) => {
      done.signal.addEventListener('abort', resolve, { once: true });
    });
    try {
      await Promise.race([Promise.all(this.indices.map(askOne)), areEnough]);
    } finally {
      done.abort();
    }
    return result;
  }

  /** Once a minute for each replica and code. */
  noteFailure(index: number, { code }: { readonly code: string }): void {
    this.putLast(index);
    const about = `${index} ${code}`;
    const now = this.#clock();
    if (now - (this.#told.get(about) ?? -Infinity) < SILENCE) return;
    this.#told.set(about, now);
    this.#logger.warn({ replica: this.idOf(index), code }, 'a replica of the board failed a request');
  }

  /** Asked last from now on. */
  putLast(index: number): void {
    this.#order = [...this.#order.filter((other) => other !== index), index];
  }

  #urlOf = (index: number): string => this.#genesis.replicas[index]?.url ?? '';

  async #attempt<T>(index: number, ask: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    if (signal.aborted) return undefined;
    try {
      return await ask();
    } catch (error) {
      if (!isRemote(error)) throw error;
      if (!(error instanceof RemoteError && signal.aborted)) this.noteFailure(index, error);
      return undefined;
    }
  }
}
