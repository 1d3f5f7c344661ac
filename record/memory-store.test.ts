/** Votes in memory are kept and counted as those on disk are. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { VoteSpool } from './spool.ts';
import type { VoteStore } from './vote-store.ts';

const STORES: readonly (readonly [string, () => VoteStore])[] = [
  ['in memory', () => new MemoryStore()],
  ['on disk', () => new VoteSpool()],
];

for (const [where, open] of STORES)
  test(`${where}: equal votes once, equal choices together, in order of their bytes; refused ones by reason`, () => {
    const store = open();
    const hash = (n: number): Uint8Array => new Uint8Array(32).fill(n);
    const choices = [Uint8Array.of(255), Uint8Array.of(1, 0), Uint8Array.of(1), Uint8Array.of(255)];
    for (const [i, one] of choices.entries()) assert.ok(store.accept('s', hash(i), one));
    assert.ok(store.accept('t', hash(9), Uint8Array.of(7)));
    assert.ok(!store.accept('s', hash(0), Uint8Array.of(3)));
    store.refuse(hash(20), 'package/bad-signature');
    store.refuse(hash(21), 'package/bad-signature');
    assert.deepEqual([store.votes('s'), store.votes('t'), store.votes('u')], [4, 1, 0]);
    assert.deepEqual(
      [...store.counted('s')].map(({ choices: of, count }) => [[...of], count]),
      [
        [[1], 1],
        [[1, 0], 1],
        [[255], 2],
      ],
    );
    assert.deepEqual([...store.counted('u')], []);
    assert.deepEqual([...store.refused], [['package/bad-signature', 2]]);
    store.close();
  });
