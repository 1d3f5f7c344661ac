import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mod } from '@noble/curves/abstract/modular.js';
import { encode as cborEncode, cdeEncodeOptions } from 'cbor2';
import fc from 'fast-check';
import { test } from 'vitest';
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { flipped, given, random } from '../test-support.ts';
import { loadMclBls } from './bls-mcl.ts';
import { concat, requireHex, scalarToBytes, toHex } from './bytes.ts';
import {
  commitTo,
  drawPolynomial,
  provePossession,
  publicKeyOf,
  publicShare,
  shareFor,
  shareMatches,
  sumCommitments,
  sumShares,
  verifyPossession,
} from './key-generation.ts';
import { evaluate, lagrangeAtZero } from './lagrange.ts';
import { BLS12381_G2, P256, type PrimeGroup, uncompressP256 } from './prime-group.ts';
import { randomScalar, reduceScalar, shuffled, uniform } from './random.ts';

const { g2 } = await loadMclBls();

/** All sets of `size` of the indices 1 to `n`. */
function subsets(n: number, size: number, from = 1): number[][] {
  if (size === 0) return [[]];
  const out: number[][] = [];
  for (let i = from; i <= n; i++) for (const rest of subsets(n, size - 1, i + 1)) out.push([i, ...rest]);
  return out;
}

function interpolate(group: PrimeGroup, points: readonly (readonly [number, bigint])[]): bigint {
  const weights = lagrangeAtZero(
    points.map(([index]) => index),
    group.order,
  );
  return points.reduce((sum, [, share], i) => mod(sum + share * given(weights[i]), group.order), 0n);
}

