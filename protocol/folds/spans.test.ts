import assert from 'node:assert/strict';
import { test } from 'vitest';
import { hasPassed, LONG, PHASE, ticksOf } from './spans.ts';

test('a phase is four ticks, and long is twenty phases', () => {
  assert.equal(PHASE, 4);
  assert.equal(ticksOf(30_000, 30_000), 4);
  assert.equal(LONG, ticksOf(20 * 30_000, 30_000));
});

test('other times are rounded up to whole ticks', () => {
  assert.equal(ticksOf(3_600_000, 30_000), 480);
  assert.equal(ticksOf(7500, 30_000), 1);
  assert.equal(ticksOf(7501, 30_000), 2);
  assert.equal(ticksOf(0, 30_000), 0);
});

test('a span has passed at the tick after it, as the first may come at once', () => {
  assert.equal(hasPassed(480, 3, 483), false);
  assert.equal(hasPassed(480, 3, 484), true);
  assert.equal(hasPassed(0, 3, 3), false);
});
