import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import { random } from '../test-support.ts';
import { loadMclBls } from './bls-mcl.ts';
import { nobleBls } from './bls-noble.ts';
import { fromHex, scalarToBytes, toHex, utf8 } from './bytes.ts';
import { evaluate } from './lagrange.ts';
import { BLS12381_G2 } from './prime-group.ts';
import { randomScalar } from './random.ts';
import {
  BLS_ORDER,
  blind,
  combineAndUnblind,
  signPartially,
  verify,
  verifyPartial,
} from './threshold-blind-bls.ts';

const vectors = JSON.parse(readFileSync(new URL('./vectors/bls12-381.json', import.meta.url), 'utf8'));
const mcl = await loadMclBls();
const backends = { mcl, noble: nobleBls };
const hex = (text: string): Uint8Array => fromHex(text) ?? assert.fail('hex');

/** ZCash flags: compressed, and whether y is the larger of the two roots. */
function compressed(x: string, y: string): string {
  const p =
    0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
  const bytes = hex(x);
  bytes[0] = (bytes[0] ?? 0) | 0x80 | (BigInt(`0x${y}`) > (p - 1n) / 2n ? 0x20 : 0);
  return toHex(bytes);
}

for (const [name, bls] of Object.entries(backends)) {
  test(`${name}: hash-to-curve vectors of RFC 9380, J.9.1`, () => {
    const { dst, vectors: cases } = vectors['hash_to_curve_rfc9380_J.9.1'];
    for (const { msg, x, y } of cases) assert.equal(toHex(bls.hashToG1(utf8(msg), dst)), compressed(x, y));
  });

  test(`${name}: threshold BLS signature of a running network (drand quicknet, round 1000)`, () => {
    const v = vectors.threshold_bls_signature_of_a_running_network;
    const round = scalarToBytes(BigInt(v.round), 8);
    const message = new Uint8Array(createHash('sha256').update(round).digest());
    const hashed = bls.hashToG1(message, v.dst);
    assert.equal(bls.pairingsEqual(hex(v.signature), hashed, hex(v.public_key)), true);
    assert.equal(bls.pairingsEqual(hashed, hashed, hex(v.public_key)), false);
    assert.equal(createHash('sha256').update(hex(v.signature)).digest('hex'), v.randomness);
  });

  test(`${name}: points that cancel out make no signature`, () => {
    const point = bls.hashToG1(utf8('a vote'));
    assert.throws(() => bls.combine([point, point], [5n, BLS_ORDER - 5n]), { code: 'point/invalid' });
    assert.throws(() => bls.combine([point], [0n]), { code: 'point/invalid' });
  });

  test(`${name}: any t of N give one and the same signature; a wrong partial is found`, () => {
    const coefficients = [1, 2, 3].map(() => randomScalar(random, BLS_ORDER));
    const shares = [1, 2, 3, 4].map((index) => ({ index, secret: evaluate(coefficients, index, BLS_ORDER) }));
    const publicKey = BLS12381_G2.fromSecret(coefficients[0] ?? 0n);
    const rho = randomScalar(random, BLS_ORDER);
    const message = utf8('a vote');
    const hashed = bls.hashToG1(message);
    const blinded = blind(bls, hashed, rho);
    const partials = shares.map(({ index, secret }) => ({
      index,
      signature: signPartially(bls, blinded, secret),
    }));
    const signatures = [0, 1, 2, 3].map((left) =>
      combineAndUnblind(
        bls,
        partials.filter((_, i) => i !== left),
        rho,
      ),
    );
    assert.equal(new Set(signatures.map(toHex)).size, 1);
    const [signature = assert.fail()] = signatures;
    assert.equal(verify(bls, signature, hashed, publicKey), true);
    assert.equal(verify(bls, signature, bls.hashToG1(utf8('another vote')), publicKey), false);
    for (const [i, { secret }] of shares.entries()) {
      const publicShare = BLS12381_G2.fromSecret(secret);
      const partial = partials[i]?.signature ?? assert.fail();
      assert.equal(verifyPartial(bls, partial, blinded, publicShare), true);
      assert.equal(verifyPartial(bls, blinded, blinded, publicShare), false);
    }
  });

  test(`${name}: refuses identity, wrong lengths, points off the curve or out of the subgroup`, () => {
    const key = BLS12381_G2.fromSecret(5n);
    const good = bls.hashToG1(utf8('x'));
    const identity = new Uint8Array(48);
    identity[0] = 0xc0;
    const outOfSubgroup = hex(`80${'00'.repeat(47)}`); // (0, 2) is on the curve, of order 3
    for (const bad of [identity, outOfSubgroup, new Uint8Array(48), good.subarray(1), new Uint8Array(96)]) {
      assert.throws(() => bls.combine([bad], [1n]), { code: 'point/invalid' });
      assert.throws(() => bls.pairingsEqual(bad, good, key), { code: 'point/invalid' });
      assert.equal(verify(bls, bad, good, key), false);
    }
    assert.throws(() => bls.pairingsEqual(good, good, new Uint8Array(96)), { code: 'point/invalid' });
  });

  test(`${name}: random bytes never parse as a point that the other library refuses`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (bytes) => {
        bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
        const accepted = [mcl, nobleBls].map((b) => {
          try {
            return toHex(b.combine([bytes], [1n]));
          } catch {
            return 'refused';
          }
        });
        assert.equal(accepted[0], accepted[1]);
      }),
      { numRuns: 50 },
    );
  });
}

test('both libraries compute the same points', () => {
  const rho = randomScalar(random, BLS_ORDER);
  const hashed = nobleBls.hashToG1(utf8('m'));
  assert.deepEqual(mcl.hashToG1(utf8('m')), hashed);
  assert.deepEqual(blind(mcl, hashed, rho), blind(nobleBls, hashed, rho));
});
