import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { CuttableDisk } from '../test-support.ts';
import { FileMemory, MEMORY_CAPACITY, MemoryError, type MemoryErrorCode } from './non-volatile-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-card-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `card-${files++}`);

const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.of(4, 5, 6, 7, 8);
const fails = (code: MemoryErrorCode) => (error: unknown) =>
  error instanceof MemoryError && error.code === code;

describe('the memory as a file', () => {
  test('a memory that was never written is empty, and reading does not make it', () => {
    const path = newPath();
    assert.equal(new FileMemory(path).read(), undefined);
    assert.equal(existsSync(path), false);
  });

  test('what was written is read by another process, owner only, and nothing is left beside it', () => {
    const path = newPath();
    new FileMemory(path).write(OLD);
    new FileMemory(path).write(NEW);
    assert.deepEqual(new FileMemory(path).read(), NEW);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(existsSync(`${path}.new`), false);
  });

  test('the leftover of an interrupted write is ignored, and the next write replaces it with its own mode', () => {
    const path = newPath();
    new FileMemory(path).write(OLD);
    writeFileSync(`${path}.new`, 'half an im');
    chmodSync(`${path}.new`, 0o644);
    assert.deepEqual(new FileMemory(path).read(), OLD);
    new FileMemory(path).write(NEW);
    assert.deepEqual(new FileMemory(path).read(), NEW);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test('a link planted under the temporary name is not followed', () => {
    const path = newPath();
    const victim = newPath();
    writeFileSync(victim, 'untouched');
    symlinkSync(victim, `${path}.new`);
    new FileMemory(path).write(NEW);
    assert.equal(readFileSync(victim, 'utf8'), 'untouched');
    assert.deepEqual(new FileMemory(path).read(), NEW);
  });

  test('a missing folder, a folder and a file too long to be a card are refused, and stay', () => {
    assert.throws(() => new FileMemory(join(folder, 'missing', 'card')).read(), fails('memory/failed'));
    assert.throws(() => new FileMemory(join(folder, 'missing', 'card')).write(NEW), fails('memory/failed'));
    assert.throws(() => new FileMemory(folder).read(), fails('memory/failed'));
    const path = newPath();
    writeFileSync(path, new Uint8Array(MEMORY_CAPACITY + 100));
    assert.throws(() => new FileMemory(path).read(), fails('memory/failed'));
    assert.equal(statSync(path).size, MEMORY_CAPACITY + 100);
  });
});

describe('a damaged image is refused', () => {
  const disk = new CuttableDisk();
  new FileMemory('card', disk).write(NEW);
  const image = disk.readFile('card') ?? assert.fail();
  const reading = (bytes: Uint8Array) => () =>
    new FileMemory('card', new CuttableDisk(new Map([['card', bytes]]))).read();

  test('with any bit of any byte flipped', () => {
    for (let bit = 0; bit < image.length * 8; bit++) {
      const damaged = image.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      assert.throws(reading(damaged), MemoryError);
    }
  });

  test('cut short anywhere, or with anything after it', () => {
    for (let length = 0; length < image.length; length++)
      assert.throws(reading(image.subarray(0, length)), fails('memory/corrupted'));
    assert.throws(reading(Uint8Array.of(...image, 0)), fails('memory/corrupted'));
  });

  test('of another version, and says so', () => {
    for (const version of [1, 3])
      assert.throws(reading(image.with(7, version)), fails('memory/unknown-version'));
  });
});

test('a write cut at any byte, before or after its rename, leaves the old or the new state, never another', () => {
  const before = new CuttableDisk();
  new FileMemory('card', before).write(OLD);
  const start = before.afterPowerCut().at(0)?.readFile('card') ?? assert.fail();
  const disk = () => new CuttableDisk(new Map([['card', start]]));
  const whole = disk();
  new FileMemory('card', whole).write(NEW);
  const found = new Set<string>();
  for (let steps = 0; steps < whole.stepsDone; steps++) {
    const cut = disk();
    cut.cutAfter(steps);
    assert.throws(() => new FileMemory('card', cut).write(NEW), fails('memory/failed'));
    for (const later of cut.afterPowerCut()) {
      const state = String(new FileMemory('card', later).read());
      found.add(state);
      assert.ok([String(OLD), String(NEW)].includes(state), `after ${steps} steps: ${state}`);
    }
  }
  // The rename makes the difference, and nothing before it.
  assert.deepEqual([...found], [String(OLD), String(NEW)]);
});

test('what was read cannot be undone by a later power cut', () => {
  const dryRun = new CuttableDisk();
  new FileMemory('card', dryRun).write(NEW);
  const disk = new CuttableDisk();
  disk.cutAfter(dryRun.stepsDone - 1);
  const memory = new FileMemory('card', disk);
  // The file has its new name, but the folder is not durable: neither write nor read may say that all is well.
  assert.throws(() => memory.write(NEW), fails('memory/failed'));
  assert.throws(() => memory.read(), fails('memory/failed'));
  disk.cutAfter(Number.POSITIVE_INFINITY);
  assert.deepEqual(memory.read(), NEW);
  for (const later of disk.afterPowerCut()) assert.deepEqual(new FileMemory('card', later).read(), NEW);
});
