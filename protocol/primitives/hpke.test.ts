import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { flipped, random } from '../test-support.ts';
import { concat, equalBytes, scalarToBytes, utf8 } from './bytes.ts';
import { LABELS } from './domain-labels.ts';
import {
  opener,
  SEALED_VOTE,
  type SealingPlace,
  seal,
  sealingInfo,
  sealOverhead,
  TRAFFIC,
  trafficKeyPair,
} from './hpke.ts';
import { sealedVoteOpener } from './open-sealed-vote.ts';
import { P256, uncompressP256 } from './prime-group.ts';
import { randomScalar } from './random.ts';

const place: SealingPlace = {
  label: LABELS.onionSeal,
  context: random(32),
  role: 'anonymizer',
  server: 'anonymizer-1',
  hop: 1,
};
/** Every way in which a place can be another one. */
const otherPlaces: readonly SealingPlace[] = [
  { ...place, label: LABELS.prepareSeal },
  { ...place, context: flipped(place.context) },
  { ...place, role: 'administrator' },
  { ...place, server: 'anonymizer-2' },
  { ...place, hop: 2 },
];
const message = utf8('what is sealed');

const traffic = trafficKeyPair(random(32));
const scalar = randomScalar(random, P256.order);
const votePublicKey = uncompressP256(P256.fromSecret(scalar));
/** Both suites, the sealed vote's also as the tally opens it. */
const openers = [
  {
    name: 'traffic',
    suite: TRAFFIC,
    publicKey: traffic.publicKey,
    open: opener(TRAFFIC, traffic.secretKey),
  },
  {
    name: 'sealed vote',
    suite: SEALED_VOTE,
    publicKey: votePublicKey,
    open: opener(SEALED_VOTE, scalarToBytes(scalar)),
  },
  {
    name: 'sealed vote, in one place',
    suite: SEALED_VOTE,
    publicKey: votePublicKey,
    open: async (sealed: Uint8Array, at: SealingPlace) => sealedVoteOpener(scalar, at)(sealed),
  },
];

