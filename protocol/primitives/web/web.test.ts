/** What browsers have in the place of OpenSSL gives the same, and refuses the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { flipped, newKey, random } from '../../test-support.ts';
import { bytesToScalar, concat, EMPTY, scalarToBytes, utf8 } from '../bytes.ts';
import * as openssl from '../hpke-library.ts';
import * as node from '../p256-signature.ts';
import { P256, uncompressP256 } from '../prime-group.ts';
import * as nodeHash from '../sha256.ts';
import * as noble from './hpke-library.ts';
import * as web from './p256-signature.ts';
import * as webHash from './sha256.ts';

const message = utf8('a message');
const { publicKey, sign } = newKey();

test('SHA-256, whole and in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (data, at) => {
      const parts = webHash.startSha256();
      parts.update(data.subarray(0, at));
      parts.update(data.subarray(at));
      assert.deepEqual(webHash.sha256(data), nodeHash.sha256(data));
      assert.deepEqual(new Uint8Array(parts.digest()), nodeHash.sha256(data));
    }),
  );
});

test('signatures: the same are valid, by the same keys', () => {
  const signature = sign(message);
  const high = concat(
    signature.subarray(0, 32),
    scalarToBytes(P256.order - bytesToScalar(signature.subarray(32))),
  );
  const order = scalarToBytes(P256.order);
  const signatures = [
    signature,
    high,
    flipped(signature, 3),
    EMPTY,
    concat(signature, Uint8Array.of(0)),
    signature.subarray(1),
    new Uint8Array(64),
    concat(order, signature.subarray(32)),
    concat(signature.subarray(0, 32), order),
  ];
  const point = uncompressP256(publicKey);
  const keys = [
    publicKey,
    newKey().publicKey,
    EMPTY,
    point,
    concat(Uint8Array.of(6 + (publicKey[0] === 3 ? 1 : 0)), point.subarray(1)),
    concat(Uint8Array.of(0), publicKey.subarray(1)),
    concat(Uint8Array.of(2), new Uint8Array(32).fill(255)),
    Uint8Array.of(0),
  ];
  for (const key of keys) {
    for (const one of signatures)
      assert.equal(web.verifySignature(key, message, one), node.verifySignature(key, message, one));
    const refusal = (require: (key: Uint8Array) => void): unknown => {
      try {
        return require(key);
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    assert.equal(refusal(web.requirePublicKey), refusal(node.requirePublicKey));
  }
  assert.ok(web.verifySignature(publicKey, message, signature));
  assert.ok(!web.verifySignature(publicKey, message, high));
  assert.ok(!web.verifySignature(publicKey, utf8('another'), signature));
});

test('HKDF, HMAC, SHAKE and SHA-3', () => {
  const [secret, salt, info] = [random(40), random(32), random(50)];
  assert.deepEqual(noble.hkdfOf(secret)(salt, info, 32), openssl.hkdfOf(secret)(salt, info, 32));
  assert.deepEqual(noble.hmacSha256(EMPTY, info), new Uint8Array(openssl.hmacSha256(EMPTY, info)));
  assert.deepEqual(noble.shake256(secret, 96), openssl.shake256(secret, 96));
  assert.deepEqual(noble.sha3(secret), new Uint8Array(openssl.sha3(secret)));
});

test('AES-256-GCM, opened only whole', () => {
  // NIST, GCM specification, test case 14.
  const [key, nonce] = [new Uint8Array(32), new Uint8Array(12)];
  const sealed = new Uint8Array(
    Buffer.from('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919', 'hex'),
  );
  for (const { openAesGcm } of [noble, openssl]) {
    assert.deepEqual(openAesGcm(key, nonce, sealed), new Uint8Array(16));
    for (const bad of [flipped(sealed, 0), flipped(sealed, 31)])
      assert.throws(() => openAesGcm(key, nonce, bad));
  }
});

test('DHKEM(P-256), X25519 and ML-KEM-768: the same keys and shared secrets; the same points refused', () => {
  const scalar = bytesToScalar(node.randomSecretKey(random));
  const enc = uncompressP256(publicKey);
  const decapsulators = [noble.p256Decapsulator(scalar), openssl.p256Decapsulator(scalar)] as const;
  assert.deepEqual(decapsulators[0](enc), new Uint8Array(decapsulators[1](enc)));
  for (const decapsulate of decapsulators)
    for (const bad of [flipped(enc, 40), new Uint8Array(65)]) assert.throws(() => decapsulate(bad));
  const [secret, seed] = [random(32), random(64)];
  const others = { x25519: noble.x25519(random(32)).publicKey, mlKem: random(1088) };
  const agreed = [
    [noble.x25519(secret), openssl.x25519(secret), others.x25519],
    // An encapsulation that nobody made has a secret too: FIPS 203, implicit rejection.
    [noble.mlKem768(seed), openssl.mlKem768(seed), others.mlKem],
  ] as const;
  for (const [ours, theirs, sent] of agreed) {
    assert.deepEqual(ours.publicKey, theirs.publicKey);
    assert.deepEqual(new Uint8Array(ours.shared(sent)), new Uint8Array(theirs.shared(sent)));
  }
  for (const { x25519 } of [noble, openssl])
    for (const lowOrder of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))])
      assert.throws(() => x25519(secret).shared(lowOrder));
});
