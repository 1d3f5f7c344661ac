import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { equalBytes } from '../primitives/bytes.ts';
import { nextSlot, type RefreshRole, refreshHash, slotAt } from './refresh-role.ts';
import { RefreshWorld } from './refresh-test-support.ts';

const SLOTS = { first: 10_000, every: 1_000, phase: 10 };

describe('slots', () => {
  test('are counted from 0, and -1 however long before the first', () => {
    const times = [0, 8_999, 9_999, 10_000, 10_999, 11_000, 15_500];
    assert.deepEqual(
      times.map((time) => slotAt(SLOTS, time)),
      [-1, -1, -1, 0, 0, 1, 5],
    );
  });

  test('the next one is after that time, and never before the first', () => {
    const times = [0, 8_999, 9_999, 10_000, 10_999, 11_000];
    assert.deepEqual(
      times.map((time) => nextSlot(SLOTS, time)),
      [10_000, 10_000, 10_000, 11_000, 11_000, 12_000],
    );
  });
});

test('c names election, role and what was before, and nothing else', () => {
  const { role, first } = new RefreshWorld({ participants: 4, quorum: 3, thresholds: [2] });
  const { hash } = first.period;
  const c = refreshHash(role, hash);
  const later: RefreshRole = { ...role, slots: SLOTS, quorum: 2 };
  assert.deepEqual(refreshHash(later, hash), c);
  const others = [
    refreshHash({ ...role, role: 'administrator' }, hash),
    refreshHash({ ...role, manifestHash: hash }, hash),
    refreshHash(role, role.manifestHash),
  ];
  for (const other of others) assert.equal(equalBytes(other, c), false);
});
