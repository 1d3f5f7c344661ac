/**
 * Protocol steps 3.4 and 4.1, the Finlet: all leaf hashes of a Counter's list stream past the terminal, which sees whether
 * its package is among them and whether the list is the one that the Counter signed.
 * Errors: head/invalid when the leaves do not make the signed head.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import type { TreeHead } from '../messages/tree-head.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { MerkleTree } from '../primitives/merkle-tree.ts';
import { openStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';

export class BulletinBoardCheck {
  readonly counter: string;
  readonly #head: TreeHead;
  readonly #leaf: Uint8Array;
  readonly #tree = new MerkleTree();
  #found = false;

  /** `leaf`: SHA-256 of the card's package. `head`: the Counter's signed head. */
  constructor(election: Election, type: StatementType<TreeHead>, head: Uint8Array, leaf: Uint8Array) {
    const { signer, content } = openStatement(type, election.manifestHash, head, election.keyOf('counters'));
    this.counter = signer;
    this.#head = content;
    this.#leaf = leaf;
  }

  /** Leaves that have streamed past. */
  get size(): number {
    return this.#tree.size;
  }

  add(leaves: readonly Uint8Array[]): void {
    ensure(this.#tree.size + leaves.length <= this.#head.size, 'head/invalid', 'the list is too long');
    for (const leaf of leaves) {
      this.#tree.append(leaf);
      if (equalBytes(leaf, this.#leaf)) this.#found = true;
    }
  }

  /** Whether the package is on the list that the Counter signed. */
  finish(): boolean {
    ensure(
      this.#tree.size === this.#head.size && equalBytes(this.#tree.root(), this.#head.root),
      'head/invalid',
      'the list is not the one that the Counter signed',
    );
    return this.#found;
  }
}

/**
 * Whether the second onion carries the package: more than half of the Counters' close heads lack it (step 4.1). A head
 * that the PC does not bring counts as lacking it: withholding heads must not lose the vote.
 */
export function needsClaim(election: Election, headsThatHoldIt: number): boolean {
  const counters = election.members('counters').length;
  return counters - headsThatHoldIt > counters / 2;
}
