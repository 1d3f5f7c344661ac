import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, test, vi } from 'vitest';
import { ServiceError } from '../shared/service-error.ts';
import type { ReportProgress } from './election/progress.ts';
import { streamLines } from './line-stream.ts';

let job: (progress: ReportProgress) => Promise<unknown>;
const server = createServer((_request, response) => streamLines(response, (progress) => job(progress)));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function lines(of: typeof job): Promise<unknown[]> {
  job = of;
  const text = await (await fetch(base)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a line for each step, and the result', async () => {
  const all = await lines(async (progress) => {
    progress('one', 1, 2);
    progress('one', 2, 2);
    progress('two', 0, 1);
    return 7;
  });
  assert.deepEqual(all, [
    { stage: 'one', done: 1, total: 2 },
    { stage: 'one', done: 2, total: 2 },
    { stage: 'two', done: 0, total: 1 },
    { result: 7 },
  ]);
  assert.deepEqual(await lines(async () => undefined), [{ result: null }]);
});

test('of many steps of one stage the first and the last are shown at least, of those between not all', async () => {
  const all = await lines(async (progress) => {
    for (let done = 0; done <= 1_000; done++) {
      progress('votes', done, 1_000);
      vi.advanceTimersByTime(1);
    }
  });
  assert.deepEqual(
    all.slice(0, -1).map((line) => (line as { done: number }).done),
    [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000],
  );
});

test('while a step takes long its line is repeated', async () => {
  const clear = vi.spyOn(globalThis, 'clearInterval');
  const all = await lines(async (progress) => {
    vi.advanceTimersByTime(15_000);
    progress('lists', 1, 3);
    vi.advanceTimersByTime(30_000);
  });
  assert.equal(clear.mock.calls.length, 1);
  assert.deepEqual(all, [...Array(3).fill({ stage: 'lists', done: 1, total: 3 }), { result: null }]);
});

test('a part of a failed job that goes on and tells of it does not end the process', async () => {
  const failures: unknown[] = [];
  const fail = (error: unknown) => failures.push(error);
  process.on('uncaughtException', fail);
  const report = async (progress: ReportProgress): Promise<void> => {
    // Before, when and after the answer ends.
    for (let turn = 0; turn < 50; turn++) {
      progress(`turn ${turn}`, 0, 1);
      await undefined;
    }
  };
  const all = await lines(async (progress) => {
    void report(progress);
    throw new ServiceError('service/busy', 503, 'of a test');
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('uncaughtException', fail);
  assert.deepEqual(failures, []);
  assert.deepEqual(all.at(-1), { error: { code: 'service/busy', message: 'of a test' } });
});

test('what was not foreseen stays in the log', async () => {
  const [line] = await lines(() => Promise.reject(new Error('/srv/secret')));
  assert.doesNotMatch(JSON.stringify(line), /secret/);
});
