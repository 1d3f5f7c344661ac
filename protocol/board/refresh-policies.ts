/**
 * Which posts of a refresh are taken (trustees contract, section 12): those of the ceremony that follows the last certificate, and
 * of the one before it, so that nobody fills the topic with ceremonies that there are not. Replicas count; signatures, by keys
 * that come and go, are the fold's to judge.
 */
import { abandonedHash } from '../ceremony/period-record.ts';
import { refreshHash } from '../ceremony/refresh-role.ts';
import { trusteeQuorum } from '../messages/plan.ts';
import { requireHex, toHex } from '../primitives/bytes.ts';
import type { Hash } from '../primitives/hash-form.ts';
import { isCountersigned, type Policy } from './policies.ts';
import type { ElectionView, Post } from './posts.ts';

const TOPIC = 'refresh-trustee';
const ROLE = 'trustee';

/**
 * The ceremonies so far, by c, oldest first; the last ones are under way or next. The fold judges which of two that follow one is
 * the next: what k + 1 say one honest Trustee says, whose log has come to it; and a quorum may have abandoned it all the same,
 * since not every outcome need count. Whoever is hostile can bring this one step ahead of the fold, never two: of the ceremony
 * after, no honest Trustee has said anything. So posts of the last two steps are taken.
 */
function ceremoniesOf(view: ElectionView): readonly (readonly Hash[])[] {
  const { manifest, terms } = view;
  const { plan } = terms;
  if (manifest === undefined || plan.trusteeRenewal === undefined) return [];
  const role = { manifestHash: requireHex(manifest.hash), role: ROLE } as const;
  const outcomes = Map.groupBy(view.posts(TOPIC, 'outcome'), ({ context }) => context);
  const abandons = Map.groupBy(view.posts(TOPIC, 'abandon'), ({ context }) => context);
  const after = (c: Hash): readonly Hash[] => {
    const isAbandoned = signersOf(abandons.get(c) ?? []) >= trusteeQuorum(plan);
    const agreed = agreedOn(outcomes.get(c) ?? [], plan.hostileTrustees + 1);
    return isAbandoned ? [...agreed, toHex(abandonedHash(requireHex(c)))] : agreed;
  };
  const found: Hash[][] = [];
  let previous = agreedOn(view.posts('dkg-trustee', 'outcome'), trusteeQuorum(plan));
  while (previous.length > 0) {
    const next = previous.map((hash) => toHex(refreshHash(role, requireHex(hash))));
    found.push(next);
    previous = next.flatMap(after);
  }
  return found;
}

const signersOf = (posts: readonly Post[]): number => new Set(posts.map(({ signer }) => signer)).size;

/** Each H(X) that outcomes of so many Trustees say, in one context. */
function agreedOn(outcomes: readonly Post[], needed: number): readonly Hash[] {
  const alike = Map.groupBy(outcomes, ({ context, outcome }) => `${context} ${outcome}`);
  return [...alike.values()].flatMap((posts) => (signersOf(posts) < needed ? [] : (posts[0]?.outcome ?? [])));
}

/** Of the ceremony under way, or of the one before it, once the manifest stands. */
export const inRefresh: Policy = ({ context }, _earlier, view) => {
  if (!isCountersigned(view)) return 'board/too-early';
  return ceremoniesOf(view).slice(-2).flat().includes(context) ? undefined : 'board/refused';
};

/** About a period that there can be by now; 0 is in every election. */
export const ofPeriod: Policy = ({ about }, _earlier, view) =>
  Number(about) < Math.max(1, ceremoniesOf(view).length) ? undefined : 'board/refused';

/** A REJOIN: of this election, in such a period. */
export const inPeriod: Policy = (post, earlier, view) => {
  if (!isCountersigned(view) || view.terms.plan.trusteeRenewal === undefined) return 'board/too-early';
  return post.context === view.manifest?.hash ? ofPeriod(post, earlier, view) : 'board/refused';
};

/** ms between two ticks of a signer: each waits out a phase, by its own clock. */
export const tickInterval = ({ terms }: ElectionView): number | undefined =>
  terms.plan.trusteeRenewal && Math.floor(terms.plan.trusteeRenewal.phase / 2);
