/**
 * Follows topics of the board (contract, section 3, Reader; section 4): whenever a new HEAD is believed, their new entries are
 * fetched, proved, kept on disk, and handed over, whole batches at a time. What is on disk is handed over first after a restart.
 */
import type { Head } from '../../../protocol/board/answers.ts';
import type { Entry, TopicList } from '../../../protocol/board/entries.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import type { Logger } from '../logger.ts';
import type { ClientStore, HeldTopic } from './client-store.ts';
import type { HeadWatch } from './head-watch.ts';
import { readEntries, readTopics } from './read-log.ts';
import type { Replicas } from './replicas.ts';

/** Entries that are handed over at once, about. */
const HANDFUL = 256;
/** ms until it is tried again what a replica, the own store or the taker has failed to do, and what is wanted is asked again. */
const AGAIN = 1_000;

/** Which topics a server wants now; asked again and again, as entries make it want others. */
export type Wants = (topic: string) => boolean;
/**
 * Takes a topic's next entries: whole batches, all that there are at `head`. If it fails they are handed over again. Since the
 * process began, the first are the topic's first.
 */
export type Takes = (topic: string, entries: readonly Entry[], head: Head) => void | Promise<void>;

interface FollowContext {
  readonly store: ClientStore;
  readonly watch: HeadWatch;
  readonly replicas: Replicas;
  readonly logger: Logger;
}

export class Follower {
  readonly #context: FollowContext;
  readonly #wants: Wants;
  readonly #takes: Takes;
  readonly #pace: number;
  readonly #held: Map<string, HeldTopic>;
  /** Position of the last entry handed over. */
  readonly #handed = new Map<string, number>();
  #topics: { readonly root: Uint8Array; readonly list: TopicList } | undefined;
  /** Instance of a HEAD, at which everything that is wanted has been handed over. */
  #readTo = -1;
  #wake: () => void = () => undefined;
  #hasNews = false;

  /** `pace`: ms between two looks at a board that always has news. */
  constructor(context: FollowContext, wants: Wants, takes: Takes, pace: number) {
    this.#context = context;
    this.#wants = wants;
    this.#takes = takes;
    this.#pace = pace;
    this.#held = context.store.topics();
  }

  /** Whether everything has been handed over that was wanted, and on the board, when this process began. */
  get isCurrent(): boolean {
    const { reached } = this.#context.watch;
    return reached !== undefined && this.#readTo >= reached;
  }

  /** Resolves after the signal, once nothing is under way. */
  async run(signal: AbortSignal): Promise<void> {
    const { watch, logger } = this.#context;
    const over = (): void => this.#noteNews();
    signal.addEventListener('abort', over, { once: true });
    const watching = watch.run(signal, this.#pace, () => this.#noteNews());
    while (!signal.aborted) {
      this.#hasNews = false;
      try {
        await this.#handOver(signal);
        await this.#readOn(signal);
      } catch (error) {
        // The own store, or whoever takes the entries: not for long, it is hoped.
        if (!signal.aborted)
          logger.error(
            { follow: error instanceof Error ? error.stack : String(error) },
            'cannot follow the board',
          );
        this.#hasNews = false;
      }
      await this.#news();
    }
    await watching;
  }

  #noteNews(): void {
    this.#hasNews = true;
    this.#wake();
  }

  /** Resolves with the next news, or after a while. */
  #news(): Promise<void> {
    if (this.#hasNews) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), AGAIN);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Everything wanted at the HEAD that is believed; what nobody serves waits for the next time. */
  async #readOn(signal: AbortSignal): Promise<void> {
    const { head, fork } = this.#context.watch;
    if (head === undefined || fork !== undefined) return;
    const topics = await this.#topicsAt(head, signal);
    if (topics === undefined) return;
    const failed = new Set<string>();
    for (;;) {
      const due = topics.find(
        ([topic, last]) => last > this.#lastOf(topic) && !failed.has(topic) && this.#wants(topic),
      );
      if (due === undefined && failed.size === 0) this.#readTo = head.c;
      if (due === undefined || signal.aborted) return;
      const [topic, last] = due;
      if (await this.#fetch(topic, last, head, signal)) await this.#handOver(signal);
      else failed.add(topic);
    }
  }

  #lastOf = (topic: string): number => this.#held.get(topic)?.last ?? -1;

  /** All topics: they make the HEAD's root. Undefined while nobody serves them. */
  async #topicsAt(head: Head, signal: AbortSignal): Promise<TopicList | undefined> {
    const { replicas } = this.#context;
    const { topicsRoot } = head;
    if (this.#topics !== undefined && equalBytes(this.#topics.root, topicsRoot)) return this.#topics.list;
    const list = await readTopics(replicas, head, signal);
    if (list !== undefined) this.#topics = { root: topicsRoot, list };
    return list;
  }

  /** True once all of the topic's entries are on disk; every part that is proved stays there. */
  async #fetch(topic: string, last: number, head: Head, signal: AbortSignal): Promise<boolean> {
    const { store, replicas } = this.#context;
    const held = { last, head };
    let before = store.lastEntry(topic);
    while ((before?.position ?? -1) < last) {
      const part = await readEntries(replicas, { topic, before, last, head }, signal);
      if (part === undefined) return false;
      const { entries } = part;
      before = entries.at(-1);
      await store.keepEntries(topic, entries, before?.position === last ? held : undefined);
    }
    this.#held.set(topic, held);
    return true;
  }

  /** Whatever is on disk, whole, and wanted. */
  async #handOver(signal: AbortSignal): Promise<void> {
    for (;;) {
      const due = [...this.#held].find(
        ([topic, { last }]) => last > (this.#handed.get(topic) ?? -1) && this.#wants(topic),
      );
      if (due === undefined || signal.aborted) return;
      await this.#handTopic(...due);
    }
  }

  async #handTopic(topic: string, { last, head }: HeldTopic): Promise<void> {
    const give = async (entries: readonly Entry[]): Promise<void> => {
      await this.#takes(topic, entries, head);
      this.#handed.set(topic, entries.at(-1)?.position ?? last);
    };
    let due: Entry[] = [];
    for (const entry of this.#context.store.entries(topic, this.#handed.get(topic) ?? -1, last)) {
      if (due.length >= HANDFUL && entry.c !== due.at(-1)?.c) {
        await give(due);
        due = [];
      }
      due.push(entry);
    }
    await give(due);
  }
}
