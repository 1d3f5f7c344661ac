/**
 * Replicas of a board, their stores, and a network that does what a schedule says. Replicas run the deployed `step`; hostile
 * ones are either twins (two honest instances with one key) or a liar's, who signs anything with the keys that were stolen.
 */
import { firstKeys, type KeysInForce } from '../../../protocol/board/keys-in-force.ts';
import type { Batch, Decision, Message, Request, SignedMessage } from '../../../protocol/board/messages.ts';
import { type Machine, type Replica, type Row, restore } from '../../../protocol/board/replica.ts';
import { type Event, step } from '../../../protocol/board/step.ts';
import { type QuorumSystem, quorumSystem } from '../../../protocol/quorums/quorum-system.ts';
import type { Draw } from '../../support/draws.ts';
import { hashOf, keyList, sign, verify } from './signatures.ts';

/** The board's invariants do not hold. */
export class Violation extends Error {}

export interface Shape {
  readonly replicas: number;
  readonly hostile: number;
  readonly down: number;
  readonly groups?: readonly number[];
}

export interface Envelope {
  readonly from: number;
  readonly to: number;
  readonly message: Message;
}

/** For schedules in real time. */
interface Timing {
  /** ms. */
  readonly t0?: number;
  readonly isTickDue?: ((world: World) => boolean) | undefined;
}

/** One instance of a replica: what it knows, and what would survive a crash. */
export interface Node {
  readonly index: number;
  readonly machine: Log;
  replica: Replica;
  rows: Exclude<Row, { kind: 'decided' }>[];
  keys: KeysInForce;
  readonly log: Decision[];
}

/** ms. Every event of the clock is a time-out for whoever waits. */
const T0 = 1;
/** Requests of clients in a schedule. */
const REQUESTS = 6;
/** Messages under way: more are lost. */
const MOST_UNDER_WAY = 600;

/** A machine that orders each request once. */
class Log implements Machine {
  readonly done = new Set<string>();
  readonly #isTickDue: () => boolean;

  constructor(isTickDue: () => boolean) {
    this.#isTickDue = isTickDue;
  }

  check({ hash }: Request, _time: number, earlier: readonly Request[]) {
    const isDone = this.done.has(hash) || earlier.some((request) => request.hash === hash);
    return isDone ? ('board/seq-used' as const) : ('ready' as const);
  }
  isTickDue(): boolean {
    return this.#isTickDue();
  }
  execute(_c: number, { requests }: { readonly requests: readonly Request[] }) {
    for (const { hash } of requests) this.done.add(hash);
    return { entries: [], answers: [] };
  }
}

export const request = (name: string): Request => ({
  hash: name,
  bytes: new Uint8Array(0),
  client: name,
  topic: 'space/test',
  seq: 1,
  op: new Uint8Array(0),
  rekey: undefined,
});

const systems = new WeakMap<Shape, QuorumSystem>();

/** Tables that take longer than a schedule. */
function quorumsOf(shape: Shape): QuorumSystem {
  const quorums = systems.get(shape) ?? quorumSystem({ groups: [], ...shape });
  systems.set(shape, quorums);
  return quorums;
}

export class World {
  readonly shape: Shape;
  readonly quorums: QuorumSystem;
  readonly draw: Draw;
  now = 0;
  pool: Envelope[] = [];
  readonly requests: Request[];
  readonly nodes = new Map<number, Node>();
  readonly twins = new Map<number, readonly [Node, Node]>();
  /** Keys that the adversary has: of this epoch, from this place on. */
  readonly stolen = new Map<number, { readonly epoch: number; readonly place: number }>();
  /** What was decided, by instance. */
  readonly decided = new Map<number, string>();
  /** What happened, as lines of a message diagram; kept if asked for. */
  trace: string[] | undefined;
  highestRegency = 0;
  /** Two sides, to which the adversary likes to tell different things. */
  readonly sides: readonly number[];
  readonly #t0: number;
  readonly #isTickDue: () => boolean;
  readonly #waitingBatches: { readonly node: Node; readonly batch: Batch }[] = [];

