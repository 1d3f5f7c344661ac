/** Hand-written schedules: what is delivered to whom is said step by step, where random search would take long. */

import type {
  Batch,
  Contents,
  Message,
  MessageOf,
  Report,
  SignedKind,
  StopData,
} from '../../../protocol/board/messages.ts';
import type { Replica } from '../../../protocol/board/replica.ts';
import { choose } from '../../../protocol/board/rules/11-choose.ts';
import type { Hash } from '../../../protocol/primitives/hash-form.ts';
import { drawsFrom } from '../../support/draws.ts';
import { Liar } from './liar.ts';
import { hashOf, sign } from './signatures.ts';
import { request, type Shape, World } from './world.ts';

type Vote = 'write' | 'accept';

export class Directed {
  readonly world: World;
  readonly #liar: Liar;

  /** Replica 0 is hostile, unless it is said who is. */
  constructor(shape: Shape, hostile: readonly number[] = [0]) {
    this.world = new World(shape, drawsFrom(1), hostile, 'liar');
    this.#liar = new Liar(this.world);
    // What leaders propose by themselves at the start is not part of these schedules.
    for (const one of this.world.requests) this.#known.set(one.hash, one);
  }

  readonly #known = new Map<string, ReturnType<typeof request>>();

  /** A batch of the hostile leader 0 with this request. */
  batch(name: string, proposer = 0, time = 0): Batch {
    return { proposer, time, requests: [this.#known.get(name) ?? request(name)] };
  }

  replica(index: number): Replica {
    return this.world.node(index).replica;
  }

  hash = (batch: Batch, c = 0): Hash => hashOf(c, batch);

  propose(r: number, batch: Batch, sync: readonly Report[], to: readonly number[], leader = 0): void {
    this.#say(leader, 'propose', { c: this.#instance(to), r, batch, sync }, to);
  }

  vote(from: number, kinds: readonly Vote[], r: number, h: Hash, to: readonly number[]): void {
    for (const kind of kinds) this.#say(from, kind, { c: this.#instance(to), r, h }, to);
  }

  /** What is under way, of these kinds, to these and from these; batches that are asked for come too. */
  deliver(kinds: readonly Message['kind'][], to: readonly number[], from?: readonly number[]): void {
    const isMeant = (envelope: World['pool'][number]): boolean =>
      kinds.includes(envelope.message.kind) &&
      to.includes(envelope.to) &&
      (from === undefined || from.includes(envelope.from));
    const meant = this.world.pool.filter(isMeant);
    this.world.pool = this.world.pool.filter((envelope) => !isMeant(envelope));
    for (const envelope of meant) this.world.deliver(envelope);
  }

  /** Nothing that is under way arrives. */
  lose(): void {
    this.world.pool = [];
  }

  /** These wish for the regency together with the hostile ones, and enter it; their STOPDATAs are under way. */
  enter(ids: readonly number[], r: number): void {
    const c = this.#instance(ids);
    const content = { c, r };
    for (const to of ids) {
      for (const from of ids) {
        const key = this.replica(to).keys.replicas[from];
        const signature = sign(`${from}.${key?.epoch ?? 0}.${key?.place ?? 0}`, 'stop', content);
        if (from !== to)
          this.world.deliver({ from, to, message: { kind: 'stop', from, content, signature } });
      }
      for (const from of this.world.stolen.keys()) this.#say(from, 'stop', content, [to]);
    }
  }

  /** A STOPDATA of a hostile one for an instance, as `view` would believe it. */
  lie(
    from: number,
    view: number,
    r: number,
    content: Pick<StopData, 'lock' | 'last'>,
  ): MessageOf<'stopdata'> | undefined {
    const replica = this.replica(view);
    return this.#liar.message(from, replica, 'stopdata', { c: replica.c, r, ...content });
  }

  /** Gives a hostile one's STOPDATA to a leader. */
  report(from: number, to: number, r: number, content: Pick<StopData, 'lock' | 'last'>): void {
    const message = this.lie(from, to, r, content);
    if (message !== undefined) this.world.deliver({ from, to, message });
  }

  /** The STOPDATAs that these honest ones signed. */
  reportsOf(...ids: readonly number[]): Report[] {
    return ids.flatMap((index) => this.replica(index).open.report ?? []);
  }

  choose(sync: readonly Report[]): Hash | undefined {
    return choose(this.world.quorums, sync);
  }

  /** Hostile ones vote with these for what one of them wrote last, and all that they say to one another arrives. */
  finish(ids: readonly number[], r: number): void {
    const h = ids
      .map((index) => this.world.nodes.get(index)?.replica.open.own.get(r)?.h)
      .find((one) => one !== undefined);
    if (h === undefined) return;
    const c = this.#instance(ids);
    for (const kind of ['write', 'accept'] as const) {
      if (this.#instance(ids) !== c) return;
      for (const from of this.world.stolen.keys()) this.vote(from, [kind], r, h, ids);
      this.deliver([kind], ids, ids);
    }
  }

  #instance(ids: readonly number[]): number {
    return this.replica(ids[0] ?? 0).c;
  }

  #say<K extends SignedKind>(from: number, kind: K, content: Contents[K], to: readonly number[]): void {
    for (const index of to) {
      const message = this.#liar.message(from, this.replica(index), kind, content);
      // A union of messages, of which this is one.
      if (message !== undefined)
        this.world.deliver({ from, to: index, message: message as MessageOf<'write'> });
    }
  }
}
