/**
 * A Counter's heads on the board while its list grows (board contract, section 4): each with the proof that it adds to the one
 * before, M apart. Nothing waits for it. A head is posted only if the list has grown: one that says nothing new would bind the
 * Counter to no more, and what it tells of turnout anybody may ask the Counter for.
 */
import { setImmediate } from 'node:timers/promises';
import { openPost, readCounterHead } from '../../protocol/board/open-posts.ts';
import { markPace } from '../../protocol/board/policies.ts';
import { counterHeadForm } from '../../protocol/board/post-messages.ts';
import { postOf } from '../../protocol/board/read-posts.ts';
import { type TreeHead, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { Growth } from '../../protocol/primitives/merkle-growth.ts';
import { EMPTY_ROOT, MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import type { HostedElection } from '../shared/hosted-election.ts';
import type { Poster } from '../shared/poster.ts';
import { ServiceError } from '../shared/service-error.ts';

/** Leaves read at once, between which other work has its turn. */
const PAGE = 4096;

export interface ListHost extends HostedElection {
  /** Of the list on disk. */
  readonly size: number;
  /** At most `limit` leaves (32 bytes each), from a position on. */
  leavesFrom(position: number, limit: number): readonly Uint8Array[];
  sign(type: typeof treeHeadStatement, head: TreeHead): Uint8Array;
}

export class HeadPosting {
  readonly #host: ListHost;
  /** Entries of the topic that have been looked at, own ones among them, and the newest of those. */
  #read = 0;
  #posted = 0;
  #last: TreeHead & { readonly time: number } = { size: 0, root: EMPTY_ROOT, time: 0 };
  /** As it was at the newest, once that was needed. */
  #tree = new MerkleTree();
  /** For health. */
  isPutBack = false;

  constructor(host: ListHost) {
    this.#host = host;
  }

  /** Posts what is due; called again and again until the list has its final head. */
  act(poster: Poster): void {
    if (this.isPutBack) return;
    this.#readOn();
    const { context, election } = this.#host;
    const { opens, claimsEnd } = election.manifest;
    const due = this.#last.time + markPace({ opens: 1000 * opens, claimsEnd: 1000 * claimsEnd });
    if (context.clock() < due || this.#host.size === this.#last.size || this.#owesCloseHead) return;
    poster.say('heads', 'counter-head', `${this.#posted}`, () => this.#make());
  }

  #readOn(): void {
    const { log, context, election } = this.#host;
    const { plan, manifestHash } = election;
    const entries = log.entries('heads');
    for (const entry of entries.slice(this.#read)) {
      const post = postOf(entry);
      if (post?.signer !== context.id) continue;
      const { head: content } = readCounterHead(post.content);
      const head = openPost(treeHeadStatement, manifestHash, { plan, signer: post.signer, content });
      this.#last = { ...head, time: entry.time };
      this.#posted++;
    }
    this.#read = entries.length;
  }

  /** A head that stands before the close-head in the log must not have more than it: it would look like a list that shrank. */
  get #owesCloseHead(): boolean {
    const { context, times, log } = this.#host;
    if (context.clock() < times.closes) return false;
    return !log.posts('run', 'close-head').some(({ signer }) => signer === context.id);
  }

  /** Errors: store/put-back if the list on disk does not begin as the newest head says; nothing is posted any more then. */
  async #make(): Promise<Uint8Array> {
    const { size: known, root } = this.#last;
    const size = this.#host.size;
    if (size >= known) await this.#stream(this.#tree.size, known, (leaf) => this.#tree.append(leaf));
    if (!equalBytes(this.#tree.root(), root)) {
      this.isPutBack = true;
      const reason = 'the list lacks what its newest head on the board has: an old store was put back';
      throw new ServiceError('store/put-back', 503, reason);
    }
    const growth = new Growth(this.#tree, size);
    await this.#stream(known, size, (leaf) => growth.append(leaf));
    const head = this.#host.sign(treeHeadStatement, { size, root: growth.root() });
    return encode(counterHeadForm, { head, proof: growth.proof() });
  }

  /** What is on disk stays there: a list has no gaps, and nothing is ever deleted. */
  async #stream(from: number, to: number, take: (leaf: Uint8Array) => void): Promise<void> {
    for (let position = from; position < to; await setImmediate()) {
      const leaves = this.#host.leavesFrom(position, Math.min(PAGE, to - position));
      leaves.forEach(take);
      position += leaves.length;
    }
  }
}