for (const [name, group] of Object.entries({ P256, 'G2 of noble': BLS12381_G2, 'G2 of mcl': g2 })) {
  const context = { planHash: random(32), dealer: 'trustee-1', key: 'election' };

  test(`${name}: the joint key is opened by any t of N shares, by no fewer, and matches the commitments`, () => {
    const [n, t] = [4, 3];
    const dealers = Array.from({ length: n }, () => drawPolynomial(random, group, t));
    const joint = sumCommitments(
      group,
      dealers.map((coefficients) => commitTo(group, coefficients)),
    );
    const shares = Array.from({ length: n }, (_, i) =>
      sumShares(
        group,
        dealers.map((coefficients) => shareFor(group, coefficients, i + 1)),
      ),
    );
    const secret = dealers.reduce((sum, [constant]) => mod(sum + given(constant), group.order), 0n);
    assert.deepEqual(joint[0], group.fromSecret(secret));
    for (const [i, share] of shares.entries()) {
      assert.deepEqual(publicShare(group, joint, i + 1), group.fromSecret(share));
      assert.ok(shareMatches(group, joint, i + 1, share));
      assert.ok(!shareMatches(group, joint, ((i + 1) % n) + 1, share));
    }
    const at = (indices: readonly number[]) => indices.map((i) => [i, given(shares[i - 1])] as const);
    for (const indices of [...subsets(n, t), ...subsets(n, n)])
      assert.equal(interpolate(group, at(indices)), secret);
    for (const indices of subsets(n, t - 1)) assert.notEqual(interpolate(group, at(indices)), secret);
  });

  test(`${name}: a share that is off by one, zero or not reduced does not match`, () => {
    const coefficients = drawPolynomial(random, group, 2);
    const commitments = commitTo(group, coefficients);
    const share = shareFor(group, coefficients, 1);
    assert.ok(shareMatches(group, commitments, 1, share));
    for (const bad of [
      share + 1n,
      share - 1n,
      0n,
      group.order,
      share + group.order,
      group.order - share,
      -share,
    ])
      assert.ok(!shareMatches(group, commitments, 1, bad));
  });

  test(`${name}: the proof of possession binds plan, dealer, key and public key`, () => {
    const secret = randomScalar(random, group.order);
    const publicKey = group.fromSecret(secret);
    const proof = provePossession(random, group, context, secret);
    assert.ok(verifyPossession(group, context, publicKey, proof));
    for (const other of [
      { ...context, planHash: flipped(context.planHash) },
      { ...context, dealer: 'trustee-2' },
      { ...context, key: 'style:election' },
    ])
      assert.ok(!verifyPossession(group, other, publicKey, proof));
    assert.ok(!verifyPossession(group, context, group.fromSecret(mod(secret + 1n, group.order)), proof));
  });

  test(`${name}: a malformed proof is no proof, and throws nothing`, () => {
    const secret = randomScalar(random, group.order);
    const publicKey = group.fromSecret(secret);
    const proof = provePossession(random, group, context, secret);
    const nonce = proof.slice(0, group.elementLength);
    const bad = [
      flipped(proof),
      flipped(proof, group.elementLength - 1),
      proof.slice(1),
      proof.slice(0, -1),
      concat(proof, Uint8Array.of(0)),
      concat(nonce, new Uint8Array(32)),
      concat(nonce, scalarToBytes(group.order)),
      concat(new Uint8Array(group.elementLength), proof.slice(group.elementLength)),
      new Uint8Array(proof.length),
      new Uint8Array(),
    ];
    for (const input of bad) assert.equal(verifyPossession(group, context, publicKey, input), false);
    assert.equal(verifyPossession(group, context, new Uint8Array(group.elementLength), proof), false);
  });

  test(`${name}: the challenge is the hash of label, plan, dealer, key, public key and nonce`, () => {
    const [secret, w] = [randomScalar(random, group.order), randomScalar(random, group.order)];
    const [publicKey, nonce] = [group.fromSecret(secret), group.fromSecret(w)];
    const fields = [
      'revs/deal-proof-of-possession/v1',
      context.planHash,
      context.dealer,
      context.key,
      publicKey,
      nonce,
    ];
    /** A proof by someone who hashes `hashed`: written down from the contract, not with the code under test. */
    const proofOver = (hashed: readonly unknown[]): Uint8Array => {
      const digest = createHash('sha256').update(cborEncode(hashed, cdeEncodeOptions)).digest('hex');
      return concat(nonce, scalarToBytes(mod(w + BigInt(`0x${digest}`) * secret, group.order)));
    };
    assert.ok(verifyPossession(group, context, publicKey, proofOver(fields)));
    for (let missing = 0; missing < fields.length; missing++)
      assert.ok(!verifyPossession(group, context, publicKey, proofOver(fields.toSpliced(missing, 1))));
  });

  test(`${name}: a rogue key, chosen against the others', cannot be proved`, () => {
    const others = group.fromSecret(randomScalar(random, group.order));
    const wanted = randomScalar(random, group.order);
    // wanted * G - others: the joint key would be the attacker's own.
    const rogue = group.combine([group.fromSecret(wanted), others], [1n, group.order - 1n]);
    assert.deepEqual(group.combine([rogue, others], [1n, 1n]), group.fromSecret(wanted));
    assert.ok(!verifyPossession(group, context, rogue, provePossession(random, group, context, wanted)));
  });

  test(`${name}: commitments that cancel out are refused`, () => {
    const element = group.fromSecret(5n);
    const negative = group.fromSecret(group.order - 5n);
    assert.throws(() => sumCommitments(group, [[element], [negative]]), { code: 'point/invalid' });
  });

  test(`${name}: what is not an element is refused`, () => {
    const good = group.fromSecret(7n);
    group.check(good);
    const identity = new Uint8Array(group.elementLength);
    identity[0] = group === P256 ? 0 : 0xc0;
    const bad = [
      identity,
      Uint8Array.of(0),
      new Uint8Array(group.elementLength),
      good.slice(1),
      concat(good, Uint8Array.of(0)),
      new Uint8Array(group.elementLength).fill(0xff),
      group === P256 ? uncompressP256(good) : new Uint8Array(192),
    ];
    for (const element of bad) assert.throws(() => group.check(element), { code: 'point/invalid' });
  });

  test(`${name}: a refusal is not forgotten, and what was parsed before is what is combined`, () => {
    const [one, other] = [group.fromSecret(2n), group.fromSecret(3n)];
    const combined = (): Uint8Array => group.combine([one, other], [1n, 1n]);
    assert.deepEqual(combined(), group.fromSecret(5n));
    assert.deepEqual(combined(), group.fromSecret(5n));
    for (let i = 0; i < 2; i++)
      assert.throws(() => group.combine([one, flipped(other, 0, 2)], [1n, 1n]), { code: 'point/invalid' });
  });

  test(`${name}: no two byte strings are the same element`, () => {
    const good = group.fromSecret(11n);
    for (let at = 0; at < good.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const changed = flipped(good, at, bit);
        try {
          assert.deepEqual(group.combine([changed], [1n]), changed);
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, 'point/invalid');
        }
      }
  });
}

