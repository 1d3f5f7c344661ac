/**
 * Inclusion and consistency proofs of RFC 9162 (sections 2.1.3, 2.1.4) over the tree of merkle-tree.ts. Proofs and the roots of
 * all earlier sizes take time in proportion to the tree's depth, as the hashes of all its perfect subtrees are kept: 64 bytes a
 * leaf. Makers and verifiers walk the same recursion, that of the RFC's definitions.
 */
import { equalBytes } from './bytes.ts';
import { EMPTY_ROOT, leafHash, nodeHash } from './merkle-tree.ts';

/** Hashes of 32 bytes, from the leaf upwards. */
export type MerkleProof = readonly Uint8Array[];

export class ProvableTree {
  /** Of level i: hashes of the perfect subtrees of 2^i leaves, from the left. */
  readonly #levels: Uint8Array[][] = [[]];

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  append(data: Uint8Array): void {
    let hash = leafHash(data);
    for (let level = 0; ; level += 1) {
      const row = this.#levels[level] ?? [];
      this.#levels[level] = row;
      const left = row.at(-1);
      row.push(hash);
      if (left === undefined || row.length % 2 === 1) return;
      hash = nodeHash(left, hash);
    }
  }

  /** Of the first `size` leaves. Errors: RangeError if there are fewer. */
  root(size = this.size): Uint8Array {
    return size === 0 ? EMPTY_ROOT : this.#hash(0, size);
  }

  /** That leaf `index` is in the tree of the first `size`. Errors: RangeError unless it is. */
  inclusion(index: number, size = this.size): MerkleProof {
    if (index < 0 || index >= size) throw new RangeError('there is no such leaf');
    return this.#path(index, 0, size);
  }

  /** That the tree of the first `size` leaves adds to that of the first `old`. Errors: RangeError if it has fewer. */
  consistency(old: number, size = this.size): MerkleProof {
    if (old < 0 || old > size) throw new RangeError('there is no such tree');
    return consistencyParts(old, size).map(([from, to]) => this.#hash(from, to));
  }

  #path(index: number, from: number, to: number): Uint8Array[] {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle
      ? [...this.#path(index, from, middle), this.#hash(middle, to)]
      : [...this.#path(index, middle, to), this.#hash(from, middle)];
  }

  /** Of leaves `from` to `to`, a part that the RFC's recursion arrives at: every perfect part of it is a subtree that is kept. */
  #hash(from: number, to: number): Uint8Array {
    const size = to - from;
    const split = splitOf(size);
    if (size === 1 || size === 2 * split) {
      const hash = this.#levels[Math.log2(size)]?.[from / size];
      if (hash === undefined) throw new RangeError('there are fewer leaves');
      return hash;
    }
    return nodeHash(this.#hash(from, from + split), this.#hash(from + split, to));
  }
}

/** Leaves from one position to before another. */
export type Part = readonly [from: number, to: number];

/** Of which leaves the hashes make the proof that a tree of `size` leaves adds to that of the first `old`; in its order. */
export function consistencyParts(old: number, size: number): Part[] {
  const parts = (from: number, to: number, isKnown: boolean): Part[] => {
    if (old === to) return isKnown ? [] : [[from, to]];
    const middle = from + splitOf(to - from);
    return old <= middle
      ? [...parts(from, middle, isKnown), [middle, to]]
      : [...parts(middle, to, false), [from, middle]];
  };
  return old === 0 ? [] : parts(0, size, true);
}

/** The largest power of two below `size`, which is at least 2; of 1 it is 1. */
function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
}

/** Whether the proof shows that leaf `index` of a tree with this size and root is `data`. */
export function isIncluded(
  data: Uint8Array,
  index: number,
  tree: { readonly size: number; readonly root: Uint8Array },
  proof: MerkleProof,
): boolean {
  if (index < 0 || index >= tree.size || !isWellFormed(proof)) return false;
  const root = rootOver(leafHash(data), index, tree.size, proof);
  return root !== undefined && equalBytes(root, tree.root);
}

/** Whether the proof shows that the later tree only adds to the earlier one. */
export function isConsistent(
  old: { readonly size: number; readonly root: Uint8Array },
  later: { readonly size: number; readonly root: Uint8Array },
  proof: MerkleProof,
): boolean {
  if (old.size > later.size || !isWellFormed(proof)) return false;
  if (old.size === 0)
    return (
      proof.length === 0 &&
      equalBytes(old.root, EMPTY_ROOT) &&
      (later.size > 0 || equalBytes(later.root, EMPTY_ROOT))
    );
  const roots = rootsOver(old.size, later.size, old.root, proof);
  return roots !== undefined && equalBytes(roots.old, old.root) && equalBytes(roots.later, later.root);
}

/** Parts of other lengths could be cut from one another's bytes. */
const isWellFormed = (proof: MerkleProof): boolean => proof.every(({ length }) => length === 32);

function rootOver(leaf: Uint8Array, index: number, size: number, proof: MerkleProof): Uint8Array | undefined {
  if (size === 1) return proof.length === 0 ? leaf : undefined;
  const split = splitOf(size);
  const sibling = proof.at(-1);
  const isLeft = index < split;
  const below = isLeft
    ? rootOver(leaf, index, split, proof.slice(0, -1))
    : rootOver(leaf, index - split, size - split, proof.slice(0, -1));
  if (sibling === undefined || below === undefined) return undefined;
  return isLeft ? nodeHash(below, sibling) : nodeHash(sibling, below);
}

/** Roots of the first `old` and of all leaves; `known` is the root of the first `old` while they are a subtree from the left. */
function rootsOver(
  old: number,
  size: number,
  known: Uint8Array | undefined,
  proof: MerkleProof,
): { readonly old: Uint8Array; readonly later: Uint8Array } | undefined {
  const last = proof.at(-1);
  if (old === size) {
    const hash = known ?? last;
    const isWhole = proof.length === (known === undefined ? 1 : 0);
    return hash !== undefined && isWhole ? { old: hash, later: hash } : undefined;
  }
  const split = splitOf(size);
  const isLeft = old <= split;
  const below = isLeft
    ? rootsOver(old, split, known, proof.slice(0, -1))
    : rootsOver(old - split, size - split, undefined, proof.slice(0, -1));
  if (last === undefined || below === undefined) return undefined;
  return isLeft
    ? { old: below.old, later: nodeHash(below.later, last) }
    : { old: nodeHash(last, below.old), later: nodeHash(last, below.later) };
}
