import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test, vi } from 'vitest';
import { given } from '../protocol/test-support.ts';
import { fetchSend } from './send-fetch.ts';

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('POST with a body as CBOR, GET without; neither cookies nor a referrer', async (t) => {
  const seen: unknown[] = [];
  const url = await serve(t, (request, response) => {
    const { cookie, referer } = request.headers;
    seen.push([request.method, request.headers['content-type'], cookie, referer]);
    request.pipe(response);
  });
  assert.deepEqual(await fetchSend(url, new Uint8Array([1, 2])), new Uint8Array([1, 2]));
  assert.deepEqual(await fetchSend(url), new Uint8Array());
  assert.deepEqual(seen, [
    ['POST', 'application/cbor', undefined, undefined],
    ['GET', undefined, undefined, undefined],
  ]);
});

test('no browser adds cookies, the page that asks, or an answer of its own store; none follows a server elsewhere', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response());
  await fetchSend('http://server');
  const [, options] = given(fetched.mock.calls[0]);
  const { credentials, referrerPolicy, redirect, cache } = given(options);
  assert.deepEqual(
    { credentials, referrerPolicy, redirect, cache },
    { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-store' },
  );
});

test("a refusal has the server's code, cut to what a code may be; one without is a server that does not answer", async (t) => {
  const long = 'c'.repeat(65);
  const answers = new Map([
    ['/known', '{"code":"time/closed","message":"closed"}'],
    ['/long', JSON.stringify({ code: long, message: 'm' })],
    ['/null', 'null'],
    ['/text', '"time/closed"'],
    ['/page', '<html>'],
  ]);
  const url = await serve(t, (request, response) => {
    response.statusCode = 425;
    response.end(answers.get(request.url ?? ''));
  });
  await assert.rejects(fetchSend(`${url}/known`), { code: 'time/closed', message: 'closed' });
  await assert.rejects(fetchSend(`${url}/long`), { code: long.slice(1) });
  for (const path of ['null', 'text', 'page'])
    await assert.rejects(fetchSend(`${url}/${path}`), { code: 'voter-module/unreachable' });
});

test('a server that never answers is left when its 15 s are over, or when its caller has enough', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(
    (_url, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      }),
  );
  const time = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => time.signal);
  const caller = new AbortController();
  const left = fetchSend('http://server', undefined, caller.signal);
  caller.abort();
  await assert.rejects(left, { code: 'voter-module/unreachable' });
  const late = [undefined, new AbortController().signal].map((signal) =>
    fetchSend('http://server', undefined, signal),
  );
  time.abort();
  for (const asked of late) await assert.rejects(asked, { code: 'voter-module/unreachable' });
  assert.deepEqual(timeout.mock.calls, [[15_000], [15_000], [15_000]]);
});

test('a server that is not there, one that breaks off, one that redirects', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/elsewhere') return void response.end('an answer');
    if (request.url === '/redirect') return void response.writeHead(302, { location: '/elsewhere' }).end();
    response.writeHead(200, { 'content-length': '10' });
    response.write('12345', () => request.socket.destroy());
  });
  for (const bad of ['http://127.0.0.1:1', `${url}/breaks`, `${url}/redirect`])
    await assert.rejects(fetchSend(bad), { code: 'voter-module/unreachable' });
});

test('an answer may have 2 MiB', async (t) => {
  const url = await serve(t, (request, response) =>
    response.end(Buffer.alloc(Number(request.url?.slice(1)))),
  );
  const most = 2 * 1024 * 1024;
  assert.equal((await fetchSend(`${url}/${most}`)).length, most);
  await assert.rejects(fetchSend(`${url}/${most + 1}`), { code: 'voter-module/too-large' });
});

test('an answer without end is cut off, and not left to the garbage collector', async () => {
  let isCancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    cancel: () => {
      isCancelled = true;
    },
  });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(endless));
  await assert.rejects(fetchSend('http://server'), { code: 'voter-module/too-large' });
  assert.equal(isCancelled, true);
});
