import assert from 'node:assert/strict';
import { test } from 'vitest';
import { utf8 } from './bytes.ts';
import { Growth } from './merkle-growth.ts';
import { isConsistent, ProvableTree } from './merkle-proofs.ts';
import { MerkleTree, merkleRoot } from './merkle-tree.ts';

const LARGEST = 40;
const leaves = Array.from({ length: LARGEST }, (_, i) => utf8(`leaf ${i}`));
const whole = new ProvableTree();
for (const leaf of leaves) whole.append(leaf);

test('a tree grows from every size to every later one, with the proof that the whole tree gives', () => {
  const earlier = new MerkleTree();
  for (let old = 0; old <= LARGEST; old++) {
    const root = earlier.root();
    for (let size = old; size <= LARGEST; size++) {
      const growth = new Growth(earlier, size);
      for (const leaf of leaves.slice(old, size)) growth.append(leaf);
      assert.deepEqual(growth.root(), merkleRoot(leaves.slice(0, size)), `${old} to ${size}`);
      assert.deepEqual(growth.proof(), whole.consistency(old, size), `${old} to ${size}`);
      assert.ok(isConsistent({ size: old, root }, { size, root: growth.root() }, growth.proof()));
    }
    assert.deepEqual([earlier.size, earlier.root()], [old, root], 'the earlier tree has changed');
    const next = leaves[old];
    if (next !== undefined) earlier.append(next);
  }
});