  constructor(
    shape: Shape,
    draw: Draw,
    hostile: readonly number[],
    as: 'liar' | 'twins',
    { t0 = T0, isTickDue }: Timing = {},
  ) {
    this.shape = shape;
    this.draw = draw;
    this.#t0 = t0;
    this.#isTickDue = () => isTickDue?.(this) ?? false;
    this.quorums = quorumsOf(shape);
    this.requests = Array.from({ length: REQUESTS }, (_, i) => request(`x${i}`));
    this.sides = Array.from({ length: shape.replicas }, () => draw(2));
    for (let i = 0; i < shape.replicas; i++) {
      if (!hostile.includes(i)) this.nodes.set(i, this.newNode(i, 0));
      else {
        this.stolen.set(i, { epoch: 0, place: 0 });
        if (as === 'twins') this.twins.set(i, [this.newNode(i, 0), this.newNode(i, 0)]);
      }
    }
  }

  get all(): Node[] {
    return [...this.nodes.values(), ...[...this.twins.values()].flat()];
  }

  node(index: number): Node {
    const node = this.nodes.get(index);
    if (node === undefined) throw new RangeError(`${index} is not honest`);
    return node;
  }

  /** With an empty store, the keys of the genesis, and secrets of this epoch. */
  newNode(index: number, epoch: number): Node {
    const keys = firstKeys(Array.from({ length: this.shape.replicas }, (_, i) => keyList(i, 0)));
    const machine = new Log(this.#isTickDue);
    const replica = this.#restore(index, epoch, machine, { c: 0, keys, lastTime: 0, base: 0, rows: [] });
    return { index, machine, replica, rows: [], keys, log: [] };
  }

  #restore(index: number, epoch: number, machine: Log, stored: Parameters<typeof restore>[4]): Replica {
    const ports = {
      quorums: this.quorums,
      machine,
      t0: this.#t0,
      slot: 1,
      hash: hashOf,
      verify,
      sign: ((keyEpoch, place, kind, content) =>
        sign(`${index}.${keyEpoch}.${place}`, kind, content)) satisfies Replica['ports']['sign'],
    };
    return restore(ports, index, epoch, this.now, stored);
  }

  /** Clients have sent their requests to everybody. */
  start(): void {
    for (const node of this.all) this.giveRequests(node);
  }

  giveRequests(node: Node): void {
    for (const one of this.requests)
      this.apply(node, { kind: 'message', message: { kind: 'request', request: one } });
  }

  /** One step of one replica, with what follows for its store and the network. */
  apply(node: Node, event: Event): void {
    const { rows, sends, wanted } = step(node.replica, event);
    for (const row of rows) this.#store(node, row);
    for (const { to, message } of sends) for (const peer of to) this.#post(node, peer, message);
    for (const { peer, from, count } of wanted)
      for (const decision of node.log.slice(from, from + count))
        this.#post(node, peer, { kind: 'decision', decision });
    this.highestRegency = Math.max(this.highestRegency, node.replica.open.r);
    const fetched = this.#waitingBatches.splice(0);
    for (const { node: taker, batch } of fetched)
      this.apply(taker, { kind: 'message', message: { kind: 'batch', batch } });
  }

