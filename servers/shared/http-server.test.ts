import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { afterEach, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { buildApp, cborBody, type Health, sendCbor } from './http-server.ts';
import { Metrics } from './metrics.ts';
import { ServiceError } from './service-error.ts';

const BODY_LIMIT = 16_384;
const apps: FastifyInstance[] = [];
let log: Record<string, unknown>[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  log = [];
});

/** An application with routes that behave in every way, and its log in `log`. */
function testApp(rateLimit?: number): FastifyInstance {
  const logger = pino({ base: null }, { write: (line: string) => log.push(JSON.parse(line)) });
  const limit = rateLimit === undefined ? {} : { rateLimit };
  const options = {
    role: 'counter',
    id: 'c1',
    logger,
    metrics: new Metrics(),
    ...limit,
  };
  const app = buildApp(options);
  app.post('/cbor', async (request, reply) => sendCbor(reply, cborBody(request, 100).toReversed()));
  app.post('/json/:voter', async (request) => ({ got: request.body }));
  app.post('/public', { config: { public: true } }, async () => ({}));
  app.get('/public', { config: { public: true } }, async () => {
    throw new ProtocolError('time/closed', 'voting is over');
  });
  app.get('/busy', async () => {
    throw new ServiceError('service/busy', 503, 'later');
  });
  app.get('/broken', async () => {
    throw new Error('the secret is 42');
  });
  app.post(
    '/schema',
    { schema: { body: { type: 'object', properties: { n: { type: 'integer' } } } } },
    async () => 1,
  );
  apps.push(app);
  return app;
}

const CBOR = { 'content-type': 'application/cbor' };
const JSON_TYPE = { 'content-type': 'application/json' };

function assertRefused(response: LightMyRequestResponse, status: number, code: string): void {
  assert.equal(response.statusCode, status);
  assert.match(String(response.headers['content-type']), /^application\/json/);
  assert.equal(response.headers['x-content-type-options'], 'nosniff');
  const body: unknown = response.json();
  assert.ok(typeof body === 'object' && body !== null);
  assert.deepEqual(Object.keys(body), ['code', 'message']);
  assert.equal('code' in body && body.code, code);
}

test('CBOR goes in as a real Uint8Array of its own and comes out as application/cbor', async () => {
  const app = testApp();
  app.post('/own', async (request) => {
    const body = cborBody(request, 100);
    return { isBuffer: Buffer.isBuffer(body), own: body.buffer.byteLength === body.length };
  });
  const payload = Buffer.from([1, 2, 3]);
  const response = await app.inject({ method: 'POST', url: '/cbor', headers: CBOR, payload });
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['content-type'], 'application/cbor');
  assert.deepEqual(response.rawPayload, Buffer.from([3, 2, 1]));
  const own = await app.inject({ method: 'POST', url: '/own', headers: CBOR, payload });
  assert.deepEqual(own.json(), { isBuffer: false, own: true });
});

test('health tells role and ID; metrics count by route pattern and status', async () => {
  const app = testApp();
  assert.deepEqual((await app.inject('/health')).json(), { status: 'ok', role: 'counter', id: 'c1' });
  await app.inject({ method: 'POST', url: '/json/alice', headers: JSON_TYPE, payload: '{}' });
  await app.inject('/alice');
  const metrics = (await app.inject('/metrics')).payload;
  assert.match(metrics, /revs_http_requests_total\{method="POST",route="\/json\/:voter",status="200"\} 1/);
  assert.match(metrics, /revs_http_requests_total\{method="GET",route="none",status="404"\} 1/);
  assert.match(metrics, /process_cpu_seconds_total/);
  assert.doesNotMatch(metrics, /alice/);
});

test('health is 503 while nothing can be stored, 200 while some elections run', async () => {
  let health: Health = { status: 'failing', code: 'store/full', message: 'full' };
  const app = buildApp({
    role: 'counter',
    id: 'c1',
    logger: pino({ enabled: false }),
    metrics: new Metrics(),
    health: () => health,
  });
  apps.push(app);
  const failing = await app.inject('/health');
  assert.equal(failing.statusCode, 503);
  assert.deepEqual(failing.json(), { ...health, role: 'counter', id: 'c1' });
  health = { status: 'degraded', code: 'store/damaged', elections: ['e'] };
  const degraded = await app.inject('/health');
  assert.equal(degraded.statusCode, 200);
  assert.deepEqual(degraded.json(), { ...health, role: 'counter', id: 'c1' });
});

