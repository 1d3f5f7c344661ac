import assert from 'node:assert/strict';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { anySignal } from './any-signal.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** All that nobody holds goes. */
async function collectAll(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await setImmediate();
    collect();
  }
}

test('it aborts when one of its signals does, with that reason', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const any = anySignal(one.signal, other.signal);
  assert.equal(any.aborted, false);
  other.abort('enough');
  assert.equal(any.reason, 'enough');
});

test('it aborts in time though nobody else holds the timeout', async () => {
  const any = anySignal(AbortSignal.timeout(50), new AbortController().signal);
  await collectAll();
  // Whoever looks at the signal meanwhile keeps it.
  await setTimeout(100);
  await collectAll();
  await expect.poll(() => any.aborted).toBe(true);
});

test('it has aborted though its source is gone since', async () => {
  const abort = (controller: AbortController): AbortSignal => {
    const any = anySignal(controller.signal);
    controller.abort('stop');
    return any;
  };
  const any = abort(new AbortController());
  await collectAll();
  assert.equal(any.reason, 'stop');
});

test('one that follows another aborts in time', async () => {
  const outer = anySignal(anySignal(AbortSignal.timeout(50)), new AbortController().signal);
  await collectAll();
  await setTimeout(100);
  await collectAll();
  await expect.poll(() => outer.aborted).toBe(true);
});
