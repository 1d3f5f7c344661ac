import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'vitest';
import { random } from '../../../protocol/test-support.ts';
import { Gate, hashPassphrase, isPassphrase, requireStrong } from './passphrase.ts';

const PASSPHRASE = 'four random words here';

test('a hash is argon2id at the cost that is stored with it, at least what OWASP asks for', async () => {
  const { salt, hash, ...cost } = await hashPassphrase(PASSPHRASE, random);
  assert.ok(cost.memory >= 19 * 1024 && cost.passes >= 2 && cost.parallelism === 1);
  assert.equal(salt.length, 16);
  const expected = argon2Sync('argon2id', { ...cost, message: PASSPHRASE, nonce: salt, tagLength: 32 });
  assert.deepEqual(Buffer.from(hash), expected);
});

test('only the passphrase matches, also at another cost', async () => {
  const stored = await hashPassphrase(PASSPHRASE, random);
  assert.equal(await isPassphrase(PASSPHRASE, stored), true);
  assert.equal(await isPassphrase(`${PASSPHRASE} `, stored), false);
  const cheaper = { salt: stored.salt, memory: 64, passes: 1, parallelism: 1 };
  const hash = argon2Sync('argon2id', {
    ...{ memory: 64, passes: 1, parallelism: 1 },
    message: PASSPHRASE,
    nonce: stored.salt,
    tagLength: 32,
  });
  assert.equal(await isPassphrase(PASSPHRASE, { ...cheaper, hash }), true);
});

test('the same passphrase has another salt each time', async () => {
  const [one, other] = [await hashPassphrase(PASSPHRASE, random), await hashPassphrase(PASSPHRASE, random)];
  assert.notDeepEqual(one.salt, other.salt);
  assert.notDeepEqual(one.hash, other.hash);
});

test('composed and decomposed letters are the same passphrase', async () => {
  const stored = await hashPassphrase('eleições'.normalize('NFC'), random);
  assert.equal(await isPassphrase('eleições'.normalize('NFD'), stored), true);
});

test('12 characters are enough, 11 are not, however many bytes they have', () => {
  requireStrong('é'.repeat(12));
  for (const weak of ['', 'a'.repeat(11), '🗳'.repeat(11), 'e\u0301'.repeat(11)])
    assert.throws(() => requireStrong(weak), { code: 'officer/weak-passphrase', status: 400 }, weak);
});

test('two jobs run at once, 32 wait, more are refused; a failure lets the next one in', async () => {
  const gate = new Gate();
  let running = 0;
  let most = 0;
  const finish: (() => void)[] = [];
  const job = async (n: number): Promise<number> => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => finish.push(resolve));
    running--;
    if (n === 0) throw new Error('failed');
    return n;
  };
  const results = Array.from({ length: 34 }, (_, n) => gate.run(() => job(n)));
  const settled = Promise.allSettled(results);
  await assert.rejects(
    gate.run(() => job(99)),
    { code: 'service/busy', status: 503 },
  );
  for (let ended = 0; ended < 34; ended++) {
    const next = finish.shift();
    assert.ok(next, 'a job is running');
    next();
    await Promise.allSettled([results[ended]]);
    await new Promise(setImmediate);
  }
  assert.deepEqual(
    (await settled).map((result) => (result.status === 'fulfilled' ? result.value : 0)),
    Array.from({ length: 34 }, (_, n) => n),
  );
  assert.equal(most, 2);
  const again = gate.run(() => job(7));
  finish.shift()?.();
  assert.equal(await again, 7);
});
