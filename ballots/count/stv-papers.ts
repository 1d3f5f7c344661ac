/**
 * Where a ballot paper lies in an STV count, and what it is worth.
 *
 * No paper is held: a paper's way is replayed from its preferences and from what happened to the options. That
 * works because the papers of an option leave it at most once: with its surplus, or when it is excluded.
 * Values are integers in units of 0.00001 of a vote.
 */

import { at } from '../at.ts';
import type { ContestVote } from '../vote-rules.ts';

export const UNITS_PER_VOTE = 100_000;

/** How the papers of one option left it. */
export interface Departure {
  readonly stage: number;
  /** The value that a paper leaves with, given the value that it came with. */
  readonly newValue: (value: number) => number;
}

export interface OptionFate {
  /** The last stage in which the option could receive papers. */
  lastOpenStage: number;
  departure: Departure | undefined;
}

/** A paper at one option: `position` is the preference by which it lies there. */
export interface PaperPlace {
  readonly position: number;
  readonly value: number;
}

export const exclusionOf = (stage: number): Departure => ({ stage, newValue: (value) => value });

/** Transfer value = value * surplus / total, cut to 5 decimals (Scottish rule 48(3)). */
export function surplusOf(stage: number, surplus: number, total: number): Departure {
  // There are at most 100001 different values; BigInt, because the product is too large for a double.
  const known = new Map<number, number>();
  const newValue = (value: number): number => {
    const cached = known.get(value);
    if (cached !== undefined) return cached;
    const result = Number((BigInt(value) * BigInt(surplus)) / BigInt(total));
    known.set(value, result);
    return result;
  };
  return { stage, newValue };
}

/** Where the paper lies now; undefined if it has no next preference left. */
export function placeOf(vote: ContestVote, fates: readonly OptionFate[]): PaperPlace | undefined {
  let position: number | undefined = 0;
  let value = UNITS_PER_VOTE;
  while (position !== undefined) {
    const { departure } = at(fates, preference(vote, position));
    if (departure === undefined) return { position, value };
    value = departure.newValue(value);
    position = nextPosition(vote, position, departure.stage, fates);
  }
  return undefined;
}

/** The next available preference after `position` for papers that are transferred in `stage`. */
export function nextPosition(
  vote: ContestVote,
  position: number,
  stage: number,
  fates: readonly OptionFate[],
): number | undefined {
  for (let next = position + 1; next < vote.length; next += 1) {
    if (at(fates, preference(vote, next)).lastOpenStage >= stage) return next;
  }
  return undefined;
}

/** The option at a position; ranks are not shared in a contest that STV counts. */
export function preference(vote: ContestVote, position: number): number {
  return at(at(vote, position), 0);
}
