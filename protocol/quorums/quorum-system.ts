/**
 * Refined quorum systems over general adversaries (paper 002, refined quorum systems; contract of the board, section 1).
 * Sets of replicas are masks: bit i is the replica with index i. Which sets may be hostile is a family closed downwards, kept
 * as a table with one byte for each of the 2^n sets, so that every question is one look-up.
 */
import { ensure } from '../errors.ts';

/** Bound on replicas: the tables have 2^n bytes. */
export const MAX_REPLICAS = 16;

export type Mask = number;
/** Sets closed downwards: 1 at the mask of each. */
type Family = Uint8Array;

/** Who may fail together. */
export interface Adversary {
  /** n, from 1 to {@link MAX_REPLICAS}. */
  readonly replicas: number;
  /** k': any so many may be hostile. */
  readonly hostile: number;
  /** k: any so many more may be down, slow or being replaced. */
  readonly down: number;
  /** Groups that may be hostile as a whole: all replicas of one operator, of one system. */
  readonly groups: readonly Mask[];
}

export interface QuorumSystem {
  readonly replicas: number;
  readonly everyone: Mask;
  /** B: these may all be hostile at once. */
  isHostile(mask: Mask): boolean;
  /** Q: the others may all be hostile or down at once. */
  isQuorum(mask: Mask): boolean;
  /** C1: so many that what they write alike is decided at once. */
  isFastQuorum(mask: Mask): boolean;
  /** The smallest sets of C1. */
  readonly fastQuorums: readonly Mask[];
  /** Two quorums that have only hostile replicas in common, and so could decide differently; undefined in a sound system. */
  readonly conflict: readonly [Mask, Mask] | undefined;
}

/** Errors: quorums/invalid for numbers out of their bounds. A system with a `conflict` must not be used. */
export function quorumSystem(adversary: Adversary): QuorumSystem {
  const { replicas, hostile, down, groups } = adversary;
  ensure(
    replicas >= 1 && replicas <= MAX_REPLICAS && hostile + down < replicas,
    'quorums/invalid',
    `${hostile} hostile and ${down} more that are down leave none of ${replicas} replicas`,
  );
  const everyone = 2 ** replicas - 1;
  const hostileSets = downwards(
    [...masksOf(everyone, hostile), ...groups.map((mask) => mask & everyone)],
    everyone,
  );
  const failing = withAny(hostileSets, down, replicas);
  const isFast = fastSets(hostileSets, failing, down, replicas);
  return {
    replicas,
    everyone,
    isHostile: (mask) => hostileSets[mask] === 1,
    isQuorum: (mask) => failing[everyone & ~mask] === 1,
    isFastQuorum: (mask) => isFast[everyone & ~mask] === 1,
    fastQuorums: largest(isFast, replicas).map((mask) => everyone & ~mask),
    conflict: conflictOf(hostileSets, failing, replicas),
  };
}

/** The sets without which a quorum is of class 1: any k, if Property 2 holds for these, else nobody. */
function fastSets(hostile: Family, failing: Family, down: number, replicas: number): Family {
  const nobody = downwards([0], hostile.length - 1);
  return propertyTwo(hostile, failing, down, replicas) ? withAny(nobody, down, replicas) : nobody;
}

/** Property 2: of C, C' of class 1 and a quorum Q, what they have in common is in no union of two hostile sets. */
function propertyTwo(hostile: Family, failing: Family, down: number, replicas: number): boolean {
  const everyone = hostile.length - 1;
  const outside = withAny(failing, 2 * down, replicas);
  const maximal = largest(hostile, replicas);
  const pairs = downwards(
    maximal.flatMap((one) => maximal.map((other) => one | other)),
    everyone,
  );
  return outside.every((isOutside, mask) => isOutside === 0 || pairs[everyone & ~mask] === 0);
}

/** Property 1: what two quorums have in common is not hostile. Two that break it, if any do. */
function conflictOf(hostile: Family, failing: Family, replicas: number): [Mask, Mask] | undefined {
  const everyone = hostile.length - 1;
  const quorums = largest(failing, replicas).map((mask) => everyone & ~mask);
  for (const one of quorums) for (const other of quorums) if (hostile[one & other] === 1) return [one, other];
  return undefined;
}

/** All subsets of these. */
function downwards(sets: readonly Mask[], everyone: Mask): Family {
  const family = new Uint8Array(everyone + 1);
  for (const mask of sets) family[mask] = 1;
  for (let mask = everyone; mask > 0; mask--)
    if (family[mask] === 1) for (const member of members(mask)) family[mask & ~(1 << member)] = 1;
  return family;
}

/** Each of the sets with any `count` replicas more. */
function withAny(sets: Family, count: number, replicas: number): Family {
  if (count === 0) return sets;
  const grown = sets.map((isIn, mask) =>
    isIn === 1 || members(mask).some((member) => sets[mask & ~(1 << member)] === 1) ? 1 : 0,
  );
  return withAny(grown, count - 1, replicas);
}

/** The sets to which nobody can be added. */
function largest(family: Family, replicas: number): Mask[] {
  const isLargest = (mask: Mask): boolean =>
    indices(replicas).every((i) => (mask & (1 << i)) !== 0 || family[mask | (1 << i)] === 0);
  return [...family.keys()].filter((mask) => family[mask] === 1 && isLargest(mask));
}

/** The sets of `size` members. */
function masksOf(everyone: Mask, size: number): Mask[] {
  return Array.from({ length: everyone + 1 }, (_, mask) => mask).filter(
    (mask) => members(mask).length === size,
  );
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Indices of the members, ascending. */
export function members(mask: Mask): number[] {
  const found: number[] = [];
  for (let i = 0; mask >> i !== 0; i++) if ((mask & (1 << i)) !== 0) found.push(i);
  return found;
}

export const has = (mask: Mask, index: number): boolean => (mask & (1 << index)) !== 0;

export const maskOf = (indices: Iterable<number>): Mask => {
  let mask = 0;
  for (const i of indices) mask |= 1 << i;
  return mask;
};
