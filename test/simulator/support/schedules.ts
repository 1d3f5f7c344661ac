/** Schedules: what is delivered when, who crashes, who lies. A seed decides all of it. */
import type { Message } from '../../../protocol/board/messages.ts';
import { drawsFrom } from '../../support/draws.ts';
import { Liar } from './liar.ts';
import { type Envelope, type Node, type Shape, Violation, World } from './world.ts';

export interface Plan {
  readonly shape: Shape;
  readonly as: 'liar' | 'twins' | 'nobody';
  readonly style: 'soup' | 'phased';
  /** Steps of a soup, regencies of a phased schedule. */
  readonly length: number;
  /** Honest replicas whose disk is lost, one after the other. */
  readonly amnesias?: number;
  /** The adversary loses the replica that it holds, to a KEY, and then takes another one. */
  readonly moves?: boolean;
  /** Whether it must settle once the network is good and the hostile ones are silent. */
  readonly mustSettle?: boolean;
  /** A replica with an empty store keeps its old key (what rule 13 forbids). */
  readonly keepsOldKey?: boolean;
}

export interface Verdict {
  readonly violation: string | undefined;
  readonly instances: number;
  readonly highestRegency: number;
  readonly trace: readonly string[] | undefined;
}

export function runSchedule(plan: Plan, seed: number, isTraced = false): Verdict {
  const schedule = new Schedule(plan, seed);
  if (isTraced) schedule.world.trace = [];
  let violation: string | undefined;
  try {
    schedule.run();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
  }
  const { decided, highestRegency, trace } = schedule.world;
  return { violation, instances: decided.size, highestRegency, trace };
}

type Kind = Message['kind'];
/** Batches and questions travel in every phase. */
const ALWAYS: readonly Kind[] = ['fetch', 'batch'];
/** ms, more than the longest time-out of the short T0 here. */
const LONG = 70;
const SETTLING_ROUNDS = 14;

class Schedule {
  readonly world: World;
  readonly #plan: Plan;
  readonly #liar: Liar;
  #amnesias = 0;
  #recovering: number | undefined;
  #freed: number | undefined;
  #hasMoved = false;
  #links: boolean[][] = [];

  constructor(plan: Plan, seed: number) {
    const draw = drawsFrom(seed);
    this.#plan = plan;
    this.world = new World(plan.shape, draw, hostileOnes(plan, draw), plan.as === 'twins' ? 'twins' : 'liar');
    this.#liar = new Liar(this.world);
  }

  run(): void {
    this.world.start();
    if (this.#plan.style === 'soup') this.#soup();
    else this.#phased();
    if (this.#plan.mustSettle === true) this.#settle();
  }

  /** Messages in any order, lost or not, crashes and lies between them. */
  #soup(): void {
    const { world } = this;
    const { draw } = world;
    const timeouts = this.#oneOf([1, 3, 6]);
    const crashes = this.#oneOf([0, 1, 2]);
    const lies = this.#plan.as === 'liar' ? 25 : 0;
    const change = 15 + draw(46);
    for (let i = 0; i < this.#plan.length; i++) {
      if (i % change === 0) this.#rewire();
      const what = draw(100);
      if (what < timeouts) this.#timeOut(this.#oneOf(world.all));
      else if (what < timeouts + crashes) world.crash(this.#oneOf([...world.nodes.values()]));
      else if (what < timeouts + crashes + lies) this.#liar.act();
      else if (what < timeouts + crashes + lies + 2) world.sayStatus(this.#oneOf([...world.nodes.values()]));
      else if (draw(50) === 0) this.#replace();
      else this.#deliverOne();
    }
  }

  #deliverOne(): void {
    const { world } = this;
    if (world.pool.length === 0) return;
    const at = world.draw(10) < 7 ? world.draw(world.pool.length) : 0;
    const envelope = world.pool[at] as Envelope;
    const isOpen = world.stolen.has(envelope.from) || this.#links[envelope.from]?.[envelope.to];
    if (!isOpen && world.draw(10) > 0) return;
    world.pool[at] = world.pool.at(-1) as Envelope;
    world.pool.pop();
    if (isOpen) world.deliver(envelope);
  }

  #rewire(): void {
    const { draw, shape } = this.world;
    const chance = this.#oneOf([40, 70, 90, 100]);
    const indices = Array.from({ length: shape.replicas }, (_, i) => i);
    const isSplit = draw(2) === 0;
    this.#links = indices.map((from) =>
      indices.map((to) => draw(100) < chance && !(isSplit && this.#isAcross(from, to))),
    );
  }

  #isAcross = (from: number, to: number): boolean => {
    const { stolen, sides } = this.world;
    return !stolen.has(from) && !stolen.has(to) && sides[from] !== sides[to];
  };

  /** Regency by regency: the adversary lets through what it likes of each kind. */
  #phased(): void {
    const { world } = this;
    const { draw } = world;
    const crashes = this.#oneOf([0, 10, 30]);
    const lies = this.#plan.as === 'liar' ? this.#oneOf([0, 3, 6]) : 0;
    const helps = this.#plan.as === 'liar' && draw(100) < 70;
    const lie = () => {
      for (let i = 0; i < lies; i++) this.#liar.act();
    };
    const help = () => {
      if (helps) this.#liar.assist();
    };
    for (let round = 0; round < this.#plan.length; round++) {
      lie();
      this.#phase(['propose']);
      lie();
      help();
      this.#phase(['write']);
      help();
      this.#crashSome(crashes);
      this.#phase(['accept']);
      if (draw(4) === 0) this.#phase(['decision', 'ask']);
      if (draw(4) === 0) this.#catchUp();
      if (draw(10) < 3) this.#replace();
      for (const node of world.all) if (draw(10) < 8) this.#timeOut(node);
      lie();
      this.#phase(['stop'], 50);
      this.#phase(['stop'], 50);
      this.#phase(['stopdata'], 30);
      this.#crashSome(crashes / 2);
    }
  }

