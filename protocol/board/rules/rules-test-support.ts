/**
 * One honest replica of a board with the deployed cryptography, and peers whose secrets the test holds: they sign and send
 * whatever it likes. All that is said travels as bytes.
 */
import { toHex } from '../../primitives/bytes.ts';
import type { Hash } from '../../primitives/hash-form.ts';
import type { SigningKey } from '../../primitives/p256-signature.ts';
import { sha256 } from '../../primitives/sha256.ts';
import { T0, TestBoard } from '../board-test-support.ts';
import { BoardCodec } from '../codec.ts';
import { firstKeys, type KeysInForce, keyOf } from '../keys-in-force.ts';
import type {
  Batch,
  Contents,
  Decision,
  Lock,
  Message,
  MessageOf,
  Report,
  Request,
  SignedKind,
  StopData,
} from '../messages.ts';
import {
  type Machine,
  newOutcome,
  type Outcome,
  type Replica,
  type Row,
  restore,
  type Stored,
  type Verdict,
} from '../replica.ts';
import { openRequest, signRekey, signRequest } from '../requests.ts';
import { type Event, step } from '../step.ts';

/** ms: where clocks stand at first. */
export const START = 100_000;

/** Says of requests and ticks what the test wants; orders nothing twice. */
class SwitchedMachine implements Machine {
  readonly verdicts = new Map<Hash, Verdict>();
  readonly done: Hash[] = [];
  /** ms of board time from which a tick is due. */
  tickAt = Number.POSITIVE_INFINITY;

  check({ hash }: Request, _time: number, earlier: readonly Request[]): Verdict {
    const isDone = this.done.includes(hash) || earlier.some((request) => request.hash === hash);
    return isDone ? 'board/seq-used' : (this.verdicts.get(hash) ?? 'ready');
  }
  isTickDue = (time: number): boolean => time >= this.tickAt;
  execute(_c: number, { requests }: Batch) {
    this.done.push(...requests.map(({ hash }) => hash));
    return { entries: [], answers: [] };
  }
}

export interface Shape {
  readonly replicas: number;
  readonly hostile: number;
  readonly down: number;
}
const boards = new Map<string, TestBoard>();
const requests = new Map<string, Request>();
const clients = new Map<string, SigningKey>();

function boardOf({ replicas, hostile, down }: Shape): TestBoard {
  const name = `${replicas} ${hostile} ${down}`;
  const board = boards.get(name) ?? new TestBoard(replicas, hostile, down);
  boards.set(name, board);
  return board;
}

export class Scene {
  readonly board: TestBoard;
  readonly codec: BoardCodec;
  readonly machine = new SwitchedMachine();
  readonly self: number;
  readonly log: Decision[] = [];
  /** The store: of the open instance. */
  rows: Stored['rows'][number][] = [];
  replica: Replica;
  /** Signs as these keys; they move on with every KEY that is decided. */
  keys: KeysInForce;

  /** Replica 1 of four, led by 0, unless it is said otherwise. */
  constructor({
    self = 1,
    epoch = 0,
    ...shape
  }: Partial<Shape> & { readonly self?: number; readonly epoch?: number } = {}) {
    this.board = boardOf({ replicas: 4, hostile: 1, down: 0, ...shape });
    this.self = self;
    this.codec = new BoardCodec(
      this.board.opened,
      (input) => requests.get(toHex(sha256(input))) ?? openRequest(this.board.opened, input),
    );
    this.keys = firstKeys(this.board.genesis.replicas.map((one) => one.keys));
    this.replica = this.#restore(epoch);
  }

  get peers(): number[] {
    return this.board.genesis.replicas.map((_, i) => i).filter((i) => i !== this.self);
  }