test('every response has the security headers', async () => {
  const app = testApp();
  for (const url of ['/health', '/nowhere', '/broken', '/%zz']) {
    const { headers } = await app.inject(url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.equal(headers['cache-control'], 'no-store', url);
    assert.equal(headers['content-security-policy'], "default-src 'none'", url);
  }
});

test('bad requests are refused with stable codes', async () => {
  const app = testApp();
  const post = (url: string, headers: Record<string, string>, payload: string | Buffer) =>
    app.inject({ method: 'POST', url, headers, payload });
  const unsupported = 'service/unsupported-type';
  assertRefused(await app.inject('/nowhere'), 404, 'service/not-found');
  assertRefused(await app.inject('/cbor'), 404, 'service/not-found');
  assertRefused(await app.inject({ method: 'DELETE', url: '/cbor' }), 404, 'service/not-found');
  assertRefused(await app.inject('/%zz'), 400, 'service/bad-request');
  assertRefused(await post(`/json/${'x'.repeat(101)}`, JSON_TYPE, '{}'), 414, 'service/too-large');
  assertRefused(await post('/cbor', { 'content-type': 'text/plain' }, 'x'), 415, unsupported);
  assertRefused(await post('/cbor', { 'content-type': 'nonsense' }, 'x'), 415, unsupported);
  assertRefused(await post('/cbor', {}, Buffer.from([1])), 415, unsupported);
  assertRefused(await app.inject({ method: 'POST', url: '/cbor' }), 415, unsupported);
  assertRefused(await post('/cbor', JSON_TYPE, '{}'), 415, unsupported);
  assertRefused(await post('/json/a', { 'content-type': 'text/plain' }, 'x'), 415, unsupported);
  assert.equal((await post('/cbor', CBOR, Buffer.alloc(100))).statusCode, 200);
  assertRefused(await post('/cbor', CBOR, Buffer.alloc(101)), 413, 'service/too-large');
  assertRefused(await post('/cbor', CBOR, Buffer.alloc(BODY_LIMIT + 1)), 413, 'service/too-large');
  assertRefused(await post('/json/a', JSON_TYPE, `"${'x'.repeat(BODY_LIMIT)}"`), 413, 'service/too-large');
  for (const bad of ['{', '', 'nul', '{"__proto__": 1}', '{"constructor": {"prototype": 1}}'])
    assertRefused(await post('/json/a', JSON_TYPE, bad), 400, 'service/bad-request');
  assertRefused(await post('/schema', JSON_TYPE, '{"n": "1"}'), 400, 'service/bad-request');
});

test('errors of handlers become refusals; an unexpected one tells nothing but is in the log', async () => {
  const app = testApp();
  assertRefused(await app.inject('/public'), 425, 'time/closed');
  assertRefused(await app.inject('/busy'), 503, 'service/busy');
  const response = await app.inject('/broken');
  assertRefused(response, 500, 'service/internal');
  assert.doesNotMatch(response.payload, /42/);
  const logged = log.find(({ stack }) => stack !== undefined);
  assert.match(String(logged?.stack), /the secret is 42\n.*http-server\.test/);
});

test('the log says method, route pattern, status, time and code, and nothing of who and what', async () => {
  const app = testApp();
  const headers = { ...JSON_TYPE, 'user-agent': 'alice', 'x-forwarded-for': '10.9.8.7' };
  const url = '/json/alice?name=alice';
  await app.inject({ method: 'POST', url, headers, payload: '"alice"', remoteAddress: '10.9.8.7' });
  await app.inject({ url: '/alice', headers, remoteAddress: '10.9.8.7' });
  await app.inject({ url: '/%zz/alice', headers, remoteAddress: '10.9.8.7' });
  await app.inject({ method: 'POST', url, headers, payload: '{"alice"', remoteAddress: '10.9.8.7' });
  assert.doesNotMatch(JSON.stringify(log), /alice|10\.9/);
  assert.deepEqual(
    log.map(({ level: _level, time: _time, ms: _ms, ...rest }) => rest),
    [
      { method: 'POST', route: '/json/:voter', status: 200 },
      { method: 'GET', route: 'none', status: 404, code: 'service/not-found' },
      { method: 'none', route: 'none', status: 400, code: 'service/bad-request' },
      { method: 'POST', route: '/json/:voter', status: 400, code: 'service/bad-request' },
    ],
  );
  assert.ok(log.every(({ ms, method }) => method === 'none' || typeof ms === 'number'));
});

test('browsers of any origin may call public routes and no others', async () => {
  const app = testApp();
  const allowed = 'access-control-allow-origin';
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/public',
    headers: { origin: 'https://x.org' },
  });
  assert.equal(preflight.statusCode, 204);
  assert.equal(preflight.headers[allowed], '*');
  assert.equal(preflight.headers['access-control-allow-methods'], 'GET, POST');
  assert.equal(preflight.headers['access-control-allow-headers'], 'content-type');
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined);
  const post = await app.inject({ method: 'POST', url: '/public', headers: JSON_TYPE, payload: '{}' });
  assert.equal(post.headers[allowed], '*');
  assert.equal((await app.inject('/public')).headers[allowed], '*', 'also on a refusal');
  for (const url of ['/health', '/busy', '/nowhere']) {
    assert.equal((await app.inject(url)).headers[allowed], undefined);
    assertRefused(await app.inject({ method: 'OPTIONS', url }), 404, 'service/not-found');
  }
});

