import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ApiError } from './api.ts';
import { problemOf } from './problem.ts';

test('what the service says in English goes along, unless the text says it all', () => {
  assert.deepEqual(problemOf(new ApiError('freeze/too-few', '2 of 3 Trustees answered', 400)), {
    id: 'tooFewTrustees',
    detail: '2 of 3 Trustees answered (freeze/too-few)',
  });
  assert.deepEqual(problemOf(new ApiError('officer/session-expired', 'log in again', 401)), {
    id: 'expired',
    detail: '',
  });
});

test('the lock says until when', () => {
  const { id, detail } = problemOf(new ApiError('officer/locked', 'locked until 2027-05-02T12:00:00Z', 429));
  assert.equal(id, 'locked');
  assert.match(detail, /2027-05-02T12:00:00Z/);
});

test('a code that nobody foresaw, and an error without one', () => {
  assert.equal(problemOf(new ApiError('tally/fraud', 'more votes than signed', 400)).id, 'other');
  assert.deepEqual(problemOf(new TypeError('x is not a function')), {
    id: 'other',
    detail: 'TypeError: x is not a function',
  });
});
