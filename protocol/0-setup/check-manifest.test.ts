import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { MAX_MANIFEST_DOCUMENT, type Manifest, manifestCodec } from '../messages/manifest.ts';
import { planCodec } from '../messages/plan.ts';
import { concat, EMPTY } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { trafficKeyPair } from '../primitives/hpke.ts';
import { decodeJws, encodeJws, type Jws, signPayload } from '../primitives/jws.ts';
import { BLS12381_G2 } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import {
  flipped,
  given,
  makeElection,
  newKey,
  ownEntries,
  random,
  type TestElection,
} from '../test-support.ts';
import {
  countersign,
  manifestHashOf,
  openCountersignedManifest,
  openManifest,
  signManifest,
} from './check-manifest.ts';
import { fingerprint } from './fingerprint.ts';
import { stateKey, withoutKey } from './state-key.ts';

let fixture: TestElection;
beforeAll(async () => {
  fixture = await makeElection();
});

const jwsOf = (document: Uint8Array): Jws => decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT);
const openAll = (document: Uint8Array) => openCountersignedManifest(document, fixture.commissioner.publicKey);

test("a countersigned manifest is opened by the Commissioner's key alone", () => {
  const { election, manifestDocument, manifest, plan } = fixture;
  assert.deepEqual(election.manifest, manifest);
  assert.deepEqual(election.plan, plan);
  assert.deepEqual(election.planHash, sha256(manifest.plan));
  assert.deepEqual(election.manifestHash, sha256(jwsOf(manifestDocument).payload));
  assert.throws(() => openCountersignedManifest(manifestDocument, newKey().publicKey), {
    code: 'signature/invalid',
  });
  assert.equal(election.member('trustees', 'trustee-2')?.index, 2);
  assert.equal(election.member('trustees', 'administrator-1'), undefined);
  assert.equal(election.keyOf('counters')('trustee-1'), undefined);
  assert.equal(election.style('east'), undefined);
});

