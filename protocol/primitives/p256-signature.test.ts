import assert from 'node:assert/strict';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { test } from 'vitest';
import { flipped, newKey, random } from '../test-support.ts';
import { bytesToScalar, concat, scalarToBytes, utf8 } from './bytes.ts';
import {
  randomSecretKey,
  requirePublicKey,
  signatureFromDer,
  signingKey,
  signRepeatably,
  verifySignature,
} from './p256-signature.ts';
import { P256, uncompressP256 } from './prime-group.ts';

const ORDER = P256.order;
const key = newKey();
const message = utf8('a message');

/** The other valid signature for the same message: (r, n - s). */
function mirrored(signature: Uint8Array): Uint8Array {
  const s = bytesToScalar(signature.subarray(32));
  return concat(signature.subarray(0, 32), scalarToBytes(ORDER - s));
}

test('what is signed is verified, by us, by node and by noble; nothing else is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const signature = key.sign(data);
      assert.equal(signature.length, 64);
      assert.ok(bytesToScalar(signature.subarray(32)) <= ORDER / 2n, 'low s');
      assert.ok(verifySignature(key.publicKey, data, signature));
      assert.ok(p256.verify(signature, data, key.publicKey, { lowS: true }));
      assert.ok(!verifySignature(key.publicKey, concat(data, Uint8Array.of(0)), signature));
      assert.ok(!verifySignature(newKey().publicKey, data, signature));
    }),
    { numRuns: 50 },
  );
});

test('a signature that is to be repeated is that of RFC 6979, A.2.5, with low s', () => {
  const secret = scalarToBytes(0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n);
  const signature = signRepeatably(secret, utf8('sample'));
  const r = 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n;
  const s = 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n;
  assert.deepEqual(signature, concat(scalarToBytes(r), scalarToBytes(ORDER - s)));
  assert.ok(verifySignature(signingKey(secret).publicKey, utf8('sample'), signature));
});

test('high s is refused, although node accepts it', () => {
  const high = mirrored(key.sign(message));
  const point = Buffer.from(uncompressP256(key.publicKey));
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const nodeKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  assert.ok(nodeVerify('sha256', message, { key: nodeKey, dsaEncoding: 'ieee-p1363' }, high));
  assert.ok(!verifySignature(key.publicKey, message, high));
});

test('the high s that node makes half the time is normalised', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secret = new Uint8Array(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const own = signingKey(secret);
  const plain = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  let high = 0;
  for (let i = 0; i < 64; i++) {
    const signature = new Uint8Array(nodeSign('sha256', message, { key: plain, dsaEncoding: 'ieee-p1363' }));
    if (verifySignature(own.publicKey, message, signature)) continue;
    high += 1;
    assert.ok(verifySignature(own.publicKey, message, mirrored(signature)));
  }
  assert.ok(high > 0, 'node never made a high s in 64 signatures');
  for (let i = 0; i < 64; i++) assert.ok(verifySignature(own.publicKey, message, own.sign(message)));
});

test('what is no signature in DER is refused', () => {
  for (const der of [new Uint8Array(), key.sign(message), utf8('0'), new Uint8Array(72).fill(0x30)])
    assert.throws(() => signatureFromDer(der), { code: 'signature/invalid' });
});

test('every changed bit of a signature makes it invalid', () => {
  const signature = key.sign(message);
  for (let at = 0; at < 64; at++)
    for (let bit = 0; bit < 8; bit++)
      assert.ok(!verifySignature(key.publicKey, message, flipped(signature, at, bit)));
});

test('malformed signatures are not valid and throw nothing', () => {
  const good = key.sign(message);
  const [r, s] = [good.subarray(0, 32), good.subarray(32)];
  const zero = new Uint8Array(32);
  const order = scalarToBytes(ORDER);
  const bad = [
    concat(zero, s),
    concat(r, zero),
    concat(zero, zero),
    concat(order, s),
    concat(r, order),
    good.subarray(0, 63),
    concat(good, Uint8Array.of(0)),
    new Uint8Array(),
    new Uint8Array(64).fill(0xff),
  ];
  for (const signature of bad) assert.equal(verifySignature(key.publicKey, message, signature), false);
});

test('malformed public keys are refused', () => {
  const good = key.publicKey;
  const uncompressed = uncompressP256(good);
  const notOnCurve = new Uint8Array(33);
  notOnCurve[0] = 2;
  notOnCurve[32] = 1; // x = 1 has no y on P-256
  const beyondField = new Uint8Array(33).fill(0xff);
  beyondField[0] = 3;
  const bad = [
    uncompressed,
    concat(Uint8Array.of(4), good.subarray(1)),
    concat(Uint8Array.of(0), good.subarray(1)),
    concat(Uint8Array.of(6), uncompressed.subarray(1)),
    concat(good, Uint8Array.of(0)),
    good.subarray(0, 32),
    notOnCurve,
    beyondField,
    Uint8Array.of(0),
    new Uint8Array(33),
    new Uint8Array(),
  ];
  for (const publicKey of bad) {
    assert.throws(() => requirePublicKey(publicKey), { code: 'key/invalid' });
    assert.equal(verifySignature(publicKey, message, key.sign(message)), false);
  }
  requirePublicKey(good);
});

test('private keys are scalars from 1 to the order less 1, of 32 bytes', () => {
  for (const secret of [
    new Uint8Array(32),
    scalarToBytes(ORDER),
    scalarToBytes(ORDER + 1n),
    new Uint8Array(32).fill(0xff),
    new Uint8Array(31).fill(1),
    new Uint8Array(33).fill(1),
    new Uint8Array(),
  ])
    assert.throws(() => signingKey(secret), { code: 'key/invalid' });
  assert.deepEqual(signingKey(scalarToBytes(1n)).publicKey, P256.fromSecret(1n));
  assert.deepEqual(signingKey(scalarToBytes(ORDER - 1n)).publicKey, P256.fromSecret(ORDER - 1n));
});

test('a drawn private key is drawn again when it is out of range', () => {
  const draws = [new Uint8Array(32), new Uint8Array(32).fill(0xff), scalarToBytes(7n)];
  assert.deepEqual(
    randomSecretKey(() => draws.shift() ?? random(32)),
    scalarToBytes(7n),
  );
  assert.equal(draws.length, 0);
});
