/**
 * Freezing as a fold over its topic (board contract, section 7): which Counters' lists are counted is nobody's choice. Counters
 * and Trustees go by their index in the plan's order; sets of them are masks.
 */

import type { Fold, TopicBatch } from '../../folds/batches.ts';
import { hasPassed, ticksOf } from '../../folds/spans.ts';
import type { Hash } from '../../primitives/hash-form.ts';
import { has, type Mask, maskOf, members } from '../../quorums/quorum-system.ts';

/** The least speed at which a list can be fetched: ms for each package. */
const FETCHING = 2;

export interface FreezeRules {
  readonly counters: number;
  /** k: so many Trustees may be hostile. */
  readonly hostile: number;
  /** q. */
  readonly quorum: number;
  /** C, in ms: claims end, by the order to close that is in force. */
  readonly claimsEnd: number;
  /** In packages: the longest list that there can be, U from each Anonymizer. */
  readonly allowance: number;
  /** The genesis's, in ms. */
  readonly phase: number;
  readonly grace: number;
}

/** A Counter's whole list. */
export interface ListHead {
  readonly size: number;
  readonly root: Hash;
}

/** What a Trustee found the frozen bulletin board to be; `x` is H(X). */
export interface FrozenRoot extends ListHead {
  readonly x: Hash;
}

export type FreezePost = { readonly signer: number } & (
  | { readonly type: 'final-head'; readonly head: ListHead }
  /** Counters whose whole lists the Trustee holds. */
  | { readonly type: 'hold'; readonly period: number; readonly counters: Mask }
  | { readonly type: 'root'; readonly period: number; readonly root: FrozenRoot }
);

/**
 * What Trustees said, by the period of the key that each signed it with: only what so many say in one counts. Those who were
 * broken into in different periods are never so many of one (trustees contract, section 3).
 */
export type ByPeriod<T> = ReadonlyMap<number, ReadonlyMap<number, T>>;

const saidIn = <T>(said: ByPeriod<T>, period: number): ReadonlyMap<number, T> =>
  said.get(period) ?? new Map();

const withSaid = <T>(said: ByPeriod<T>, period: number, signer: number, what: T): ByPeriod<T> =>
  new Map([...said, [period, new Map([...saidIn(said, period), [signer, what]])]]);

/** Whether the Trustee has said any. */
export const hasSaid = <T>(said: ByPeriod<T>, signer: number): boolean =>
  [...said.values()].some((own) => own.has(signer));

/** Trustees of one period that say it: the most that there are. */
const mostOfOne = <T>(said: ByPeriod<T>, is: (what: T) => boolean): number =>
  Math.max(0, ...[...said.values()].map((own) => [...own.values()].filter(is).length));

export interface Gathering {
  readonly step: 'gathering';
  /** Since C, and how many there were at E; undefined before E. */
  readonly ticks: number;
  readonly headsEnd: number | undefined;
  /** In the order of posting. */
  readonly heads: ReadonlyMap<number, ListHead>;
  /** Of each Trustee that posted: the Counters whose heads stood before. */
  readonly holds: ByPeriod<Mask>;
}

export interface Frozen {
  readonly step: 'frozen';
  /** The freeze point: the instance whose batch it ends. */
  readonly c: number;
  /** Heads that are counted, in the plan's order. */
  readonly available: readonly (readonly [counter: number, head: ListHead])[];
  /** As they were then. */
  readonly holds: Gathering['holds'];
  readonly roots: ByPeriod<FrozenRoot>;
  /** What q Trustees found alike. */
  readonly final: FrozenRoot | undefined;
}

export type Freeze = Gathering | Frozen;

export const freezeFold = (rules: FreezeRules): Fold<Freeze, FreezePost> => ({
  start: { step: 'gathering', ticks: 0, headsEnd: undefined, heads: new Map(), holds: new Map() },
  next: (freeze, batch) => {
    if (batch.time < rules.claimsEnd) return freeze;
    return freeze.step === 'frozen'
      ? batch.posts.reduce((now, post) => takeRoot(rules, now, post), freeze)
      : gather(rules, freeze, batch);
  },
});

function gather(
  rules: FreezeRules,
  before: Gathering,
  { c, hasTick, posts }: TopicBatch<FreezePost>,
): Freeze {
  const begun = hasTick ? endHeads(rules, { ...before, ticks: before.ticks + 1 }) : before;
  const after = endHeads(rules, posts.reduce(takePost, begun));
  return isFreezePoint(rules, after) ? frozen(rules, after, c) : after;
}

