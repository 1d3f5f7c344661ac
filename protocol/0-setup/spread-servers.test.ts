import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Attackers, Member } from './exhaustion-time.ts';
import { spread } from './spread-servers.ts';

/** By operator; each on a system of its own that nobody attacks. */
const runBy = (operators: string): Member[] =>
  [...operators].map((operator, i) => ({ id: `t${i + 1}`, operator, system: `system ${i}` }));
const size = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
const two = (mask: number): boolean => size(mask) >= 2;
const attackers: Attackers = {
  teams: 1,
  groups: [...'ABCD'].map((name, i) => ({ kind: 'operator', name, atLeast: 10 + i })),
};
const hosts = [...'ABCD'].map((operator) => ({ operator, system: 'another' }));
const moved = (operators: string, needed: number, where = hosts) => {
  const found = spread({ members: runBy(operators), breaks: two }, attackers, where, needed);
  return (
    found && [
      found.time,
      ...found.moves.map(({ server, from, to }) => `${server} ${from.operator}${to.operator}`),
    ]
  );
};

test('one of two at one operator goes to another: who breaks it needs both', () => {
  // Before: A alone, 10. After: A and B, 21.
  assert.deepEqual(moved('AAB', 20), [21, 't1 AC']);
});

test('where two operators have two each, one move alone brings nothing', () => {
  const found = moved('AABB', 20);
  assert.equal(found?.[0], 21);
  assert.equal(found?.length, 3, 'two moves');
});

test('no further move than is needed', () => {
  // A alone takes 10; with B and B 11.
  assert.deepEqual(moved('AABB', 10), [11, 't1 AC']);
});

test('none where nobody shares an operator, and none where there is nowhere to go', () => {
  assert.equal(moved('ABC', 1000), undefined);
  assert.equal(moved('AAB', 1000, hosts.slice(0, 1)), undefined);
});

test('none where no attack is known', () => {
  const nobody = { teams: 1, groups: [] };
  assert.equal(spread({ members: runBy('AAB'), breaks: two }, nobody, hosts, 20), undefined);
});