  #restore(epoch: number): Replica {
    const last = this.log.at(-1)?.batch;
    const stored = {
      c: this.log.length,
      keys: this.keys,
      lastTime: last?.time ?? 0,
      base: last?.proposer ?? 0,
      rows: this.rows,
    };
    return restore(this.board.ports(this.self, this.machine, this.codec), this.self, epoch, START, stored);
  }

  /** What was not stored is lost. */
  restart(): void {
    this.replica = this.#restore(this.replica.epoch);
  }

  hear(...messages: readonly Message[]): Outcome {
    return joined(
      messages.map((message) =>
        this.#step({ kind: 'message', message: this.codec.decode(this.codec.encode(message)) }),
      ),
    );
  }

  /** A request that did not travel. */
  give(request: Request): Outcome {
    return this.#step({ kind: 'message', message: { kind: 'request', request } });
  }

  /** The clock says so many ms after {@link START}. */
  clock(after: number): Outcome {
    return this.#step({ kind: 'clock', now: START + after, size: this.log.length });
  }

  #step(event: Event): Outcome {
    const outcome = step(this.replica, event);
    for (const row of outcome.rows) this.#store(row);
    return outcome;
  }

  #store(row: Row): void {
    if (row.kind !== 'decided') {
      this.rows.push(row);
      return;
    }
    this.rows = this.rows.filter(({ kind }) => kind === 'rolled-back');
    this.keys = row.keys;
    this.log.push(row.decision);
  }

  /** A client's, the same for the same name. */
  request(name: string, { client = 'client', topic = 'space/test', seq = 1, length = 0 } = {}): Request {
    const id = `${this.board.genesis.replicas.length} ${client} ${topic} ${seq} ${length} ${name}`;
    const op = new Uint8Array(length + name.length).fill(name.charCodeAt(0));
    return this.#opened(id, () =>
      signRequest(this.board.opened.board, { topic, seq, op }, this.#key(client)),
    );
  }

  /** A KEY. */
  rekey(replica: number, { epoch = 1, from = 0, to = 2 * START } = {}): Request {
    const id = `KEY ${this.board.genesis.replicas.length} ${replica} ${epoch} ${from} ${to}`;
    const keys = this.board.keyList(replica, epoch).map(({ publicKey }) => publicKey);
    const { board } = this.board.opened;
    const operator = this.board.operators[replica];
    if (operator === undefined) throw new RangeError('there is no such replica');
    return this.#opened(id, () => {
      const op = signRekey(board, `board-${replica}`, { epoch, keys, from, to }, operator);
      return signRequest(
        board,
        { topic: `keys/board-${replica}`, seq: epoch, op },
        this.#key(`for ${replica}`),
      );
    });
  }

  #opened(id: string, sign: () => Uint8Array): Request {
    const known = requests.get(id);
    if (known !== undefined) return known;
    const message = this.codec.decode({ kind: 'request', bytes: sign() });
    if (message.kind !== 'request') throw new TypeError('no request');
    requests.set(id, message.request);
    requests.set(message.request.hash, message.request);
    return message.request;
  }

  #key(client: string): SigningKey {
    const key = clients.get(client) ?? this.board.newKey();
    clients.set(client, key);
    return key;
  }

  /** A batch of these requests. */
  batch(
    names: readonly (string | Request)[],
    { proposer = 0, time = START }: Partial<Omit<Batch, 'requests'>> = {},
  ): Batch {
    return {
      proposer,
      time,
      requests: names.map((one) => (typeof one === 'string' ? this.request(one, { client: one }) : one)),
    };
  }

  hash = (batch: Batch, c = this.replica.c): Hash => this.codec.hash(c, batch);

  /** Whether it is signed with the key in force. */
  isSigned<K extends SignedKind>({ from, kind, content, signature }: MessageOf<K>): boolean {
    return this.replica.ports.verify(keyOf(this.keys, from), kind, content, signature);
  }

  /** Signed with the key in force, or that of another place or epoch. */
  say<K extends SignedKind>(
    from: number,
    kind: K,
    content: Contents[K],
    { epoch, place }: { readonly epoch?: number; readonly place?: number } = {},
  ): MessageOf<K> {
    const entry = this.keys.replicas[from];
    const key = this.board.keyList(from, epoch ?? entry?.epoch ?? 0)[place ?? entry?.place ?? 0];
    if (key === undefined) throw new RangeError('no such key');
    return { kind, from, content, signature: key.sign(this.codec.bodyOf(kind, content)) };
  }

  propose(batch: Batch, { r = 0, from = 0, c = this.replica.c, sync = [] as readonly Report[] } = {}) {
    return this.say(from, 'propose', { c, r, batch, sync });
  }

  votes(
    kind: 'write' | 'accept',
    from: readonly number[],
    batch: Batch | Hash,
    { r = 0, c = this.replica.c } = {},
  ) {
    const h = typeof batch === 'string' ? batch : this.hash(batch, c);
    return from.map((one) => this.say(one, kind, { c, r, h }));
  }

  stops(from: readonly number[], r: number) {
    return from.map((one) => this.say(one, 'stop', { c: this.replica.c, r }));
  }

  lock(batch: Batch, writers: readonly number[], r = 0): Lock {
    const signatures = this.votes('write', writers, batch, { r }).map(
      ({ from, signature }) => [from, signature] as const,
    );
    return { r, h: this.hash(batch), signatures };
  }

  stopdata(from: number, r: number, { lock, last }: Partial<StopData> = {}, c = this.replica.c) {
    return this.say(from, 'stopdata', { c, r, lock, last });
  }

  decision(
    batch: Batch,
    {
      vote = 'accept' as 'write' | 'accept',
      from = [0, 2, 3] as readonly number[],
      r = 0,
      c = this.replica.c,
    } = {},
  ): Extract<Message, { kind: 'decision' }> {
    const signatures = this.votes(vote, from, batch, { r, c }).map(
      (one) => [one.from, one.signature] as const,
    );
    return { kind: 'decision', decision: { c, batch, vote, r, signatures } };
  }

  /** Everybody but this one decides the batch, and this one hears of it. */
  decide(batch: Batch): Outcome {
    return this.hear(this.decision(batch));
  }

  /** This one enters the regency: its peers wish for it. */
  enter(r: number): Outcome {
    return this.hear(...this.stops(this.peers, r));
  }
}

function joined(outcomes: readonly Outcome[]): Outcome {
  const all = newOutcome();
  for (const { rows, sends, wanted, refused } of outcomes) {
    all.rows.push(...rows);
    all.sends.push(...sends);
    all.wanted.push(...wanted);
    all.refused.push(...refused);
  }
  return all;
}

/** What is sent, in short: kind, regency, and to whom. */
export const told = ({ sends }: Outcome): string[] =>
  sends.map(({ to, message }) => {
    const r = 'content' in message ? ` ${message.content.r}` : '';
    return `${message.kind}${r} to ${to.join()}`;
  });

/** The messages of a kind that are sent. */
export const sent = <K extends Message['kind']>({ sends }: Outcome, kind: K) =>
  sends.flatMap(({ message }) => (message.kind === kind ? [message as Extract<Message, { kind: K }>] : []));

/** The rows that are stored, by kind. */
export const stored = ({ rows }: Outcome): string[] => rows.map(({ kind }) => kind);

export { T0 };
