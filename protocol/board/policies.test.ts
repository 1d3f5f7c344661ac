import assert from 'node:assert/strict';
import { test } from 'vitest';
import { type Plan, trusteeQuorum } from '../messages/plan.ts';
import { ProvableTree } from '../primitives/merkle-proofs.ts';
import { flipped } from '../test-support.ts';
import type { Closing } from './folds/close.ts';
import {
  afterCountersignatures,
  afterKeys,
  afterOutcomes,
  afterRoots,
  apart,
  beforeListsEnd,
  cas,
  from,
  grow,
  growInSize,
  growMask,
  markInterval,
  ofTheManifest,
  once,
  onceEver,
  orderToClose,
  type Policy,
  until,
} from './policies.ts';
import { claimsEndOf, closeOf, type ElectionView, type Post } from './posts.ts';
import type { ElectionTopic } from './topics.ts';

const parties = (role: string, count: number): Plan['trustees'] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${role}-${i + 1}`,
    identityKey: new Uint8Array(33),
    operator: 'o',
    system: 's',
  }));

/** N = 4, t = 3, b = 1; n = 4, k = 1, so q = 3. */
const plan: Plan = {
  electionId: new Uint8Array(16),
  attempt: 1,
  commissionerKey: new Uint8Array(33),
  administrators: parties('administrator', 4),
  signingThreshold: 3,
  hostileAdministrators: 1,
  trustees: parties('trustee', 4),
  hostileTrustees: 1,
  anonymizers: parties('anonymizer', 2),
  pathLength: 2,
  counters: parties('counter', 3),
  distributors: parties('distributor', 3),
  lyingDistributors: 1,
  styles: ['north'],
  board: new Uint8Array(32),
  trusteeRenewal: undefined,
  administratorRenewal: undefined,
  trial: false,
};
const manifest = { hash: 'm', opens: 1_000_000, closes: 5_000_000, claimsEnd: 6_000_000, voters: 1 };

interface Given extends Partial<Pick<ElectionView, 'manifest' | 'closing'>> {
  readonly posts?: Readonly<Record<string, readonly Post[]>>;
  readonly ticks?: number;
}

const view = ({ posts = {}, ticks = 0, ...rest }: Given = {}): ElectionView => ({
  times: { phase: 30_000, lead: 600_000, grace: 3_600_000 },
  terms: { plan, planHash: 'p', posted: 0 },
  manifest: undefined,
  closing: { step: 'none' },
  ...rest,
  posts: (topic: ElectionTopic, type: string) => posts[`${topic} ${type}`] ?? [],
  ticks: () => ticks,
});

const post = (changes: Partial<Post> = {}): Post => ({
  type: 'type',
  signer: 'administrator-1',
  context: 'x',
  says: 'this',
  time: 0,
  ticks: 0,
  ...changes,
});
const by = (role: string, numbers: readonly number[], changes: Partial<Post> = {}): Post[] =>
  numbers.map((i) => post({ signer: `${role}-${i}`, ...changes }));

const orderOf = (closes: number) => ({ closes, document: new Uint8Array() });

const judge = (policy: Policy, one: Post, earlier: readonly Post[] = [], seen: Given = {}) =>
  policy(one, earlier, view(seen));

test('once: of the signer, in the context, about the dealer', () => {
  assert.equal(judge(once, post()), undefined);
  assert.equal(judge(once, post({ says: 'other' }), [post()]), 'board/once');
  assert.equal(judge(once, post({ signer: 'administrator-2' }), [post()]), undefined);
  assert.equal(judge(once, post({ context: 'y' }), [post()]), undefined);
  assert.equal(judge(once, post({ about: 'a' }), [post({ about: 'b' })]), undefined);
  assert.equal(judge(once, post({ about: 'a' }), [post({ about: 'a' })]), 'board/once');
});

test('of a signer that says it about several periods each is judged by those about the same', () => {
  const hold = (mask: number, about: string) => post({ mask, about });
  const earlier = [hold(1, '0'), hold(6, '1')];
  assert.equal(judge(growMask, hold(3, '0'), earlier), undefined);
  assert.equal(judge(growMask, hold(3, '1'), earlier), 'board/refused');
  assert.equal(judge(growMask, hold(0, '2'), earlier), undefined);
});

test('once ever: of the signer, in whatever context', () => {
  assert.equal(judge(onceEver, post()), undefined);
  assert.equal(judge(onceEver, post({ context: 'y' }), [post()]), 'board/once');
  assert.equal(judge(onceEver, post({ signer: 'administrator-2' }), [post()]), undefined);
});

test('cas: one of the type', () => {
  assert.equal(judge(cas, post()), undefined);
  assert.equal(judge(cas, post({ signer: 'administrator-2' }), [post()]), 'board/once');
});

const tree = new ProvableTree();
for (let i = 0; i < 9; i++) tree.append(Uint8Array.of(i));
const head = (size: number, old: number) => ({
  size,
  root: tree.root(size),
  proof: tree.consistency(old, size),
});

test("grow: a head adds to the signer's head before, by its proof", () => {
  const earlier = [
    post({ head: head(2, 0) }),
    post({ head: head(5, 2) }),
    post({ signer: 'other', head: head(9, 0) }),
  ];
  assert.equal(judge(grow, post({ head: head(3, 0) })), undefined);
  assert.equal(judge(grow, post({ head: head(7, 5) }), earlier), undefined);
  assert.equal(judge(grow, post({ head: head(5, 5) }), earlier), undefined);
  assert.equal(judge(grow, post({ head: head(7, 2) }), earlier), 'board/not-consistent');
  assert.equal(judge(grow, post({ head: head(3, 2) }), earlier), 'board/not-consistent');
  const other = { ...head(7, 5), root: flipped(tree.root(7)) };
  assert.equal(judge(grow, post({ head: other }), earlier), 'board/not-consistent');
  assert.equal(judge(grow, post()), 'board/refused');
});

test("grow in size: the officers' log is longer than before", () => {
  const earlier = [post({ head: head(2, 0) }), post({ head: head(5, 2) })];
  assert.equal(judge(growInSize, post({ head: head(6, 0) }), earlier), undefined);
  assert.equal(judge(growInSize, post({ head: head(5, 0) }), earlier), 'board/not-consistent');
  assert.equal(judge(growInSize, post({ signer: 'other', head: head(1, 0) }), earlier), undefined);
  assert.equal(judge(growInSize, post()), 'board/refused');
});

test('grow mask: after the first, a hold that does not grow is refused', () => {
  const earlier = [post({ mask: 0 }), post({ mask: 0b010 })];
  assert.equal(judge(growMask, post({ mask: 0 })), undefined);
  assert.equal(judge(growMask, post({ mask: 0b110 }), earlier), undefined);
  assert.equal(judge(growMask, post({ mask: 0b010 }), earlier), 'board/refused');
  assert.equal(judge(growMask, post({ mask: 0b101 }), earlier), 'board/refused');
  assert.equal(judge(growMask, post({ signer: 'other', mask: 0b001 }), earlier), undefined);
  assert.equal(judge(growMask, post()), 'board/refused');
});

test("apart: an interval after the signer's post before", () => {
  const policy = apart(() => 100);
  const earlier = [post({ time: 0 }), post({ time: 50 })];
  assert.equal(judge(policy, post({ time: 149 }), earlier), 'board/too-early');
  assert.equal(judge(policy, post({ time: 150 }), earlier), undefined);
  assert.equal(judge(policy, post({ signer: 'other', time: 60 }), earlier), undefined);
  assert.equal(
    judge(
      apart(() => undefined),
      post(),
    ),
    'board/too-early',
  );
});

test('from and until a time', () => {
  const [begins, ends] = [from(() => 100), until(() => 100)];
  assert.equal(judge(begins, post({ time: 99 })), 'board/too-early');
  assert.equal(judge(begins, post({ time: 100 })), undefined);
  assert.equal(
    judge(
      from(() => undefined),
      post({ time: 100 }),
    ),
    'board/too-early',
  );
  assert.equal(judge(ends, post({ time: 99 })), undefined);
  assert.equal(judge(ends, post({ time: 100 })), 'board/too-late');
  assert.equal(
    judge(
      until(() => undefined),
      post({ time: 100 }),
    ),
    undefined,
  );
});

test('both outcomes: t Administrators and q Trustees say the same', () => {
  const outcomes = (administrators: readonly Post[], trustees: readonly Post[]) =>
    judge(afterOutcomes, post(), [], {
      posts: { 'dkg-administrator outcome': administrators, 'dkg-trustee outcome': trustees },
    });
  const [t, q] = [by('administrator', [1, 2, 3]), by('trustee', [1, 2, 3])];
  assert.equal(outcomes(t, q), undefined);
  assert.equal(outcomes(t.slice(1), q), 'board/too-early');
  assert.equal(outcomes(t, q.slice(1)), 'board/too-early');
  assert.equal(
    outcomes([...t.slice(1), ...by('administrator', [1], { says: 'else' })], q),
    'board/too-early',
  );
  assert.equal(
    outcomes([...t.slice(1), ...by('administrator', [1], { context: 'y' })], q),
    'board/too-early',
  );
  assert.equal(outcomes([...t.slice(1), ...by('administrator', [2])], q), 'board/too-early');
  assert.equal(outcomes(q, t), 'board/too-early');
});

test('a manifest stands with t and q countersignatures, of whichever role they are posted', () => {
  const stand = (signers: readonly Post[]) =>
    judge(afterCountersignatures, post(), [], { posts: { 'setup countersignature': signers } });
  assert.equal(stand([...by('administrator', [1, 2, 4]), ...by('trustee', [2, 3, 4])]), undefined);
  assert.equal(stand([...by('administrator', [1, 2, 3, 4]), ...by('trustee', [2, 3])]), 'board/too-early');
  assert.equal(stand([...by('administrator', [1, 2]), ...by('trustee', [1, 2, 3, 4])]), 'board/too-early');
});

test('disclosure comes after q equal roots', () => {
  const roots = (posts: readonly Post[]) =>
    judge(afterRoots, post(), [], { posts: { 'freeze root': posts } });
  assert.equal(roots(by('trustee', [1, 2, 4])), undefined);
  assert.equal(roots([...by('trustee', [1, 2]), ...by('trustee', [3], { says: 'else' })]), 'board/too-early');
});

test('q of Trustees', () => {
  assert.equal(trusteeQuorum(plan), 3);
  assert.equal(trusteeQuorum({ ...plan, trustees: parties('trustee', 7), hostileTrustees: 2 }), 5);
});

test("keys' end: all of Administrators and Anonymizers posted, or long has passed", () => {
  const keys = [...by('administrator', [1, 2, 3, 4]), ...by('anonymizer', [1, 2])];
  assert.equal(judge(afterKeys, post(), [], { posts: { 'setup key': keys } }), undefined);
  assert.equal(judge(afterKeys, post(), [], { posts: { 'setup key': keys.slice(1) } }), 'board/too-early');
  assert.equal(judge(afterKeys, post(), [], { ticks: 80 }), 'board/too-early');
  assert.equal(judge(afterKeys, post(), [], { ticks: 81 }), undefined);
});

test('only the manifest that was posted is countersigned', () => {
  assert.equal(judge(ofTheManifest, post({ says: 'm' })), 'board/too-early');
  assert.equal(judge(ofTheManifest, post({ says: 'm' }), [], { manifest }), undefined);
  assert.equal(judge(ofTheManifest, post({ says: 'other' }), [], { manifest }), 'board/refused');
});

test('an order to close: one, after the opening, not later than the manifest says, lead ahead', () => {
  const order = (closes: number, time: number, closing?: Closing) =>
    judge(orderToClose, post({ order: orderOf(closes), time }), [], {
      manifest,
      closing: closing ?? { step: 'none' },
    });
  assert.equal(order(4_000_000, 3_400_000), undefined);
  assert.equal(order(4_000_000, 3_400_001), 'board/refused');
  assert.equal(order(5_000_000, 0), undefined);
  assert.equal(order(5_000_001, 0), 'board/refused');
  assert.equal(order(1_000_001, 0), undefined);
  assert.equal(order(1_000_000, 0), 'board/refused');
  assert.equal(order(4_000_000, 0, { step: 'pending', order: orderOf(4_500_000), since: 0 }), 'board/once');
  assert.equal(order(4_000_000, 0, { step: 'in force', order: orderOf(4_500_000) }), 'board/once');
  assert.equal(judge(orderToClose, post({ order: orderOf(4_000_000) })), 'board/too-early');
  assert.equal(judge(orderToClose, post(), [], { manifest }), 'board/refused');
});

test('an order in force moves the close and the end of claims alike; a pending one nothing', () => {
  assert.equal(closeOf(view()), undefined);
  assert.equal(claimsEndOf(view()), undefined);
  assert.deepEqual([closeOf(view({ manifest })), claimsEndOf(view({ manifest }))], [5_000_000, 6_000_000]);
  const pending = view({ manifest, closing: { step: 'pending', order: orderOf(4_000_000), since: 0 } });
  assert.deepEqual([closeOf(pending), claimsEndOf(pending)], [5_000_000, 6_000_000]);
  const inForce = view({ manifest, closing: { step: 'in force', order: orderOf(4_000_000) } });
  assert.deepEqual([closeOf(inForce), claimsEndOf(inForce)], [4_000_000, 5_000_000]);
});

test('final heads are taken while grace lasts, and the first one whenever it comes', () => {
  assert.equal(judge(beforeListsEnd, post(), [post()], { ticks: 480 }), undefined);
  assert.equal(judge(beforeListsEnd, post(), [post()], { ticks: 481 }), 'board/too-late');
  assert.equal(judge(beforeListsEnd, post(), [], { ticks: 481 }), undefined);
});

test('marks are a ten-thousandth of the election apart, at least a minute, less five seconds', () => {
  assert.equal(markInterval(view()), undefined);
  assert.equal(markInterval(view({ manifest })), 55_000);
  const long = { ...manifest, opens: 0, claimsEnd: 1_000_000_000 };
  assert.equal(markInterval(view({ manifest: long })), 95_000);
});