test('an address that asks too often is refused, on unknown routes too; another is not', async () => {
  const app = testApp(3);
  const ask = (url: string, remoteAddress: string) => app.inject({ url, remoteAddress });
  for (const url of ['/health', '/nowhere', '/busy']) await ask(url, '10.0.0.1');
  // The window may end in between; somewhere in six requests at once one is above three.
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('/health', '10.0.0.1')));
  const refused = answers.find(({ statusCode }) => statusCode !== 200);
  assert.ok(refused);
  assertRefused(refused, 429, 'service/rate-limited');
  assert.equal((await ask('/health', '10.0.0.2')).statusCode, 200);
});

test('a forwarded address is believed from a proxy on this machine, and from nobody else', async () => {
  const limited = async (remoteAddress: string, forwarded: (n: number) => string): Promise<boolean> => {
    const app = testApp(1);
    const asked = (n: number) => ({
      url: '/health',
      remoteAddress,
      headers: { 'x-forwarded-for': forwarded(n) },
    });
    const answers = await Promise.all([1, 2, 3, 4].map((n) => app.inject(asked(n))));
    return answers.some(({ statusCode }) => statusCode === 429);
  };
  assert.equal(await limited('203.0.113.7', (n) => `10.0.0.${n}`), true, 'an outsider');
  assert.equal(await limited('127.0.0.1', (n) => `10.0.0.${n}`), false, 'four clients of the proxy');
  assert.equal(
    await limited('127.0.0.1', (n) => `10.0.0.${n}, 203.0.113.7`),
    true,
    'one that invents others',
  );
});

/** Sends raw bytes and resolves to all that comes back until the server closes the connection. */
async function exchange(app: FastifyInstance, request: string): Promise<string> {
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(address.port), address.hostname);
  socket.write(request);
  return text(socket);
}

function assertRawRefusal(response: string, status: number, code: string): void {
  const [head = '', body = ''] = response.split('\r\n\r\n');
  assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
  assert.match(head, /content-type: application\/json/);
  assert.equal(JSON.parse(body).code, code);
  assert.ok(log.some((line) => line.status === status && line.code === code));
}

