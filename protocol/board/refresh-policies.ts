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
 * The ceremonies so far, by c, oldest first; the last is under way or next. Whoever is hostile can bring this count one ahead of
 * the fold's, never two: to the next ceremony no honest Trustee has said anything. So posts of the last two are taken.
 */
function ceremoniesOf(view: ElectionView): readonly Hash[] {
  const { manifest, terms } = view;
  if (manifest === undefined || terms.plan.trusteeRenewal === undefined) return [];
  const role = { manifestHash: requireHex(manifest.hash), role: ROLE } as const;
  const outcomes = Map.groupBy(view.posts(TOPIC, 'outcome'), ({ context }) => context);
  const abandons = Map.groupBy(view.posts(TOPIC, 'abandon'), ({ context }) => context);
  const found: Hash[] = [];
  let previous = agreedOn(view, view.posts('dkg-trustee', 'outcome'));
  while (previous !== undefined) {
    const c = toHex(refreshHash(role, requireHex(previous)));
    found.push(c);
    const isAbandoned = signersOf(abandons.get(c) ?? []) >= trusteeQuorum(terms.plan);
    previous =
      agreedOn(view, outcomes.get(c) ?? []) ??
      (isAbandoned ? toHex(abandonedHash(requireHex(c))) : undefined);
  }
  return found;
}

const signersOf = (posts: readonly Post[]): number => new Set(posts.map(({ signer }) => signer)).size;

/** The H(X) of q outcomes that say the same. */
function agreedOn({ terms: { plan } }: ElectionView, outcomes: readonly Post[]): Hash | undefined {
  const alike = Map.groupBy(outcomes, ({ context, outcome }) => `${context} ${outcome}`);
  for (const posts of alike.values()) if (signersOf(posts) >= trusteeQuorum(plan)) return posts[0]?.outcome;
  return undefined;
}

/** Of the ceremony under way, or of the one before it, once the manifest stands. */
export const inRefresh: Policy = ({ context }, _earlier, view) => {
  if (!isCountersigned(view)) return 'board/too-early';
  return ceremoniesOf(view).slice(-2).includes(context) ? undefined : 'board/refused';
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