/** Each rule of the manifest broken once. */
const broken: readonly [string, (good: Manifest) => Partial<Manifest>][] = [
  ['it opens before it closes', ({ closes }) => ({ opens: closes })],
  ['it closes before intake ends', ({ closes }) => ({ intakeEnds: closes })],
  ['L + 2 seconds of claims', ({ intakeEnds }) => ({ claimsEnd: intakeEnds + 3 })],
  ['claims after intake', ({ intakeEnds }) => ({ claimsEnd: intakeEnds - 1 })],
  ['a pool that keeps somebody', () => ({ poolSize: 0 })],
  ['all styles of the plan', ({ styles }) => ({ styles: styles.slice(1) })],
  ['no other style', ({ styles }) => ({ styles: styles.map((s) => ({ ...s, style: `${s.style}x` })) })],
  ['styles in the order of the plan', ({ styles }) => ({ styles: styles.toReversed() })],
  ['t commitments, not fewer', ({ styles }) => ({ styles: commitments(styles, (c) => c.slice(1)) })],
  ['t commitments, not more', ({ styles }) => ({ styles: commitments(styles, (c) => [...c, ...c]) })],
  ['k + 1 commitments, not fewer', (m) => ({ electionCommitments: m.electionCommitments.slice(1) })],
  [
    'k + 1 commitments, not more',
    (m) => ({ electionCommitments: [...m.electionCommitments, ...m.electionCommitments] }),
  ],
  ['every server', ({ servers }) => ({ servers: servers.slice(1) })],
  ['every server, the last too', ({ servers }) => ({ servers: servers.slice(0, -1) })],
  ['no server twice', ({ servers }) => ({ servers: [...servers.slice(0, -1), given(servers[0])] })],
  ['servers in the order of the plan', ({ servers }) => ({ servers: servers.toReversed() })],
  [
    't Administrators with keys',
    ({ servers }) => ({ servers: keyless(servers, 'administrator-1', 'administrator-2') }),
  ],
  [
    't Administrators with both keys and shares',
    ({ servers, administratorCeremony }) => ({
      servers: keyless(servers, 'administrator-1'),
      administratorCeremony: { ...administratorCeremony, holders: 0b0111 },
    }),
  ],
  [
    'Anonymizers of L operators with keys',
    ({ servers }) => ({ servers: keyless(servers, 'anonymizer-1', 'anonymizer-3') }),
  ],
  ['whole keys', ({ servers }) => ({ servers: withKey(servers, 'administrator-1', freshKey().slice(1)) })],
  [
    'keys whose ML-KEM part is reduced',
    ({ servers }) => ({
      servers: withKey(servers, 'administrator-1', concat(new Uint8Array(3).fill(255), freshKey().slice(3))),
    }),
  ],
  [
    'keys whose X25519 part is not of low order',
    ({ servers }) => ({
      servers: withKey(servers, 'anonymizer-1', concat(freshKey().slice(0, -32), new Uint8Array(32))),
    }),
  ],
  ['no keys for Counters', ({ servers }) => ({ servers: withKey(servers, 'counter-3', freshKey()) })],
  ['no keys for Trustees', ({ servers }) => ({ servers: withKey(servers, 'trustee-1', freshKey()) })],
  ['no signature without a key', ({ servers }) => ({ servers: withKey(servers, 'counter-1', EMPTY) })],
  [
    'keys that their servers stated',
    ({ servers }) => ({
      servers: servers.map((server, i) => (i === 0 ? { ...server, trafficKey: freshKey() } : server)),
    }),
  ],
  [
    'keys that their servers signed',
    ({ servers }) => ({
      servers: servers.map((server, i) => (i === 0 ? { ...server, signature: EMPTY } : server)),
    }),
  ],
  [
    'addresses that their servers stated',
    ({ servers }) => ({
      servers: servers.map((server, i) => (i === 0 ? { ...server, url: 'https://evil.example' } : server)),
    }),
  ],
  [
    'unique keys',
    ({ servers }) => ({ servers: withKey(servers, 'administrator-1', given(servers[1]).trafficKey) }),
  ],
  [
    'unique keys, whatever their roles',
    ({ servers }) => ({ servers: withKey(servers, 'anonymizer-1', given(servers[0]).trafficKey) }),
  ],
  [
    'no Administrator with shares that the plan does not have',
    ({ administratorCeremony }) => ({
      administratorCeremony: { ...administratorCeremony, holders: 0b11111 },
    }),
  ],
  [
    'no Trustee with shares that the plan does not have',
    ({ trusteeCeremony }) => ({ trusteeCeremony: { ...trusteeCeremony, holders: 0b11111 } }),
  ],
  [
    'q Trustees with shares',
    ({ trusteeCeremony }) => ({ trusteeCeremony: { ...trusteeCeremony, holders: 0b0110 } }),
  ],
  [
    'unique group keys',
    ({ styles }) => ({ styles: styles.map((s) => ({ ...s, commitments: given(styles[0]).commitments })) }),
  ],
];
const commitments = (
  styles: Manifest['styles'],
  change: (c: readonly Uint8Array[]) => readonly Uint8Array[],
): Manifest['styles'] => styles.map((style) => ({ ...style, commitments: change(style.commitments) }));
/** With another key for one server, stated by that server itself: only the rule of the test is broken. */
const withKey = (servers: Manifest['servers'], id: string, trafficKey: Uint8Array): Manifest['servers'] =>
  servers.map((server) =>
    server.id === id
      ? stateKey(fixture.election.planHash, { ...server, trafficKey }, fixture.server(id).key)
      : server,
  );
const keyless = (servers: Manifest['servers'], ...ids: readonly string[]): Manifest['servers'] =>
  servers.map((server) => (ids.includes(server.id) ? withoutKey(server) : server));
const freshKey = (): Uint8Array => trafficKeyPair(random(32)).publicKey;

for (const [rule, change] of broken)
  test(`refused: ${rule}`, () => {
    const bad = signManifest({ ...fixture.manifest, ...change(fixture.manifest) }, fixture.commissioner);
    assert.throws(() => openManifest(bad, fixture.commissioner.publicKey), { code: 'manifest/invalid' });
  });

test('L + 2 seconds of claims are enough, and a pool that keeps one member', () => {
  const { manifest, plan, commissioner } = fixture;
  const claimsEnd = manifest.intakeEnds + plan.pathLength + 2;
  const shortest = signManifest({ ...manifest, claimsEnd, poolSize: 1 }, commissioner);
  assert.equal(openManifest(shortest, commissioner.publicKey).election.manifest.claimsEnd, claimsEnd);
});

