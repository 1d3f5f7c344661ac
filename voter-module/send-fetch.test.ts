import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fetchSend } from './send-fetch.ts';

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
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

test("a refusal has the server's code; one without is a server that does not answer", async (t) => {
  const url = await serve(t, (request, response) => {
    response.statusCode = 425;
    response.end(request.url === '/known' ? '{"code":"time/closed","message":"closed"}' : '<html>');
  });
  await assert.rejects(fetchSend(`${url}/known`), { code: 'time/closed', message: 'closed' });
  await assert.rejects(fetchSend(`${url}/other`), { code: 'voter-module/unreachable' });
});

test('a server that is not there, one that breaks off, one that redirects', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/redirect') {
      response.writeHead(302, { location: '/elsewhere' }).end();
      return;
    }
    response.writeHead(200, { 'content-length': '10' });
    response.write('12345', () => request.socket.destroy());
  });
  for (const bad of ['http://127.0.0.1:1', `${url}/breaks`, `${url}/redirect`])
    await assert.rejects(fetchSend(bad), { code: 'voter-module/unreachable' });
});

test('an answer without end is cut off', async (t) => {
  const url = await serve(t, (_request, response) => {
    const chunk = Buffer.alloc(65_536);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  await assert.rejects(fetchSend(url), { code: 'voter-module/too-large' });
});
