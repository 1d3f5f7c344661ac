/**
 * What a replica knows (board contract, section 3), and the small words that its rules share. The state is changed in place by
 * one step at a time; what a step wants stored, sent and answered gathers in `outcome`. Nothing here does I/O: if the store
 * cannot write, nothing of the step may leave, and the replica is made again from its store.
 */
import type { ErrorCode } from '../errors.ts';
import type { Hash } from '../primitives/hash-form.ts';
import { type Mask, members, type QuorumSystem } from '../quorums/quorum-system.ts';
import type { Entry } from './entries.ts';
import { entryOf, type KeysInForce } from './keys-in-force.ts';
import type {
  Batch,
  Contents,
  Decision,
  Lock,
  Message,
  MessageOf,
  Report,
  Request,
  Signature,
  SignedKind,
  SignedMessage,
} from './messages.ts';
import type { Result } from './operations.ts';

/** Whether a request may be ordered next; `waits`: not yet, as one before it is missing or its time has not come. */
export type Verdict = 'ready' | 'waits' | ErrorCode;

/** What a request was answered, for the REPLY. */
export interface Answered {
  readonly request: Request;
  /** Of its entry; undefined if it made none. */
  readonly position: number | undefined;
  readonly result: Result;
}

/** What a batch did. A waiting `rd` or `in` is answered by a later batch than its own. */
export interface Executed {
  readonly entries: readonly Entry[];
  readonly answers: readonly Answered[];
}

/** The deterministic state machine that the log feeds. */
export interface Machine {
  /** A function of the log before c, the batch's time, and what stands earlier in the batch. */
  check(request: Request, time: number, earlier: readonly Request[]): Verdict;
  isTickDue(time: number): boolean;
  /** Executes a decided batch: nothing else changes the machine. */
  execute(c: number, batch: Batch): Executed;
}

/** What the edges give: cryptography, so that a simulator can stand in for it, and what the log feeds. */
export interface Ports {
  readonly quorums: QuorumSystem;
  readonly machine: Machine;
  /** ms: what waits longer is overdue. */
  readonly t0: number;
  /** ms: at most one KEY of a replica in each. */
  readonly slot: number;
  hash(c: number, batch: Batch): Hash;
  /** By the own key of this epoch and place; the secrets are in the store only. */
  sign<K extends SignedKind>(epoch: number, place: number, kind: K, content: Contents[K]): Signature;
  verify<K extends SignedKind>(
    publicKey: Uint8Array,
    kind: K,
    content: Contents[K],
    signature: Signature,
  ): boolean;
}

/** What must be on disk before anything of the step leaves. */
export type Row =
  | { readonly kind: 'write'; readonly r: number; readonly h: Hash; readonly signature: Signature }
  | { readonly kind: 'batch'; readonly h: Hash; readonly batch: Batch }
  | { readonly kind: 'lock'; readonly lock: Lock }
  | { readonly kind: 'regency'; readonly r: number; readonly report: Report }
  /** Stays when the instance ends, until the operator gives the replica an empty store. */
  | { readonly kind: 'rolled-back' }
  /** Ends the instance: the rows above go, and so do the secrets of keys that count no more. */
  | {
      readonly kind: 'decided';
      readonly decision: Decision;
      readonly keys: KeysInForce;
      readonly executed: Executed;
    };

export interface Outcome {
  readonly rows: Row[];
  readonly sends: { readonly to: readonly number[]; readonly message: Message }[];
  /** Peers that get so many DECISIONs, as far as there are, from instance `from` on. */
  readonly wanted: { readonly peer: number; readonly from: number; readonly count: number }[];
  /** Requests that will not be ordered, and why. */
  readonly refused: { readonly request: Request; readonly code: ErrorCode }[];
}

export interface OwnWrite {
  readonly h: Hash;
  readonly signature: Signature;
}

