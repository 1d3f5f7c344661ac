import assert from 'node:assert/strict';
import { test } from 'vitest';
import { flipped } from '../test-support.ts';
import { EMPTY, utf8 } from './bytes.ts';
import { isConsistent, isIncluded, type MerkleProof, ProvableTree } from './merkle-proofs.ts';
import { EMPTY_ROOT, merkleRoot } from './merkle-tree.ts';

const LARGEST = 70;
const leaf = (i: number): Uint8Array => utf8(`leaf ${i}`);
const leaves = Array.from({ length: LARGEST }, (_, i) => leaf(i));
const whole = new ProvableTree();
for (const data of leaves) whole.append(data);
const trees = Array.from({ length: LARGEST + 1 }, (_, size) => ({
  size,
  root: merkleRoot(leaves.slice(0, size)),
}));

/** Every proof that differs in one node: changed, cut, lengthened, dropped, doubled, added at either end, swapped. */
function* tampered(proof: MerkleProof): Iterable<MerkleProof> {
  for (const [i, node] of proof.entries()) {
    yield proof.with(i, flipped(node, i % 32, i % 8));
    yield proof.with(i, node.slice(1));
    yield proof.with(i, EMPTY);
    yield proof.toSpliced(i, 1);
    yield proof.toSpliced(i, 0, node);
    const next = proof[i + 1];
    if (next !== undefined) yield proof.with(i, next).with(i + 1, node);
  }
  yield [...proof, leaf(0)];
  yield [...proof, trees[1]?.root ?? EMPTY];
  yield [trees[1]?.root ?? EMPTY, ...proof];
}

test('the root of every earlier size is that of the streamed tree', () => {
  assert.equal(whole.size, LARGEST);
  for (const { size, root } of trees) assert.deepEqual(whole.root(size), root);
  assert.throws(() => whole.root(LARGEST + 1), RangeError);
});

test('every leaf is proved to be in every tree that has it, and nowhere else', () => {
  for (const tree of trees)
    for (let index = 0; index < tree.size; index++) {
      const proof = whole.inclusion(index, tree.size);
      assert.ok(isIncluded(leaf(index), index, tree, proof));
      assert.ok(!isIncluded(leaf(index + 1), index, tree, proof));
      assert.ok(!isIncluded(leaf(index), index + 1, tree, proof));
      assert.ok(!isIncluded(leaf(index), index - 1, tree, proof));
      assert.ok(!isIncluded(leaf(index), index, { ...tree, root: flipped(tree.root) }, proof));
    }
});

test('every inclusion proof of which a node is changed, dropped or added is refused', () => {
  for (const tree of trees.slice(0, 35))
    for (let index = 0; index < tree.size; index++)
      for (const proof of tampered(whole.inclusion(index, tree.size)))
        assert.ok(!isIncluded(leaf(index), index, tree, proof), `${index} of ${tree.size}`);
});

test('every tree is proved to add to every earlier one, and to no other', () => {
  for (const later of trees)
    for (const old of trees.slice(0, later.size + 1)) {
      const proof = whole.consistency(old.size, later.size);
      assert.ok(isConsistent(old, later, proof), `${old.size} in ${later.size}`);
      assert.ok(!isConsistent({ ...old, root: flipped(old.root) }, later, proof));
      if (old.size > 0 || later.size === 0)
        assert.ok(!isConsistent(old, { ...later, root: flipped(later.root) }, proof));
      if (old.size < later.size) assert.ok(!isConsistent(later, old, proof));
    }
});

test('every consistency proof of which a node is changed, dropped or added is refused', () => {
  for (const later of trees.slice(0, 35))
    for (const old of trees.slice(0, later.size + 1))
      for (const proof of tampered(whole.consistency(old.size, later.size)))
        assert.ok(!isConsistent(old, later, proof), `${old.size} in ${later.size}`);
});

test('a tree in which an earlier leaf was replaced is proved to add to nothing', () => {
  const forked = new ProvableTree();
  for (const [i, data] of leaves.entries()) forked.append(i === 3 ? leaf(99) : data);
  for (const old of trees.slice(4)) {
    const later = { size: LARGEST, root: forked.root() };
    assert.ok(!isConsistent(old, later, forked.consistency(old.size)));
    assert.ok(!isConsistent(old, later, whole.consistency(old.size)));
  }
});

test('there are no proofs of leaves and trees that are not there', () => {
  assert.throws(() => whole.inclusion(LARGEST), RangeError);
  assert.throws(() => whole.inclusion(-1), RangeError);
  assert.throws(() => whole.inclusion(0, LARGEST + 1), RangeError);
  assert.throws(() => whole.consistency(5, 4), RangeError);
  assert.throws(() => whole.consistency(-1), RangeError);
});

test('a tree adds to none that is larger, and no proof has parts of other lengths', () => {
  const at = (size: number) => ({ size, root: whole.root(size) });
  assert.ok(!isConsistent(at(5), at(4), []));
  assert.ok(!isConsistent(at(5), { ...at(4), root: whole.root(5) }, []));
  const [first, ...rest] = whole.consistency(3, 7);
  const moved = [new Uint8Array([...(first ?? []), 0]), ...rest];
  assert.ok(!isConsistent(at(3), at(7), moved));
  assert.ok(!isConsistent({ size: 0, root: new Uint8Array(32) }, at(7), []), 'an empty tree has its root');
  assert.ok(!isConsistent({ size: 0, root: EMPTY_ROOT }, { size: 0, root: new Uint8Array(32) }, []));
  assert.ok(!isConsistent({ size: 0, root: EMPTY_ROOT }, at(7), [new Uint8Array(32)]));
  assert.ok(isConsistent({ size: 0, root: EMPTY_ROOT }, at(7), []));
});
