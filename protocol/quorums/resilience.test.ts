/** What stops a board, against the contract's table of section 1. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { leastToStop, maskWhere, quorumsOf, type Replicas, stops } from './resilience.ts';

const board = (n: number, hostile: number, down: number, more: Partial<Replicas> = {}): Replicas => ({
  hostile,
  down,
  protect: 0,
  replicas: Array.from({ length: n }, (_, i) => ({
    id: `r${i}`,
    operator: `o${i >> 1}`,
    system: `s${i % 3}`,
  })),
  ...more,
});

test('k + k’ + 1 replicas stop it, and no fewer', () => {
  for (const [n, hostile, down, least] of [
    [1, 0, 0, 1],
    [4, 1, 0, 2],
    [6, 1, 1, 3],
    [7, 1, 1, 3],
    [10, 3, 0, 4],
  ] as const) {
    const quorums = quorumsOf(board(n, hostile, down));
    assert.equal(leastToStop(quorums), least, `n = ${n}`);
    assert.ok(!stops(quorums, 2 ** (least - 1) - 1));
    assert.ok(stops(quorums, 2 ** least - 1));
  }
});

test('an operator, or a system, that may be hostile as a whole does not stop it', () => {
  const ofTwo = board(7, 1, 0);
  const first = maskWhere(ofTwo, ({ operator }) => operator === 'o0');
  assert.equal(first, 0b11);
  assert.ok(stops(quorumsOf(ofTwo), first));
  assert.ok(!stops(quorumsOf({ ...ofTwo, protect: 1 }), first));
  const system = maskWhere(ofTwo, ({ system: name }) => name === 's2');
  assert.ok(stops(quorumsOf({ ...ofTwo, protect: 1 }), system));
  assert.ok(!stops(quorumsOf({ ...ofTwo, protect: 2 }), system));
  assert.ok(
    !stops(quorumsOf({ ...ofTwo, protect: 3 }), first) && !stops(quorumsOf({ ...ofTwo, protect: 3 }), system),
  );
});
