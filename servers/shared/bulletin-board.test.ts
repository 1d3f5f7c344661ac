/** Lists as a holder takes them from others, who may spoil or break off what they give. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { flipped, given, random } from '../../protocol/test-support.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard, type ListSource, PART } from './bulletin-board.ts';
import { Store } from './store.ts';
import { removeFolder, temporaryFolder } from './test-support.ts';

const COUNT = PART + 3;
const packages = Array.from({ length: COUNT }, () => random(10));
const head = { counter: 'counter-1', size: COUNT, root: merkleRoot(packages.map(sha256)) };
const mismatch = { code: 'freeze/list-mismatch', party: 'counter-1' };

let folder: string;
let store: Store;
let board: BulletinBoard;
/** Positions from which packages were asked for. */
let asked: number[];
beforeEach(() => {
  folder = temporaryFolder();
  open();
  asked = [];
});
afterEach(async () => {
  await store.close();
  removeFolder(folder);
});
function open(): void {
  store = new Store(join(folder, 'store.db'), BULLETIN_BOARD_SCHEMA);
  board = new BulletinBoard(store);
}

const source = (changes: Partial<ListSource> = {}): ListSource => ({
  leaves: async (from, limit) => packages.slice(from, from + limit).map(sha256),
  packages: async (from, limit) => {
    asked.push(from);
    return packages.slice(from, from + limit);
  },
  ...changes,
});
const rows = (table: string): unknown => store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;

test('a list that was taken is held, given and frozen; it is not taken again', async () => {
  await board.take(head, source());
  assert.equal(board.holds(head), true);
  assert.equal(board.listPackages(head, 0, 9).length, 90);
  assert.deepEqual(board.listLeaves(head, 1, 1), new Uint8Array(sha256(given(packages[1]))));
  assert.equal((await board.freeze([head])).size, COUNT);
  assert.equal([...board.packagesOf([head])].length, COUNT);
  await board.take(head, source());
  assert.deepEqual(asked, [0, PART]);
});

test('packages are taken from the place on that was named, then those before it', async () => {
  await board.take(head, source(), 200);
  assert.deepEqual(asked, [200, 0]);
  assert.equal((await board.freeze([head])).size, COUNT);
});

test('two lists that are alike, taken at once from different places: no package is taken twice', async () => {
  const count = 4 * PART;
  const many = Array.from({ length: count }, () => random(10));
  const root = merkleRoot(many.map(sha256));
  const give = (of: readonly Uint8Array[]) => async (from: number, limit: number) =>
    of.slice(from, from + limit);
  const bodies = async (from: number, limit: number) => {
    asked.push(from);
    return many.slice(from, from + limit);
  };
  const heads = ['counter-1', 'counter-2'].map((counter) => ({ counter, size: count, root }));
  await Promise.all(
    heads.map((one, i) =>
      board.take(one, { leaves: give(many.map(sha256)), packages: bodies }, (count * i) / heads.length),
    ),
  );
  assert.ok(heads.every((one) => board.holds(one)));
  assert.deepEqual(
    asked.toSorted((a, b) => a - b),
    [0, PART, 2 * PART, 3 * PART],
  );
});

test('an empty list is held at once', async () => {
  const empty = { counter: 'counter-1', size: 0, root: merkleRoot([]) };
  await board.take(empty, source());
  assert.equal(board.holds(empty), true);
});

