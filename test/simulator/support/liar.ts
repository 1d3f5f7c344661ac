/** What hostile replicas may sign and say: anything, to anyone, with the keys that were stolen. */

import type {
  Batch,
  Contents,
  MessageOf,
  Report,
  SignedKind,
  StopData,
} from '../../../protocol/board/messages.ts';
import { leaderOf, type Replica } from '../../../protocol/board/replica.ts';
import { isValidReport } from '../../../protocol/board/rules/9-stopdata.ts';
import { choose } from '../../../protocol/board/rules/11-choose.ts';
import { maskOf } from '../../../protocol/quorums/quorum-system.ts';
import { hashOf, sign } from './signatures.ts';
import type { World } from './world.ts';

export class Liar {
  readonly #world: World;

  /** Chance, in %, that its help reaches someone. */
  readonly #helpfulness: number;

  constructor(world: World) {
    this.#world = world;
    this.#helpfulness = 50 + 50 * world.draw(2);
  }

  /** A message by a stolen key that counts for `view`; undefined if there is none. */
  message<K extends SignedKind>(
    from: number,
    view: Replica,
    kind: K,
    content: Contents[K],
  ): MessageOf<K> | undefined {
    const stolen = this.#world.stolen.get(from);
    const key = view.keys.replicas[from];
    if (stolen === undefined || key === undefined) return undefined;
    if (key.epoch !== stolen.epoch || key.place < stolen.place) return undefined;
    return { kind, from, content, signature: sign(`${from}.${stolen.epoch}.${key.place}`, kind, content) };
  }

  say<K extends SignedKind>(
    from: number,
    view: Replica,
    kind: K,
    content: Contents[K],
    to: readonly number[],
  ): void {
    const message = this.message(from, view, kind, content);
    // A union of messages, of which this is one.
    if (message !== undefined)
      for (const peer of to)
        this.#world.pool.push({ from, to: peer, message: message as MessageOf<'write'> });
  }

