/**
 * Whether a Counter contradicts itself (board contract, section 7): all heads that it signs are of one list, to which it can only
 * add. Two that cannot be are proof, by its own signatures. Pure: heads go in as they are seen, what contradicts comes out.
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { closeHeadStatement, type TreeHead, treeHeadStatement } from '../messages/tree-head.ts';
import { equalBytes, requireHex } from '../primitives/bytes.ts';
import { MerkleTree } from '../primitives/merkle-tree.ts';
import type { Entry } from './entries.ts';
import { finalHeadStatement } from './folds/freeze-messages.ts';
import { openPost, type PostContext, readCounterHead } from './open-posts.ts';
import { postOf, type RawPost } from './read-posts.ts';

/** A head whose signature has been verified. */
export interface SeenHead extends TreeHead {
  /** Posted on the board as such, or served to whoever asks. */
  readonly kind: 'counter-head' | 'close-head' | 'final-head' | 'served';
  /** What the Counter has signed. */
  readonly statement: Uint8Array;
  /** Of its entry in the board's log. */
  readonly position?: number;
}

/**
 * `other-root`: two of one size have two roots. `shrunk`: the later one has fewer leaves. `not-continued`: the list of the later
 * one, whose leaves are known, does not begin with that of the earlier.
 */
export type ContradictionReason = 'other-root' | 'shrunk' | 'not-continued';

export interface Contradiction {
  readonly reason: ContradictionReason;
  readonly earlier: SeenHead;
  readonly later: SeenHead;
}

/** The heads of one Counter. */
export class CounterHeads {
  /** One of each size: the first, or the first on the board. */
  readonly #bySize = new Map<number, SeenHead>();
  /** On the board while voting goes on; in its order, which is that of their sizes. */
  readonly #posted: SeenHead[] = [];
  readonly #found = new Map<ContradictionReason, Contradiction>();
  #largest: SeenHead | undefined;
  #closeHead: SeenHead | undefined;
  #finalHead: SeenHead | undefined;

  /** `after`: one that it was signed after for sure. */
  note(head: SeenHead, after?: SeenHead): void {
    const same = this.#bySize.get(head.size);
    if (same !== undefined && !equalBytes(same.root, head.root)) this.#find('other-root', same, head);
    else if (isBetter(head, same)) this.#bySize.set(head.size, head);
    if (head.size > (this.#largest?.size ?? -1) || isBetter(head, this.#largest)) this.#largest = head;
    if (head.kind === 'counter-head') this.#posted.push(head);
    if (head.kind === 'close-head') this.#closeHead = head;
    if (head.kind === 'final-head') this.#finalHead = head;
    this.#requireAdded(after, head);
    // Its commit closes the list, so nothing is larger, whenever it was signed.
    this.#requireAdded(this.#largest, this.#finalHead);
    this.#requireAdded(this.#beforeCloseHead, this.#closeHead);
  }

  /** What an honest Counter says once it has signed its close-head, it posts after that. */
  get #beforeCloseHead(): SeenHead | undefined {
    const end = this.#closeHead?.position ?? 0;
    return this.#posted.findLast(({ position = 0 }) => position < end);
  }

  #requireAdded(earlier: SeenHead | undefined, later: SeenHead | undefined): void {
    if (earlier !== undefined && later !== undefined && later.size < earlier.size)
      this.#find('shrunk', earlier, later);
  }

  #find(reason: ContradictionReason, earlier: SeenHead, later: SeenHead): void {
    if (!this.#found.has(reason)) this.#found.set(reason, { reason, earlier, later });
  }

  /** Sizes and roots that have been seen. */
  get count(): number {
    return this.#bySize.size;
  }

  get finalHead(): SeenHead | undefined {
    return this.#finalHead;
  }

  /** The largest so far: whatever the Counter signs from now on has as many leaves. */
  get largest(): SeenHead | undefined {
    return this.#largest;
  }

  has({ size, root }: TreeHead): boolean {
    const known = this.#bySize.get(size);
    return known !== undefined && equalBytes(known.root, root);
  }

  /** Checks every head against the list of the final one, all of whose leaves are to be given, in order. */
  checkList(finalHead: SeenHead): (leaf: Uint8Array) => void {
    const tree = new MerkleTree();
    const check = (): void => {
      const head = this.#bySize.get(tree.size);
      if (head !== undefined && !equalBytes(head.root, tree.root()))
        this.#find('not-continued', head, finalHead);
    };
    check();
    return (leaf) => {
      tree.append(leaf);
      check();
    };
  }

  /** The first of each reason. */
  get contradictions(): readonly Contradiction[] {
    return [...this.#found.values()];
  }
}

/** The same from the board, where all can see it. */
const isBetter = (head: SeenHead, than: SeenHead | undefined): boolean =>
  than === undefined || (than.kind === 'served' && head.kind !== 'served' && than.size === head.size);

/** Heads in entries of `heads`, `run` and `freeze`, with the Counters that signed them. */
export function headsIn(
  entries: readonly Entry[],
  context: Pick<PostContext, 'plan'> & { readonly manifestHash: Uint8Array },
): { readonly counter: string; readonly head: SeenHead }[] {
  return entries.flatMap((entry) => {
    const post = postOf(entry);
    const seen = post && attempt(ProtocolError, () => headOf(post, context));
    if (post === undefined || seen === undefined) return [];
    return { counter: post.signer, head: { ...seen, position: entry.position } };
  });
}

/** Errors: those of cbor, and of openStatement. */
function headOf(
  { type, signer, content }: RawPost,
  { plan, manifestHash }: Parameters<typeof headsIn>[1],
): SeenHead | undefined {
  if (type === 'counter-head') {
    const statement = readCounterHead(content).head;
    const head = openPost(treeHeadStatement, manifestHash, { plan, signer, content: statement });
    return { kind: type, ...head, statement };
  }
  const post = { plan, signer, content };
  if (type === 'close-head')
    return { kind: type, ...openPost(closeHeadStatement, manifestHash, post), statement: content };
  if (type !== 'final-head') return undefined;
  const { size, root } = openPost(finalHeadStatement, manifestHash, post);
  return { kind: type, size, root: requireHex(root), statement: content };
}
