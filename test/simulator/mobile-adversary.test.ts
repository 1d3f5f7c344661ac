/**
 * An intruder who takes f servers in each period, others each time, never has the key; with tau of one period, or where what is old
 * is not erased, it has (trustees contract, section 9; paper 003). The key that its equations give is compared with the real one.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Equations } from './support/equations.ts';
import { periodOfBreak } from './support/mobile-adversary.ts';
import type * as refreshes from './support/refreshes.ts';
import { type Removal, simulatorWithout } from './support/removals.ts';

/** One world of each size. */
const SEEDS = [0, 1, 2, 3];
const PERIODS = 12;

describe('an intruder who moves', () => {
  for (const seed of SEEDS) {
    test(`never has the key with f servers a period: ${seed}`, async () => {
      assert.equal(await periodOfBreak(seed, { periods: PERIODS }), undefined);
    });
    test(`has it at once with tau: ${seed}`, async () => {
      assert.equal(await periodOfBreak(seed, { periods: PERIODS, isBeyond: true }), 1);
    });
  }
});

const PART = 'protocol/ceremony/take-part.ts';
const REMOVED: readonly { readonly rule: string; readonly removal: Removal }[] = [
  {
    rule: 'seeds are erased',
    removal: [PART, '!kept.has(name)) files', "!kept.has(name) && !name.startsWith('seed')) files"],
  },
  {
    rule: 'old shares are erased',
    removal: [PART, '!kept.has(name)) files', "!kept.has(name) && !name.startsWith('share')) files"],
  },
  {
    rule: 'a KEM key for each dealer: the one that is shown opens one deal',
    removal: ['protocol/ceremony/secrets.ts', "#derive('kem', '', dealer, 32)", "#derive('kem', '', 0, 32)"],
  },
];

describe('without its rule it has the key', () => {
  for (const { rule, removal } of REMOVED)
    test(rule, async () => {
      const removed = await simulatorWithout<typeof refreshes>('refreshes.ts', [removal]);
      const attempt = (seed: number) => removed.periodOfBreak(seed, { periods: PERIODS });
      // Trustees: Administrators' tau of 3 takes longer.
      const breaks = [await attempt(0), await attempt(1), await attempt(2)];
      assert.ok(
        breaks.some((period) => period !== undefined),
        'the key stays unknown',
      );
    });
});

describe('equations', () => {
  test('determine what they determine, also when an unknown is forgotten', () => {
    const equations = new Equations(101n);
    equations.add(
      new Map([
        ['x', 1n],
        ['y', 2n],
      ]),
      5n,
    );
    equations.add(
      new Map([
        ['y', 3n],
        ['z', 1n],
      ]),
      7n,
    );
    assert.equal(equations.valueOf('x'), undefined);
    equations.forget('y');
    equations.add(new Map([['z', 1n]]), 1n);
    assert.deepEqual([equations.valueOf('x'), equations.valueOf('z')], [1n, 1n]);
    assert.throws(() => equations.add(new Map([['x', 1n]]), 2n), /contradict/);
  });
});
