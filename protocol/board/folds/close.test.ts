/** Section 6 of the board contract on hand-written logs; times in ms. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { type Closing, closeFold, closingTickDue, type OrderPost } from './close.ts';

const RULES = { opens: 1_000, closes: 100_000, lead: 4_000 };
const { start, next } = closeFold(RULES);

const order = (closes: number): OrderPost => ({ closes, document: Uint8Array.of(1) });
const post = (state: Closing, time: number, ...posts: OrderPost[]): Closing =>
  next(state, { c: 0, time, hasTick: false, posts });
const tick = (state: Closing, time: number, ...posts: OrderPost[]): Closing =>
  next(state, { c: 0, time, hasTick: true, posts });

test('an order is pending until the tick, due `lead`/4 later, puts it in force', () => {
  const pending = post(start, 20_000, order(30_000));
  assert.equal(pending.step, 'pending');
  assert.equal(closingTickDue(RULES, pending), 21_000);
  const inForce = tick(pending, 21_500);
  assert.deepEqual(inForce, { step: 'in force', order: order(30_000) });
  assert.equal(closingTickDue(RULES, inForce), undefined);
});

test('the tick makes it void if its time is above closes - `lead`/2; then another may be given', () => {
  const pending = post(start, 20_000, order(30_000));
  assert.equal(tick(pending, 28_000).step, 'in force');
  assert.deepEqual(tick(pending, 28_001), start);
  const again = tick(pending, 28_001, order(40_000));
  assert.deepEqual(again, { step: 'pending', order: order(40_000), since: 28_001 });
});

test('none is ordered while one is pending or in force', () => {
  const pending = post(start, 20_000, order(30_000), order(40_000));
  assert.deepEqual(pending, { step: 'pending', order: order(30_000), since: 20_000 });
  assert.deepEqual(post(pending, 20_500, order(50_000)), pending);
  const inForce = tick(pending, 21_000);
  assert.deepEqual(post(inForce, 22_000, order(50_000)), inForce);
});

test('opens < closes <= the manifest’s, and closes >= the batch’s time + `lead`', () => {
  const refused: [closes: number, time: number][] = [
    [1_000, -10_000],
    [100_001, 0],
    [23_999, 20_000],
  ];
  for (const [closes, time] of refused) assert.deepEqual(post(start, time, order(closes)), start);
  const taken: typeof refused = [
    [1_001, -10_000],
    [100_000, 0],
    [24_000, 20_000],
  ];
  for (const [closes, time] of taken) assert.equal(post(start, time, order(closes)).step, 'pending');
});

test('a refused order does not stand in the way of the next one in the batch', () => {
  assert.equal(post(start, 20_000, order(20_001), order(30_000)).step, 'pending');
});