test('G2: a point of the curve that is not of the subgroup is refused', () => {
  // x = 2: the curve has a point there, of another order (what noble says of it: "not in prime-order subgroup").
  const outside = new Uint8Array(BLS12381_G2.elementLength);
  outside[0] = 0x80;
  outside[95] = 2;
  for (const group of [BLS12381_G2, g2]) {
    assert.throws(() => group.check(outside), { code: 'point/invalid' });
    assert.throws(() => group.combine([outside], [1n]), { code: 'point/invalid' });
  }
});

test('G2: both libraries take the same elements, and make the same of them', () => {
  const takes = (group: PrimeGroup, element: Uint8Array): boolean =>
    attempt(ProtocolError, () => group.combine([element], [3n])) !== undefined;
  const good = BLS12381_G2.fromSecret(randomScalar(random, BLS12381_G2.order));
  const length = good.length;
  const coefficient = (value: bigint): Uint8Array => requireHex(value.toString(16).padStart(96, '0'));
  const p =
    0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
  const half = (at: number): bigint => BigInt(`0x${toHex(good.slice(at, at + 48))}`) & ((1n << 381n) - 1n);
  // The same element with a coefficient that is not reduced, where that fits: above p in the first or second half.
  const unreduced = [
    concat(
      coefficient(half(0) + p).map((byte, i) => (i === 0 ? byte | 0x80 : byte)),
      good.slice(48),
    ),
    concat(good.slice(0, 48), coefficient(half(48) + p)),
  ];
  const flips = Array.from({ length: 8 * length }, (_, i) => flipped(good, i >> 3, i & 7));
  const starts = Array.from({ length: 256 }, (_, i) => Uint8Array.of(i, ...good.slice(1)));
  const zeros = Array.from({ length: 256 }, (_, i) => Uint8Array.of(i, ...new Uint8Array(length - 1)));
  const all = [good, ...unreduced, ...flips, ...starts, ...zeros, new Uint8Array(length), good.slice(1)];
  for (const element of all) assert.equal(takes(g2, element), takes(BLS12381_G2, element), toHex(element));
  assert.ok(unreduced.every((element) => !takes(g2, element)));
  for (const scalar of [1n, 2n, BLS12381_G2.order - 1n, randomScalar(random, BLS12381_G2.order)]) {
    assert.deepEqual(g2.fromPublic(scalar), BLS12381_G2.fromSecret(scalar));
    assert.deepEqual(BLS12381_G2.fromPublic(scalar), BLS12381_G2.fromSecret(scalar));
    assert.deepEqual(
      g2.combine([good, g2.fromPublic(5n)], [scalar, 1n]),
      BLS12381_G2.combine([good, g2.fromPublic(5n)], [scalar, 1n]),
    );
  }
});

test('Lagrange weights carry any polynomial to 0, whatever the indices and their order', () => {
  const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(distinct, fc.array(fc.bigInt({ min: 0n, max: P256.order - 1n })), (indices, drawn) => {
      const coefficients = indices.map((_, i) => drawn[i] ?? BigInt(i));
      const points = indices.map((index) => [index, evaluate(coefficients, index, P256.order)] as const);
      assert.equal(interpolate(P256, points), coefficients[0]);
    }),
  );
});

test('randomness: scalars are never 0, draws stay in range, a shuffle is a permutation', () => {
  const draws = [new Uint8Array(48), scalarToBytes(P256.order, 48), scalarToBytes(P256.order + 9n, 48)];
  assert.equal(
    randomScalar(() => given(draws.shift()), P256.order),
    9n,
  );
  assert.equal(reduceScalar(scalarToBytes(2n ** 384n - 1n, 48), P256.order), (2n ** 384n - 1n) % P256.order);
  const high = [new Uint8Array(4).fill(0xff), Uint8Array.of(0, 0, 0, 8)];
  assert.equal(
    uniform(() => given(high.shift()), 7),
    1,
    'a draw beyond the last whole multiple is drawn again',
  );
  const items = Array.from({ length: 30 }, (_, i) => i);
  assert.deepEqual(
    shuffled(random, items).toSorted((a, b) => a - b),
    items,
  );
  const seen = new Set(Array.from({ length: 400 }, () => shuffled(random, [1, 2, 3]).join()));
  assert.equal(seen.size, 6);
});

test('a key without commitments, or with fewer of one dealer, is missing, not empty', () => {
  const commitments = [P256.fromSecret(2n), P256.fromSecret(3n)];
  assert.equal(publicKeyOf(commitments), commitments[0]);
  assert.throws(() => publicKeyOf([]), { code: 'key/missing' });
  assert.throws(() => sumCommitments(P256, [commitments, commitments.slice(1)]), { code: 'key/missing' });
});
