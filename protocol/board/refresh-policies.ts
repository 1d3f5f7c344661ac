/**
 * Which posts of a refresh are taken (trustees contract, section 12): those of the ceremony that follows the last certificate, and
 * of the one before it, so that nobody fills the topic with ceremonies that there are not. Replicas count; signatures, by keys
 * that come and go, are the fold's to judge.
 */
import { abandonedHash } from '../ceremony/period-record.ts';
import { type HolderRole, refreshHash } from '../ceremony/refresh-role.ts';
import { type Plan, renewalOf, trusteeQuorum } from '../messages/plan.ts';
import { requireHex, toHex } from '../primitives/bytes.ts';
import type { Hash } from '../primitives/hash-form.ts';
import { isCountersigned, type Policy } from './policies.ts';
import type { ElectionView, Post } from './posts.ts';

/** How many must sign an outcome, and how many of a role may be hostile. */
const boundsOf = (plan: Plan, role: HolderRole): { readonly quorum: number; readonly hostile: number } =>
  role === 'trustee'
    ? { quorum: trusteeQuorum(plan), hostile: plan.hostileTrustees }
    : { quorum: plan.signingThreshold, hostile: plan.hostileAdministrators };

/**
 * The ceremonies so far, by c, oldest first; the last ones are under way or next. The fold judges which of two that follow one is
 * the next: what one more than may be hostile say an honest member says, whose log has come to it; and a quorum may have abandoned it all the same,
 * since not every outcome need count. Whoever is hostile can bring this one step ahead of the fold, never two: of the ceremony
 * after, no honest member has said anything. So posts of the last two steps are taken.
 */
function ceremoniesOf(role: HolderRole, view: ElectionView): readonly (readonly Hash[])[] {
  const { manifest, terms } = view;
  const { plan } = terms;
  if (manifest === undefined || renewalOf(plan, role) === undefined) return [];
  const { quorum, hostile } = boundsOf(plan, role);
  const place = { manifestHash: requireHex(manifest.hash), role };
  const topic = `refresh-${role}` as const;
  const outcomes = Map.groupBy(view.posts(topic, 'outcome'), ({ context }) => context);
  const abandons = Map.groupBy(view.posts(topic, 'abandon'), ({ context }) => context);
  const after = (c: Hash): readonly Hash[] => {
    const isAbandoned = signersOf(abandons.get(c) ?? []) >= quorum;
    const agreed = agreedOn(outcomes.get(c) ?? [], hostile + 1);
    return isAbandoned ? [...agreed, toHex(abandonedHash(requireHex(c)))] : agreed;
  };
  const found: Hash[][] = [];
  let previous = agreedOn(view.posts(`dkg-${role}`, 'outcome'), quorum);
  while (previous.length > 0) {
    const next = previous.map((hash) => toHex(refreshHash(place, requireHex(hash))));
    found.push(next);
    previous = next.flatMap(after);
  }
  return found;
}

const signersOf = (posts: readonly Post[]): number => new Set(posts.map(({ signer }) => signer)).size;

/** Each H(X) that outcomes of so many members say, in one context. */
function agreedOn(outcomes: readonly Post[], needed: number): readonly Hash[] {
  const alike = Map.groupBy(outcomes, ({ context, outcome }) => `${context} ${outcome}`);
  return [...alike.values()].flatMap((posts) => (signersOf(posts) < needed ? [] : (posts[0]?.outcome ?? [])));
}

/** Of the ceremony under way, or of the one before it, once the manifest stands. */
export const inRefresh =
  (role: HolderRole): Policy =>
  ({ context }, _earlier, view) => {
    if (!isCountersigned(view)) return 'board/too-early';
    return ceremoniesOf(role, view).slice(-2).flat().includes(context) ? undefined : 'board/refused';
  };

/** About a period that there can be by now; 0 is in every election. */
export const ofPeriod =
  (role: HolderRole): Policy =>
  ({ about }, _earlier, view) =>
    Number(about) < Math.max(1, ceremoniesOf(role, view).length) ? undefined : 'board/refused';

/** A REJOIN: of this election, in such a period. */
export const inPeriod =
  (role: HolderRole): Policy =>
  (post, earlier, view) => {
    if (!isCountersigned(view) || renewalOf(view.terms.plan, role) === undefined) return 'board/too-early';
    return post.context === view.manifest?.hash ? ofPeriod(role)(post, earlier, view) : 'board/refused';
  };

/** ms between two ticks of a signer: each waits out a phase, by its own clock. */
export const tickInterval =
  (role: HolderRole) =>
  ({ terms }: ElectionView): number | undefined => {
    const renewal = renewalOf(terms.plan, role);
    return renewal && Math.floor(renewal.phase / 2);
  };
