import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Party, Plan } from '../messages/plan.ts';
import { MAX_PLAN_LENGTH, planCodec } from '../messages/plan.ts';
import { decode, encode, text } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { encodeJws, signPayload } from '../primitives/jws.ts';
import { sha256 } from '../primitives/sha256.ts';
import { flipped, given, makePlan, newKey, random } from '../test-support.ts';
import { checkPlan, isSortedSet, openPlan, signPlan } from './check-plan.ts';

const commissioner = newKey();
const { plan } = await makePlan({}, commissioner);
const [admin, ...otherAdmins] = plan.administrators;
const party = (id: string): Party => ({ id, identityKey: newKey().publicKey, operator: 'o', system: 's' });
const partiesOf = (count: number): Party[] => Array.from({ length: count }, (_, i) => party(`party-${i}`));

test("a good plan is opened by the Commissioner's key alone", () => {
  const document = signPlan(plan, commissioner);
  const opened = openPlan(document, commissioner.publicKey);
  assert.deepEqual(opened.plan, plan);
  assert.deepEqual(opened.planHash, sha256(encode(planCodec, plan)));
  assert.throws(() => openPlan(document, newKey().publicKey), { code: 'signature/invalid' });
});

test("a trial election's plan is marked in what is signed; a real one has its own form and hash, as it always had", () => {
  const trial = { ...plan, trial: true };
  const opened = openPlan(signPlan(trial, commissioner), commissioner.publicKey);
  assert.deepEqual(opened.plan, trial);
  const [real, marked] = [plan, trial].map((one) => encode(planCodec, one));
  assert.deepEqual(opened.planHash, sha256(given(marked)));
  assert.notDeepEqual(real, marked);
  // The mark is one more item at the end: the word, and no other.
  assert.equal(given(real)[0], 0x91);
  assert.equal(given(marked)[0], 0x92);
  const tail = given(marked).subarray(given(real).length);
  assert.deepEqual(tail, encode(text(5), 'trial'));
  const other = given(marked).slice();
  other[other.length - 1] = 'n'.charCodeAt(0);
  assert.throws(() => decode(planCodec, other, MAX_PLAN_LENGTH), { code: 'cbor/wrong-type' });
});

test('(N + b) / 2 < t <= N - b, for every N, t and b', () => {
  for (let N = 1; N <= 16; N++) {
    const administrators = partiesOf(N);
    for (let t = 1; t <= 16; t++)
      for (let b = 0; b <= 16; b++) {
        const tried = { ...plan, administrators, signingThreshold: t, hostileAdministrators: b };
        const good = (N + b) / 2 < t && t <= N - b;
        if (good) checkPlan(tried);
        else assert.throws(() => checkPlan(tried), { code: 'plan/invalid' }, `N=${N} t=${t} b=${b}`);
      }
  }
});

test('n >= 3k + 1, for every n and k', () => {
  for (let n = 1; n <= 16; n++) {
    const trustees = partiesOf(n);
    for (let k = 0; k <= 16; k++) {
      const tried = { ...plan, trustees, hostileTrustees: k };
      if (n >= 3 * k + 1) checkPlan(tried);
      else assert.throws(() => checkPlan(tried), { code: 'plan/invalid' }, `n=${n} k=${k}`);
    }
  }
});

const sameOperator = plan.anonymizers.map((a) => ({ ...a, operator: 'one' }));
/** Each rule broken once. */
const broken: readonly [string, Partial<Plan>][] = [
  ['f + 1 Distributors', { lyingDistributors: 3 }],
  ['L operators', { anonymizers: sameOperator }],
  ['L operators, more Anonymizers than that', { pathLength: 4 }],
  ['sorted styles', { styles: ['south', 'north'] }],
  ['unique styles', { styles: ['north', 'north'] }],
  [
    'unique IDs within a role',
    { administrators: [given(admin), { ...given(otherAdmins[0]), id: given(admin).id }] },
  ],
  ['unique IDs across roles', { counters: [{ ...given(plan.counters[0]), id: given(admin).id }] }],
  ['no server may be called commissioner', { counters: [party('commissioner')] }],
  ['unique keys across roles', { counters: [{ ...party('c'), identityKey: given(admin).identityKey }] }],
  [
    "no server may have the Commissioner's key",
    { counters: [{ ...party('c'), identityKey: commissioner.publicKey }] },
  ],
];
for (const [rule, change] of broken)
  test(`refused: ${rule}`, () => {
    const bad = { ...plan, ...change };
    assert.throws(() => signPlan(bad, commissioner), { code: 'plan/invalid' });
    assert.throws(() => openPlan(signed(encode(planCodec, bad)), commissioner.publicKey), {
      code: 'plan/invalid',
    });
  });