  #store(node: Node, row: Row): void {
    if (row.kind !== 'decided') {
      node.rows.push(row);
      return;
    }
    node.rows = node.rows.filter(({ kind }) => kind === 'rolled-back');
    node.keys = row.keys;
    node.log.push(row.decision);
    if (this.nodes.get(node.index) === node) this.#agree(row.decision);
  }

  #agree({ c, batch }: Decision): void {
    const h = hashOf(c, batch);
    this.trace?.push(`Note over 0: decided ${c} as ${h}`);
    const known = this.decided.get(c);
    if (known !== undefined && known !== h)
      throw new Violation(`instance ${c} was decided as ${known} and as ${h}`);
    this.decided.set(c, h);
  }

  #post(node: Node, to: number, message: Message): void {
    // Clients give requests to everybody here.
    if (message.kind === 'request') return;
    if (message.kind === 'fetch' && this.draw(10) < 8) {
      this.#fetch(node, message.h);
      return;
    }
    const twins = this.twins.get(node.index);
    const isOtherSide = twins !== undefined && this.sides[to] !== twins.indexOf(node);
    if (isOtherSide && !this.stolen.has(to) && this.draw(100) < 85) return;
    this.pool.push({ from: node.index, to, message });
    if (this.pool.length > MOST_UNDER_WAY) this.pool.splice(0, MOST_UNDER_WAY / 3);
  }

  /** Mostly a batch is there at once: schedules shall be about votes. */
  #fetch(node: Node, h: string): void {
    for (const { replica } of this.all) {
      const batch = replica.open.batches.get(h);
      if (batch !== undefined) this.#waitingBatches.push({ node, batch });
    }
  }

  deliver({ from, to, message }: Envelope): void {
    this.trace?.push(`${from}->>${to}: ${describe(message)}`);
    const targets = [this.nodes.get(to) ?? [], this.twins.get(to) ?? []].flat();
    for (const node of targets) this.apply(node, { kind: 'message', message });
  }

  /** Time passes for this one. */
  tick(node: Node): void {
    this.trace?.push(`Note over ${node.index}: ${this.now} ms`);
    this.apply(node, { kind: 'clock', now: this.now, size: node.log.length });
  }

  /** STATUS of this one, to everybody. */
  sayStatus({ index, replica }: Node): void {
    const { c, open, epoch, keys } = replica;
    if (keys.replicas[index]?.epoch !== epoch) return;
    const content = { c, r: open.r, size: c };
    const signature = sign(`${index}.${epoch}.${keys.replicas[index]?.place ?? 0}`, 'status', content);
    for (let to = 0; to < this.shape.replicas; to++)
      if (to !== index)
        this.pool.push({ from: index, to, message: { kind: 'status', from: index, content, signature } });
  }

  /** What was not stored is lost. */
  crash(node: Node): void {
    this.trace?.push(`Note over ${node.index}: crash`);
    const { machine, keys, log, rows, replica, index } = node;
    const last = log.at(-1)?.batch;
    const stored = { c: log.length, keys, lastTime: last?.time ?? 0, base: last?.proposer ?? 0, rows };
    node.replica = this.#restore(index, replica.epoch, machine, stored);
    this.giveRequests(node);
  }

  /** An honest replica's disk is lost: an empty store, the keys of the next epoch, and a KEY among the requests. */
  rejuvenate(index: number, hasNewKey = true): void {
    this.trace?.push(`Note over ${index}: begins anew`);
    const last = this.nodes.get(index)?.replica.epoch ?? this.stolen.get(index)?.epoch ?? 0;
    const epoch = hasNewKey ? last + 1 : last;
    const node = this.newNode(index, epoch);
    this.nodes.set(index, node);
    this.twins.delete(index);
    if (hasNewKey) this.addRequest(this.keyRequest(index, epoch));
    this.giveRequests(node);
  }

  keyRequest = (replica: number, epoch: number): Request => ({
    ...request(`key${replica}.${epoch}`),
    rekey: { replica, epoch, keys: keyList(replica, epoch), from: 0, to: Number.MAX_SAFE_INTEGER },
  });

  addRequest(one: Request): void {
    this.requests.unshift(one);
    for (const node of this.all)
      this.apply(node, { kind: 'message', message: { kind: 'request', request: one } });
  }

  /** The adversary takes an honest replica, with the keys that its store still has. */
  capture(index: number): void {
    const entry = this.node(index).replica.keys.replicas[index];
    if (entry === undefined) throw new RangeError(`${index} has no key`);
    this.stolen.set(index, { epoch: entry.epoch, place: entry.place });
    this.nodes.delete(index);
  }
}

function describe(message: Message): string {
  if (!('content' in message)) return message.kind.toUpperCase();
  const { c } = message.content;
  const r = 'r' in message.content ? `, ${message.content.r}` : '';
  const h = 'h' in message.content ? `, ${message.content.h}` : '';
  return `${message.kind.toUpperCase()}(${c}${r}${h})`;
}

export type { SignedMessage };
