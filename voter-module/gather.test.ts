import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { gather } from './gather.ts';

afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<number>(() => undefined);

test('who answers within the grace is taken as well, who never answers is not waited for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const enough = Promise.withResolvers<number>();
  const late = Promise.withResolvers<number>();
  const tooLate = Promise.withResolvers<number>();
  const gathering = gather(
    [Promise.resolve(1), enough.promise, late.promise, tooLate.promise, never],
    ({ length }) => length >= 2,
    500,
  );
  await new Promise(setImmediate);
  vi.advanceTimersByTime(60_000);
  enough.resolve(2);
  await new Promise(setImmediate);
  vi.advanceTimersByTime(499);
  late.resolve(3);
  await new Promise(setImmediate);
  vi.advanceTimersByTime(1);
  tooLate.resolve(4);
  assert.deepEqual(await gathering, [1, 2, 3]);
});

test('when all are done nothing is waited for, enough or not; failures and undefined are no results', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const tasks = [Promise.resolve(1), Promise.reject(new Error('down')), Promise.resolve(undefined)];
  assert.deepEqual(await gather(tasks, () => true, 500), [1]);
  assert.deepEqual(await gather([], () => false, 500), []);
});
