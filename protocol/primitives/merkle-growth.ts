/**
 * Consistency proofs as leaves stream past: of the earlier tree they need the roots of its perfect subtrees, of the leaves that
 * were added each once. Memory is the trees' depth, time that of what was added.
 */
import { consistencyParts, type MerkleProof } from './merkle-proofs.ts';
import type { MerkleTree } from './merkle-tree.ts';

export class Growth {
  readonly #later: MerkleTree;
  readonly #parts: readonly { readonly from: number; readonly to: number; readonly tree: MerkleTree }[];

  /** From `earlier`, which stays as it is, to a tree of `size` leaves. */
  constructor(earlier: MerkleTree, size: number) {
    this.#later = earlier.part(0, earlier.size);
    this.#parts = consistencyParts(earlier.size, size).map(([from, to]) => ({
      from,
      to,
      tree: earlier.part(from, to),
    }));
  }

  /** The next leaf. */
  append(data: Uint8Array): void {
    const position = this.#later.size;
    this.#later.append(data);
    this.#parts.find(({ from, to }) => from <= position && position < to)?.tree.append(data);
  }

  /** Once all leaves are there. */
  root(): Uint8Array {
    return this.#later.root();
  }

  /** Likewise: that the tree adds to the earlier one. */
  proof(): MerkleProof {
    return this.#parts.map(({ tree }) => tree.root());
  }
}
