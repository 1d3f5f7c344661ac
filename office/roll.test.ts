import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { CommandError } from '../output/output.ts';
import { readRoll } from './roll.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-roll-'));
const path = join(folder, 'roll.csv');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a roll without problems is what the service takes, and no more', () => {
  writeFileSync(path, 'style,note,voter\nm,x,ana\n');
  assert.deepEqual(readRoll(path), [{ voter: 'ana', style: 'm' }]);
});

test('one bad row, and nothing is given to import; the message names the file', () => {
  writeFileSync(path, 'voter,style\nana,m\nb c,m\n');
  assert.throws(
    () => readRoll(path),
    (error: unknown) =>
      error instanceof CommandError &&
      error.message.startsWith(`${path}: nothing was imported.\nline 3: the voter ID`),
  );
});

test('of many problems twenty are shown, and how many more there are', () => {
  writeFileSync(path, `voter,style\n${'a b,m\n'.repeat(25)}`);
  assert.throws(() => readRoll(path), /line 21: .*\n\.\.\. and 5 more$/);
});

test('a file that is not there, a folder, one that is too large', () => {
  assert.throws(() => readRoll(join(folder, 'nothing.csv')), /nothing\.csv does not exist/);
  assert.throws(() => readRoll(folder), /is a folder/);
  truncateSync(path, 32 * 1024 * 1024 + 1);
  assert.throws(() => readRoll(path), /larger than 32 MiB/);
});