/** What a Commissioner without our software signs. */
function signed(payload: Uint8Array): Uint8Array {
  const signature = signPayload(LABELS.plan, payload, 'commissioner', commissioner);
  return encodeJws({ typ: LABELS.plan, payload, signatures: [signature] });
}

test('the least that a plan may have: f + 1 Distributors, Anonymizers of L operators', () => {
  checkPlan({ ...plan, lyingDistributors: plan.distributors.length - 1 });
  checkPlan({ ...plan, pathLength: new Set(plan.anonymizers.map(({ operator }) => operator)).size });
  checkPlan({ ...plan, anonymizers: sameOperator, pathLength: 1 });
});

test('refused: keys that are no points', () => {
  const counters = [{ ...party('c'), identityKey: new Uint8Array(33) }];
  assert.throws(() => checkPlan({ ...plan, counters }), { code: 'key/invalid' });
});

test("refused: a plan that names another Commissioner's key than the one that signed it", () => {
  const payload = encode(planCodec, { ...plan, commissionerKey: newKey().publicKey });
  assert.throws(() => openPlan(signed(payload), commissioner.publicKey), { code: 'plan/invalid' });
});

test('refused: numbers beyond the bounds of the protocol', () => {
  const beyond: Partial<Plan>[] = [
    { administrators: partiesOf(17) },
    { counters: [] },
    { pathLength: 6 },
    { pathLength: 0 },
    { attempt: 0 },
    { styles: Array.from({ length: 65 }, (_, i) => `s${String(i).padStart(2, '0')}`) },
    { styles: [] },
    { electionId: random(15) },
  ];
  for (const change of beyond)
    assert.throws(() => encode(planCodec, { ...plan, ...change }), { code: 'cbor/out-of-bounds' });
});

test('a changed, extended or otherwise typed document is refused', () => {
  const payload = encode(planCodec, plan);
  assert.throws(() => openPlan(signed(flipped(payload, 5)).subarray(1), commissioner.publicKey), {
    code: 'jws/malformed',
  });
  assert.throws(() => openPlan(signed(Uint8Array.of(...payload, 0)), commissioner.publicKey), {
    code: 'cbor/malformed',
  });
  const manifest = signPayload(LABELS.manifest, payload, 'commissioner', commissioner);
  const posing = encodeJws({ typ: LABELS.manifest, payload, signatures: [manifest] });
  assert.throws(() => openPlan(posing, commissioner.publicKey), { code: 'jws/malformed' });
  const relabelled = encodeJws({ typ: LABELS.plan, payload, signatures: [manifest] });
  assert.throws(() => openPlan(relabelled, commissioner.publicKey), { code: 'signature/invalid' });
});

test('sorted sets are strictly ascending by code unit', () => {
  assert.ok(isSortedSet([]));
  assert.ok(isSortedSet(['B', 'a', 'b']));
  assert.ok(!isSortedSet(['a', 'B']));
  assert.ok(!isSortedSet(['a', 'a']));
});

test('renewal: a second for a phase, 4 phases and twice the clock error before the deadline, that before the next slot', () => {
  const right = { first: 9e12, every: 12_001, deadline: 12_000, phase: 2000, clockError: 1999 };
  const check = (change: Partial<typeof right>, more: Partial<Plan> = {}) =>
    checkPlan({ ...plan, ...more, trusteeRenewal: { ...right, ...change } });
  check({});
  check({ phase: 1000, clockError: 0, deadline: 4001 });
  for (const change of [
    { every: 12_000 },
    { deadline: 11_998 },
    { clockError: 2000 },
    { phase: 2001 },
    { phase: 999, clockError: 0 },
  ])
    assert.throws(() => check(change), { code: 'plan/invalid' });
  assert.throws(() => check({}, { hostileTrustees: 0 }), { code: 'plan/invalid' });
});
