/** Posts of a refresh are bounded, whatever hostile Trustees post, and none of them keeps honest ones from posting. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { abandonedHash } from '../ceremony/period-record.ts';
import { refreshHash } from '../ceremony/refresh-role.ts';
import type { Plan } from '../messages/plan.ts';
import { requireHex, toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { makePlan, newKey } from '../test-support.ts';
import { ruleFor } from './post-rules.ts';
import type { ElectionView, Post } from './posts.ts';
import { inPeriod, inRefresh, ofPeriod, tickInterval } from './refresh-policies.ts';

const hashOf = (name: string): string => toHex(sha256(new TextEncoder().encode(name)));
const MANIFEST = hashOf('manifest');
const MADE = hashOf('generated');
const PHASE = 1_000;
const TIMES = { first: 0, every: 100_000, deadline: 10_000, phase: PHASE, clockError: 0 };
const { plan } = await makePlan({ trusteeRenewal: TIMES }, newKey());
/** n = 4, k = 1: q = 3. */
const [ONE, TWO, THREE, FOUR] = plan.trustees.map(({ id }) => id) as [string, string, string, string];

const cAfter = (previous: string): string =>
  toHex(refreshHash({ manifestHash: requireHex(MANIFEST), role: 'trustee' }, requireHex(previous)));
const abandonedAfter = (c: string): string => cAfter(toHex(abandonedHash(requireHex(c))));
const FIRST = cAfter(MADE);

const post = (signer: string, type: string, context: string, rest: Partial<Post> = {}): Post => ({
  ...{ type, signer, context, says: hashOf('says'), time: 0, ticks: 0 },
  ...rest,
});
const outcome = (signers: readonly string[], context: string, hash: string): Post[] =>
  signers.map((signer) => post(signer, 'outcome', context, { outcome: hash }));
const abandon = (signers: readonly string[], context: string): Post[] =>
  signers.map((signer) => post(signer, 'abandon', context));

const generated = outcome([ONE, TWO, THREE], hashOf('x'), MADE);
const countersigned = [...plan.administrators, ...plan.trustees].map(({ id }) =>
  post(id, 'countersignature', hashOf('plan')),
);

interface Seen {
  readonly refresh?: readonly Post[];
  readonly countersignatures?: readonly Post[];
  readonly made?: readonly Post[];
  readonly plan?: Plan;
  readonly hasManifest?: boolean;
}

const view = (seen: Seen = {}): ElectionView => ({
  times: { phase: 0, lead: 0, grace: 0 },
  terms: { plan: seen.plan ?? plan, planHash: hashOf('plan'), posted: 0 },
  manifest:
    (seen.hasManifest ?? true) ? { hash: MANIFEST, opens: 0, closes: 1, claimsEnd: 2, voters: 1 } : undefined,
  closing: { step: 'none' },
  posts: (topic, type) => {
    if (topic === 'setup')
      return type === 'countersignature' ? (seen.countersignatures ?? countersigned) : [];
    if (topic === 'dkg-trustee') return seen.made ?? generated;
    return topic === 'refresh-trustee' ? (seen.refresh ?? []).filter((one) => one.type === type) : [];
  },
  ticks: () => 0,
});

const mayPost = (context: string, seen?: Seen) =>
  inRefresh('trustee')(post(ONE, 'state', context), [], view(seen));
const isTaken = (context: string, refresh: readonly Post[] = []): boolean =>
  mayPost(context, { refresh }) === undefined;

const notRenewed = { ...plan, trusteeRenewal: undefined };

test('posts of the first refresh are taken once the manifest stands, and where shares are renewed', () => {
  assert.equal(mayPost(FIRST), undefined);
  assert.equal(mayPost(FIRST, { countersignatures: countersigned.slice(1) }), undefined, 'a quorum will do');
  assert.equal(mayPost(FIRST, { countersignatures: countersigned.slice(-2) }), 'board/too-early');
  assert.equal(mayPost(FIRST, { plan: notRenewed }), 'board/refused');
  assert.equal(mayPost(FIRST, { made: generated.slice(1) }), 'board/refused');
  assert.equal(mayPost(FIRST, { hasManifest: false }), 'board/refused');
});

test('one hostile Trustee opens no ceremony that there is not', () => {
  const invented = [hashOf('a'), hashOf('b')].flatMap((hash) => outcome([ONE], FIRST, hash));
  for (const c of [MADE, cAfter(hashOf('a')), abandonedAfter(FIRST), hashOf('any')])
    assert.ok(!isTaken(c, [...invented, ...abandon([ONE], FIRST)]), c);
  const twice = [...outcome([ONE, ONE], FIRST, hashOf('a')), ...abandon([ONE, ONE, ONE], FIRST)];
  assert.ok(!isTaken(cAfter(hashOf('a')), twice), 'it counts once');
  assert.ok(!isTaken(abandonedAfter(FIRST), twice), 'it counts once');
});

test('of ceremonies that follow one another the last two are taken', () => {
  const refresh: Post[] = [];
  const all = [FIRST];
  for (let i = 0; i < 4; i++) {
    const c = all.at(-1) ?? '';
    refresh.push(...outcome([ONE, TWO, THREE], c, hashOf(`X ${i}`)));
    all.push(cAfter(hashOf(`X ${i}`)));
    assert.deepEqual(
      all.map((one) => isTaken(one, refresh)),
      all.map((_, at) => at >= all.length - 2),
    );
  }
});

