/**
 * The policies that judge posts (contract, section 4): pure functions of the post and of the entries before it. They say what
 * only the log can: once, in what order, when. What a statement claims the folds judge.
 */
import type { ErrorCode } from '../errors.ts';
import { hasPassed, LONG, ticksOf } from '../folds/spans.ts';
import { type Role, trusteeQuorum } from '../messages/plan.ts';
import { isConsistent } from '../primitives/merkle-proofs.ts';
import { mayOrder } from './folds/close.ts';
import type { ElectionView, ManifestTerms, Post } from './posts.ts';
import type { ElectionTopic } from './topics.ts';

/** Why the post is refused; `earlier`: accepted posts of its topic and type, oldest first. */
export type Policy = (post: Post, earlier: readonly Post[], view: ElectionView) => ErrorCode | undefined;

/** ms: clocks differ by so much, and nobody must lose a post to it. */
const CLOCK_GRACE = 5000;
/** ms. */
const SHORTEST_MARK_INTERVAL = 60_000;
const MOST_MARKS = 10_000;

/** One of the signer in this context, about the same: each dealer, each period. */
export const once: Policy = ({ signer, context, about }, earlier) =>
  earlier.some((one) => one.signer === signer && one.context === context && one.about === about)
    ? 'board/once'
    : undefined;

/** So many of the signer in this context, about the same. */
export const atMost =
  (most: number): Policy =>
  ({ signer, context, about }, earlier) =>
    earlier.filter((one) => one.signer === signer && one.context === context && one.about === about).length >=
    most
      ? 'board/once'
      : undefined;

/** One of the signer, whatever the context: a fork must not certify two outcomes. */
export const onceEver: Policy = ({ signer }, earlier) =>
  earlier.some((one) => one.signer === signer) ? 'board/once' : undefined;

/** One of the type. */
export const cas: Policy = (_post, earlier) => (earlier.length > 0 ? 'board/once' : undefined);

const lastOf = ({ signer, about }: Post, earlier: readonly Post[]): Post | undefined =>
  earlier.findLast((one) => one.signer === signer && one.about === about);

/** The head adds to the signer's head before. */
export const grow: Policy = (post, earlier) => {
  const before = lastOf(post, earlier)?.head;
  if (post.head === undefined) return 'board/refused';
  const isGrown = before === undefined || isConsistent(before, post.head, post.head.proof);
  return isGrown ? undefined : 'board/not-consistent';
};

/** The log is longer than at the signer's post before; its own hashes prove the rest. */
export const growInSize: Policy = (post, earlier) => {
  const before = lastOf(post, earlier)?.head;
  if (post.head === undefined) return 'board/refused';
  return before !== undefined && post.head.size <= before.size ? 'board/not-consistent' : undefined;
};

/** The mask keeps what the signer's mask before, about the same, had, and adds to it. */
export const growMask: Policy = (post, earlier) => {
  const before = lastOf(post, earlier)?.mask;
  if (post.mask === undefined) return 'board/refused';
  if (before === undefined) return undefined;
  return (post.mask & before) === before && post.mask !== before ? undefined : 'board/refused';
};

/** `interval`, in ms, after the signer's post before; none before there is one. */
export const apart =
  (interval: (view: ElectionView) => number | undefined): Policy =>
  (post, earlier, view) => {
    const ms = interval(view);
    const last = lastOf(post, earlier);
    return ms === undefined || (last !== undefined && post.time < last.time + ms)
      ? 'board/too-early'
      : undefined;
  };

/** From a time in ms, as soon as it is known. */
export const from =
  (when: (view: ElectionView) => number | undefined): Policy =>
  (post, _earlier, view) => {
    const ms = when(view);
    return ms === undefined || post.time < ms ? 'board/too-early' : undefined;
  };

/** Until a time in ms, if it is known. */
export const until =
  (when: (view: ElectionView) => number | undefined): Policy =>
  (post, _earlier, view) =>
    post.time < (when(view) ?? Number.POSITIVE_INFINITY) ? undefined : 'board/too-late';

/** Posts of so many of the role that say the same. */
interface Equal {
  readonly topic: ElectionTopic;
  readonly type: string;
  readonly role: Role;
  needed(view: ElectionView): number;
}

