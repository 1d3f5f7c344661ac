/** Off from a miss until the operator has it go on, across restarts, whatever the disk does. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test, vi } from 'vitest';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { FailSafe } from '../../warden/fail-safe.ts';
import { disk, soundDisk } from './support/full-disk.ts';

vi.mock('../../servers/shared/secret-file.ts', async (original) => {
  const { withFaults } = await import('./support/full-disk.ts');
  return withFaults(await original<typeof SecretFile>());
});

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  soundDisk();
  removeFolder(folder);
});
const started = (): FailSafe => new FailSafe(folder);

test('it is on until it is turned off, and off until it shall go on, across restarts', () => {
  const one = started();
  assert.ok(!one.isOff);
  one.turnOff(3);
  assert.ok(one.isOff && started().isOff);
  started().resume();
  assert.ok(!started().isOff);
});

test('who goes on is excused for the slot that was missed, and no later one', () => {
  started().turnOff(3);
  assert.ok(!started().isExcused(3));
  started().resume();
  assert.deepEqual(
    [2, 3, 4].map((slot) => started().isExcused(slot)),
    [true, true, false],
  );
  const again = started();
  again.turnOff(4);
  again.resume();
  assert.ok(started().isExcused(4));
});

test('what was never off has nothing to go on from, and is excused for nothing', () => {
  started().resume();
  assert.ok(!started().isExcused(0));
});

test('a disk that takes nothing: it is off all the same, while the process lives', () => {
  const one = started();
  disk.refuses = () => true;
  assert.throws(() => one.turnOff(3));
  assert.ok(one.isOff);
  assert.throws(() => one.resume());
  assert.ok(one.isOff);
  soundDisk();
  one.resume();
  assert.ok(!one.isOff && one.isExcused(3));
});

test('a mark that a damaged disk has cut is one still', () => {
  started().turnOff(3);
  writeFileSync(join(folder, 'powered-off'), '');
  const cut = started();
  assert.ok(cut.isOff);
  cut.resume();
  assert.ok(!started().isOff && !started().isExcused(3));
});