test('the next one is taken when an honest Trustee has signed the outcome: a certificate may come from elsewhere', () => {
  const hash = hashOf('X');
  assert.ok(!isTaken(cAfter(hash), outcome([ONE], FIRST, hash)));
  assert.ok(isTaken(cAfter(hash), outcome([ONE, TWO], FIRST, hash)));
  assert.ok(isTaken(FIRST, outcome([ONE, TWO], FIRST, hash)));
  const differ = [...outcome([ONE], FIRST, hash), ...outcome([TWO], FIRST, hashOf('Y'))];
  assert.ok(!isTaken(cAfter(hash), differ));
});

test('what a quorum abandons goes on, also beside outcomes of which the fold may refuse one', () => {
  const refresh = outcome([ONE, TWO, THREE], FIRST, hashOf('X'));
  const next = abandonedAfter(FIRST);
  assert.ok(!isTaken(next, [...refresh, ...abandon([ONE, TWO], FIRST)]));
  refresh.push(...abandon([TWO, THREE, FOUR], FIRST));
  assert.ok(isTaken(next, refresh));
  assert.ok(isTaken(cAfter(hashOf('X')), refresh), 'the fold says which');
  refresh.push(...outcome([TWO, THREE], next, hashOf('Z')));
  assert.ok(isTaken(cAfter(hashOf('Z')), refresh));
  assert.ok(!isTaken(FIRST, refresh));
});

test('a disclosure is about a period that there can be by now; period 0 is everywhere', () => {
  const about = (period: string, seen?: Seen) =>
    ofPeriod('trustee')(post(ONE, 'disclosure', MANIFEST, { about: period }), [], view(seen));
  assert.equal(about('0'), undefined);
  assert.equal(about('0', { plan: notRenewed }), undefined);
  for (const period of ['1', '0,1', '-', '1000000']) assert.equal(about(period), 'board/refused', period);
  const refresh = outcome([ONE, TWO, THREE], FIRST, hashOf('X'));
  assert.equal(about('1', { refresh }), undefined);
  assert.equal(about('2', { refresh }), 'board/refused');
});

test('a REJOIN is of this election, in such a period', () => {
  const rejoin = (about: string, context = MANIFEST, seen?: Seen) =>
    inPeriod('trustee')(post(ONE, 'rejoin', context, { about }), [], view(seen));
  assert.equal(rejoin('0'), undefined);
  assert.equal(rejoin('1'), 'board/refused');
  assert.equal(rejoin('0', FIRST), 'board/refused');
  assert.equal(rejoin('0', MANIFEST, { countersignatures: [] }), 'board/too-early');
  assert.equal(rejoin('0', MANIFEST, { plan: notRenewed }), 'board/too-early');
});

/** What the rule of that type says of one more post. */
function ruled(type: string, one: Post, earlier: readonly Post[], seen?: Seen): string | undefined {
  for (const policy of ruleFor('refresh-trustee', type)?.policies ?? []) {
    const refused = policy(one, earlier, view(seen));
    if (refused !== undefined) return refused;
  }
  return undefined;
}
const times = (count: number, one: Post): Post[] => Array.from({ length: count }, () => one);

test('each Trustee posts so many of a type in a ceremony, and not more', () => {
  const bounds = { state: 6, deal: 1, complaint: 1, ok: 1, outcome: 1, abandon: 1, period: 1 };
  for (const [type, most] of Object.entries(bounds)) {
    const one = post(ONE, type, FIRST);
    assert.equal(ruled(type, one, times(most - 1, one)), undefined, type);
    assert.equal(ruled(type, one, times(most, one)), 'board/once', type);
    assert.equal(ruled(type, post(TWO, type, FIRST), times(most, one)), undefined, `${type} of another`);
    assert.equal(ruled(type, post(ONE, type, hashOf('other')), []), 'board/refused', `${type} elsewhere`);
  }
  const about = (dealer: string): Post => post(ONE, 'complaint', FIRST, { about: dealer });
  assert.equal(ruled('complaint', about('1'), [about('2')]), undefined);
  const rejoin = post(ONE, 'rejoin', MANIFEST, { about: '0' });
  assert.equal(ruled('rejoin', rejoin, times(2, rejoin)), undefined);
  assert.equal(ruled('rejoin', rejoin, times(3, rejoin)), 'board/once');
  assert.equal(ruled('rejoin', { ...rejoin, about: '1' }, []), 'board/refused');
});

test('a tick comes half a phase after that before it, in whatever ceremony', () => {
  const tick = (time: number, context = FIRST): Post => post(ONE, 'tick', context, { time });
  assert.equal(ruled('tick', tick(0), []), undefined);
  assert.equal(ruled('tick', tick(PHASE / 2 - 1), [tick(0)]), 'board/too-early');
  assert.equal(ruled('tick', tick(PHASE / 2), [tick(0)]), undefined);
  assert.equal(ruled('tick', tick(1), [tick(0, hashOf('the one before'))]), 'board/too-early');
  assert.equal(ruled('tick', tick(PHASE, hashOf('other')), []), 'board/refused');
  assert.equal(tickInterval('trustee')(view({ plan: notRenewed })), undefined);
});

test('only Trustees post, and nothing that is too long', () => {
  const types = 'state deal complaint ok outcome rejoin abandon tick period'.split(' ');
  const lengths = types.map((type) => {
    assert.deepEqual(ruleFor('refresh-trustee', type)?.by, ['trustee']);
    return ruleFor('refresh-trustee', type)?.maxLength;
  });
  const KIB = 1024;
  const none = undefined;
  assert.deepEqual(lengths, [24 * KIB, 192 * KIB, none, none, none, none, none, none, 32 * KIB]);
  assert.equal(ruleFor('refresh-trustee', 'repair'), undefined);
});
