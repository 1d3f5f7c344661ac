import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { downloadArchive } from './download.ts';

const ADDRESS = 'http://office.test/record.tar';
/** A body of so many parts of four bytes, which then ends or breaks. */
const body = (parts: number, isTorn = false) =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (parts-- > 0) controller.enqueue(new Uint8Array(4));
      else if (isTorn) controller.error(new TypeError('network error'));
      else controller.close();
    },
  });
const answer = (response: () => Response | Promise<Response>) =>
  vi.stubGlobal('fetch', async () => response());
const refusal = (code: string) => ({ part: 'record.tar', code });

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the archive as it is served, with how far it has come', async () => {
  answer(() => new Response(body(3)));
  const seen: number[] = [];
  const archive = await downloadArchive(ADDRESS, (done) => seen.push(done), 12);
  assert.deepEqual([archive.size, seen], [12, [4, 8, 12]]);
});

test('one that is longer than a browser takes is broken off', async () => {
  answer(() => new Response(body(Infinity)));
  await assert.rejects(
    downloadArchive(ADDRESS, () => undefined, 11),
    refusal('record/too-long-here'),
  );
});

test('not there, refused, torn off, not reached', async () => {
  const cases: readonly (readonly [() => Response | Promise<Response>, string])[] = [
    [() => new Response('{}', { status: 404 }), 'record/not-published'],
    [() => new Response('{}', { status: 500 }), 'record/unreachable'],
    [() => new Response(body(1, true)), 'record/unreachable'],
    [() => Promise.reject(new TypeError('Failed to fetch')), 'record/unreachable'],
  ];
  for (const [response, code] of cases) {
    answer(response);
    await assert.rejects(
      downloadArchive(ADDRESS, () => undefined),
      refusal(code),
    );
  }
});
