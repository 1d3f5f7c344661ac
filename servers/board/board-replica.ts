/**
 * Runs a replica of the board: events wait in a queue, each goes through the pure `step`, what it wants stored is committed,
 * and only then does anything leave. If the store cannot write, everything since the last commit is forgotten, as after a
 * crash, and the replica is made again from what is on disk.
 */

import { attempt } from '../../common/attempt.ts';
import { BoardCodec, type WireMessage } from '../../protocol/board/codec.ts';
import type { CheckedGenesis } from '../../protocol/board/genesis.ts';
import { entryOf, firstKeys } from '../../protocol/board/keys-in-force.ts';
import type { Request } from '../../protocol/board/messages.ts';
import {
  leaderOf,
  type Machine,
  mayVote,
  type Outcome,
  type Ports,
  type Replica,
  restore,
} from '../../protocol/board/replica.ts';
import { openRequest } from '../../protocol/board/requests.ts';
import { keysAfter } from '../../protocol/board/rules/13-keys.ts';
import { type Event, step } from '../../protocol/board/step.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import { ServiceError } from '../shared/service-error.ts';
import type { BoardStore } from './board-store.ts';
import { VerifiedRequests } from './verified-requests.ts';

/** Events that may wait; more are dropped, as peers say things again. */
const MAX_EVENTS = 10_000;
/**
 * A lock waits so long for the WRITEs that are still missing, in T0: if they come, the instance is decided without a commit, a
 * signature and a message to everybody more. It is as if the disk were slower.
 */
const LINGER = 0.02;
/** After it was in vain, as somebody is down or slow, a lock does not wait for so many T0. */
const VAIN = 1;

export interface BoardReplicaOptions<M extends Machine> {
  readonly genesis: CheckedGenesis;
  readonly index: number;
  readonly store: BoardStore;
  readonly newMachine: () => M;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hands a message to the network, which may lose it. */
  readonly send: (to: number, message: WireMessage) => void;
  /** What was done, and is on disk. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

export type BoardReplicaState = Readonly<
  Pick<Replica, 'c' | 'epoch' | 'keys' | 'lastTime' | 'isRolledBack'>
> & {
  readonly regency: number;
  /** Index of who leads this regency. */
  readonly leader: number;
  /** Whether its key counts. */
  readonly mayVote: boolean;
  /** In its list as the log has it, with the one in force. */
  readonly keysLeft: number;
  /** Requests. */
  readonly waiting: number;
};

export class BoardReplica<M extends Machine = Machine> {
  readonly #options: BoardReplicaOptions<M>;
  readonly #codec: BoardCodec;
  #loaded: { readonly machine: M; readonly replica: Replica };
  readonly #verified = new VerifiedRequests();
  readonly #events: Event[] = [];
  /** Of steps that have been done in memory alone: nothing of them has left. */
  readonly #held: Outcome[] = [];
  /** Of the timer that runs in {@link performance.now}: until when a lock waits, and from when on one may. */
  #lingersUntil = 0;
  #mayLingerFrom = 0;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;
  /** The last commit: all that memory holds is in it, or in one before. */
  #commit: Promise<void> = Promise.resolve();

  /** Errors: service/not-found for a store without secrets; those of a DECISION that cannot be read. */
  constructor(options: BoardReplicaOptions<M>) {
    this.#options = options;
    this.#codec = new BoardCodec(options.genesis, (input) => this.open(input));
    this.#loaded = this.#load();
  }

  /** Ahead of the disk while a commit is under way: see {@link committed}. */
  get machine(): M {
    return this.#loaded.machine;
  }

