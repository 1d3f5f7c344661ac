import assert from 'node:assert/strict';
import { test } from 'vitest';
import { attempt, failureOf, ignore } from './attempt.ts';
import { CodedError } from './coded-error.ts';

const expected = new CodedError('shop/closed');
const fault = new TypeError('a fault of ours');
const fail = (error: Error) => (): never => {
  throw error;
};

test('attempt: the result, undefined for the expected error, and a fault as it is', () => {
  assert.equal(
    attempt(CodedError, () => 7),
    7,
  );
  assert.equal(attempt(CodedError, fail(expected)), undefined);
  assert.throws(() => attempt(CodedError, fail(fault)), fault);
});

test('ignore: the same of a promise', async () => {
  assert.equal(await Promise.resolve(7).catch(ignore(CodedError)), 7);
  assert.equal(await Promise.reject(expected).catch(ignore(CodedError)), undefined);
  await assert.rejects(Promise.reject(fault).catch(ignore(CodedError)), fault);
});

test('failureOf: the expected error, undefined without one, and a fault as it is', () => {
  assert.equal(failureOf(CodedError, fail(expected)), expected);
  assert.equal(
    failureOf(CodedError, () => 7),
    undefined,
  );
  assert.throws(() => failureOf(CodedError, fail(fault)), fault);
});
