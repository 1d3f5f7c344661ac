/** Which HEAD a reader believes, check by check: n = 4, k' = 1, a quorum is 3, and two cannot both be hostile. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { EMPTY, utf8 } from '../primitives/bytes.ts';
import { quorumSystem } from '../quorums/quorum-system.ts';
import type { Head } from './answers.ts';
import { EntryLog } from './entries.ts';
import { agreedHeads, continues, contradict, instanceReached, type ShownHead } from './read-head.ts';

const quorums = quorumSystem({ replicas: 4, hostile: 1, down: 0, groups: [] });
const NOW = 1_000_000;
const log = new EntryLog();
for (const text of ['one', 'two', 'three']) log.append('space/a', 0, 0, utf8(text));

const headAt = (c: number, changes: Partial<Head> = {}): Head => ({
  c,
  ...log.roots(Math.min(c, 3)),
  time: c,
  now: NOW,
  ...changes,
});
const shown = (from: number, c: number, changes: Partial<Head> = {}): ShownHead => ({
  from,
  head: headAt(c, changes),
  bytes: EMPTY,
});
const reached = (...heads: readonly ShownHead[]) => instanceReached(heads, quorums, NOW);

describe('how far the board is', () => {
  test('is what two of four have reached or passed, by HEADs of three', () => {
    assert.equal(reached(shown(0, 9), shown(1, 8), shown(2, 7)), 8);
    assert.equal(reached(shown(0, 999), shown(1, 8), shown(2, 8), shown(3, 8)), 8);
    assert.equal(reached(shown(0, 9), shown(1, 9)), undefined, 'two are no quorum');
    assert.equal(reached(), undefined);
  });

  test('is not said by stale HEADs, nor by such from the future', () => {
    for (const now of [NOW - 60_001, NOW + 60_001])
      assert.equal(reached(shown(0, 9), shown(1, 8), shown(2, 7, { now })), undefined);
    for (const now of [NOW - 60_000, NOW + 60_000])
      assert.equal(reached(shown(0, 9), shown(1, 8), shown(2, 7, { now })), 8);
  });
});

describe('what is so', () => {
  test('is said alike, but for now, by two of four', () => {
    const [agreed, ...others] = agreedHeads([shown(0, 2), shown(1, 2, { now: 5 })], quorums);
    assert.deepEqual([agreed?.map(({ from }) => from), others], [[0, 1], []]);
    const different: readonly Partial<Head>[] = [
      { c: 3 },
      { size: 7 },
      { time: 7 },
      { logRoot: new Uint8Array(32) },
      { topicsRoot: new Uint8Array(32) },
    ];
    for (const changes of different)
      assert.deepEqual(agreedHeads([shown(0, 2), shown(1, 2, changes)], quorums), []);
  });

  test('is a fork if two say one thing, and two another', () => {
    const other = { time: 7 };
    const heads = [shown(0, 2), shown(1, 2, other), shown(2, 2), shown(3, 2, other)];
    assert.equal(agreedHeads(heads, quorums).length, 2);
  });
});

describe('a later HEAD', () => {
  const proof = log.tree.consistency(1, 3);

  test('continues an earlier one with the proof that the log grew', () => {
    assert.ok(continues(headAt(1), headAt(3), proof));
    assert.ok(!continues(headAt(1), headAt(3), []));
    assert.ok(!continues(headAt(1, { logRoot: new Uint8Array(32) }), headAt(3), proof));
  });

  test('does not go back in instances, time or size', () => {
    assert.ok(!continues(headAt(3, { c: 4 }), headAt(3), []));
    assert.ok(!continues(headAt(3, { time: 4 }), headAt(3), []));
    assert.ok(!continues(headAt(3), headAt(2, { c: 4, time: 4 }), proof));
  });

  test('of the same size is the same, also in its topics', () => {
    assert.ok(continues(headAt(3), headAt(5), []));
    assert.ok(!continues(headAt(3), headAt(5, { topicsRoot: new Uint8Array(32) }), []));
    assert.ok(!continues(headAt(3), headAt(5, { logRoot: new Uint8Array(32) }), []));
  });
});

describe('two HEADs', () => {
  const other = new Uint8Array(32);
  const either = (a: Head, b: Head): boolean => {
    const found = contradict(a, b);
    assert.equal(contradict(b, a), found, 'in either order');
    return found;
  };

  test('of one instance contradict each other unless they say the same', () => {
    assert.ok(!either(headAt(2), headAt(2, { now: 5 })));
    for (const changes of [{ size: 3 }, { time: 7 }, { logRoot: other }, { topicsRoot: other }])
      assert.ok(either(headAt(2), headAt(2, changes)));
  });

  test('of two instances do if the log has shrunk, changed without growing, or gone back in time', () => {
    assert.ok(!either(headAt(1), headAt(3)), 'whether it continues is for a proof');
    assert.ok(!either(headAt(1), headAt(3, { logRoot: other })), 'likewise');
    assert.ok(!either(headAt(3), headAt(5)));
    assert.ok(either(headAt(3), headAt(2, { c: 4, time: 4 })));
    assert.ok(either(headAt(3), headAt(5, { logRoot: other })));
    assert.ok(either(headAt(3), headAt(5, { topicsRoot: other })));
    assert.ok(either(headAt(1, { time: 9 }), headAt(3)));
  });
});