const isAgreed = (view: ElectionView, { topic, type, role, needed }: Equal): boolean => {
  const members = new Set(view.terms.plan[`${role}s`].map(({ id }) => id));
  const own = view.posts(topic, type).filter(({ signer }) => members.has(signer));
  const alike = Map.groupBy(own, ({ context, says }) => `${context} ${says}`);
  return [...alike.values()].some((group) => new Set(group.map(({ signer }) => signer)).size >= needed(view));
};

/** After equal contents of quorums. */
const after =
  (...all: readonly Equal[]): Policy =>
  (_post, _earlier, view) =>
    all.every((equal) => isAgreed(view, equal)) ? undefined : 'board/too-early';

const t = ({ terms: { plan } }: ElectionView): number => plan.signingThreshold;
const q = ({ terms: { plan } }: ElectionView): number => trusteeQuorum(plan);

const outcomes = [
  { topic: 'dkg-administrator', type: 'outcome', role: 'administrator', needed: t },
  { topic: 'dkg-trustee', type: 'outcome', role: 'trustee', needed: q },
] as const satisfies readonly Equal[];
/** Both ceremonies have certified outcomes. */
export const afterOutcomes = after(...outcomes);
const countersigned: readonly Equal[] = [
  { topic: 'setup', type: 'countersignature', role: 'administrator', needed: t },
  { topic: 'setup', type: 'countersignature', role: 'trustee', needed: q },
];
/** The manifest has t and q countersignatures. */
export const afterCountersignatures = after(...countersigned);
export const isCountersigned = (view: ElectionView): boolean =>
  countersigned.every((equal) => isAgreed(view, equal));

/** The ceremony of that topic has a certified outcome. */
export const hasOutcome = (view: ElectionView, topic: (typeof outcomes)[number]['topic']): boolean =>
  outcomes.some((equal) => equal.topic === topic && isAgreed(view, equal));

const roots: Equal = { topic: 'freeze', type: 'root', role: 'trustee', needed: q };
export const afterRoots = after(roots);
export const hasFinalRoots = (view: ElectionView): boolean => isAgreed(view, roots);

export const hasAllKeys = (view: ElectionView): boolean => {
  const { administrators, anonymizers } = view.terms.plan;
  return view.posts('setup', 'key').length >= administrators.length + anonymizers.length;
};

/** All keys were posted, or `long` has passed since the plan. */
export const afterKeys: Policy = (_post, _earlier, view) =>
  hasAllKeys(view) || hasPassed(LONG, 0, view.ticks('setup')) ? undefined : 'board/too-early';

/** Of the manifest that was posted. */
export const ofTheManifest: Policy = ({ says }, _earlier, { manifest }) => {
  if (manifest === undefined) return 'board/too-early';
  return says === manifest.hash ? undefined : 'board/refused';
};

/** A closing order (section 6): one pending or in force, after the opening, not later than the manifest's, `lead` ahead. */
export const orderToClose: Policy = ({ order, time }, _earlier, { manifest, closing, times }) => {
  if (closing.step !== 'none') return 'board/once';
  if (manifest === undefined) return 'board/too-early';
  const isRight = order !== undefined && mayOrder({ ...manifest, lead: times.lead }, order, time);
  return isRight ? undefined : 'board/refused';
};

/** Before E (section 7): once `grace` has passed since C and one final head stands, later ones are refused. */
export const beforeListsEnd: Policy = (_post, earlier, view) => {
  const { phase, grace } = view.times;
  const isOver = earlier.length > 0 && hasPassed(ticksOf(grace, phase), 0, view.ticks('freeze'));
  return isOver ? 'board/too-late' : undefined;
};

/** ms between marks, and between heads: M, less what clocks differ by. */
export const markInterval = ({ manifest }: ElectionView): number | undefined =>
  manifest === undefined ? undefined : markPace(manifest) - CLOCK_GRACE;

/** M: ms from one mark of an Administrator, or head of a Counter, to the next. Times in ms. */
export const markPace = ({ opens, claimsEnd }: Pick<ManifestTerms, 'opens' | 'claimsEnd'>): number =>
  Math.max(SHORTEST_MARK_INTERVAL, (claimsEnd - opens) / MOST_MARKS);
