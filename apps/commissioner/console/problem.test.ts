import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ApiError } from './api.ts';
import { problemOf } from './problem.ts';

test('what the service says in English goes along, unless the text says it all', () => {
  assert.deepEqual(problemOf(new ApiError('time/too-early', 400, 'claims have not ended')), {
    id: 'tooEarly',
    detail: 'claims have not ended (time/too-early)',
  });
  assert.deepEqual(problemOf(new ApiError('officer/session-expired', 401, 'log in again')), {
    id: 'expired',
    detail: '',
  });
});

test('the lock says until when', () => {
  const { id, detail } = problemOf(new ApiError('officer/locked', 429, 'locked until 2027-05-02T12:00:00Z'));
  assert.equal(id, 'locked');
  assert.match(detail, /2027-05-02T12:00:00Z/);
});

test('a code that nobody foresaw, and an error without one', () => {
  assert.equal(problemOf(new ApiError('tally/fraud', 400, 'more votes than signed')).id, 'other');
  assert.deepEqual(problemOf(new TypeError('x is not a function')), {
    id: 'other',
    detail: 'TypeError: x is not a function',
  });
});
