/**
 * Freezing with hostile Counters and Trustees, down ones, Trustees who renew their keys meanwhile, a thief of old keys, and a board
 * that stands still for a while (board contract, section 7; trustees contract, section 3). A seed decides all of it.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Freeze,
  type FreezePost,
  type FreezeRules,
  type Frozen,
  freezeFold,
} from '../../../protocol/board/folds/freeze.ts';
import { type Entry, foldEntries } from '../../../protocol/folds/batches.ts';
import { ticksOf } from '../../../protocol/folds/spans.ts';
import { has, type Mask, maskOf } from '../../../protocol/quorums/quorum-system.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';
import { FreezeTrustees } from './freeze-trustees.ts';

const PHASE = 30_000;
/** ms between ticks while the board runs. */
const TICK = PHASE / 4;
const GRACE = 300_000;
const ALLOWANCE = 400_000;
const CLAIMS_END = 1_000_000;
const LIMIT = 1000;
/** Ticks within which what an honest one posts is ordered, and what it asks an honest one for is there. */
const PROMPT = 3;
/** What the honest sign as frozen, and what thieves do. */
const [TRUE, FALSE] = ['X', 'Y'];

interface Counter {
  readonly isHonest: boolean;
  readonly size: number;
  /** Ticks after C at which it posts; undefined: never. */
  readonly posts: number | undefined;
  /** Trustees whom it serves. */
  readonly serves: Mask;
}

/** What went wrong; undefined: nothing. */
export function freezeViolation(seed: number): string | undefined {
  return new FreezeWorld(drawsFrom(seed)).run();
}

/** What one Trustee has on its disk, while it is honest. */
interface Disk {
  /** Whole lists, by Counter. */
  lists: Mask;
  /** Ticks after C at which it began to fetch; undefined: not yet. */
  since: number | undefined;
  hasSigned: boolean;
}

const emptyDisk = (): Disk => ({ lists: 0, since: undefined, hasSigned: false });

