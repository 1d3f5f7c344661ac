/** The keys in force at a board, as its client knows them: from the genesis on, one DECISION of a KEY after the other. */

import { Turns } from '../../../common/turns.ts';
import { keyDecisionList, MAX_ANSWER } from '../../../protocol/board/answers.ts';
import { type KnownKeys, keysAfterDecision, keysOfGenesis } from '../../../protocol/board/follow-keys.ts';
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import { entryOf, keyOf } from '../../../protocol/board/keys-in-force.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import { openStatement } from '../../../protocol/primitives/statement.ts';
import type { StatementType } from '../../../protocol/primitives/statement-form.ts';
import type { ClientStore } from './client-store.ts';
import type { Replicas } from './replicas.ts';

/** Bytes of 64 DECISIONs, and what frames them. */
const MAX_LIST = MAX_ANSWER + 65_536;

/** What a replica has stated, under the keys of this generation, which count from instance `since` on. */
interface Opened<T> {
  readonly content: T;
  readonly generation: number;
  readonly since: number;
}

export class FollowedKeys {
  readonly #genesis: CheckedGenesis;
  readonly #store: ClientStore;
  readonly #replicas: Replicas;
  #known: KnownKeys;
  readonly #turns = new Turns();

  /** Errors: those of a kept DECISION that does not count. */
  constructor(genesis: CheckedGenesis, store: ClientStore, replicas: Replicas) {
    this.#genesis = genesis;
    this.#store = store;
    this.#replicas = replicas;
    this.#known = store
      .keyDecisions()
      .reduce((known, decision) => keysAfterDecision(genesis, known, decision), keysOfGenesis(genesis));
  }

  /** Signatures count together only within one. */
  get generation(): number {
    return this.#known.keys.generation;
  }

  /** Of a replica's keys in force. */
  epochOf = (index: number): number => entryOf(this.#known.keys.replicas, index).epoch;

  /**
   * What this replica states by its key in force. If it does not open, the replica is asked for later KEYs first.
   * Errors: those of openStatement; RemoteError; those of the store.
   */
  async open<T>(
    type: StatementType<T>,
    index: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<Opened<T>> {
    try {
      return this.#open(type, index, bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'signature/invalid')) throw error;
    }
    await this.#catchUp(index, signal);
    return this.#open(type, index, bytes);
  }

  #open<T>(type: StatementType<T>, index: number, bytes: Uint8Array): Opened<T> {
    const { board } = this.#genesis;
    const id = this.#replicas.idOf(index);
    const own = (signer: string) => (signer === id ? keyOf(this.#known.keys, index) : undefined);
    const { content } = openStatement(type, board, bytes, own);
    return { content, generation: this.generation, since: this.#known.since };
  }

  async #catchUp(index: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const from = this.generation;
      const answer = await this.#replicas.get(index, `/keys?from=${from}`, MAX_LIST, signal);
      const decisions = decode(keyDecisionList, answer, MAX_LIST, 'keys');
      if (decisions.length === 0) return;
      await this.#turns.take(async () => {
        for (const [i, decision] of decisions.entries())
          if (from + i === this.generation) await this.#follow(decision);
      });
    }
  }

  async #follow(decision: Uint8Array): Promise<void> {
    const next = keysAfterDecision(this.#genesis, this.#known, decision);
    await this.#store.keepKeyDecision(next.keys.generation, decision);
    this.#known = next;
  }
}