const rawBadRequests: [string, string, number, string][] = [
  ['no HTTP', 'hello\r\n\r\n', 400, 'service/bad-request'],
  ['no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'service/bad-request'],
  [
    'two hosts',
    'GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    400,
    'service/bad-request',
  ],
  ['a bad length', 'POST /cbor HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400, 'service/bad-request'],
  [
    'length and chunks',
    'POST /cbor HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'service/bad-request',
  ],
  [
    'huge headers',
    `GET /health HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(9_000)}\r\n\r\n`,
    431,
    'service/too-large',
  ],
];
for (const [name, request, status, code] of rawBadRequests)
  test(`malformed HTTP: ${name}`, async () => {
    assertRawRefusal(await exchange(testApp(), request), status, code);
  });

const slowRequests: [string, string][] = [
  ['headers', 'POST /cbor HTTP/1.1\r\nHost: a\r\n'],
  [
    'body',
    'POST /cbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: 10\r\n\r\nabc',
  ],
];
for (const [name, request] of slowRequests)
  test(`a request that does not finish its ${name} is refused`, async () => {
    const app = testApp();
    assert.ok(app.server.requestTimeout > 0 && 'headersTimeout' in app.server);
    Object.assign(app.server, { requestTimeout: 100, headersTimeout: 50 });
    assertRawRefusal(await exchange(app, request), 408, 'service/timeout');
  });

test('a body that claims to be too large is refused before it is sent', async () => {
  const head =
    'POST /cbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: 1000000\r\n\r\n';
  assertRawRefusal(await exchange(testApp(), head), 413, 'service/too-large');
});

test('what no route takes is refused for that, whatever its body is', async () => {
  const app = testApp();
  for (const headers of [JSON_TYPE, { 'content-type': 'nonsense' }]) {
    const payload = Buffer.alloc(BODY_LIMIT + 1);
    const response = await app.inject({ method: 'POST', url: '/nowhere', headers, payload });
    assertRefused(response, 404, 'service/not-found');
  }
});

test('HTTP/1.0 needs no host, and a value is no header', async () => {
  const app = testApp();
  assert.match(await exchange(app, 'GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 /);
  const value = 'GET /health HTTP/1.1\r\nHost: a\r\nX-A: host\r\nConnection: close\r\n\r\n';
  assert.match(await exchange(testApp(), value), /^HTTP\/1.1 200 /);
});

const DROPPED = 1_048_576;
const unread = (header: string): string => `POST /nowhere HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`;
const refusedBodies: [string, string | Buffer, boolean][] = [
  ['little to come', unread(`Content-Length: ${DROPPED}`), false],
  ['much to come', unread(`Content-Length: ${DROPPED + 1}`), true],
  ['nobody knows how much', unread('Transfer-Encoding: chunked'), true],
  [
    'nothing more to come',
    Buffer.concat([
      Buffer.from(
        `POST /late HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: ${DROPPED + 1}\r\n\r\n`,
      ),
      Buffer.alloc(DROPPED + 1),
    ]),
    false,
  ],
];
for (const [what, request, closes] of refusedBodies)
  test(`after a refusal the connection ${closes ? 'is closed' : 'stays'}: ${what}`, async () => {
    const app = testApp();
    app.post('/late', { bodyLimit: 2 * DROPPED }, async () => {
      throw new ServiceError('service/busy', 503, 'later');
    });
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(request);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    assert.match(String(answer), /^HTTP\/1.1 (404|503) /);
    assert.equal(/^connection: close/im.test(String(answer)), closes);
  });

test('a body that breaks off leaves no stack in the log', async () => {
  const app = testApp();
  const ended = new Promise((resolve) =>
    app.addHook('onRequestAbort', async (_request) => resolve(undefined)),
  );
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(port), '127.0.0.1');
  const head =
    'POST /cbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: 100\r\n\r\nabc';
  socket.on('error', () => undefined);
  socket.write(head, () => setImmediate(() => socket.destroy()));
  await ended;
  await app.close();
  assert.deepEqual(
    log.filter(({ stack }) => stack !== undefined),
    [],
  );
});

test('connections and their waiting are bounded', () => {
  const { server } = testApp();
  assert.equal(server.maxConnections, 4_096);
  assert.equal(server.requestTimeout, 10_000);
  assert.equal(server.keepAliveTimeout, 30_000);
  assert.equal(server.timeout, 60_000);
});