test('an Administrator, Anonymizers and a Trustee may lack key or shares: those who have them are given by name', () => {
  const { manifest, commissioner } = fixture;
  const least = signManifest(
    {
      ...manifest,
      servers: keyless(manifest.servers, 'administrator-2', 'anonymizer-2'),
      administratorCeremony: { ...manifest.administratorCeremony, holders: 0b1101 },
      trusteeCeremony: { ...manifest.trusteeCeremony, holders: 0b0111 },
    },
    commissioner,
  );
  const { election } = openManifest(least, commissioner.publicKey);
  const ids = (members: readonly { readonly id: string }[]) => members.map(({ id }) => id);
  const administrators = ['administrator-1', 'administrator-3', 'administrator-4'];
  assert.deepEqual(ids(election.keyed('administrators')), administrators);
  assert.deepEqual(ids(election.keyed('anonymizers')), ['anonymizer-1', 'anonymizer-3']);
  assert.deepEqual(ids(election.holders('administrators')), administrators);
  assert.deepEqual(ids(election.holders('trustees')), ['trustee-1', 'trustee-2', 'trustee-3']);
  assert.equal(election.members('administrators').length, 4);
});

test("refused: a plan inside that breaks a rule, or is another Commissioner's", () => {
  for (const change of [{ signingThreshold: 4 }, { commissionerKey: newKey().publicKey }]) {
    const plan = encode(planCodec, { ...fixture.plan, ...change });
    const bad = signManifest({ ...fixture.manifest, plan }, fixture.commissioner);
    assert.throws(() => openManifest(bad, fixture.commissioner.publicKey), { code: 'plan/invalid' });
  }
});

/** The manifest without those countersignatures. */
const without = (...ids: readonly string[]): Jws => {
  const jws = jwsOf(fixture.manifestDocument);
  return { ...jws, signatures: jws.signatures.filter(({ kid }) => !ids.includes(kid)) };
};

test('any t Administrators and q Trustees make it stand, and it is one manifest whoever they are', () => {
  const { administrators, trustees } = fixture.plan;
  for (const administrator of administrators)
    for (const trustee of trustees) {
      const document = encodeJws(without(administrator.id, trustee.id));
      assert.deepEqual(openAll(document).manifestHash, fixture.election.manifestHash);
      assert.deepEqual(manifestHashOf(document), fixture.election.manifestHash);
    }
});

test('refused: fewer than t Administrators or q Trustees, with who is missing', () => {
  for (const missing of [
    ['administrator-1', 'administrator-4'],
    ['trustee-2', 'trustee-3'],
  ]) {
    assert.throws(() => openAll(encodeJws(without(...missing))), {
      code: 'manifest/not-countersigned',
      message: new RegExp(`by 2, where 3 are needed; missing: ${missing.join(', ')}$`),
    });
  }
  assert.throws(() => openAll(fixture.signedManifest), { code: 'manifest/not-countersigned' });
  assert.throws(() => openAll(encodeJws(without('commissioner'))), { code: 'signature/invalid' });
});

test("refused: a wrong countersignature, whoever's it is, by name, though there are enough without it", () => {
  const jws = jwsOf(fixture.manifestDocument);
  for (const { id } of [...fixture.plan.administrators, ...fixture.plan.trustees]) {
    const forged = signPayload(LABELS.manifest, jws.payload, id, newKey());
    const spoiled = jws.signatures.map((signature) => (signature.kid === id ? forged : signature));
    assert.throws(() => openAll(encodeJws({ ...jws, signatures: spoiled })), {
      code: 'manifest/not-countersigned',
      party: id,
    });
  }
});

test('refused: signatures in another order than the plan', () => {
  const jws = jwsOf(fixture.manifestDocument);
  const [commissioner, first, second, ...rest] = jws.signatures;
  for (const signatures of [
    [commissioner, second, first, ...rest],
    [first, second, ...rest, commissioner],
  ])
    assert.throws(() => openAll(encodeJws({ ...jws, signatures: signatures.map(given) })), {
      code: 'manifest/not-countersigned',
    });
});

test('refused: countersignatures of another manifest, or one signature too many', () => {
  const jws = jwsOf(fixture.manifestDocument);
  const title = signManifest({ ...fixture.manifest, title: 'Another title' }, fixture.commissioner);
  const mixed = { ...jwsOf(title), signatures: [...jwsOf(title).signatures, ...jws.signatures.slice(1)] };
  assert.throws(() => openAll(encodeJws(mixed)), { code: 'manifest/not-countersigned' });
  const extra = signPayload(LABELS.manifest, jws.payload, 'counter-1', fixture.server('counter-1').key);
  const longer = { ...jws, signatures: [...jws.signatures, extra] };
  assert.throws(() => openAll(encodeJws(longer)), { code: 'manifest/not-countersigned' });
});

