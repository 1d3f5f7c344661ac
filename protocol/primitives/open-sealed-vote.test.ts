/** The opener against RFC 9180 written out once more, so that messages can be made that no library would seal. */
import assert from 'node:assert/strict';
import { createCipheriv, createECDH, createHmac } from 'node:crypto';
import { test } from 'vitest';
import { random } from '../test-support.ts';
import { concat, scalarToBytes, utf8 } from './bytes.ts';
import { LABELS } from './domain-labels.ts';
import { type SealingPlace, sealingInfo } from './hpke.ts';
import { sealedVoteOpener } from './open-sealed-vote.ts';
import { P256, uncompressP256 } from './prime-group.ts';
import { randomScalar } from './random.ts';

const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update(data).digest());
const NONE = new Uint8Array();
const KEM = concat(utf8('KEM'), Uint8Array.of(0, 0x10));
const HPKE = concat(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 2));

function extract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hmac(salt, concat(utf8('HPKE-v1'), suite, utf8(label), ikm));
}
function expand(
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const head = concat(Uint8Array.of(0, length), utf8('HPKE-v1'), suite, utf8(label), info);
  return hmac(prk, concat(head, Uint8Array.of(1))).subarray(0, length);
}

/** Seals as RFC 9180 says, with enc beginning with `form`: 4 is right. */
function sealBy(
  publicKey: Uint8Array,
  place: SealingPlace,
  message: Uint8Array,
  form: (y: number) => number,
) {
  const ephemeral = createECDH('prime256v1');
  const enc = new Uint8Array(ephemeral.generateKeys());
  enc[0] = form((enc[64] ?? 0) & 1);
  // Section 4.1: Encap.
  const dh = new Uint8Array(ephemeral.computeSecret(publicKey));
  const shared = expand(KEM, extract(KEM, NONE, 'eae_prk', dh), 'shared_secret', concat(enc, publicKey), 32);
  // Section 5.1: KeySchedule, base mode.
  const hashes = [
    extract(HPKE, NONE, 'psk_id_hash', NONE),
    extract(HPKE, NONE, 'info_hash', sealingInfo(place)),
  ];
  const context = concat(Uint8Array.of(0), ...hashes);
  const secret = extract(HPKE, shared, 'secret', NONE);
  const key = expand(HPKE, secret, 'key', context, 32);
  const cipher = createCipheriv('aes-256-gcm', key, expand(HPKE, secret, 'base_nonce', context, 12));
  return concat(enc, cipher.update(message), cipher.final(), cipher.getAuthTag());
}

const scalar = randomScalar(random, P256.order);
const publicKey = uncompressP256(P256.fromSecret(scalar));
const place: SealingPlace = {
  label: LABELS.packageSeal,
  context: random(32),
  role: 'election',
  server: 'election',
  hop: 1,
};
const open = sealedVoteOpener(scalar, place);
const message = utf8('a vote');

test('opens what RFC 9180 seals', () => {
  assert.deepEqual(open(sealBy(publicKey, place, message, () => 4)), message);
});

test('a point in hybrid form, which other implementations refuse, is refused', () => {
  const hybrid = sealBy(publicKey, place, message, (y) => 6 + y);
  assert.throws(() => open(hybrid), { code: 'hpke/failed' });
});

test('enc at infinity, of a small or another curve, or truncated is refused', () => {
  const sealed = sealBy(publicKey, place, message, () => 4);
  const infinity = concat(Uint8Array.of(4), new Uint8Array(64), sealed.subarray(65));
  const offCurve = concat(Uint8Array.of(4), scalarToBytes(1n), scalarToBytes(1n), sealed.subarray(65));
  for (const bad of [infinity, offCurve, sealed.subarray(0, 80), sealed.subarray(0, 65), NONE])
    assert.throws(() => open(bad), { code: 'hpke/failed' });
});

test('a tag that is cut short is refused, also where node takes tags of 4, 8 and 12 to 15 bytes', () => {
  for (let length = 0; length <= 12; length++) {
    const sealed = sealBy(publicKey, place, new Uint8Array(length), () => 4);
    for (let tag = 0; tag < 16; tag++)
      assert.throws(
        () => open(sealed.subarray(0, 65 + length + tag)),
        { code: 'hpke/failed' },
        `${length} ${tag}`,
      );
  }
});