for (const { name, suite, publicKey, open } of openers) {
  test(`${name}: opens in its place, with the stated overhead, and nowhere else`, async () => {
    const sealed = await seal(suite, publicKey, place, message);
    assert.equal(sealed.length, message.length + sealOverhead(suite));
    assert.deepEqual(new Uint8Array(await open(sealed, place)), message);
    for (const other of otherPlaces) await assert.rejects(open(sealed, other), { code: 'hpke/failed' });
  });

  test(`${name}: messages of any length, and sealed twice never alike`, async () => {
    const anyMessage = fc.uint8Array({ maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(anyMessage, async (plain) => {
        const [a, b] = [
          await seal(suite, publicKey, place, plain),
          await seal(suite, publicKey, place, plain),
        ];
        assert.ok(!equalBytes(a, b));
        assert.deepEqual(new Uint8Array(await open(a, place)), plain);
      }),
      { numRuns: 20 },
    );
  });

  test(`${name}: every changed byte, every truncation and every extension fails, saying nothing`, async () => {
    const sealed = await seal(suite, publicKey, place, message);
    const step = Math.max(1, Math.floor(sealed.length / 150));
    for (let at = 0; at < sealed.length; at += step) {
      await assert.rejects(open(flipped(sealed, at, at % 8), place), { code: 'hpke/failed' });
      await assert.rejects(open(sealed.slice(0, at), place), { code: 'hpke/failed' });
    }
    await assert.rejects(open(concat(sealed, Uint8Array.of(0)), place), { code: 'hpke/failed' });
    await assert.rejects(open(new Uint8Array(sealed.length), place), {
      code: 'hpke/failed',
      message: 'the sealed message does not open',
    });
  });

  test(`${name}: keys that are none are refused`, async () => {
    const bad = [
      new Uint8Array(),
      new Uint8Array(publicKey.length),
      publicKey.slice(1),
      concat(publicKey, publicKey),
    ];
    for (const key of bad.slice(suite === TRAFFIC ? 2 : 0))
      await assert.rejects(seal(suite, key, place, message), { code: 'key/invalid' });
  });
}

test('another private key opens nothing', async () => {
  const sealed = await seal(SEALED_VOTE, votePublicKey, place, message);
  const other = modified(scalar);
  assert.throws(() => sealedVoteOpener(other, place)(sealed), { code: 'hpke/failed' });
  const stranger = trafficKeyPair(random(32));
  const open = opener(TRAFFIC, stranger.secretKey);
  const onion = await seal(TRAFFIC, traffic.publicKey, place, message);
  await assert.rejects(open(onion, place), { code: 'hpke/failed' });
});
const modified = (secret: bigint): bigint => (secret === 1n ? 2n : secret - 1n);

/** What an opening comes to: the message in hexadecimal, or 'refused'. */
async function outcome(open: () => Promise<Uint8Array>): Promise<string> {
  try {
    return Buffer.from(await open()).toString('hex');
  } catch {
    return 'refused';
  }
}

/** Our opening of `sealed` must come to what the package `hpke` makes of it. */
async function agree(suite: typeof TRAFFIC, secretKey: Uint8Array, sealed: Uint8Array): Promise<string> {
  const ours = await outcome(async () => opener(suite, secretKey)(sealed, place));
  const theirs = await outcome(async () => {
    const key = await suite.suite.DeserializePrivateKey(secretKey, false);
    const [enc, ct] = [sealed.slice(0, suite.encLength), sealed.slice(suite.encLength)];
    return suite.suite.Open(key, enc, ct, { info: sealingInfo(place) });
  });
  assert.equal(ours, theirs);
  return ours;
}

const suites = {
  traffic: { suite: TRAFFIC, secretKey: traffic.secretKey, publicKey: traffic.publicKey },
  'sealed vote': { suite: SEALED_VOTE, secretKey: scalarToBytes(scalar), publicKey: votePublicKey },
};
for (const [name, { suite, secretKey, publicKey }] of Object.entries(suites))
  test(`${name}: we open what the package opens, and refuse what it refuses`, async () => {
    const { encLength } = suite;
    const sealed = await seal(suite, publicKey, place, message);
    assert.equal(await agree(suite, secretKey, sealed), Buffer.from(message).toString('hex'));
    for (const at of [0, 1, encLength - 33, encLength - 32, encLength - 1, encLength, sealed.length - 1])
      for (let bit = 0; bit < 8; bit++) await agree(suite, secretKey, flipped(sealed, at, bit));
    for (let length = encLength; length < sealed.length; length++)
      await agree(suite, secretKey, sealed.subarray(0, length));
    for (const bad of [new Uint8Array(), new Uint8Array(encLength), new Uint8Array(encLength + 16)])
      assert.equal(await agree(suite, secretKey, bad), 'refused');
    // An ephemeral key of small order, or none: 0 and 1 on X25519, the origin on P-256.
    for (const fill of [0, 1]) {
      const low = new Uint8Array(sealed);
      low.fill(0, encLength - 32, encLength);
      low[encLength - 32] = fill;
      assert.equal(await agree(suite, secretKey, low), 'refused');
    }
  });

test('the sealed vote: a tag that overlaps enc is refused, as the package refuses it', async () => {
  // One empty message in 256 begins its tag as its enc ends: one is found, however long it takes.
  let empty: Uint8Array;
  do empty = await seal(SEALED_VOTE, votePublicKey, place, new Uint8Array());
  while (empty[64] !== empty[65]);
  const overlapping = concat(empty.subarray(0, 65), empty.subarray(66));
  assert.equal(await agree(SEALED_VOTE, scalarToBytes(scalar), overlapping), 'refused');
});

test('the key pair of 32 secret bytes is the one that the package derives', async () => {
  const { suite } = TRAFFIC;
  const seed = random(32);
  const { publicKey, privateKey } = await suite.DeriveKeyPair(seed, true);
  assert.deepEqual(trafficKeyPair(seed), {
    publicKey: await suite.SerializePublicKey(publicKey),
    secretKey: await suite.SerializePrivateKey(privateKey),
  });
});

test('the info string binds all five fields and is refused beyond their bounds', () => {
  const infos = [place, ...otherPlaces].map((at) => Buffer.from(sealingInfo(at)).toString('hex'));
  assert.equal(new Set(infos).size, infos.length);
  for (const bad of [{ hop: 0 }, { hop: 17 }, { server: '' }, { context: random(31) }])
    assert.throws(() => sealingInfo({ ...place, ...bad }), { code: 'cbor/out-of-bounds' });
});
