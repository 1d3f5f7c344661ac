/** No Prepare request is under way while an Administrator comes to another period, and none is refused for a short wait. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { EchoGate } from './echo-gate.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('closed at first: a request waits until it opens', async () => {
  const gate = new EchoGate();
  let isIn = false;
  const passed = gate.pass(async () => {
    isIn = true;
    return 'echo';
  });
  await setImmediate();
  assert.ok(!isIn);
  gate.open();
  assert.equal(await passed, 'echo');
  assert.equal(vi.getTimerCount(), 0);
});

test('who waits too long is told to ask again, and nothing was done', async () => {
  const gate = new EchoGate();
  let isIn = false;
  const passed = gate.pass(async () => {
    isIn = true;
  });
  passed.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  await assert.rejects(passed, { code: 'period/merging' });
  gate.open();
  assert.ok(!isIn);
});

test('it is closed once nobody is inside, also after one that fails; who comes meanwhile waits', async () => {
  const gate = new EchoGate();
  gate.open();
  const inside = Promise.withResolvers<void>();
  const failing = gate.pass(() => inside.promise);
  failing.catch(() => undefined);
  let isClosed = false;
  const closing = gate.close().then(() => {
    isClosed = true;
  });
  let isIn = false;
  const late = gate.pass(async () => {
    isIn = true;
  });
  await setImmediate();
  assert.ok(!isClosed && !isIn);
  inside.reject(new Error('of the store'));
  await closing;
  await assert.rejects(failing, /of the store/);
  assert.ok(!isIn);
  gate.open();
  await late;
});

test('closed and opened again at once: who waited is let in only if it is still open', async () => {
  const gate = new EchoGate();
  let isIn = false;
  const passed = gate.pass(async () => {
    isIn = true;
  });
  await setImmediate();
  gate.open();
  await gate.close();
  await setImmediate();
  assert.ok(!isIn);
  gate.open();
  await passed;
});