describe('a source that lies', () => {
  test('about leaves: nothing of them is left, and no package is asked for', async () => {
    const leaves = async () => packages.map(sha256).toReversed();
    await assert.rejects(board.take(head, source({ leaves })), mismatch);
    assert.deepEqual([rows('fetched'), rows('fetches'), asked], [0, 0, []]);
    await board.take(head, source());
    assert.equal(board.holds(head), true);
  });

  test('about one package: all others stay, and another source is asked for that one alone', async () => {
    const poisoned = async (from: number, limit: number) =>
      packages.slice(from, from + limit).map((body, i) => (from + i === 7 ? flipped(body) : body));
    await assert.rejects(board.take(head, source({ packages: poisoned })), mismatch);
    assert.equal(board.holds(head), false);
    assert.throws(() => board.listPackages(head, 0, 1), { code: 'service/not-found' });
    assert.throws(() => board.listLeaves(head, 0, 1), { code: 'service/not-found' });
    assert.equal(rows('packages'), PART - 1);
    await board.take(head, source());
    assert.deepEqual(asked, [7, PART + 7].slice(0, 1));
    assert.equal(board.holds(head), true);
  });

  test('that gives nothing does not go on for ever', async () => {
    await assert.rejects(board.take(head, source({ packages: async () => [] })), mismatch);
  });
});

test('what one source breaks off another goes on with, after a restart too', async () => {
  const broken = async (from: number, limit: number) => {
    if (from > 0) throw new RangeError('cut off');
    return packages.slice(from, from + limit);
  };
  await assert.rejects(board.take(head, source({ packages: broken })), RangeError);
  await store.close();
  open();
  const leaves = () => assert.fail('leaves are here');
  await board.take(head, source({ leaves }));
  assert.deepEqual(asked, [PART]);
  assert.equal(board.holds(head), true);
});

test('of leaves that a crash cut off nothing is left after the restart', async () => {
  store.db.exec("INSERT INTO fetches (counter, size, root) VALUES ('counter-1', 9, x'00')");
  store.db.exec("INSERT INTO fetched VALUES (1, 0, x'00')");
  await store.close();
  open();
  assert.deepEqual([rows('fetches'), rows('fetched')], [0, 0]);
});

test('packages of two lists stand once, and what was damaged on disk is not frozen, nor read', async () => {
  const more = [...packages.slice(0, 2), random(10)];
  const other = { counter: 'counter-2', size: 3, root: merkleRoot(more.map(sha256)) };
  const give = (of: readonly Uint8Array[]) => async (from: number, limit: number) =>
    of.slice(from, from + limit);
  await board.take(head, source());
  await board.take(other, { leaves: give(more.map(sha256)), packages: give(more) });
  assert.equal((await board.freeze([head, other])).size, COUNT + 1);
  const leaf = sha256(given(more[2]));
  const damage = [
    ['DELETE FROM packages WHERE leaf = ?', [leaf]],
    ['UPDATE fetched SET leaf = ? WHERE leaf = ?', [random(32), leaf]],
    ['DELETE FROM fetched WHERE leaf = ?', [leaf]],
  ] as const;
  // Nobody else is at fault.
  const refusal = { code: 'freeze/list-mismatch', party: undefined };
  for (const [sql, values] of damage) {
    store.db.exec('SAVEPOINT whole');
    assert.equal(store.db.prepare(sql).run(...values).changes, 1);
    await assert.rejects(board.freeze([head, other]), refusal);
    store.db.exec('ROLLBACK TO whole; RELEASE whole');
  }
  store.db.prepare('UPDATE packages SET body = ? WHERE leaf = ?').run(random(10), leaf);
  assert.throws(() => [...board.packagesOf([head, other])], refusal, 'it would be in the record');
});

/** Each differs from the list that is held in one thing. */
const OTHERS = [
  { ...head, counter: 'counter-2' },
  { ...head, size: 1 },
  { ...head, root: random(32) },
];
for (const other of OTHERS)
  test(`a list that is not here is refused: ${other.counter}, size ${other.size}`, async () => {
    await board.take(head, source());
    assert.equal(board.holds(other), false);
    assert.throws(() => board.listPackages(other, 0, 9), { code: 'service/not-found', status: 404 });
    const refusal = { code: 'freeze/list-mismatch', party: other.counter };
    await assert.rejects(board.freeze([head, other]), refusal);
    assert.throws(() => [...board.packagesOf([head, other])], refusal);
  });
