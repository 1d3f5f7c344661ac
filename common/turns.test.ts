import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Turns } from './turns.ts';

test("one after the other, in the order of asking; a failure is only its own asker's", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const job = (name: string) => async () => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    if (name === 'b') throw new Error('b fails');
    return name;
  };
  const [a, b, c] = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.take(job(name))));
  assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  assert.deepEqual(
    [a, b?.status, c],
    [{ status: 'fulfilled', value: 'a' }, 'rejected', { status: 'fulfilled', value: 'c' }],
  );
});
