import assert from 'node:assert/strict';
import { test } from 'vitest';
import { CodedError, HttpError } from './coded-error.ts';

class ShopError extends CodedError<'shop/closed' | 'shop/empty'> {}

test('an error has the code, the name of its own class, the message and the cause', () => {
  const cause = new Error('night');
  const error = new ShopError('shop/closed', 'come again tomorrow', { cause });
  const { name, code, message } = error;
  assert.deepEqual(
    { name, code, message, cause: error.cause },
    { name: 'ShopError', code: 'shop/closed', message: 'come again tomorrow', cause },
  );
  assert.ok(error instanceof Error && error.stack?.includes('ShopError: come again tomorrow'));
});

test('without a message the code says it all', () => {
  assert.equal(String(new ShopError('shop/empty')), 'ShopError: shop/empty');
});

test('an error of HTTP has the status as well', () => {
  const { name, code, status, message } = new HttpError('shop/gone', 410, 'moved');
  assert.deepEqual(
    { name, code, status, message },
    { name: 'HttpError', code: 'shop/gone', status: 410, message: 'moved' },
  );
});
