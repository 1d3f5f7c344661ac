import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flipped, given, random } from '../test-support.ts';
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

const traffic = await trafficKeyPair(random(32));
const scalar = randomScalar(random, P256.order);
const votePublicKey = uncompressP256(P256.fromSecret(scalar));
/** Both suites, the sealed vote's also through its own faster opener. */
const openers = [
  {
    name: 'traffic',
    suite: TRAFFIC,
    publicKey: traffic.publicKey,
    open: await opener(TRAFFIC, traffic.secretKey),
  },
  {
    name: 'sealed vote, package',
    suite: SEALED_VOTE,
    publicKey: votePublicKey,
    open: await opener(SEALED_VOTE, scalarToBytes(scalar)),
  },
  {
    name: 'sealed vote, own opener',
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
  const stranger = await trafficKeyPair(random(32));
  const open = await opener(TRAFFIC, stranger.secretKey);
  const onion = await seal(TRAFFIC, traffic.publicKey, place, message);
  await assert.rejects(open(onion, place), { code: 'hpke/failed' });
});
const modified = (secret: bigint): bigint => (secret === 1n ? 2n : secret - 1n);

test('the two openers of the sealed vote agree on whatever an attacker writes', async () => {
  const [ours, theirs] = [openers[2], openers[1]].map((entry) => given(entry).open);
  const agree = async (sealed: Uint8Array): Promise<void> => {
    const outcome = async (open: typeof ours) => {
      try {
        return Buffer.from(await given(open)(sealed, place)).toString('hex');
      } catch (error) {
        return String((error as { code?: unknown }).code);
      }
    };
    assert.equal(await outcome(ours), await outcome(theirs));
  };
  const sealed = await seal(SEALED_VOTE, votePublicKey, place, message);
  // Other forms of the same point: compressed, infinity.
  for (const first of [0, 1, 2, 3, 5, 6, 7, 0xff])
    await agree(concat(Uint8Array.of(first), sealed.subarray(1)));
  for (const bad of [new Uint8Array(), new Uint8Array(65), new Uint8Array(81), votePublicKey])
    await agree(bad);
  // A tag that overlaps enc by its first byte: one empty message in 256 has it.
  for (let i = 0; i < 2000; i++) {
    const empty = await seal(SEALED_VOTE, votePublicKey, place, new Uint8Array());
    if (empty[64] !== empty[65]) continue;
    await agree(concat(empty.subarray(0, 65), empty.subarray(66)));
    return;
  }
});

test('the info string binds all five fields and is refused beyond their bounds', () => {
  const infos = [place, ...otherPlaces].map((at) => Buffer.from(sealingInfo(at)).toString('hex'));
  assert.equal(new Set(infos).size, infos.length);
  for (const bad of [{ hop: 0 }, { hop: 17 }, { server: '' }, { context: random(31) }])
    assert.throws(() => sealingInfo({ ...place, ...bad }), { code: 'cbor/out-of-bounds' });
});