/** Steps 1 and 4. Heads after E are refused; a bit of a hold counts only if that Counter's head stands before it. */
function takePost(now: Gathering, post: FreezePost): Gathering {
  const { headsEnd, heads, holds } = now;
  const { signer } = post;
  if (post.type === 'final-head' && headsEnd === undefined && !heads.has(signer))
    return { ...now, heads: new Map([...heads, [signer, post.head]]) };
  if (post.type !== 'hold') return now;
  const { period } = post;
  const held = (saidIn(holds, period).get(signer) ?? 0) | (post.counters & maskOf(heads.keys()));
  return { ...now, holds: withSaid(holds, period, signer, held) };
}

/** Step 2: E is when all Counters have posted, or after C + `grace` when one has. */
function endHeads(rules: FreezeRules, now: Gathering): Gathering {
  const { ticks, headsEnd, heads } = now;
  const hasAll = heads.size === rules.counters;
  const hasOne = heads.size > 0 && hasPassed(ticksOf(rules.grace, rules.phase), 0, ticks);
  return headsEnd === undefined && (hasAll || hasOne) ? { ...now, headsEnd: ticks } : now;
}

/** k + 1 Trustees hold it: an honest one serves it to all. */
const isAvailable = ({ hostile }: FreezeRules, { holds }: Gathering, counter: number): boolean =>
  mostOfOne(holds, (mask) => has(mask, counter)) >= hostile + 1;

/** Whether the Trustee has said, in whichever period, that it holds that Counter's list. */
export const isHeldBy = ({ holds }: Pick<Gathering, 'holds'>, trustee: number, counter: number): boolean =>
  [...holds.values()].some((own) => has(own.get(trustee) ?? 0, counter));

const availableOf = (rules: FreezeRules, now: Gathering): Frozen['available'] =>
  [...now.heads].filter(([counter]) => isAvailable(rules, now, counter)).sort(([a], [b]) => a - b);

/** Ticks after E that are left for fetching: `grace`, and by what the heads say they have. */
export const fetchingSpan = (
  { grace, phase, allowance }: Pick<FreezeRules, 'grace' | 'phase' | 'allowance'>,
  sizes: readonly number[],
): number => {
  const packages = sizes.reduce((sum, size) => sum + Math.min(size, allowance), 0);
  return ticksOf(grace + packages * FETCHING, phase);
};

const sizesOf = ({ heads }: Gathering): number[] => [...heads.values()].map(({ size }) => size);

/** Step 5, at the end of a batch. */
function isFreezePoint(rules: FreezeRules, now: Gathering): boolean {
  const { headsEnd, holds, ticks } = now;
  if (headsEnd === undefined || mostOfOne(holds, () => true) < rules.quorum) return false;
  const available = availableOf(rules, now).length;
  const isTime = hasPassed(fetchingSpan(rules, sizesOf(now)), headsEnd, ticks);
  return available > 0 && (available === rules.counters || isTime);
}

const frozen = (rules: FreezeRules, now: Gathering, c: number): Frozen => ({
  step: 'frozen',
  c,
  available: availableOf(rules, now),
  holds: now.holds,
  roots: new Map(),
  final: undefined,
});

/** Step 6: q alike are final. A Trustee's first counts. */
function takeRoot(rules: FreezeRules, now: Frozen, { signer, ...post }: FreezePost): Frozen {
  if (post.type !== 'root' || saidIn(now.roots, post.period).has(signer)) return now;
  const roots = withSaid(now.roots, post.period, signer, post.root);
  const alike = mostOfOne(roots, (root) => isSame(root, post.root));
  return { ...now, roots, final: now.final ?? (alike >= rules.quorum ? post.root : undefined) };
}

const isSame = (a: FrozenRoot, b: FrozenRoot): boolean =>
  a.x === b.x && a.size === b.size && a.root === b.root;

/** Trustees whose roots, of whichever period, are the final one. */
export const rootSigners = ({ roots, final }: Frozen): number[] => {
  if (final === undefined) return [];
  const signed = [...roots.values()].flatMap((own) => [...own]);
  return members(maskOf(signed.flatMap(([at, root]) => (isSame(root, final) ? [at] : []))));
};

/** Ticks since C at which something may happen without a post; empty: the board need not tick. */
export function freezeDeadlines(rules: FreezeRules, freeze: Freeze): readonly number[] {
  if (freeze.step === 'frozen') return [];
  const { ticks, headsEnd } = freeze;
  const deadline =
    headsEnd === undefined
      ? ticksOf(rules.grace, rules.phase) + 1
      : headsEnd + fetchingSpan(rules, sizesOf(freeze)) + 1;
  return deadline > ticks ? [deadline] : [];
}
