/**
 * Trustees who renew their keys before and while an election freezes: which of them are hostile in which period, and when each comes
 * to the next one. In every period k others may be hostile; whoever has been has its key of that period for ever.
 */
import { has, type Mask, maskOf } from '../../../protocol/quorums/quorum-system.ts';
import type { Draw } from '../../support/draws.ts';

/** Ticks within which all who are up have come to a period that is certified. */
const ARRIVAL = 3;
/** Ticks for which honest ones may be silent at first, where they are late. */
const LATE = 120;

export interface TrusteeNumbers {
  readonly trustees: number;
  /** k. */
  readonly hostile: number;
  /** q. */
  readonly quorum: number;
}

interface Renewal {
  /** Tick of its certificate. */
  readonly at: number;
  /** By Trustee: ticks after that at which it comes to the period. */
  readonly arrivals: readonly number[];
}

export class FreezeTrustees {
  readonly numbers: TrusteeNumbers;
  /** By index; those who are down all the time are the last. In each period q of them are honest. */
  readonly up: readonly number[];
  /** Whether honest ones may be silent for long, as clocks or renewals can make them; then no renewal comes while it freezes. */
  readonly areLate: boolean;
  /** By period: so many as may be hostile in each. */
  readonly #hostile: Mask[] = [];
  readonly #renewals: readonly Renewal[];
  readonly #begins: readonly number[];
  /** The newest period that is certified, and that to which each Trustee has come. */
  #period: number;
  readonly #periods: number[];

  constructor(draw: Draw) {
    const hostile = 1 + (draw(3) === 0 ? 1 : 0);
    const trustees = 3 * hostile + 1 + draw(3);
    this.numbers = { trustees, hostile, quorum: Math.floor((trustees + hostile) / 2) + 1 };
    this.up = Array.from({ length: this.numbers.quorum + hostile }, (_, i) => i);
    this.areLate = draw(4) === 0;
    this.#begins = this.up.map(() => (this.areLate ? draw(LATE) : 0));
    this.#period = draw(4);
    this.#periods = this.up.map(() => this.#period);
    this.#renewals = this.#drawRenewals(draw);
    for (let p = 0; p <= this.#period + this.#renewals.length; p++)
      this.#hostile.push(this.#drawHostile(draw));
  }

  /** One after the other: none begins before all have come to the period. */
  #drawRenewals(draw: Draw): Renewal[] {
    const renewals: Renewal[] = [];
    for (let at = 1 + draw(120); !this.areLate && renewals.length < 3; at += ARRIVAL + 1 + draw(60))
      renewals.push({ at, arrivals: this.up.map(() => draw(ARRIVAL + 1)) });
    return renewals.slice(draw(4));
  }

  #drawHostile(draw: Draw): Mask {
    const others = [...this.up];
    return maskOf(
      Array.from({ length: this.numbers.hostile }, () => others.splice(draw(others.length), 1)[0] ?? 0),
    );
  }

  /** So many ticks after C. Returns those who have come to another period. */
  passTo(ticks: number): number[] {
    const moved: number[] = [];
    for (const { at, arrivals } of this.#due(ticks))
      for (const trustee of this.up) if (at + (arrivals[trustee] ?? 0) === ticks) moved.push(trustee);
    for (const trustee of moved) this.#periods[trustee] = this.periodOf(trustee) + 1;
    this.#period = Math.max(...this.#periods, this.#period);
    return moved;
  }

  #due = (ticks: number): readonly Renewal[] => this.#renewals.filter(({ at }) => at <= ticks);

  periodOf = (trustee: number): number => this.#periods[trustee] ?? 0;

  isHonest = (trustee: number): boolean => !has(this.#hostile[this.periodOf(trustee)] ?? 0, trustee);

  /** Honest, and there by then. */
  honestAt = (ticks: number): number[] =>
    this.up.filter((trustee) => this.isHonest(trustee) && ticks >= (this.#begins[trustee] ?? 0));

  /** Keys that a thief has had the time to steal, of whatever period. */
  get stolen(): readonly (readonly [period: number, trustee: number])[] {
    return this.#hostile
      .slice(0, this.#period + 1)
      .flatMap((mask, period) =>
        this.up.filter((trustee) => has(mask, trustee)).map((trustee) => [period, trustee] as const),
      );
  }
}
