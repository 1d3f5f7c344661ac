/**
 * Merkle tree hash of RFC 9162, section 2.1, computed as leaves stream past: memory is the tree's depth, not its size.
 * Leaf: SHA-256(0x00 || data); node: SHA-256(0x01 || left || right); no leaves: SHA-256 of nothing.
 */
import { concat, EMPTY } from './bytes.ts';
import { sha256 } from './sha256.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const EMPTY_ROOT: Uint8Array = sha256(EMPTY);
export const leafHash = (data: Uint8Array): Uint8Array => sha256(concat(LEAF, data));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concat(NODE, left, right));

interface Subtree {
  readonly size: number;
  readonly hash: Uint8Array;
}

export class MerkleTree {
  /** Roots of the perfect subtrees, largest first, each with its number of leaves. */
  readonly #subtrees: Subtree[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(data: Uint8Array): void {
    let subtree = { size: 1, hash: leafHash(data) };
    let left = this.#subtrees.at(-1);
    while (left !== undefined && left.size === subtree.size) {
      this.#subtrees.pop();
      subtree = { size: 2 * left.size, hash: nodeHash(left.hash, subtree.hash) };
      left = this.#subtrees.at(-1);
    }
    this.#subtrees.push(subtree);
    this.#size += 1;
  }

  root(): Uint8Array {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return EMPTY_ROOT;
    return this.#subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left.hash, right), last.hash);
  }

  /** A tree of its own of the leaves in that part: those of whole perfect subtrees, of which this one keeps the roots. */
  part(from: number, to: number): MerkleTree {
    const tree = new MerkleTree();
    let position = 0;
    for (const subtree of this.#subtrees) {
      if (position >= from && position + subtree.size <= to) tree.#take(subtree);
      position += subtree.size;
    }
    return tree;
  }

  #take(subtree: Subtree): void {
    this.#subtrees.push(subtree);
    this.#size += subtree.size;
  }
}

export function merkleRoot(leaves: Iterable<Uint8Array>): Uint8Array {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}
