import assert from 'node:assert/strict';
import { test } from 'vitest';
import { detailOf, PAGE, pagesOf, rangeOf } from './audit.ts';

test('the first page has the newest entries, the last one the rest', () => {
  const total = 2 * PAGE + 7;
  assert.equal(pagesOf(total), 3);
  assert.deepEqual(rangeOf(total, 0), { from: PAGE + 7, limit: PAGE });
  assert.deepEqual(rangeOf(total, 1), { from: 7, limit: PAGE });
  assert.deepEqual(rangeOf(total, 2), { from: 0, limit: 7 });
});

test('an empty log has one page, with nothing', () => {
  assert.equal(pagesOf(0), 1);
  assert.deepEqual(rangeOf(0, 0), { from: 0, limit: 0 });
});

test('details in one line', () => {
  assert.equal(detailOf({ election: '1f', voters: 12 }), 'election: 1f, voters: 12');
});
