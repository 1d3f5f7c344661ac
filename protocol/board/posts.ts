/**
 * What is posted in an election's topics (contract, section 4): tuples [type, signer, content] of signed statements, and what
 * the policies see of those that were accepted.
 */
import type { Plan, Role } from '../messages/plan.ts';
import type { Hash } from '../primitives/hash-form.ts';
import type { MerkleProof } from '../primitives/merkle-proofs.ts';
import type { Closing, OrderPost } from './folds/close.ts';
import type { Genesis } from './genesis.ts';
import type { ElectionTopic } from './topics.ts';

/** What a signed statement says, as far as the policies ask. */
export interface Opened {
  /** What it is bound to: plan hash, x of a ceremony, or manifest hash. */
  readonly context: Hash;
  /** Hash of what it says, without signatures: alike for all who say the same. */
  readonly says: Hash;
  /** Complaints and repairs: the dealer. REJOIN, holds, roots, disclosures: the period. */
  readonly about?: string;
  /** Outcomes: the H(X) that they are for. */
  readonly outcome?: Hash;
  /** Heads: leaves and root (32 bytes), and the proof that they add to the signer's head before. */
  readonly head?: { readonly size: number; readonly root: Uint8Array; readonly proof: MerkleProof };
  /** Holds: Counters, in the plan's order. */
  readonly mask?: number;
  readonly order?: OrderPost;
  readonly manifest?: ManifestTerms;
}

export interface Post extends Opened {
  readonly type: string;
  readonly signer: string;
  /** Of its batch, in ms. */
  readonly time: number;
  /** Of its topic before it. */
  readonly ticks: number;
}

/** Times in ms. */
export interface ManifestTerms {
  readonly hash: Hash;
  readonly opens: number;
  readonly closes: number;
  readonly claimsEnd: number;
  readonly voters: number;
}

export interface PlanTerms {
  readonly plan: Plan;
  readonly planHash: Hash;
  /** Time of its batch, in ms. */
  readonly posted: number;
}

/** Who posts, by the plan. */
export interface Poster {
  readonly id: string;
  readonly role: Role | 'commissioner';
}

/** What the policies see of an election: a function of its entries. */
export interface ElectionView {
  /** ms. */
  readonly times: Pick<Genesis, 'phase' | 'lead' | 'grace'>;
  readonly terms: PlanTerms;
  readonly manifest: ManifestTerms | undefined;
  readonly closing: Closing;
  /** Accepted posts of the type, oldest first. */
  posts(topic: ElectionTopic, type: string): readonly Post[];
  /** Ticks in the topic so far. */
  ticks(topic: ElectionTopic): number;
}

/** ms by the log: the close, and C, the end of claims; an order in force moves both. Undefined before there is a manifest. */
export const closeOf = ({ manifest, closing }: ElectionView): number | undefined =>
  closing.step === 'in force' ? closing.order.closes : manifest?.closes;

export function claimsEndOf(view: ElectionView): number | undefined {
  const close = closeOf(view);
  if (view.manifest === undefined || close === undefined) return undefined;
  return view.manifest.claimsEnd - (view.manifest.closes - close);
}
