import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Job } from './job.ts';

const turns = () => new Promise((resolve) => setImmediate(resolve));

test('who asks while it is under way gets the same result; then it begins again', async () => {
  const long = new Job<number>();
  let begun = 0;
  const begin = async () => ++begun;
  assert.deepEqual(await Promise.all([long.result(begin), long.result(begin)]), [1, 1]);
  assert.equal(await long.result(begin), 2);
});

test('when it lasts whoever asks is told what it waits for, and may ask again', async () => {
  const long = new Job<string>();
  let end = (_result: string): void => undefined;
  const begin = () =>
    new Promise<string>((resolve) => {
      end = resolve;
    });
  for (const names of [[], ['counter-2', 'counter-1']]) {
    for (const name of names) long.awaited.add(name);
    await assert.rejects(long.result(begin), {
      code: 'freeze/under-way',
      status: 503,
      message: `waiting for ${names.length === 0 ? 'nobody else' : 'counter-1, counter-2'}`,
    });
  }
  const last = long.result(begin);
  end('done');
  assert.equal(await last, 'done');
});

for (const [how, settle] of [
  ['done', (resolve: () => void) => resolve()],
  ['failed', (_: () => void, reject: (error: Error) => void) => reject(new Error('of a test'))],
] as const)
  test(`it has ended when it is ${how}, not before`, async () => {
    const long = new Job<void>();
    await long.ended();
    let finish = (): void => undefined;
    const asked = long.result(
      () =>
        new Promise((resolve, reject) => {
          finish = () => settle(resolve, reject);
        }),
    );
    const settled = Promise.allSettled([asked]);
    let ended = false;
    const ending = long.ended().then(() => {
      ended = true;
    });
    await turns();
    assert.equal(ended, false);
    finish();
    await Promise.all([settled, ending]);
  });
