/** Linear equations over a prime field, and which unknowns they determine (Gauss and Jordan, one equation at a time). */
import { invert, mod } from '@noble/curves/abstract/modular.js';

/** Coefficients, by unknown. */
export type Terms = Map<string, bigint>;

interface Row {
  readonly terms: Terms;
  readonly value: bigint;
}

export class Equations {
  readonly #order: bigint;
  /** Each solved for its unknown, which no other has. */
  readonly #rows = new Map<string, Row>();

  constructor(order: bigint) {
    this.#order = order;
  }

  /** The terms add up to the value. What follows from the others already changes nothing. Throws if it contradicts them. */
  add(terms: Terms, value: bigint): void {
    let row: Row = { terms: new Map(terms), value: mod(value, this.#order) };
    for (const [unknown, factor] of terms) {
      const known = this.#rows.get(unknown);
      if (known !== undefined) row = this.#less(row, known, factor);
    }
    const [first] = row.terms;
    if (first === undefined) {
      if (row.value !== 0n) throw new Error('the equations contradict each other');
      return;
    }
    const [unknown, factor] = first;
    const solved = this.#times(row, invert(factor, this.#order));
    for (const [name, other] of this.#rows) {
      const of = other.terms.get(unknown);
      if (of !== undefined) this.#rows.set(name, this.#less(other, solved, of));
    }
    this.#rows.set(unknown, solved);
  }

  /** Undefined if the equations leave it open. */
  valueOf(unknown: string): bigint | undefined {
    const row = this.#rows.get(unknown);
    return row?.terms.size === 1 ? row.value : undefined;
  }

  /** The unknown comes in no later equation: what is known of the others without it is kept. */
  forget(unknown: string): void {
    const found = [...this.#rows].find(([, { terms }]) => terms.has(unknown));
    if (found === undefined) return;
    const [name, row] = found;
    this.#rows.delete(name);
    const solved = this.#times(row, invert(row.terms.get(unknown) ?? 0n, this.#order));
    for (const [other, { terms, value }] of this.#rows) {
      const of = terms.get(unknown);
      if (of !== undefined) this.#rows.set(other, this.#less({ terms, value }, solved, of));
    }
  }

  #times({ terms, value }: Row, factor: bigint): Row {
    const scaled = [...terms].map(([name, of]): [string, bigint] => [name, mod(of * factor, this.#order)]);
    return { terms: new Map(scaled), value: mod(value * factor, this.#order) };
  }

  #less(row: Row, other: Row, factor: bigint): Row {
    const terms = new Map(row.terms);
    for (const [name, of] of other.terms) {
      const left = mod((terms.get(name) ?? 0n) - of * factor, this.#order);
      if (left === 0n) terms.delete(name);
      else terms.set(name, left);
    }
    return { terms, value: mod(row.value - other.value * factor, this.#order) };
  }
}
