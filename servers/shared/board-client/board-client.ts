/**
 * The board, as a server uses it (contract, section 3, Client and Reader):
 *
 *     const board = new BoardClient({ genesis, key: identity, path: join(folder, 'board.db'), clock, logger });
 *     const position = await board.post(topic, [type, id, statement], AbortSignal.timeout(60_000));
 *     ...
 *     await board.stop();
 *
 * It believes no single replica: what it returns was said alike by a quorum, or proved.
 */
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import type { Template, Tuple } from '../../../protocol/board/operations.ts';
import { type ErrorCode, ensure, fail } from '../../../protocol/errors.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { ClientStore } from './client-store.ts';
import { FollowedKeys } from './followed-keys.ts';
import { Replicas } from './replicas.ts';
import { type Answer, Requests } from './requests.ts';

export interface BoardClientOptions {
  readonly genesis: CheckedGenesis;
  /** By which the server posts. */
  readonly key: SigningKey;
  /** Of the client's own store, such as `board.db` in the server's folder. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For health, and whoever watches. */
export interface BoardStatus {
  /** KEYs so far, as far as is known. */
  readonly generation: number;
}

const NOTHING = { template: [], tuple: [], readers: [], takers: [], lease: undefined };

export class BoardClient {
  readonly #store: ClientStore;
  readonly #keys: FollowedKeys;
  readonly #requests: Requests;
  readonly #stopped = new AbortController();

  /** Errors: board/genesis for the store of another board; StartupError for one that cannot be opened. */
  constructor({ genesis, key, path, clock, logger }: BoardClientOptions) {
    this.#store = new ClientStore(path, genesis.board);
    const replicas = new Replicas(genesis.genesis, logger, clock);
    this.#keys = new FollowedKeys(genesis, this.#store, replicas);
    this.#requests = new Requests({ genesis, key, replicas, keys: this.#keys });
  }

  /**
   * Puts the tuple in the topic, and resolves to its entry's position in the log once a quorum has said that it is ordered.
   * A server that crashed meanwhile may post twice: policies or readers take the first.
   * Errors: ProtocolError with the board's code if it is refused (board/once, board/too-early, ...); board/no-quorum once
   * `signal` says that it has been long enough, or after {@link stop}: it may be ordered yet.
   */
  async post(topic: string, tuple: Tuple, signal?: AbortSignal): Promise<number> {
    const out = { ...NOTHING, name: 'out' as const, tuple, lease: 0 };
    const { position } = accepted(await this.#requests.ordered(topic, out, this.#until(signal)));
    return position ?? fail('board/refused', 'the board made no entry of a post');
  }

  /** The oldest tuple of the topic that matches now; undefined if none does. Errors: as of {@link post}. */
  async read(topic: string, template: Template, signal?: AbortSignal): Promise<Tuple | undefined> {
    const probe = { ...NOTHING, name: 'rdp' as const, template };
    const until = this.#until(signal);
    const answer =
      (await this.#requests.unordered(topic, probe, until)) ??
      (await this.#requests.ordered(topic, probe, until));
    return accepted(answer).result.tuples[0];
  }

  status(): BoardStatus {
    return { generation: this.#keys.generation };
  }

  /** Ends what is under way, and closes the store. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#store.store.close();
  }

  #until = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? this.#stopped.signal : AbortSignal.any([signal, this.#stopped.signal]);
}

/** Errors: the code of a refusal. */
function accepted(answer: Answer): Answer {
  const { code } = answer.result;
  // A code that a quorum has stated is one of the board's.
  ensure(code === '', code as ErrorCode, 'the board has refused a request');
  return answer;
}
