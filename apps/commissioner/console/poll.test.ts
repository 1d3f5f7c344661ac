import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { poll } from './poll.ts';

afterEach(() => {
  vi.useRealTimers();
});

class Page extends EventTarget {
  hidden = false;

  show(isVisible: boolean): void {
    this.hidden = !isVisible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Lets what waits for a promise go on; timers are the test's. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('asks at once, then after every interval', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const task = vi.fn(async () => true);
  const stop = poll(task, 5000, new Page());
  await settle();
  assert.equal(task.mock.calls.length, 1);
  vi.advanceTimersByTime(4999);
  assert.equal(task.mock.calls.length, 1);
  vi.advanceTimersByTime(1);
  await settle();
  assert.equal(task.mock.calls.length, 2);
  stop();
  vi.advanceTimersByTime(60_000);
  assert.equal(task.mock.calls.length, 2);
});

test('asks nothing while hidden, and at once when it is seen again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const task = vi.fn(async () => true);
  const page = new Page();
  const stop = poll(task, 5000, page);
  await settle();
  page.show(false);
  vi.advanceTimersByTime(60_000);
  await settle();
  assert.equal(task.mock.calls.length, 1);
  page.show(true);
  assert.equal(task.mock.calls.length, 2);
  await settle();
  vi.advanceTimersByTime(5000);
  assert.equal(task.mock.calls.length, 3);
  stop();
  page.show(true);
  assert.equal(task.mock.calls.length, 3);
});

test('a task that gives false is the last', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const task = vi.fn(async () => false);
  poll(task, 5000, new Page());
  await settle();
  vi.advanceTimersByTime(60_000);
  assert.equal(task.mock.calls.length, 1);
});

test('one question at a time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const task = vi.fn(() => new Promise<boolean>(() => undefined));
  const page = new Page();
  const stop = poll(task, 5000, page);
  page.show(true);
  vi.advanceTimersByTime(60_000);
  assert.equal(task.mock.calls.length, 1);
  stop();
});