  #catchUp(): void {
    for (const node of this.world.nodes.values()) this.world.sayStatus(node);
    this.#phase(['write', 'accept', 'stop', 'status', 'ask']);
    this.#phase(['decision']);
  }

  #crashSome(chance: number): void {
    for (const node of [...this.world.nodes.values()])
      if (this.world.draw(100) < chance) this.world.crash(node);
  }

  /** Messages of these kinds, to each with its own luck; most of the others are lost. */
  #phase(kinds: readonly Kind[], keep = 15): void {
    const { world } = this;
    const { draw } = world;
    const isDue = ({ message }: Envelope) => kinds.includes(message.kind) || ALWAYS.includes(message.kind);
    const luck = Array.from({ length: world.shape.replicas }, () => this.#oneOf([0, 50, 80, 100, 100]));
    const isSplit = draw(3) === 0;
    for (let i = 0; i < 3 && world.pool.some(isDue); i++) {
      const now = world.pool
        .map((envelope) => ({ envelope, place: draw(2 ** 30) }))
        .sort((a, b) => a.place - b.place)
        .map(({ envelope }) => envelope);
      world.pool = now.filter((envelope) => !isDue(envelope) && draw(100) < keep);
      for (const envelope of now) {
        const isCut = isSplit && this.#isAcross(envelope.from, envelope.to);
        if (isDue(envelope) && !isCut && draw(100) < (luck[envelope.to] ?? 0)) world.deliver(envelope);
      }
    }
  }

  #timeOut(node: Node): void {
    this.world.now += this.#oneOf([1, 5, LONG]);
    this.world.tick(node);
  }

  /** A disk is lost, or the adversary moves on. */
  #replace(): void {
    const { world } = this;
    const { amnesias = 0, moves = false, keepsOldKey = false } = this.#plan;
    const isRecovered = this.#recovering === undefined || this.#isInForce(this.#recovering);
    if (this.#amnesias < amnesias && isRecovered) {
      this.#recovering = this.#oneOf([...world.nodes.keys()]);
      this.#amnesias += 1;
      world.rejuvenate(this.#recovering, !keepsOldKey);
    }
    if (moves) this.#move();
  }

  #isInForce(index: number): boolean {
    const { replica } = this.world.node(index);
    return replica.keys.replicas[index]?.epoch === replica.epoch;
  }

  #move(): void {
    const { world } = this;
    if (this.#freed === undefined) {
      const [held] = world.stolen.keys();
      if (held === undefined) return;
      this.#freed = held;
      world.rejuvenate(held);
    } else if (!this.#hasMoved && this.#isInForce(this.#freed)) {
      const freed = this.#freed;
      // Those who have erased the keys of the generation in which the first was held.
      const next = [...world.nodes.values()].filter(
        ({ index, replica }) => index !== freed && (replica.keys.replicas[freed]?.epoch ?? 0) > 0,
      );
      if (next.length === 0) return;
      this.#hasMoved = true;
      world.capture(this.#oneOf(next).index);
    }
  }

  /** The network is good and hostile ones are silent: everything is decided by everybody. */
  #settle(): void {
    const { world } = this;
    world.twins.clear();
    world.pool = [];
    const honest = [...world.nodes.values()];
    for (let round = 0; round < SETTLING_ROUNDS * world.shape.replicas; round++) {
      if (isSettled(honest)) return;
      for (const node of honest) {
        this.world.sayStatus(node);
        world.giveRequests(node);
      }
      this.#deliverAll();
      if (isSettled(honest)) return;
      world.now += 2 * LONG;
      for (const node of honest) world.tick(node);
      this.#deliverAll();
    }
    throw new Violation('not everything is decided though the network is good');
  }

  #deliverAll(): void {
    const { world } = this;
    for (let i = 0; world.pool.length > 0 && i < 20_000; i++) world.deliver(world.pool.shift() as Envelope);
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.world.draw(items.length)] as T;
  }
}

const isSettled = (honest: readonly Node[]): boolean =>
  honest.every(({ replica }) => replica.pool.size === 0) &&
  new Set(honest.map(({ replica }) => replica.c)).size === 1;

/** Any k' replicas, the first leader often among them. */
function hostileOnes({ shape, as }: Plan, draw: (below: number) => number): number[] {
  if (as === 'nobody') return [];
  const all = Array.from({ length: shape.replicas }, (_, i) => ({ i, place: draw(2 ** 30) }));
  if (draw(10) < 4) all[0] = { i: 0, place: -1 };
  return all
    .sort((a, b) => a.place - b.place)
    .slice(0, shape.hostile)
    .map(({ i }) => i);
}