  /** One lie at random. */
  act(): void {
    const { draw, stolen } = this.#world;
    const view = this.#oneOf(this.#honest());
    const from = this.#oneOf([...stolen.keys()]);
    if (view === undefined || from === undefined) return;
    const what = draw(100);
    if (what < 45) this.#vote(from, view);
    else if (what < 60)
      this.say(from, view, 'stop', { c: view.c, r: view.open.r + (draw(4) === 0 ? 2 : 1) }, this.#some());
    else if (what < 75) this.#report(from, view);
    else this.#propose(view);
  }

  /** Votes for all that an honest one wrote, and wishes with everybody: what lets a bad lead decide. */
  assist(): void {
    const { stolen } = this.#world;
    const honest = this.#honest();
    for (const c of new Set(honest.map((one) => one.c))) {
      const here = honest.filter((one) => one.c === c);
      const [view] = here;
      if (view === undefined) continue;
      const written = new Map(
        here.flatMap(({ open }) => [...open.own].map(([r, { h }]) => [`${r} ${h}`, { r, h }] as const)),
      );
      for (const { r, h } of written.values())
        for (const from of stolen.keys())
          for (const kind of ['write', 'accept'] as const)
            this.say(from, view, kind, { c, r, h }, this.#some(this.#helpfulness));
      const x = Math.max(...here.map(({ open }) => open.r)) + 1;
      for (const from of stolen.keys())
        this.say(from, view, 'stop', { c, r: x }, [...this.#world.nodes.keys()]);
    }
  }

  #vote(from: number, view: Replica): void {
    const { draw } = this.#world;
    const h = this.#oneOf(this.#writtenAt(view.c));
    if (h === undefined) return;
    const r = draw(100) < 80 ? view.open.r : draw(view.open.r + 1);
    const to = this.#some();
    this.say(from, view, 'write', { c: view.c, r, h }, to);
    if (draw(2) === 0) this.say(from, view, 'accept', { c: view.c, r, h }, to);
  }

  #report(from: number, view: Replica): void {
    const r = this.#highestRegency(view.c);
    const content = r > 0 ? this.lie(view, r) : undefined;
    if (content !== undefined) this.say(from, view, 'stopdata', content, [leaderOf(view, r)]);
  }

  /** A STOPDATA of somebody's lock and anybody's WRITE. */
  lie({ c }: Replica, r: number): StopData {
    const { draw } = this.#world;
    const locks = this.#honest()
      .filter((one) => one.c === c)
      .flatMap(({ open }) => (open.lock !== undefined && open.lock.r < r ? [open.lock] : []));
    const lock = draw(100) < 40 ? this.#oneOf(locks) : undefined;
    const h = this.#oneOf(this.#writtenAt(c));
    const floor = (lock?.r ?? -1) + 1;
    const last =
      h !== undefined && floor < r && draw(100) < 70 ? { r: floor + draw(r - floor), h } : undefined;
    return { c, r, lock, last };
  }

  /** As a leader: two batches, each to some, or what the STOPDATAs force. */
  #propose(view: Replica): void {
    const { stolen } = this.#world;
    for (const r of new Set(
      this.#honest()
        .filter(({ c }) => c === view.c)
        .map(({ open }) => open.r),
    )) {
      const leader = leaderOf(view, r);
      if (!stolen.has(leader)) continue;
      for (const side of [0, 1]) {
        const sync = r === 0 ? [] : this.#sync(view, r);
        const batch = sync && this.#batch(view, leader, r, sync);
        if (sync !== undefined && batch !== undefined)
          this.say(leader, view, 'propose', { c: view.c, r, batch, sync }, this.#sideOrSome(side));
      }
    }
  }

  #batch(view: Replica, leader: number, r: number, sync: readonly Report[]): Batch | undefined {
    const { draw } = this.#world;
    const forced = r === 0 ? undefined : choose(view.ports.quorums, sync);
    const known = this.#batches(view.c);
    if (forced !== undefined) return known.find((batch) => hashOf(view.c, batch) === forced);
    const other = this.#oneOf(known);
    if (other !== undefined && draw(100) < 30) return other;
    const waiting = [...view.pool.values()].map(({ request }) => request);
    const request = this.#oneOf(waiting);
    const time = Math.max(view.lastTime, view.now + draw(5) - 2);
    return { proposer: leader, time, requests: request === undefined ? [] : [request] };
  }

  /** Some quorum of the STOPDATAs that were sent, with lies among them. */
  #sync(view: Replica, r: number): Report[] | undefined {
    const { quorums } = view.ports;
    const reports = new Map<number, Report>();
    for (const { open, c, self } of this.#honest())
      if (c === view.c && open.r === r && open.report !== undefined) reports.set(self, open.report);
    for (const from of this.#world.stolen.keys()) {
      const message = this.message(from, view, 'stopdata', this.lie(view, r));
      if (message !== undefined) reports.set(from, message);
    }
    const taken: Report[] = [];
    for (const report of this.#shuffled([...reports.values()])) {
      if (quorums.isQuorum(maskOf(taken.map(({ from }) => from)))) break;
      if (isValidReport(view, report, r)) taken.push(report);
    }
    const isEnough = quorums.isQuorum(maskOf(taken.map(({ from }) => from)));
    return isEnough ? taken.sort((a, b) => a.from - b.from) : undefined;
  }

  #honest = (): Replica[] => [...this.#world.nodes.values()].map(({ replica }) => replica);
  #highestRegency = (c: number): number =>
    Math.max(
      0,
      ...this.#honest()
        .filter((one) => one.c === c)
        .map(({ open }) => open.r),
    );
  #writtenAt = (c: number): string[] =>
    this.#honest()
      .filter((one) => one.c === c)
      .flatMap(({ open }) => [...open.own.values()].map(({ h }) => h));
  #batches = (c: number): Batch[] =>
    this.#honest()
      .filter((one) => one.c === c)
      .flatMap(({ open }) => [...open.batches.values()]);

  /** Each honest one with this chance, in %. */
  #some(chance = 60): number[] {
    return [...this.#world.nodes.keys()].filter(() => this.#world.draw(100) < chance);
  }

  /** All of one side, or anybody. */
  #sideOrSome(side: number): number[] {
    const { draw, nodes, sides } = this.#world;
    return draw(3) > 0 ? [...nodes.keys()].filter((index) => sides[index] === side) : this.#some();
  }

  #oneOf<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : items[this.#world.draw(items.length)];
  }

  #shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.#world.draw(2 ** 30) }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
