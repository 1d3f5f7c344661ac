/** The properties of refined quorum systems, over all subsets, and the table of the board's contract (section 1). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { type Adversary, maskOf, members, type QuorumSystem, quorumSystem } from './quorum-system.ts';

const of = (replicas: number, hostile: number, down: number, groups: readonly number[] = []): Adversary => ({
  replicas,
  hostile,
  down,
  groups,
});
const size = (mask: number): number => members(mask).length;
const subsets = ({ everyone }: QuorumSystem): number[] =>
  Array.from({ length: everyone + 1 }, (_, mask) => mask);

describe('thresholds', () => {
  /** n, k', k, |Q|, |C1|: the contract's table, one replica alone, and larger ones. */
  const table = [
    [1, 0, 0, 1, 1],
    [4, 1, 0, 3, 4],
    [6, 1, 1, 4, 6],
    [7, 1, 1, 5, 6],
    [7, 2, 0, 5, 7],
    [10, 2, 1, 7, 9],
    [13, 2, 2, 9, 11],
  ] as const;
  test.for(table)("n = %i, k' = %i, k = %i: quorums of %i, class 1 of %i", ([n, hostile, down, q, c1]) => {
    const system = quorumSystem(of(n, hostile, down));
    for (const mask of subsets(system)) {
      assert.equal(system.isHostile(mask), size(mask) <= hostile);
      assert.equal(system.isQuorum(mask), size(mask) >= q);
      assert.equal(system.isFastQuorum(mask), size(mask) >= c1);
    }
    assert.equal(system.conflict, undefined);
    assert.ok(system.fastQuorums.every((mask) => size(mask) === c1));
  });
});

describe('properties', () => {
  const adversaries = [
    of(4, 1, 0),
    of(6, 1, 1),
    of(7, 1, 1),
    of(8, 1, 1, [0b11]),
    of(9, 2, 1, [0b111]),
    of(10, 1, 1, [0b0011, 0b1100]),
  ];
  test.for(adversaries)('1 and 2 hold for %o', (adversary) => {
    const system = quorumSystem(adversary);
    const quorums = subsets(system).filter(system.isQuorum);
    const hostile = subsets(system).filter(system.isHostile);
    const isProperty1 = quorums.every((one) => quorums.every((other) => !system.isHostile(one & other)));
    assert.equal(system.conflict === undefined, isProperty1);
    if (!isProperty1) return;
    for (const one of system.fastQuorums)
      for (const other of system.fastQuorums)
        for (const quorum of minimal(quorums))
          for (const bad of hostile) assert.ok(!system.isHostile(one & other & quorum & ~bad));
  });

  test('a group is hostile as a whole, with every part of it, and nobody more', () => {
    const system = quorumSystem(of(10, 1, 1, [maskOf([2, 3, 4])]));
    assert.ok(system.isHostile(maskOf([2, 3, 4])));
    assert.ok(system.isHostile(maskOf([2, 4])));
    assert.ok(system.isHostile(maskOf([9])));
    assert.ok(!system.isHostile(maskOf([2, 3, 4, 9])));
    assert.ok(!system.isHostile(maskOf([1, 2])));
    assert.ok(system.isQuorum(system.everyone & ~maskOf([2, 3, 4, 9])));
    assert.ok(!system.isQuorum(system.everyone & ~maskOf([2, 3, 4, 8, 9])));
  });

  test('where two quorums have only hostile ones in common, they are named', () => {
    const { conflict, ...system } = quorumSystem(of(5, 1, 1));
    assert.ok(conflict !== undefined);
    const [one, other] = conflict;
    assert.ok(system.isQuorum(one) && system.isQuorum(other) && system.isHostile(one & other));
  });
});

test('sixteen replicas are the most, and somebody must be left', () => {
  const refused = { code: 'quorums/invalid' };
  for (const adversary of [of(0, 0, 0), of(17, 5, 0), of(2, 1, 1)])
    assert.throws(() => quorumSystem(adversary), refused);
  assert.equal(quorumSystem(of(16, 3, 3)).conflict, undefined);
});

const minimal = (masks: readonly number[]): number[] =>
  masks.filter((mask) => !masks.some((other) => other !== mask && (other & mask) === other));
