import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from './poll.ts';

class Page extends EventTarget {
  hidden = false;

  show(isVisible: boolean): void {
    this.hidden = !isVisible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Lets what waits for a promise go on; timers are the test's. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('asks at once, then after every interval', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const task = t.mock.fn(async () => true);
  const stop = poll(task, 5000, new Page());
  await settle();
  assert.equal(task.mock.callCount(), 1);
  t.mock.timers.tick(4999);
  assert.equal(task.mock.callCount(), 1);
  t.mock.timers.tick(1);
  await settle();
  assert.equal(task.mock.callCount(), 2);
  stop();
  t.mock.timers.tick(60_000);
  assert.equal(task.mock.callCount(), 2);
});

test('asks nothing while hidden, and at once when it is seen again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const task = t.mock.fn(async () => true);
  const page = new Page();
  const stop = poll(task, 5000, page);
  await settle();
  page.show(false);
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(task.mock.callCount(), 1);
  page.show(true);
  assert.equal(task.mock.callCount(), 2);
  await settle();
  t.mock.timers.tick(5000);
  assert.equal(task.mock.callCount(), 3);
  stop();
  page.show(true);
  assert.equal(task.mock.callCount(), 3);
});

test('a task that gives false is the last', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const task = t.mock.fn(async () => false);
  poll(task, 5000, new Page());
  await settle();
  t.mock.timers.tick(60_000);
  assert.equal(task.mock.callCount(), 1);
});

test('one question at a time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const task = t.mock.fn(() => new Promise<boolean>(() => undefined));
  const page = new Page();
  const stop = poll(task, 5000, page);
  page.show(true);
  t.mock.timers.tick(60_000);
  assert.equal(task.mock.callCount(), 1);
  stop();
});