test('a countersigner refuses a manifest that is not what it took part in', () => {
  const { commissioner, plan, election, manifest, signedManifest } = fixture;
  const refuses = (id: string, document: Uint8Array, changed: object = {}): void => {
    const own = { ...ownEntries({ plan, planHash: election.planHash }, id, fixture), ...changed };
    const sign = () => countersign(document, commissioner.publicKey, own, fixture.server(id).key);
    assert.throws(sign, { code: 'manifest/invalid' });
  };
  const withManifest = (change: Partial<Manifest>) => signManifest({ ...manifest, ...change }, commissioner);
  const otherShares = given(fixture.issuanceShares.get('administrator-2 north'));
  for (const id of ['administrator-1', 'trustee-1']) {
    refuses(id, signedManifest, { planHash: flipped(election.planHash) });
    refuses(id, signedManifest, { url: 'https://elsewhere.example' });
    refuses(id, signedManifest, { shares: [] });
    refuses(id, signedManifest, { id: 'counter-9' });
  }
  refuses('administrator-1', signedManifest, { trafficKey: freshKey() });
  refuses('administrator-1', signedManifest, { shares: [otherShares, otherShares] });
  const own = ownEntries({ plan, planHash: election.planHash }, 'administrator-1', fixture);
  const otherShare = own.shares.map((held) => ({ ...held, share: held.share + 1n }));
  refuses('administrator-1', signedManifest, { shares: otherShare });
  const foreign = manifest.styles.map((style, i) => ({
    ...style,
    commitments: style.commitments.map((_, term) => BLS12381_G2.fromSecret(BigInt(7 + 3 * i + term))),
  }));
  refuses('administrator-1', withManifest({ styles: foreign }));
  const [first, second] = manifest.styles;
  const swapped = [
    { ...given(first), commitments: given(second).commitments },
    { ...given(second), commitments: given(first).commitments },
  ];
  refuses('administrator-1', withManifest({ styles: swapped }));
  refuses('trustee-1', withManifest({ electionCommitments: manifest.electionCommitments.toReversed() }));
});

test('a countersigner without shares signs what says so; one with shares does not', () => {
  const { commissioner, plan, election, manifest } = fixture;
  const ceremonies = {
    administratorCeremony: { ...manifest.administratorCeremony, holders: 0b1110 },
    trusteeCeremony: { ...manifest.trusteeCeremony, holders: 0b1110 },
  };
  const document = signManifest({ ...manifest, ...ceremonies }, commissioner);
  for (const id of ['administrator-1', 'trustee-1']) {
    const own = ownEntries({ plan, planHash: election.planHash }, id, fixture);
    const { key } = fixture.server(id);
    const sign = (shares: typeof own.shares) =>
      countersign(document, commissioner.publicKey, { ...own, shares }, key);
    assert.throws(() => sign(own.shares), { code: 'manifest/invalid' });
    assert.equal(sign([]).signature.kid, id);
  }
});

test('bounds hold before anything is signed', () => {
  const beyond: Partial<Manifest>[] = [
    { title: 'x'.repeat(201) },
    { title: 'two\nlines' },
    { poolSize: 10_001 },
    { packageSize: 0 },
    { opens: -1 },
    { rollRoot: random(31) },
    { servers: fixture.manifest.servers.map((server) => ({ ...server, url: 'ftp://host' })) },
    { servers: fixture.manifest.servers.map((server) => ({ ...server, url: 'https://a b' })) },
  ];
  for (const change of beyond)
    assert.throws(() => encode(manifestCodec, { ...fixture.manifest, ...change }), {
      code: 'cbor/out-of-bounds',
    });
});

test('the fingerprint is the first 160 bits of the hash in base32', () => {
  assert.equal(fingerprint(new Uint8Array(32)), 'A'.repeat(32));
  assert.equal(fingerprint(new Uint8Array(32).fill(0xff)), '7'.repeat(32));
  // RFC 4648, section 10: "fooba" is MZXW6YTB; four times over.
  assert.equal(fingerprint(new TextEncoder().encode('fooba'.repeat(4).padEnd(32))), 'MZXW6YTB'.repeat(4));
  assert.notEqual(
    fingerprint(fixture.election.manifestHash),
    fingerprint(flipped(fixture.election.manifestHash, 19)),
  );
});
