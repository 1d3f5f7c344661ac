import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { encode } from 'cbor2';
import { describe, test } from 'vitest';
import { signingKey } from '../primitives/p256-signature.ts';
import { P256 } from '../primitives/prime-group.ts';
import { CeremonySecrets } from './secrets.ts';

const c = new Uint8Array(32).fill(1);
const seed = new Uint8Array(32).fill(2);
const secrets = new CeremonySecrets(c, seed);

describe('the secrets of a ceremony (contract: HKDF-SHA256 of the seed, without salt)', () => {
  const derived = (use: string, key: string, i: number, length: number): Uint8Array =>
    new Uint8Array(
      hkdfSync('sha256', seed, new Uint8Array(), encode(['revs/ceremony-derive/v1', c, use, key, i]), length),
    );
  const reduced = (bytes: Uint8Array): bigint =>
    BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % P256.order;

  test('are those that the contract names', () => {
    assert.deepEqual(secrets.kemSeed(3), derived('kem', '', 3, 32));
    assert.deepEqual(secrets.proofNonce('election'), derived('proof', 'election', 0, 48));
    assert.equal(
      secrets.coefficient('election', 1, P256.order),
      reduced(derived('coefficient', 'election', 1, 48)),
    );
    const key = Buffer.from(secrets.periodKey()).toString('hex');
    assert.equal(BigInt(`0x${key}`), reduced(derived('period', '', 0, 48)));
    assert.equal(signingKey(secrets.periodKey()).publicKey.length, 33);
  });

  test('of 0 are refused', () => {
    assert.throws(() => secrets.coefficient('election', 1, 1n), { code: 'key/invalid' });
  });
});
