/**
 * Schedules in real time: every message takes 10 ms, T0 is 1 s, replica 0 of four is hostile and leads first. What waits must be
 * ordered all the same (invariant I6), as the board's model showed (`../shared/board-model/starve.py`).
 */
import type { Batch, Message, MessageOf } from '../../../protocol/board/messages.ts';
import { drawsFrom } from '../../support/draws.ts';
import { Liar } from './liar.ts';
import { hashOf } from './signatures.ts';
import { request, World } from './world.ts';

const FOUR = { replicas: 4, hostile: 1, down: 0 };
const HONEST = [1, 2, 3];
/** ms. */
const T0 = 1000;
const DELAY = 10;
const STEP = 5;

class Timed {
  readonly world: World;
  readonly liar: Liar;
  #todo: { readonly at: number; readonly act: () => void }[] = [];

  constructor(isTickDue?: (world: World) => boolean) {
    this.world = new World(FOUR, drawsFrom(1), [0], 'liar', { t0: T0, isTickDue });
    this.liar = new Liar(this.world);
  }

  after(delay: number, act: () => void): void {
    this.#todo.push({ at: this.world.now + delay, act });
  }

  /** Until it is done, or `limit` ms have passed: the time, or undefined. `hear`: what honest ones tell the hostile one. */
  run(limit: number, isDone: () => boolean, hear: (message: Message) => void): number | undefined {
    const { world } = this;
    while (world.now < limit && !isDone()) {
      world.now += STEP;
      const due = this.#todo.filter(({ at }) => at <= world.now);
      this.#todo = this.#todo.filter(({ at }) => at > world.now);
      for (const { act } of due) act();
      for (const node of world.nodes.values()) world.tick(node);
      for (const envelope of world.pool.splice(0))
        this.after(DELAY, () => (envelope.to === 0 ? hear(envelope.message) : world.deliver(envelope)));
    }
    return isDone() ? world.now : undefined;
  }
}

/**
 * The leader proposes late, to two of three, and never what waits; it helps every later regency to decide its own batch, so that
 * it stays the base. ms until what waits is ordered; undefined if it is not within `limit`.
 */
export function starve(limit: number): number | undefined {
  const s = new Timed();
  const { world, liar } = s;
  const waiting = request('x0');
  for (const node of world.nodes.values())
    world.apply(node, { kind: 'message', message: { kind: 'request', request: waiting } });
  let seen = -1;
  const attack = (c: number): void => {
    const view = world.node(1).replica;
    if (view.c !== c) return;
    const batch: Batch = { proposer: 0, time: world.now, requests: [request(`y${c}`)] };
    liar.say(0, view, 'propose', { c, r: 0, batch, sync: [] }, [1, 2]);
    const last = { r: 0, h: hashOf(c, batch) };
    s.after(300, () => {
      for (const r of [1, 2]) liar.say(0, view, 'stopdata', { c, r, lock: undefined, last }, HONEST);
    });
  };
  const hear = (message: Message): void => {
    if ((message.kind !== 'write' && message.kind !== 'accept') || message.content.r === 0) return;
    liar.say(0, world.node(1).replica, message.kind, (message as MessageOf<'write'>).content, HONEST);
  };
  const isOrdered = (): boolean => {
    const { c, base } = world.node(1).replica;
    if (c !== seen && base === 0) s.after(0.9 * T0, () => attack(c));
    seen = c;
    return [...world.nodes.values()].every(({ machine }) => machine.done.has(waiting.hash));
  };
  return s.run(limit, isOrdered, hear);
}

/** The leader is silent, and nothing waits but a tick: ms until there is one. */
export function silentLeaderAndTick(limit: number): number | undefined {
  const s = new Timed(({ decided }) => decided.size === 0);
  return s.run(
    limit,
    () => s.world.decided.size > 0,
    () => {},
  );
}
