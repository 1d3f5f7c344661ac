/**
 * Which HEAD a reader believes (board contract, section 3, Reader): fresh ones of a quorum say how far the board is, and what is
 * so is said alike by a set of replicas that cannot all be hostile. All of one generation.
 */
import { equalBytes } from '../primitives/bytes.ts';
import { isConsistent, type MerkleProof } from '../primitives/merkle-proofs.ts';
import { type Mask, maskOf, type QuorumSystem } from '../quorums/quorum-system.ts';
import type { Head } from './answers.ts';

/** A HEAD whose signature was verified. */
export interface ShownHead {
  /** Index of the replica. */
  readonly from: number;
  readonly head: Head;
  /** As it was signed. */
  readonly bytes: Uint8Array;
}

/** ms by which a replica's clock may differ from the own one. */
const FRESH = 60_000;

export const isFresh = ({ now }: Head, clock: number): boolean => Math.abs(now - clock) <= FRESH;

/**
 * The highest instance that some replicas, not all of them hostile, have reached or passed; undefined without fresh HEADs of a
 * quorum. `newest`: the newest HEAD of each replica.
 */
export function instanceReached(
  newest: readonly ShownHead[],
  quorums: QuorumSystem,
  clock: number,
): number | undefined {
  const fresh = newest.filter(({ head }) => isFresh(head, clock));
  if (!quorums.isQuorum(maskFrom(fresh))) return undefined;
  const reached = fresh
    .map(({ head }) => head.c)
    .filter((c) => !quorums.isHostile(maskFrom(fresh.filter(({ head }) => head.c >= c))));
  // One at least: a quorum is not hostile as a whole, and all of it has reached the least.
  return Math.max(...reached);
}

/** Those that say the same but for the time at which they say it, where not all who say so can be hostile. Two such are a fork. */
export function agreedHeads(heads: readonly ShownHead[], quorums: QuorumSystem): readonly ShownHead[][] {
  const groups: ShownHead[][] = [];
  for (const shown of heads) {
    const group = groups.find(([first]) => first !== undefined && saysSame(first.head, shown.head));
    if (group === undefined) groups.push([shown]);
    else group.push(shown);
  }
  return groups.filter((group) => !quorums.isHostile(maskFrom(group)));
}

export const saysSame = (a: Head, b: Head): boolean =>
  a.c === b.c &&
  a.size === b.size &&
  a.time === b.time &&
  equalBytes(a.logRoot, b.logRoot) &&
  equalBytes(a.topicsRoot, b.topicsRoot);

/** Whether the later log adds to the earlier, and nothing else changed where nothing was added. */
export function continues(earlier: Head, later: Head, proof: MerkleProof): boolean {
  if (later.c < earlier.c || later.time < earlier.time) return false;
  if (later.size === earlier.size && !equalBytes(earlier.topicsRoot, later.topicsRoot)) return false;
  return isConsistent(
    { size: earlier.size, root: earlier.logRoot },
    { size: later.size, root: later.logRoot },
    proof,
  );
}

/** Whether no one log can have both, whatever it has in between. */
export function contradict(a: Head, b: Head): boolean {
  if (a.c === b.c) return !saysSame(a, b);
  const [earlier, later] = a.c < b.c ? [a, b] : [b, a];
  if (later.time < earlier.time) return true;
  return later.size <= earlier.size && !continues(earlier, later, []);
}

const maskFrom = (heads: readonly ShownHead[]): Mask => maskOf(heads.map(({ from }) => from));
