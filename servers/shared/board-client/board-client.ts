/**
 * The board, as a server uses it (contract, section 3, Client and Reader):
 *
 *     const board = new BoardClient({ genesis, key: signerOf(identity), path: join(folder, 'board.db'), clock, logger });
 *     board.follow((topic) => topic === 'directory' || isOurs(topic), (topic, entries, head) => fold(topic, entries, head));
 *     const position = await board.post(topic, [type, id, statement], AbortSignal.timeout(60_000));
 *     await board.stop();
 *
 * It believes no single replica: what it returns or hands over was said alike by a quorum, or proved. After each start a topic is
 * handed over from its first entry on, at first from disk, without network; so a server folds in memory, keeps what it has signed
 * in its own store, and never asks the board what it was about to do. What it posts comes back as an entry, like everyone's. Do
 * not await a post in what takes entries: no others are handed over meanwhile.
 */

import { anySignal } from '../../../common/any-signal.ts';
import type { Head } from '../../../protocol/board/answers.ts';
import type { Entry } from '../../../protocol/board/entries.ts';
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import type { Template, Tuple } from '../../../protocol/board/operations.ts';
import type { ProvedLeaf } from '../../../protocol/board/read-entries.ts';
import { encodeTopicCopy, openTopicCopy } from '../../../protocol/board/topic-copy.ts';
import { type ErrorCode, ensure, fail } from '../../../protocol/errors.ts';
import type { Signer } from '../../../protocol/primitives/signer.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { PastLog } from '../past-logs.ts';
import { ClientStore } from './client-store.ts';
import { FollowedKeys } from './followed-keys.ts';
import { Follower, type Takes, type Wants } from './follower.ts';
import { HeadWatch } from './head-watch.ts';
import { readTopics, readWhole } from './read-log.ts';
import { Replicas } from './replicas.ts';
import { type Answer, Requests } from './requests.ts';

export interface BoardClientOptions {
  readonly genesis: CheckedGenesis;
  /** By which the server posts. */
  readonly key: Signer;
  /** Of the client's own store, such as `board.db` in the server's folder. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For health, and whoever watches. */
export interface BoardStatus {
  /** That is believed; undefined before the first. */
  readonly head: Head | undefined;
  /** KEYs so far, as far as is known. */
  readonly generation: number;
  /** The open instance of each, while it answers in time; while topics are followed. */
  readonly replicas: readonly { readonly id: string; readonly c: number | undefined }[];
  /** Two HEADs that contradict each other: the board is obeyed no longer. */
  readonly fork: { readonly kept: Head; readonly other: Head } | undefined;
}

/** ms. */
const PACE = 20;
const NOTHING = { template: [], tuple: [], readers: [], takers: [], lease: undefined };

export class BoardClient {
  readonly #genesis: CheckedGenesis;
  readonly #store: ClientStore;
  readonly #keys: FollowedKeys;
  readonly #requests: Requests;
  readonly #replicas: Replicas;
  readonly #watch: HeadWatch;
  readonly #logger: Logger;
  readonly #stopped = new AbortController();
  #follower: Follower | undefined;
  #following: Promise<void> | undefined;

