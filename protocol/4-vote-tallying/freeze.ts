/**
 * Protocol step 4.2 at a Trustee: what it states that it holds, and the bulletin board that it freezes. Each is signed once, ever,
 * whatever is asked afterwards.
 * Context: paper section 2, step 4.
 */
import type { Times } from '../0-setup/close-early.ts';
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import type { FreezeContent } from '../messages/freezing.ts';
import type { TreeHead } from '../messages/tree-head.ts';
import { equalBytes } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import {
  type HeldHead,
  openFreezeRequest,
  openProposal,
  signFinalRoot,
  signFreezeStatement,
} from './freeze-bulletin-board.ts';

export interface Trustee {
  readonly id: string;
  readonly key: SigningKey;
  readonly times: Times;
  /** Its clock, Unix milliseconds. */
  readonly now: number;
  /** SHA-256 of the closing order that binds at it; empty without one. */
  readonly closingOrder: Uint8Array;
}

/** What a Trustee keeps. Every answer is durable. */
export interface TrusteeStore {
  /** A document of the Commissioner's: the first is the only one. Errors: statement/wrong-context for another. */
  keep(name: 'freeze-request' | 'proposal', document: Uint8Array): Promise<void>;
  /** What is signed under that name, made by `sign` if nothing is. Errors: freeze/under-way while that takes long. */
  once(name: 'freeze-statement' | 'final-root', sign: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/** The lists of Counters, as a Trustee fetches and holds them. */
export interface HeldLists {
  /** Fetches what there is to fetch; names only lists whose root was computed from what is stored. */
  gather(): Promise<Omit<FreezeContent, 'closingOrder'>>;
  /** Fetches each whole list that is not held yet, and gives the sorted union of all. Errors: freeze/list-mismatch. */
  union(heads: readonly HeldHead[]): Promise<TreeHead>;
}

/** Errors: statement/*, signature/invalid, time/too-early, freeze/under-way. */
export async function stateHeldLists(
  election: Election,
  self: Trustee,
  store: TrusteeStore,
  lists: HeldLists,
  request: Uint8Array,
): Promise<Uint8Array> {
  // 1. The Commissioner asks, after claims have ended; its request says where it serves lists.
  openFreezeRequest(election, request);
  ensureClaimsEnded(self);
  await store.keep('freeze-request', request);
  // 2. What is held, and the closing order that binds here, is stated once.
  return store.once('freeze-statement', async () => {
    const content = { ...(await lists.gather()), closingOrder: self.closingOrder };
    return signFreezeStatement(election, content, self.id, self.key);
  });
}

/** Errors: time/too-early, freeze/other-order, freeze/under-way, freeze/list-mismatch, those of {@link openProposal}. */
export async function freeze(
  election: Election,
  self: Trustee,
  store: TrusteeStore,
  lists: HeldLists,
  proposal: Uint8Array,
): Promise<Uint8Array> {
  // 1. Claims have ended; n - k statements agree on the closing order that binds here.
  ensureClaimsEnded(self);
  const { heads, closingOrder } = openProposal(election, proposal);
  const isSame = equalBytes(closingOrder, self.closingOrder);
  ensure(isSame, 'freeze/other-order', 'another closing order binds at this Trustee');
  // 2. One proposal, ever.
  await store.keep('proposal', proposal);
  // 3. The root of the union of its lists, computed from what is stored, is signed once.
  return store.once('final-root', async () =>
    signFinalRoot(election, proposal, await lists.union(heads), self.id, self.key),
  );
}

function ensureClaimsEnded({ times, now }: Pick<Trustee, 'times' | 'now'>): void {
  ensure(now >= times.claimsEnd, 'time/too-early', 'claims have not ended');
}
