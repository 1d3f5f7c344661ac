/**
 * Freezing with hostile Counters and Trustees, down ones, and a board that stands still for a while (board contract, section 7).
 * A seed decides all of it.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Freeze,
  type FreezePost,
  type FreezeRules,
  freezeFold,
} from '../../../protocol/board/folds/freeze.ts';
import { type Entry, foldEntries } from '../../../protocol/folds/batches.ts';
import { ticksOf } from '../../../protocol/folds/spans.ts';
import { type Mask, maskOf } from '../../../protocol/quorums/quorum-system.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';

const PHASE = 30_000;
/** ms between ticks while the board runs. */
const TICK = PHASE / 4;
const GRACE = 300_000;
const ALLOWANCE = 400_000;
const CLAIMS_END = 1_000_000;
const LIMIT = 1000;
/** Ticks within which what an honest one posts is ordered, and what it asks an honest one for is there. */
const PROMPT = 3;

interface Counter {
  readonly isHonest: boolean;
  readonly size: number;
  /** Ticks after C at which it posts; undefined: never. */
  readonly posts: number | undefined;
  /** Honest Trustees whom it serves. */
  readonly serves: Mask;
}

/** What went wrong; undefined: nothing. */
export function freezeViolation(seed: number): string | undefined {
  return new FreezeWorld(drawsFrom(seed)).run();
}

class FreezeWorld {
  readonly #draw: Draw;
  readonly #rules: FreezeRules;
  /** Trustees by index: the hostile are the first, and those who are down all the time the last. */
  readonly #up: readonly number[];
  readonly #counters: readonly Counter[];
  readonly #entries: Entry<FreezePost>[] = [];
  /** Bits of each Trustee's last hold. */
  readonly #held = new Map<number, Mask>();
  readonly #headAt = new Map<number, number>();
  readonly #outage: readonly [from: number, to: number];

  constructor(draw: Draw) {
    this.#draw = draw;
    const hostile = 1 + (draw(3) === 0 ? 1 : 0);
    const trustees = 3 * hostile + 1 + draw(3);
    const quorum = Math.floor((trustees + hostile) / 2) + 1;
    this.#up = Array.from({ length: quorum }, (_, i) => hostile + i);
    const counters = 2 + draw(3);
    this.#rules = {
      counters,
      hostile,
      quorum,
      claimsEnd: CLAIMS_END,
      allowance: ALLOWANCE,
      phase: PHASE,
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
    // Of those who are up: only some are served by a hostile one, or nobody.
    const serves = isHonest ? maskOf(this.#up) : maskOf(this.#up.filter(() => draw(8) === 0));
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
      if (hasTick) ticks++;
      const posts = freeze.step === 'gathering' ? this.#postsAt(ticks, hasTick) : [];
      this.#keep(c, time, hasTick, posts);
      freeze = fold.next(freeze, { c, time, hasTick, posts });
      if (freeze.step === 'frozen')
        return this.#violation(freeze.available.map(([counter]) => counter)) ?? this.#replayed(freeze, c);
    }
    return 'no end';
  }

  #keep(c: number, time: number, hasTick: boolean, posts: readonly FreezePost[]): void {
    if (hasTick) this.#entries.push({ c, time, post: undefined });
    for (const post of posts) this.#entries.push({ c, time, post });
  }

  /** Hostile ones post before C, too; the honest wait for it. A hostile leader orders its own first. */
  #postsAt(ticks: number, isAfterC: boolean): FreezePost[] {
    const lies = Array.from({ length: this.#rules.hostile }, (_, trustee) => this.#lies(trustee)).flat();
    const heads = isAfterC ? this.#heads(ticks) : [];
    return [...lies, ...heads, ...(isAfterC ? this.#holds(ticks) : [])];
  }

  #lies(signer: number): FreezePost[] {
    const counters = this.#draw(2 ** this.#rules.counters);
    return this.#draw(6) === 0 ? [{ type: 'hold', period: 0, signer, counters }] : [];
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

  /** An honest Trustee says what it has as it grows; first, that it has nothing. */
  #holds(ticks: number): FreezePost[] {
    return this.#up.flatMap((signer): FreezePost[] => {
      const before = this.#held.get(signer);
      const counters = maskOf(
        [...this.#headAt.keys()].filter((counter) => this.#has(signer, counter, ticks)),
      );
      if (before !== undefined && (counters & ~before) === 0) return [];
      this.#held.set(signer, counters | (before ?? 0));
      return [{ type: 'hold', period: 0, signer, counters }];
    });
  }

  /** From the Counter at least speed, or from an honest Trustee that has it. */
  #has(trustee: number, counter: number, ticks: number): boolean {
    const { size, serves } = this.#counters[counter] as Counter;
    const since = this.#headAt.get(counter) ?? 0;
    const isServed = (serves & (1 << trustee)) !== 0;
    const isPassedOn = [...this.#held.values()].some((mask) => (mask & (1 << counter)) !== 0);
    const fetching = ticksOf(2 * Math.min(size, ALLOWANCE), PHASE);
    return ticks > since && ((isServed && ticks >= since + fetching) || isPassedOn);
  }

  #violation(available: readonly number[]): string | undefined {
    const heldByHonest = [...this.#held.values()].reduce((all, mask) => all | mask, 0);
    if (available.some((counter) => (heldByHonest & (1 << counter)) === 0))
      return 'a list that no honest Trustee holds';
    const isLeftOut = this.#counters.some(
      ({ isHonest }, counter) => isHonest && !available.includes(counter),
    );
    return isLeftOut ? 'an honest Counter is left out' : undefined;
  }

  /** Whoever reads the log at once comes to the same, and what comes later changes nothing. */
  #replayed(freeze: Freeze, c: number): string | undefined {
    const late: FreezePost = { type: 'hold', period: 0, signer: 0, counters: 2 ** this.#rules.counters - 1 };
    this.#keep(c + 1, CLAIMS_END * 10, true, [late]);
    const again = foldEntries(freezeFold(this.#rules), this.#entries);
    return isDeepStrictEqual(again, freeze) ? undefined : 'not a function of the prefix';
  }
}