class FreezeWorld {
  readonly #draw: Draw;
  readonly #trustees: FreezeTrustees;
  readonly #rules: FreezeRules;
  readonly #counters: readonly Counter[];
  readonly #entries: Entry<FreezePost>[] = [];
  readonly #disks: Disk[];
  /** What honest ones have said, by period and Trustee. */
  readonly #holds = new Map<string, Mask>();
  readonly #roots = new Set<string>();
  readonly #headAt = new Map<number, number>();
  readonly #outage: readonly [from: number, to: number];

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#trustees = new FreezeTrustees(draw);
    this.#disks = this.#trustees.up.map(emptyDisk);
    const { hostile, quorum } = this.#trustees.numbers;
    const counters = 2 + draw(3);
    this.#rules = {
      ...{ counters, hostile, quorum, claimsEnd: CLAIMS_END, allowance: ALLOWANCE, phase: PHASE },
      grace: GRACE,
    };
    const honest = draw(counters);
    this.#counters = Array.from({ length: counters }, (_, i) =>
      this.#drawCounter(i === honest || draw(2) === 0),
    );
    const from = CLAIMS_END - 60_000 + draw(300_000);
    this.#outage = draw(3) === 0 ? [from, from + draw(2 * GRACE)] : [0, 0];
  }

  #drawCounter(isHonest: boolean): Counter {
    const draw = this.#draw;
    const { up } = this.#trustees;
    // Of those who are up: only some are served by a hostile one, or nobody.
    const serves = maskOf(isHonest ? up : up.filter(() => draw(8) === 0));
    const posts = isHonest ? draw(ticksOf(GRACE, PHASE) - PROMPT) : draw(2) === 0 ? draw(60) : undefined;
    return { isHonest, size: draw(2 * ALLOWANCE), posts, serves };
  }

  run(): string | undefined {
    const fold = freezeFold(this.#rules);
    let freeze: Freeze = fold.start;
    let ticks = 0;
    const [outageFrom, outageTo] = this.#outage;
    for (let c = 0; c < LIMIT; c++) {
      const time = CLAIMS_END - 10 * TICK + c * TICK;
      if (outageFrom <= time && time < outageTo) continue;
      const hasTick = time >= CLAIMS_END;
      if (hasTick) this.#passTo(++ticks);
      const posts = this.#postsAt(freeze, ticks, hasTick);
      this.#keep(c, time, hasTick, posts);
      const before = freeze;
      freeze = fold.next(before, { c, time, hasTick, posts });
      if (freeze.step === 'gathering') continue;
      const violation = before.step === 'gathering' ? this.#violation(freeze) : undefined;
      if (violation !== undefined) return violation;
      if (freeze.final !== undefined) return this.#finalViolation(freeze, c);
    }
    return 'no end';
  }

  #keep(c: number, time: number, hasTick: boolean, posts: readonly FreezePost[]): void {
    if (hasTick) this.#entries.push({ c, time, post: undefined });
    for (const post of posts) this.#entries.push({ c, time, post });
  }

  /** Honest ones fetch, also from one another before any of them is broken into; then some come to the next period. */
  #passTo(ticks: number): void {
    const honest = this.#trustees.honestAt(ticks);
    const shared = honest.reduce((lists, trustee) => lists | this.#disk(trustee).lists, 0);
    for (const trustee of honest) {
      const disk = this.#disk(trustee);
      disk.since ??= ticks;
      disk.lists |= shared | maskOf([...this.#headAt.keys()].filter((i) => this.#serves(i, trustee, ticks)));
    }
    // Whoever is broken into has nothing left, and begins anew in the period after.
    for (const trustee of this.#trustees.passTo(ticks))
      if (!this.#trustees.isHonest(trustee)) this.#disks[trustee] = emptyDisk();
  }

  #disk = (trustee: number): Disk => this.#disks[trustee] as Disk;

  /** At least speed. */
  #serves(counter: number, trustee: number, ticks: number): boolean {
    const { size, serves } = this.#counters[counter] as Counter;
    const since = Math.max(this.#headAt.get(counter) ?? 0, this.#disk(trustee).since ?? 0);
    const fetching = ticksOf(2 * Math.min(size, ALLOWANCE), PHASE);
    return has(serves, trustee) && ticks > since && ticks >= since + fetching;
  }

  /** Hostile ones post before C, too; the honest wait for it. A hostile leader orders its own first. */
  #postsAt(freeze: Freeze, ticks: number, isAfterC: boolean): FreezePost[] {
    const lies = this.#trustees.stolen.flatMap(([period, signer]) => this.#lies(freeze, period, signer));
    if (!isAfterC) return lies;
    const honest = this.#trustees.honestAt(ticks);
    if (freeze.step === 'frozen') return [...lies, ...honest.flatMap((signer) => this.#root(freeze, signer))];
    return [...lies, ...this.#heads(ticks), ...honest.flatMap((signer) => this.#hold(signer))];
  }

  /** With a key of that period, which need not be the present one. */
  #lies(freeze: Freeze, period: number, signer: number): FreezePost[] {
    const counters = this.#draw(2 ** this.#rules.counters);
    if (this.#draw(6) !== 0) return [];
    return freeze.step === 'gathering'
      ? [{ type: 'hold', period, signer, counters }]
      : [rootOf(period, signer, FALSE)];
  }

  #heads(ticks: number): FreezePost[] {
    const due = this.#counters.flatMap((counter, signer) =>
      counter.posts !== undefined && counter.posts < ticks && !this.#headAt.has(signer)
        ? [{ counter, signer }]
        : [],
    );
    // After a standstill the honest are ordered a batch later than the hostile.
    const isHeldBack = due.some(({ counter }) => !counter.isHonest) || this.#draw(2) === 0;
    return due
      .filter(({ counter }) => !counter.isHonest || !isHeldBack || ticks > (counter.posts ?? 0) + PROMPT)
      .map(({ counter: { size }, signer }) => {
        this.#headAt.set(signer, ticks);
        return { type: 'final-head', signer, head: { size, root: `root ${signer}` } };
      });
  }

  /** An honest Trustee says what it has as it grows, first, that it has nothing; and all again in the next period. */
  #hold(signer: number): FreezePost[] {
    const period = this.#trustees.periodOf(signer);
    const name = `${period} ${signer}`;
    const before = this.#holds.get(name);
    const counters = this.#disk(signer).lists;
    if (before !== undefined && (counters & ~before) === 0) return [];
    this.#holds.set(name, counters | (before ?? 0));
    return [{ type: 'hold', period, signer, counters }];
  }

  /** As soon as it has all that is available; the same anew in the next period. */
  #root({ available }: Frozen, signer: number): FreezePost[] {
    const disk = this.#disk(signer);
    const period = this.#trustees.periodOf(signer);
    const name = `${period} ${signer}`;
    disk.hasSigned ||= available.every(([counter]) => has(disk.lists, counter));
    if (!disk.hasSigned || this.#roots.has(name)) return [];
    this.#roots.add(name);
    return [rootOf(period, signer, TRUE)];
  }

  /** At the freeze point. */
  #violation({ available }: Frozen): string | undefined {
    const counted = available.map(([counter]) => counter);
    const heldByHonest = [...this.#holds.values()].reduce((all, mask) => all | mask, 0);
    if (!counted.every((counter) => has(heldByHonest, counter))) return 'a list that no honest Trustee holds';
    if (!this.#haveEnoughSpoken()) return 'frozen before k + 1 honest Trustees of one period have spoken';
    const isLeftOut = this.#counters.some(({ isHonest }, counter) => isHonest && !counted.includes(counter));
    return isLeftOut && !this.#trustees.areLate ? 'an honest Counter is left out' : undefined;
  }

  #haveEnoughSpoken(): boolean {
    const periods = [...this.#holds.keys()].map((name) => name.split(' ')[0]);
    return periods.some((one) => periods.filter((other) => other === one).length > this.#rules.hostile);
  }

  #finalViolation(freeze: Frozen, c: number): string | undefined {
    if (freeze.final?.x !== TRUE) return 'a final root that no honest Trustee signed';
    return this.#replayed(freeze, c);
  }

  /** Whoever reads the log at once comes to the same, and what comes later changes nothing. */
  #replayed(freeze: Freeze, c: number): string | undefined {
    const late: FreezePost = { type: 'hold', period: 0, signer: 0, counters: 2 ** this.#rules.counters - 1 };
    this.#keep(c + 1, CLAIMS_END * 10, true, [late]);
    const again = foldEntries(freezeFold(this.#rules), this.#entries);
    return isDeepStrictEqual(again, freeze) ? undefined : 'not a function of the prefix';
  }
}

const rootOf = (period: number, signer: number, x: string): FreezePost => ({
  type: 'root',
  period,
  signer,
  root: { x, size: 1, root: 'root' },
});
