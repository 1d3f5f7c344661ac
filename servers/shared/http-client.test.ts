import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, test } from 'vitest';
import { getBytes, getDatedJson, getJson, postCbor, RemoteError } from './http-client.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return listen(server);
}

/** A server that hands each connection to `onSocket`. */
async function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    onSocket(socket);
  });
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listen(server);
}

const echo: RequestListener = (request, response) => {
  response.setHeader('x-type', String(request.headers['content-type']));
  request.pipe(response);
};

async function failureOf(call: Promise<unknown>): Promise<RemoteError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RemoteError, String(error));
  return error;
}

test('CBOR is posted and the answer is a real Uint8Array', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push(
      request.method,
      request.url,
      request.headers['content-type'],
      request.headers['content-length'],
    );
    echo(request, response);
  });
  const answer = await postCbor(`${url}/a/b`, Uint8Array.of(1, 2, 3));
  assert.deepEqual(answer, Uint8Array.of(1, 2, 3));
  assert.equal(Object.getPrototypeOf(answer), Uint8Array.prototype);
  assert.deepEqual(seen, ['POST', '/a/b', 'application/cbor', '3']);
});

test('JSON and bytes are got', async () => {
  const url = await serve((_request, response) => response.end('{"a":1}'));
  assert.deepEqual(await getJson(url), { a: 1 });
  assert.deepEqual(await getBytes(url), new TextEncoder().encode('{"a":1}'));
});

test("a server's refusal comes through with code, status, message and body", async () => {
  const refusal = { code: 'vote/other-message', message: 'another M', request: 'AAEC' };
  const url = await serve((_request, response) => response.writeHead(409).end(JSON.stringify(refusal)));
  const error = await failureOf(postCbor(url, new Uint8Array()));
  assert.equal(error.code, 'vote/other-message');
  assert.equal(error.status, 409);
  assert.equal(error.message, 'another M');
  assert.deepEqual(error.body, refusal);
});

test('a refusal in another form, or one that poses as a failure found here, is malformed', async () => {
  const bodies = [
    '',
    '<html>',
    '[]',
    'null',
    '{"code":"a/b"}',
    '{"code":7,"message":"x"}',
    '{"code":["a/b"],"message":"x"}',
    '{"code":"remote/timeout","message":"x"}',
    '{"code":"a b/c","message":"x"}',
  ];
  for (const body of bodies) {
    const url = await serve((_request, response) => response.writeHead(500).end(body));
    const error = await failureOf(getBytes(url));
    assert.deepEqual([error.code, error.status, error.body], ['remote/malformed', 500, undefined], body);
  }
});

test('a message is cut and cannot steer a terminal', async () => {
  const message = `\u001b[2J${'x'.repeat(1_000)}`;
  const url = await serve((_request, response) =>
    response.writeHead(400).end(JSON.stringify({ code: 'a/b', message })),
  );
  const error = await failureOf(getBytes(url));
  assert.equal(error.message.length, 500);
  assert.ok(error.message.startsWith(' [2J'));
});

test('an answer that is not JSON, where JSON is due, is malformed', async () => {
  const url = await serve((_request, response) => response.end(Uint8Array.of(0x22, 0xff, 0x22)));
  assert.equal((await failureOf(getJson(url))).code, 'remote/malformed');
});

test('a redirect is not followed', async () => {
  const asked: unknown[] = [];
  for (const status of [300, 307]) {
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    const error = await failureOf(postCbor(`${url}/here`, new Uint8Array()));
    assert.deepEqual([error.code, error.status], ['remote/malformed', status]);
  }
  assert.deepEqual(asked, ['/here', '/here']);
});

test('an answer above the bound is cut off, even if it never ends', async () => {
  const exact = await serve((_request, response) => response.end(Buffer.alloc(1_000)));
  assert.equal((await getBytes(exact, { maxResponse: 1_000 })).length, 1_000);
  assert.equal((await failureOf(getBytes(exact, { maxResponse: 999 }))).code, 'remote/too-large');
  const closed = new Promise<void>((resolve) => {
    void serve((_request, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on('drain', send).on('close', resolve);
      send();
    }).then(async (url) => {
      assert.equal((await failureOf(getBytes(url))).code, 'remote/too-large');
    });
  });
  await closed;
});

test('a server that does not answer, or not to the end, times out and is hung up on', async () => {
  const slow: RequestListener[] = [
    () => undefined,
    (_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('abc');
    },
  ];
  for (const listener of slow) {
    let hangUp = (): void => undefined;
    const hungUp = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    const url = await serve((request, response) => {
      response.on('close', hangUp);
      listener(request, response);
    });
    assert.equal((await failureOf(getBytes(url, { timeoutMs: 50 }))).code, 'remote/timeout');
    await hungUp;
  }
});

test('a call is cancelled by its signal, before or while it runs', async () => {
  const controller = new AbortController();
  const url = await serve(() => controller.abort());
  const { signal } = controller;
  assert.equal((await failureOf(getBytes(url, { signal }))).code, 'remote/cancelled');
  assert.equal((await failureOf(getBytes(url, { signal }))).code, 'remote/cancelled');
});

test('no server, no URL, no HTTP: unreachable', async () => {
  const gone = createTcpServer();
  const url = await listen(gone);
  await new Promise((resolve) => gone.close(resolve));
  const garbage = await serveTcp((socket) => socket.end('garbage\r\n\r\n'));
  for (const target of [url, 'nonsense', 'ftp://127.0.0.1/', 'file:///etc/passwd', garbage]) {
    const error = await failureOf(getBytes(target));
    assert.deepEqual([error.code, error.status], ['remote/unreachable', 0], target);
  }
});

test('an answer that breaks off is a failure, not a short answer', async () => {
  const length = await serveTcp((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
  const chunked = await serveTcp((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
  );
  for (const url of [length, chunked])
    assert.equal((await failureOf(getBytes(url))).code, 'remote/unreachable');
});

test('connections are kept', async () => {
  const ports = new Set<unknown>();
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    echo(request, response);
  });
  for (let i = 0; i < 5; i++) await postCbor(url, new Uint8Array(3));
  assert.equal(ports.size, 1);
});

test('a kept connection that the server drops on reuse is replaced once', async () => {
  let connections = 0;
  const url = await serveTcp((socket) => {
    connections++;
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      socket.once('data', () => socket.destroy());
    });
  });
  const ok = new TextEncoder().encode('ok');
  assert.deepEqual(await getBytes(url), ok);
  assert.deepEqual(await getBytes(url), ok);
  assert.equal(connections, 2);
});

test('a new connection that the server drops is not tried again', async () => {
  let connections = 0;
  const url = await serveTcp((socket) => {
    connections++;
    socket.once('data', () => socket.destroy());
  });
  assert.equal((await failureOf(getBytes(url))).code, 'remote/unreachable');
  assert.equal(connections, 1);
});

test('the Date header comes with the answer, if there is one that can be read', async () => {
  const dated = (date: string | undefined): Promise<string> =>
    serve((_request, response) => {
      response.sendDate = false;
      if (date !== undefined) response.setHeader('date', date);
      response.end('{}');
    });
  const second = Date.UTC(2026, 10, 21, 8, 15, 9);
  assert.deepEqual(await getDatedJson(await dated('Sat, 21 Nov 2026 08:15:09 GMT')), {
    value: {},
    date: second,
  });
  for (const date of [undefined, 'yesterday'])
    assert.deepEqual(await getDatedJson(await dated(date)), { value: {}, date: undefined });
});