/** The instance that is open. */
export interface OpenInstance {
  r: number;
  /** Highest regency wished for. */
  wish: number;
  /** When this regency was entered. */
  entered: number;
  lock: Lock | undefined;
  report: Report | undefined;
  /** Own WRITEs, by regency. */
  readonly own: Map<number, OwnWrite>;
  readonly batches: Map<Hash, Batch>;
  /** Batches asked for, by hash: since when. */
  readonly fetching: Map<Hash, number>;
  readonly writes: Votes;
  readonly accepts: Votes;
  /** Of each peer: the first PROPOSE, STOP and valid STOPDATA of the highest regency. */
  readonly proposals: Map<number, MessageOf<'propose'>>;
  readonly stops: Map<number, MessageOf<'stop'>>;
  readonly reports: Map<number, Report>;
  /** When peers were last told everything again. */
  readonly toldAgain: Map<number, number>;
  /** The regency whose proposal was refused: a leader has one. */
  refused: number | undefined;
  decision: Decision | undefined;
}

export interface Waiting {
  readonly request: Request;
  /** Since when it could be ordered; undefined while it cannot. */
  readySince: number | undefined;
  relayAt: number;
  relays: number;
}

export interface Replica {
  readonly self: number;
  /** Of the secrets in the own store. */
  readonly epoch: number;
  readonly ports: Ports;
  now: number;
  c: number;
  keys: KeysInForce;
  /** Time of the last batch. */
  lastTime: number;
  /** Proposer of the last batch, who leads regency 0, and since when it has been the same. */
  base: number;
  baseSince: number;
  tickDueSince: number | undefined;
  open: OpenInstance;
  readonly pool: Map<Hash, Waiting>;
  /** Messages of the next instance, of each peer: the first of a kind and regency, and of proposals the first at all. */
  readonly early: Map<number, Map<string, SignedMessage>>;
  /** Instances at which peers said they are. */
  readonly ahead: Map<number, number>;
  asked: { readonly peer: number; readonly c: number; readonly at: number } | undefined;
  statusAt: number;
  /** When peers were last given a DECISION. */
  readonly given: Map<number, number>;
  /** Own votes were shown that the store lacks: it was put back. Nothing more is signed; the operator must rekey. */
  isRolledBack: boolean;
  outcome: Outcome;
}

/** What the store gives back at start. */
export interface Stored {
  readonly c: number;
  readonly keys: KeysInForce;
  readonly lastTime: number;
  readonly base: number;
  readonly rows: readonly Exclude<Row, { kind: 'decided' }>[];
}

/** A replica at its start, from what is durable: the wish after a crash is the regency. */
export function restore(ports: Ports, self: number, epoch: number, now: number, stored: Stored): Replica {
  const { rows, ...log } = stored;
  const open = newInstance(now);
  for (const row of rows) putBack(open, self, row);
  open.wish = open.r;
  const replica: Replica = {
    self,
    epoch,
    ports,
    now,
    ...log,
    baseSince: now,
    tickDueSince: undefined,
    open,
    pool: new Map(),
    early: new Map(),
    ahead: new Map(),
    asked: undefined,
    statusAt: now,
    given: new Map(),
    isRolledBack: rows.some(({ kind }) => kind === 'rolled-back'),
    outcome: newOutcome(),
  };
  if (open.report !== undefined && leaderOf(replica, open.r) === self) open.reports.set(self, open.report);
  if (open.lock !== undefined && mayVote(replica)) {
    // A lock stands for the ACCEPT, which has no row.
    const { r, h } = open.lock;
    open.accepts.add(self, r, h, signed(replica, 'accept', { c: replica.c, r, h }).signature);
  }
  return replica;
}

function putBack(open: OpenInstance, self: number, row: Stored['rows'][number]): void {
  if (row.kind === 'batch') open.batches.set(row.h, row.batch);
  if (row.kind === 'lock') open.lock = row.lock;
  if (row.kind === 'regency') {
    open.r = row.r;
    open.report = row.report;
  }
  if (row.kind === 'write') {
    open.own.set(row.r, row);
    open.writes.add(self, row.r, row.h, row.signature);
  }
}

export const newInstance = (now: number): OpenInstance => ({
  r: 0,
  wish: 0,
  entered: now,
  lock: undefined,
  report: undefined,
  own: new Map(),
  batches: new Map(),
  fetching: new Map(),
  writes: new Votes(),
  accepts: new Votes(),
  proposals: new Map(),
  stops: new Map(),
  reports: new Map(),
  toldAgain: new Map(),
  refused: undefined,
  decision: undefined,
});

