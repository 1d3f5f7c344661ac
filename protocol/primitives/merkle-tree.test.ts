import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { concat, fromHex, toHex } from './bytes.ts';
import { MerkleTree, merkleRoot } from './merkle-tree.ts';
import { sha256 } from './sha256.ts';

const hex = (digits: string): Uint8Array => fromHex(digits) ?? assert.fail('hex');

/** Leaves and roots of Certificate Transparency's own test data (google/certificate-transparency, merkletree tests). */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hex);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** RFC 9162, section 2.1.1, as it is written. */
function byDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  const [first] = leaves;
  if (leaves.length === 1 && first !== undefined) return sha256(concat(Uint8Array.of(0), first));
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  const halves = [leaves.slice(0, split), leaves.slice(split)].map(byDefinition);
  return sha256(concat(Uint8Array.of(1), ...halves));
}

for (const [size, root] of ROOTS.entries())
  test(`known root of ${size} leaves`, () => assert.equal(toHex(merkleRoot(LEAVES.slice(0, size))), root));

test('the streamed root is that of the definition, at every size on the way', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (leaves) => {
      const tree = new MerkleTree();
      for (const [i, leaf] of leaves.entries()) {
        assert.equal(tree.size, i);
        assert.deepEqual(tree.root(), byDefinition(leaves.slice(0, i)));
        tree.append(leaf);
      }
      assert.deepEqual(tree.root(), byDefinition(leaves));
    }),
    { numRuns: 30 },
  );
});

test('order, number and boundaries of the leaves all count', () => {
  const [a, b] = [hex('aa'), hex('bb')];
  const roots = [[a, b], [b, a], [a, b, b], [a], [concat(a, b)], [], [new Uint8Array()]].map((l) =>
    toHex(merkleRoot(l)),
  );
  assert.equal(new Set(roots).size, roots.length);
});

test('two leaf hashes posing as one leaf do not make the root of their node', () => {
  const [a, b] = [hex('aa'), hex('bb')];
  const hashes = [a, b].map((leaf) => sha256(concat(Uint8Array.of(0), leaf)));
  assert.notDeepEqual(merkleRoot([concat(...hashes)]), merkleRoot([a, b]));
});