  /** Errors: board/genesis for the store of another board; StartupError for one that cannot be opened. */
  constructor({ genesis, key, path, clock, logger }: BoardClientOptions) {
    this.#genesis = genesis;
    this.#store = new ClientStore(path, genesis.board);
    this.#logger = logger;
    const replicas = new Replicas(genesis, key.publicKey.at(-1) ?? 0, logger, clock);
    const keys = new FollowedKeys(genesis, this.#store, replicas);
    this.#replicas = replicas;
    this.#keys = keys;
    this.#requests = new Requests({ genesis, key, replicas, keys });
    this.#watch = new HeadWatch({ genesis, store: this.#store, keys, replicas, clock, logger });
  }

  /**
   * Puts the tuple in the topic, and resolves to its entry's position in the log once a quorum has said that it is ordered.
   * A server that crashed meanwhile may post twice: policies or readers take the first.
   * Errors: ProtocolError with the board's code if it is refused (board/once, board/too-early, ...); board/no-quorum once
   * `signal` says that it has been long enough, or after {@link stop}: it may be ordered yet; board/fork.
   */
  async post(topic: string, tuple: Tuple, signal?: AbortSignal): Promise<number> {
    const out = { ...NOTHING, name: 'out' as const, tuple, lease: 0 };
    this.#watch.requireOneLog();
    const { position } = accepted(await this.#requests.ordered(topic, out, this.#until(signal)));
    return position ?? fail('board/refused', 'the board made no entry of a post');
  }

  /** The oldest tuple of the topic that matches now; undefined if none does. Errors: as of {@link post}. */
  async read(topic: string, template: Template, signal?: AbortSignal): Promise<Tuple | undefined> {
    return accepted(await this.#probe(topic, template, signal)).result.tuples[0];
  }

  /** Orders a replica's next keys: a `key` signed by its operator. Errors: as of {@link post}. */
  async orderKey(replica: string, epoch: number, signed: Uint8Array, signal?: AbortSignal): Promise<void> {
    accepted(await this.#requests.numbered(`keys/${replica}`, epoch, signed, this.#until(signal)));
  }

  /** The epoch of a replica's keys in force, as a quorum has it now. Errors: board/no-quorum. */
  async epochOf(index: number, signal?: AbortSignal): Promise<number> {
    // Be it refused: what a quorum says is signed by the keys in force, which are followed to be read.
    await this.#probe('directory', [undefined], signal);
    return this.#keys.epochOf(index);
  }

  async #probe(topic: string, template: Template, signal: AbortSignal | undefined): Promise<Answer> {
    const probe = { ...NOTHING, name: 'rdp' as const, template };
    this.#watch.requireOneLog();
    const until = this.#until(signal);
    return (
      (await this.#requests.unordered(topic, probe, until)) ??
      (await this.#requests.ordered(topic, probe, until))
    );
  }

  /**
   * Hands over the entries of all topics that are wanted, for ever: each topic's in order, whole batches at a time, once they are
   * proved and on disk, with the HEAD at which they were all that the topic had. Once in a client's life. `pace`: ms between two
   * looks at a board that always has news.
   */
  follow(wants: Wants, takes: Takes, pace = PACE): void {
    if (this.#follower !== undefined) throw new RangeError('a client follows once');
    const context = {
      store: this.#store,
      watch: this.#watch,
      replicas: this.#replicas,
      logger: this.#logger,
    };
    this.#follower = new Follower(context, wants, takes, pace);
    this.#following = this.#follower.run(this.#stopped.signal);
  }

  /** Whether everything has been handed over that was wanted, and on the board, when this process began. */
  get isCurrent(): boolean {
    return this.#follower?.isCurrent ?? false;
  }

  /**
   * The log right after instance c, such as that of a freeze point. c lies before the HEAD that is believed.
   * Errors: as of {@link post}.
   */
  async logAfter(c: number, signal?: AbortSignal): Promise<PastLog> {
    return (await this.#after(c, this.#until(signal))).log;
  }

  async #after(c: number, until: AbortSignal): Promise<{ heads: Uint8Array[]; log: PastLog }> {
    const shown = await this.#watch.headsAfter(c, until);
    const [{ head }] = shown;
    const topics = await readTopics(this.#replicas, head, until);
    const log = {
      head,
      topics: topics ?? fail('board/no-quorum', 'no replica of the board serves its topics'),
    };
    return { heads: shown.map(({ bytes }) => bytes), log };
  }

  /**
   * What a topic had right after instance c, for who does not reach the board; c as of {@link logAfter}.
   * Errors: as of {@link post}; those of a copy that does not open, as when a KEY was decided meanwhile.
   */
  async copy(topic: string, c: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { heads, log } = await this.#after(c, this.#until(signal));
    const entries = await this.proved(topic, log, signal);
    const copy = encodeTopicCopy({ keys: this.#store.keyDecisions(), heads, entries: [...entries] });
    openTopicCopy(this.#genesis, topic, copy);
    return copy;
  }

  /** All entries that a topic has in that log, each proved. Errors: as of {@link post}. */
  async proved(
    topic: string,
    { head, topics }: PastLog,
    signal?: AbortSignal,
  ): Promise<readonly ProvedLeaf[]> {
    const last = new Map(topics).get(topic) ?? -1;
    const leaves = await readWhole(this.#replicas, topic, last, head, this.#until(signal));
    return leaves ?? fail('board/no-quorum', `no replica of the board serves ${topic}`);
  }

  /**
   * What a copy from another client proves. Errors: those of openTopicCopy; board/fork, also if its HEAD and the one that is
   * believed contradict each other: then both are kept.
   */
  async opened(topic: string, copy: Uint8Array): Promise<readonly Entry[]> {
    this.#watch.requireOneLog();
    const { entries, head, signed } = openTopicCopy(this.#genesis, topic, copy);
    await this.#watch.compare({ head, signed });
    return entries;
  }

  status(): BoardStatus {
    const { head, fork } = this.#watch;
    return {
      head,
      generation: this.#keys.generation,
      replicas: this.#watch.progress().map((c, index) => ({ id: this.#replicas.idOf(index), c })),
      fork: fork && { kept: fork.kept.head, other: fork.other.head },
    };
  }

  /** Ends what is under way, and closes the store. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#following;
    await this.#store.store.close();
  }

  #until = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? this.#stopped.signal : anySignal(signal, this.#stopped.signal);
}

/** Errors: the code of a refusal. */
function accepted(answer: Answer): Answer {
  const { code } = answer.result;
  // A code that a quorum has stated is one of the board's.
  ensure(code === '', code as ErrorCode, 'the board has refused a request');
  return answer;
}