export const newOutcome = (): Outcome => ({ rows: [], sends: [], wanted: [], refused: [] });

/** leader(c, r): regencies belong to an instance and begin with the proposer of the one before. */
export const leaderOf = ({ base, ports }: Replica, r: number): number => (base + r) % ports.quorums.replicas;

/** Whether the own key counts: not before the KEY of a replica that begins anew. */
export const hasOwnKeyInForce = ({ keys, self, epoch }: Replica): boolean =>
  entryOf(keys.replicas, self).epoch === epoch;

/** Whether anything may be signed: never after the own store was put back. */
export const mayVote = (replica: Replica): boolean => !replica.isRolledBack && hasOwnKeyInForce(replica);

/** Signs for the open instance. */
export function signed<K extends SignedKind>(replica: Replica, kind: K, content: Contents[K]): MessageOf<K> {
  const { self, epoch, keys, ports } = replica;
  const signature = ports.sign(epoch, entryOf(keys.replicas, self).place, kind, content);
  return { kind, from: self, content, signature };
}

export function sendToAll(replica: Replica, message: Message): void {
  const { everyone } = replica.ports.quorums;
  send(replica, members(everyone & ~(1 << replica.self)), message);
}

export function send({ outcome, self }: Replica, to: readonly number[], message: Message): void {
  const others = to.filter((peer) => peer !== self);
  if (others.length > 0) outcome.sends.push({ to: others, message });
}

/** The batch, or undefined after asking these for it: one FETCH in T0. */
export function batchOrFetch(replica: Replica, h: Hash, holders: Mask): Batch | undefined {
  const { open, now, self, ports } = replica;
  const batch = open.batches.get(h);
  const since = open.fetching.get(h);
  if (batch === undefined && (since === undefined || now - since >= ports.t0)) {
    open.fetching.set(h, now);
    send(replica, members(holders), { kind: 'fetch', from: self, h });
  }
  return batch;
}

/** Regencies for which a peer's votes are kept: a hostile one must not fill the memory with votes for ever later ones. */
const MAX_REGENCIES = 64;

const alikeKey = (r: number, h: Hash | undefined): string => `${r} ${h}`;

/** Votes of one kind in the open instance: of each peer its first in each regency. */
export class Votes {
  readonly #of = new Map<number, Map<number, OwnWrite>>();
  readonly #alike = new Map<string, { readonly r: number; readonly h: Hash; mask: Mask }>();

  add(from: number, r: number, h: Hash, signature: Signature): void {
    const own = this.#of.get(from) ?? new Map<number, OwnWrite>();
    this.#of.set(from, own);
    if (own.has(r)) return;
    own.set(r, { h, signature });
    const key = alikeKey(r, h);
    const alike = this.#alike.get(key) ?? { r, h, mask: 0 };
    alike.mask |= 1 << from;
    this.#alike.set(key, alike);
    if (own.size > MAX_REGENCIES) this.#drop(from, own, Math.min(...own.keys()));
  }

  #drop(from: number, own: Map<number, OwnWrite>, r: number): void {
    const alike = this.#alike.get(alikeKey(r, own.get(r)?.h));
    own.delete(r);
    if (alike === undefined) return;
    alike.mask &= ~(1 << from);
    if (alike.mask === 0) this.#alike.delete(alikeKey(r, alike.h));
  }

  /** A peer's vote in the highest regency. */
  lastOf(from: number): ({ readonly r: number } & OwnWrite) | undefined {
    const own = this.#of.get(from) ?? new Map<number, OwnWrite>();
    const r = Math.max(-1, ...own.keys());
    const vote = own.get(r);
    return vote && { r, ...vote };
  }

  /** Who voted alike. */
  alike(): Iterable<{ readonly r: number; readonly h: Hash; readonly mask: Mask }> {
    return this.#alike.values();
  }

  /** Signatures on (r, h), by index. */
  signatures(r: number, h: Hash): Lock['signatures'] {
    return [...this.#of]
      .map(([from, own]): [number, OwnWrite | undefined] => [from, own.get(r)])
      .flatMap(([from, vote]) => (vote?.h === h ? [[from, vote.signature] as const] : []))
      .sort(([a], [b]) => a - b);
  }
}
