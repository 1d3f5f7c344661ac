import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { ensureFolder, eraseSecret, readSecret, writeSecretOnce } from './secret-file.ts';

const root = mkdtempSync(join(tmpdir(), 'revs-secret-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => {
  const folder = join(root, String(++folders));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
};
const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

test('what is written is read again, for the owner only, and nothing else is left', () => {
  const folder = newFolder();
  const path = join(folder, 'a.key');
  assert.equal(readSecret(path), undefined);
  writeSecretOnce(path, SECRET);
  assert.deepEqual(readSecret(path), SECRET);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['a.key']);
});

test('a secret is never replaced', () => {
  const folder = newFolder();
  const path = join(folder, 'a.key');
  writeSecretOnce(path, SECRET);
  assert.throws(() => writeSecretOnce(path, SECRET.toReversed()), { code: 'secret/exists' });
  assert.deepEqual(readSecret(path), SECRET);
  assert.deepEqual(readdirSync(folder), ['a.key']);
});

test('missing folders are made, for the owner only', () => {
  const path = join(newFolder(), 'b', 'c', 'a.key');
  writeSecretOnce(path, SECRET);
  assert.equal(statSync(join(path, '..', '..')).mode & 0o777, 0o700);
  assert.deepEqual(readSecret(path), SECRET);
  ensureFolder(join(path, '..'));
});

test('erasing overwrites the bytes on disk, removes the file, and may be repeated', () => {
  const folder = newFolder();
  const path = join(folder, 'a.key');
  writeSecretOnce(path, SECRET);
  const other = join(folder, 'other-name');
  linkSync(path, other);
  eraseSecret(path);
  assert.equal(readSecret(path), undefined);
  assert.deepEqual(
    new Uint8Array(readFileSync(other)),
    new Uint8Array(32),
    'the same bytes, seen by a second name',
  );
  eraseSecret(path);
  assert.deepEqual(readdirSync(folder), ['other-name']);
});

test('zeros that a crash during erasure left are no secret, and are not replaced', () => {
  const path = join(newFolder(), 'a.key');
  writeFileSync(path, new Uint8Array(32), { mode: 0o600 });
  assert.equal(readSecret(path), undefined);
  assert.throws(() => writeSecretOnce(path, SECRET), { code: 'secret/exists' });
  eraseSecret(path);
  writeSecretOnce(path, SECRET);
});

test('a file that others may use is refused, and the refusal shows nothing of it', () => {
  const path = join(newFolder(), 'a.key');
  writeFileSync(path, 'sesame');
  for (const mode of [0o640, 0o604, 0o620, 0o660]) {
    chmodSync(path, mode);
    assert.throws(
      () => readSecret(path),
      (error) =>
        error instanceof Error &&
        'code' in error &&
        error.code === 'secret/unsafe-permissions' &&
        error.message.startsWith(path) &&
        !error.message.includes('sesame'),
    );
  }
});

test('what is not a regular file is refused', () => {
  const folder = newFolder();
  const target = join(folder, 'target');
  const link = join(folder, 'link');
  writeFileSync(target, SECRET, { mode: 0o600 });
  symlinkSync(target, link);
  for (const path of [link, folder, join(target, 'below-a-file')]) {
    assert.throws(() => readSecret(path), { code: 'secret/unreadable' }, path);
    assert.throws(() => eraseSecret(path), { code: 'secret/unreadable' }, path);
  }
  assert.deepEqual(readSecret(target), SECRET);
});

test('an empty secret and one above 64 KiB are refused', () => {
  const path = join(newFolder(), 'a.key');
  for (const length of [0, 65_537]) {
    assert.throws(() => writeSecretOnce(path, new Uint8Array(length)), { code: 'secret/wrong-size' });
    writeFileSync(path, new Uint8Array(length), { mode: 0o600 });
    assert.throws(() => readSecret(path), { code: 'secret/wrong-size' });
    rmSync(path);
  }
});
