import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { systemRandom } from '../../common/system-random.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { loadOrCreateIdentity } from './identity.ts';
import { writeSecretOnce } from './secret-file.ts';

const root = mkdtempSync(join(tmpdir(), 'revs-identity-'));
afterAll(() => rmSync(root, { recursive: true }));

test('an identity is made once, kept in identity.key, and signs', () => {
  const folder = join(root, 'new', 'server');
  const first = loadOrCreateIdentity(folder, systemRandom);
  const second = loadOrCreateIdentity(folder, () => assert.fail('no new key'));
  assert.deepEqual(second.publicKey, first.publicKey);
  assert.equal(statSync(join(folder, 'identity.key')).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'identity.key')).size, 32);
  assert.ok(verifySignature(first.publicKey, utf8('hello'), second.sign(utf8('hello'))));
});

test('of two processes that make one at once, both have the same', () => {
  const folder = join(root, 'race');
  const others = systemRandom(32);
  const slow = (length: number): Uint8Array => {
    writeSecretOnce(join(folder, 'identity.key'), others);
    return systemRandom(length);
  };
  const mine = loadOrCreateIdentity(folder, slow);
  assert.deepEqual(loadOrCreateIdentity(folder, systemRandom).publicKey, mine.publicKey);
});

test('a file of the wrong size, of no key, or open to others is refused by name', () => {
  const bad: [string, Uint8Array, number, string][] = [
    ['short', systemRandom(31), 0o600, 'secret/wrong-size'],
    ['long', systemRandom(33), 0o600, 'secret/wrong-size'],
    ['empty', new Uint8Array(), 0o600, 'secret/wrong-size'],
    ['no scalar', new Uint8Array(32).fill(0xff), 0o600, 'secret/invalid'],
    ['open', systemRandom(32), 0o644, 'secret/unsafe-permissions'],
    ['erased', new Uint8Array(32), 0o600, 'secret/exists'],
  ];
  for (const [name, bytes, mode, code] of bad) {
    const folder = mkdtempSync(join(root, 'bad-'));
    const path = join(folder, 'identity.key');
    writeFileSync(path, bytes);
    chmodSync(path, mode);
    assert.throws(
      () => loadOrCreateIdentity(folder, systemRandom),
      (error) =>
        error instanceof Error && 'code' in error && error.code === code && error.message.startsWith(path),
      name,
    );
  }
});
