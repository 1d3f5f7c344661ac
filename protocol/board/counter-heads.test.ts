/** Heads of one Counter that can be of one list, and those that cannot. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { utf8 } from '../primitives/bytes.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { CounterHeads, type SeenHead } from './counter-heads.ts';

const leaves = (count: number, list = 'list'): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => utf8(`${list} ${i}`));
let signed = 0;
const head = (kind: SeenHead['kind'], size: number, position?: number, list = 'list'): SeenHead => ({
  kind,
  size,
  root: merkleRoot(leaves(size, list)),
  statement: utf8(`statement ${signed++}`),
  ...(position === undefined ? {} : { position }),
});

function noted(...heads: (SeenHead | readonly [head: SeenHead, after: SeenHead])[]): CounterHeads {
  const all = new CounterHeads();
  for (const one of heads)
    if ('kind' in one) all.note(one);
    else all.note(...one);
  return all;
}
const found = (all: CounterHeads): string[] =>
  all.contradictions.map(({ reason, earlier, later }) => `${reason} ${earlier.size} ${later.size}`);

test('heads of one list that grows go together, in whatever order they are seen', () => {
  const heads = [
    head('counter-head', 3, 10),
    head('served', 4),
    head('counter-head', 5, 11),
    head('close-head', 6, 13),
    head('counter-head', 7, 14),
    head('final-head', 8, 20),
    head('served', 8),
  ];
  for (const some of [heads, heads.toReversed(), heads.toSorted((a, b) => a.kind.localeCompare(b.kind))]) {
    const all = noted(...some);
    const check = all.checkList(head('final-head', 8, 20));
    for (const leaf of leaves(8)) check(leaf);
    assert.deepEqual(found(all), []);
  }
});

test('two roots of one size contradict each other, also of no leaves', () => {
  assert.deepEqual(found(noted(head('served', 3), head('counter-head', 3, 10, 'other'))), ['other-root 3 3']);
  const none = { ...head('counter-head', 0, 10), root: new Uint8Array(32) };
  assert.deepEqual(found(noted(head('served', 0), none)), ['other-root 0 0']);
});

test('the evidence is what stands on the board, if it is the same', () => {
  const [served, posted, again] = [head('served', 3), head('counter-head', 3, 10), head('served', 3)];
  const [earlier, later] = [head('served', 3, undefined, 'other'), head('served', 2)];
  const { contradictions } = noted(served, posted, again, earlier, [later, posted]);
  assert.equal(contradictions[0]?.earlier, posted);
  assert.equal(noted(served, posted, again).largest, posted);
});

test('a head that was signed after a larger one shrank; of one that was signed before nothing follows', () => {
  const larger = head('counter-head', 3, 10);
  const smaller = head('served', 2);
  assert.deepEqual(found(noted(larger, [smaller, larger])), ['shrunk 3 2']);
  assert.deepEqual(found(noted(larger, smaller)), []);
});

test('a close-head has what stands on the board before it, not what was ordered later', () => {
  for (const [position, expected] of [
    [9, ['shrunk 3 2']],
    [11, []],
  ] as const) {
    const heads = [head('counter-head', 3, position), head('close-head', 2, 10)];
    assert.deepEqual(found(noted(...heads)), expected);
    assert.deepEqual(found(noted(...heads.toReversed())), expected);
  }
});

test('nothing is larger than the final head, whenever it was signed', () => {
  const heads = [head('final-head', 2, 10), head('served', 3)];
  assert.deepEqual(found(noted(...heads)), ['shrunk 3 2']);
  assert.deepEqual(found(noted(...heads.toReversed())), ['shrunk 3 2']);
});

test('the list of the final head begins with that of every other', () => {
  const finalHead = head('final-head', 4, 20);
  const all = noted(head('counter-head', 1, 10), head('served', 3, undefined, 'other'), finalHead);
  const check = all.checkList(finalHead);
  for (const leaf of leaves(2)) check(leaf);
  assert.deepEqual(found(all), []);
  check(leaves(3).at(-1) as Uint8Array);
  assert.deepEqual(found(all), ['not-continued 3 4']);
  const none = noted({ ...head('counter-head', 0, 10), root: new Uint8Array(32) });
  none.checkList(finalHead);
  assert.deepEqual(found(none), ['not-continued 0 4']);
});

test('each reason is told once, the first time', () => {
  const other = (): SeenHead => head('served', 3, undefined, `${signed}`);
  const [first, second] = [other(), other()];
  const { contradictions } = noted(head('served', 3), first, second, head('served', 3));
  assert.deepEqual(
    contradictions.map(({ later }) => later),
    [first],
  );
});
