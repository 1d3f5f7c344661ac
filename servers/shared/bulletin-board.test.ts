/** Lists that a holder of lists is asked for and has not got; those that it has are in test/attacks/counters-and-trustees-spoil-lists.test.ts. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { random } from '../../protocol/test-support.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from './bulletin-board.ts';
import { Store } from './store.ts';
import { removeFolder, temporaryFolder } from './test-support.ts';

const folder = temporaryFolder();
const store = new Store(join(folder, 'store.db'), BULLETIN_BOARD_SCHEMA);
const bulletinBoard = new BulletinBoard(store);
const packages = [random(10), random(10)];
const held = { counter: 'counter-1', size: 2, root: merkleRoot(packages.map(sha256)) };
await bulletinBoard.keep(
  held,
  (async function* () {
    yield packages;
  })(),
);
afterAll(async () => {
  await store.close();
  removeFolder(folder);
});

/** Each differs from the list that is held in one thing. */
const OTHERS = [
  { ...held, counter: 'counter-2' },
  { ...held, size: 1 },
  { ...held, root: random(32) },
];

test('the list that is held is given and frozen', async () => {
  assert.equal(bulletinBoard.listPackages(held, 0, 9).length, 20);
  assert.equal((await bulletinBoard.freeze([held])).size, 2);
  assert.equal([...bulletinBoard.packagesOf([held])].length, 2);
});

for (const head of OTHERS)
  test(`a list that is not here is refused: ${head.counter}, size ${head.size}`, async () => {
    assert.equal(bulletinBoard.holds(head), false);
    assert.throws(() => bulletinBoard.listPackages(head, 0, 9), { code: 'service/not-found', status: 404 });
    const refusal = { code: 'freeze/list-mismatch', party: head.counter };
    await assert.rejects(bulletinBoard.freeze([held, head]), refusal);
    assert.throws(() => [...bulletinBoard.packagesOf([held, head])], refusal);
  });
