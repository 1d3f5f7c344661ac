/** The Voter Module's transport on Node against servers that hang, drip and never end. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'vitest';
import { nodeSend } from './node-send.ts';

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const UNREACHABLE = { code: 'voter-module/unreachable' };

test('a server that accepts and never answers is broken off by the signal', async (t) => {
  const end = new AbortController();
  const url = await serve(t, () => end.abort());
  await assert.rejects(nodeSend(url, undefined, end.signal), UNREACHABLE);
});

test('one that answers a byte at a time is broken off too, however long it would go on', async (t) => {
  const end = new AbortController();
  const closed = Promise.withResolvers<void>();
  const url = await serve(t, (_request, response) => {
    response.on('close', closed.resolve);
    response.write('1', () => end.abort());
  });
  await assert.rejects(nodeSend(url, new Uint8Array([1]), end.signal), UNREACHABLE);
  await closed.promise;
});

test('endless data is cut off', async (t) => {
  const url = await serve(t, (_request, response) => {
    const chunk = Buffer.alloc(65_536);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  await assert.rejects(nodeSend(url), UNREACHABLE);
});

test("a server that is not there, and a URL that is none; a server's own code comes through", async (t) => {
  for (const bad of ['http://127.0.0.1:1', 'http://%%']) await assert.rejects(nodeSend(bad), UNREACHABLE);
  const url = await serve(t, (_request, response) => {
    response.statusCode = 403;
    response.end('{"code":"time/closed","message":"closed"}');
  });
  await assert.rejects(nodeSend(url), { code: 'time/closed' });
});