  get #replica(): Replica {
    return this.#loaded.replica;
  }

  get state(): BoardReplicaState {
    const { self, c, epoch, keys, lastTime, isRolledBack, open, pool } = this.#replica;
    const { place, list } = entryOf(keys.replicas, self);
    return {
      c,
      epoch,
      keys,
      lastTime,
      isRolledBack,
      regency: open.r,
      leader: leaderOf(this.#replica, open.r),
      mayVote: mayVote(this.#replica),
      keysLeft: list.length - place,
      waiting: pool.size,
    };
  }

  /** A message of a peer or client. What does not open is dropped: its sender gets no answer. */
  receive(wire: WireMessage): void {
    const message = attempt(ProtocolError, () => this.#codec.decode(wire, this.#replica.c));
    if (message !== undefined) this.#take({ kind: 'message', message });
  }

  /** A client's request, its signatures verified. Errors: those of {@link openRequest}. */
  open(input: Uint8Array): Request {
    return this.#verified.get(input, (bytes) => openRequest(this.#options.genesis, bytes));
  }

  take(request: Request): void {
    this.#take({ kind: 'message', message: { kind: 'request', request } });
  }

  /** A statement by the key in force now; undefined if the own key does not count. */
  sign<T>(type: StatementType<T>, content: T): Uint8Array | undefined {
    const { genesis, index, store } = this.#options;
    const { keys, epoch } = this.#replica;
    if (!mayVote(this.#replica)) return undefined;
    const key = store.key(epoch, entryOf(keys.replicas, index).place);
    return signStatement(type, genesis.board, content, genesis.genesis.replicas[index]?.id ?? '', key);
  }

  tick(): void {
    this.#take({ kind: 'clock', now: this.#options.clock(), size: this.#replica.c });
  }

  /** What was read from memory before may leave once this resolves. Errors: those of the store, if it cannot write. */
  committed = (): Promise<void> => this.#commit;

  /** Resolves when everything that came has been done. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #take(event: Event): void {
    if (this.#events.length >= MAX_EVENTS) return;
    this.#events.push(event);
    this.#wake();
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#events.length > 0 || this.#held.length > 0) {
      for (const event of this.#events.splice(0)) this.#held.push(step(this.#replica, event));
      if (this.#held.every(mayWait) && this.#mayLinger()) await this.#linger();
      else await this.#letLeave(this.#held.splice(0));
    }
    // At once, not when the promise is seen to be resolved: an event between the two would lie there.
    this.#running = undefined;
  }

  /** Commits what the steps want stored, then lets what they say leave. */
  async #letLeave(outcomes: readonly Outcome[]): Promise<void> {
    this.#lingersUntil = 0;
    const rows = outcomes.flatMap((outcome) => outcome.rows);
    try {
      if (rows.length > 0) this.#commit = this.#options.store.commit(rows, this.#codec);
      await this.#commit;
    } catch (error) {
      this.#forget(error);
      return;
    }
    for (const outcome of outcomes) {
      this.#send(outcome);
      this.#options.onOutcome?.(outcome);
    }
  }

  /** Whether a lock that is all there is to store may wait; false for one that has waited in vain. */
  #mayLinger(): boolean {
    const { t0 } = this.#options.genesis.genesis;
    const now = performance.now();
    if (!this.#held.some(({ rows }) => rows.length > 0) || now < this.#mayLingerFrom) return false;
    if (this.#lingersUntil === 0) this.#lingersUntil = now + LINGER * t0;
    if (now >= this.#lingersUntil) this.#mayLingerFrom = now + VAIN * t0;
    return now < this.#lingersUntil;
  }

  /** Until something comes, or the time is over. */
  #linger(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, this.#lingersUntil - performance.now());
      this.#wake = end;
    });
  }

  #forget(error: unknown): void {
    const code = error instanceof ServiceError ? error.code : 'service/failed';
    this.#commit = Promise.resolve();
    this.#options.logger.warn({ code }, 'the board cannot store; it goes on from what is on disk');
    this.#loaded = this.#load();
  }

  #send({ sends, wanted }: Outcome): void {
    const { send, store } = this.#options;
    for (const { to, message } of sends) {
      // Whoever has not all WRITEs says its own ACCEPT, and is shown the DECISION.
      if (message.kind === 'accept' && message.content.c < this.#replica.c) continue;
      const wire = this.#codec.encode(message);
      for (const peer of to) send(peer, wire);
    }
    for (const { peer, from, count } of wanted)
      for (const bytes of store.decisions(from, count)) send(peer, { kind: 'decision', bytes });
  }

  /** The log is the state: DECISIONs are replayed. */
  #load(): { machine: M; replica: Replica } {
    const { genesis, index, store, newMachine, clock } = this.#options;
    const epoch = store.epoch;
    if (epoch === undefined) throw new ServiceError('service/not-found', 404, 'this replica has no keys yet');
    const machine = newMachine();
    let keys = firstKeys(genesis.genesis.replicas.map((replica) => replica.keys));
    let [c, lastTime, base] = [0, 0, 0];
    for (const bytes of this.#log()) {
      const { batch } = this.#codec.decodeDecision(bytes);
      machine.execute(c, batch);
      keys = keysAfter(keys, batch, genesis.genesis.slot);
      [c, lastTime, base] = [c + 1, batch.time, batch.proposer];
    }
    const rows = store.openRows(this.#codec);
    const stored = { c, keys, lastTime, base, rows };
    return { machine, replica: restore(this.#ports(machine), index, epoch, clock(), stored) };
  }

  *#log(): Iterable<Uint8Array> {
    for (let from = 0; ; ) {
      const part = this.#options.store.decisions(from, 256);
      if (part.length === 0) return;
      yield* part;
      from += part.length;
    }
  }

  #ports(machine: Machine): Ports {
    const { genesis, store } = this.#options;
    const codec = this.#codec;
    return {
      quorums: genesis.quorums,
      machine,
      t0: genesis.genesis.t0,
      slot: genesis.genesis.slot,
      hash: (c, batch) => codec.hash(c, batch),
      sign: (epoch, place, kind, content) => store.key(epoch, place).sign(codec.bodyOf(kind, content)),
      verify: (key, kind, content, signature) => verifySignature(key, codec.bodyOf(kind, content), signature),
    };
  }
}

/** Only a lock with its ACCEPT, or nothing: what is said again by and by, and nobody waits for if the instance is decided at once. */
const mayWait = ({ rows, sends }: Outcome): boolean =>
  rows.every(({ kind }) => kind === 'lock') && sends.every(({ message }) => message.kind === 'accept');
