import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import type { Report, Task } from './messages.ts';
import { en } from './texts/en.ts';
import { Verify } from './Verify.tsx';

const KEY = '02'.padEnd(66, 'a');

/** In the worker's place: a test says what it reports. */
class FakeWorker {
  static all: FakeWorker[] = [];
  onmessage: ((event: { data: Report }) => void) | undefined;
  onerror: ((event: { message: string }) => void) | undefined;
  isEnded = false;
  readonly tasks: Task[] = [];
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(task: Task): void {
    this.tasks.push(task);
  }
  terminate(): void {
    this.isEnded = true;
  }
}

beforeEach(() => {
  FakeWorker.all = [];
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function open() {
  const screen = await render(<Verify siteKey={KEY} published="http://office.test/record.tar" />);
  const start = screen.getByRole('button', { name: en.start });
  await start.click();
  return { screen, start, worker: FakeWorker.all[0] };
}

test('it can be stopped: the worker ends, and what was chosen is there to be started again', async () => {
  const { screen, start, worker } = await open();
  expect(worker?.tasks).toMatchObject([{ record: { address: 'http://office.test/record.tar' } }]);
  worker?.onmessage?.({ data: { at: 'progress', part: 'tally', done: 1, total: 4 } });
  await expect.element(screen.getByText(fill(en.done, { done: 1, total: 4 }))).toBeVisible();
  await expect.element(start).not.toBeInTheDocument();
  await expectAccessible();
  await screen.getByRole('button', { name: en.stop }).click();
  expect(worker?.isEnded).toBe(true);
  await expect.element(start).toBeVisible();
  await expect.element(screen.getByLabelText(en.key)).toHaveValue(KEY);
  await start.click();
  expect(FakeWorker.all.length).toBe(2);
});

test('a worker that the browser cannot load or has ended says nothing against the record', async () => {
  const { screen, worker } = await open();
  worker?.onerror?.({ message: 'out of memory' });
  await expect.element(screen.getByText(en.unable)).toBeVisible();
  await expect.element(screen.getByText(en.notVerified)).not.toBeInTheDocument();
  expect(worker?.isEnded).toBe(true);
  await expectAccessible();
});

test('a page that is left ends its worker', async () => {
  const { screen, worker } = await open();
  await screen.unmount();
  expect(worker?.isEnded).toBe(true);
});
