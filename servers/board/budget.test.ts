import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Budget, BYTES_A_MINUTE } from './budget.ts';

test('a client has 4 MiB in a minute, whatever others post; what was refused costs nothing', () => {
  let now = 59_999;
  const budget = new Budget(() => now);
  budget.spend('a', 4 * 2 ** 20 - 10);
  assert.throws(() => budget.spend('a', 11), { code: 'board/quota' });
  budget.spend('a', 10);
  assert.throws(() => budget.spend('a', 1), { code: 'board/quota' });
  budget.spend('b', BYTES_A_MINUTE);
  now = 60_000;
  budget.spend('a', BYTES_A_MINUTE);
});
