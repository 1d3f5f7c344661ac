import assert from 'node:assert/strict';
import Fastify, { type FastifyInstance } from 'fastify';
import { type TestContext, test } from 'vitest';
import { guardLoopback, isLoopbackOrigin, type LoopbackRules } from './loopback-guard.ts';

const TOKEN = 'token-of-the-guard';
const OWN = 'http://127.0.0.1:8600';
const PAGE = 'https://vote.example.org';
const HEADERS = { host: '127.0.0.1:8600', authorization: `Bearer ${TOKEN}` };
const refusal = (code: string) => ({ code, message: `refused: ${code}` });
const RULES: LoopbackRules = {
  foreignHost: refusal('test/host'),
  origin: {
    admits: (origin, own) => origin === undefined || origin === own || origin === PAGE,
    refusal: refusal('test/origin'),
  },
  token: { value: TOKEN, refusal: refusal('test/token') },
};

function guarded(
  t: TestContext,
  rules = RULES,
): { readonly app: FastifyInstance; readonly reached: string[] } {
  const app = Fastify();
  const reached: string[] = [];
  guardLoopback(app, rules);
  app.all('/secret', async ({ method }) => void reached.push(method));
  app.get('/open', { config: { open: true } }, async () => 'open');
  t.onTestFinished(() => app.close());
  return { app, reached };
}

const METHODS = ['GET', 'POST', 'OPTIONS'] as const;

const REFUSED: readonly [what: string, headers: Record<string, string>, status: number, code: string][] = [
  ['a name that is not loopback', { ...HEADERS, host: 'evil.example' }, 403, 'test/host'],
  ['a name that begins as loopback', { ...HEADERS, host: '127.0.0.1.evil.example' }, 403, 'test/host'],
  ['a name that ends as loopback', { ...HEADERS, host: 'evil-localhost' }, 403, 'test/host'],
  ['loopback as the name of a user', { ...HEADERS, host: 'localhost:80@evil' }, 403, 'test/host'],
  ['an address of the local network', { ...HEADERS, host: '192.168.1.5:8600' }, 403, 'test/host'],
  ['another page', { ...HEADERS, origin: 'https://evil.example' }, 403, 'test/origin'],
  ['a page without an origin', { ...HEADERS, origin: 'null' }, 403, 'test/origin'],
  ['an empty origin', { ...HEADERS, origin: '' }, 403, 'test/origin'],
  ['a page of another port', { ...HEADERS, origin: 'http://127.0.0.1:8601' }, 403, 'test/origin'],
  ['no token', { host: HEADERS.host }, 401, 'test/token'],
  ['another token', { ...HEADERS, authorization: `Bearer ${TOKEN}x` }, 401, 'test/token'],
  ['the beginning of the token', { ...HEADERS, authorization: 'Bearer token' }, 401, 'test/token'],
  ['the token without its scheme', { ...HEADERS, authorization: TOKEN }, 401, 'test/token'],
];
for (const [what, headers, status, code] of REFUSED)
  test(`refused: ${what}`, async (t) => {
    const { app, reached } = guarded(t);
    for (const method of METHODS) {
      const answer = await app.inject({ method, url: '/secret', headers });
      assert.deepEqual([answer.statusCode, answer.json()], [status, refusal(code)], method);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    assert.deepEqual(reached, []);
  });

test('every name of loopback is served, with a port or without', async (t) => {
  const { app } = guarded(t);
  for (const host of ['localhost', 'localhost:1', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:8600']) {
    const answer = await app.inject({ url: '/secret', headers: { ...HEADERS, host } });
    assert.equal(answer.statusCode, 200, host);
  }
});

test('an open route needs no token, but a loopback name and an admitted page', async (t) => {
  const { app } = guarded(t);
  const ask = async (headers: Record<string, string>): Promise<number> =>
    (await app.inject({ url: '/open', headers: { host: HEADERS.host, ...headers } })).statusCode;
  assert.equal(await ask({}), 200);
  assert.equal(await ask({ host: 'evil.example' }), 403);
  assert.equal(await ask({ origin: 'https://evil.example' }), 403);
});

test('an unknown route tells nothing without the token', async (t) => {
  const { app } = guarded(t);
  assert.equal((await app.inject({ url: '/nothing', headers: { host: HEADERS.host } })).statusCode, 401);
  assert.equal((await app.inject({ url: '/nothing', headers: HEADERS })).statusCode, 404);
});

test('a server without a token of its own asks for none', async (t) => {
  const { foreignHost, origin } = RULES;
  const { app } = guarded(t, { foreignHost, origin });
  const answer = await app.inject({ url: '/secret', headers: { host: HEADERS.host } });
  assert.equal(answer.statusCode, 200);
});

test('a preflight of an admitted page is answered before the token, which a browser does not send with it', async (t) => {
  const { app, reached } = guarded(t);
  const headers = { host: HEADERS.host, origin: PAGE };
  const answer = await app.inject({ method: 'OPTIONS', url: '/secret', headers });
  assert.equal(answer.statusCode, 204);
  assert.equal(answer.headers['access-control-allow-origin'], PAGE);
  assert.equal(answer.headers['access-control-allow-methods'], 'GET, POST');
  assert.equal(answer.headers['access-control-allow-headers'], 'content-type');
  assert.equal(answer.headers['access-control-allow-private-network'], 'true');
  assert.equal(answer.headers.vary, 'Origin');
  assert.deepEqual(reached, []);
});

test("an admitted page may read the answer; the server's own page and other programs need no leave", async (t) => {
  const { app } = guarded(t);
  const leave = async (headers: Record<string, string>): Promise<unknown[]> => {
    const answer = await app.inject({ url: '/secret', headers: { ...HEADERS, ...headers } });
    return [answer.statusCode, answer.headers['access-control-allow-origin'], answer.headers.vary];
  };
  assert.deepEqual(await leave({ origin: PAGE }), [200, PAGE, 'Origin']);
  assert.deepEqual(await leave({ origin: OWN }), [200, undefined, undefined]);
  assert.deepEqual(await leave({}), [200, undefined, undefined]);
});

test('a token of fewer than 16 characters is refused when the server is built', () => {
  const rulesWith = (value: string): LoopbackRules => ({
    ...RULES,
    token: { value, refusal: refusal('test/token') },
  });
  assert.throws(() => guardLoopback(Fastify(), rulesWith('123456789012345')), RangeError);
  guardLoopback(Fastify(), rulesWith('1234567890123456'));
});

test('which origins are pages on loopback', () => {
  for (const origin of ['http://localhost', OWN, 'http://[::1]:3000']) assert.ok(isLoopbackOrigin(origin));
  for (const origin of [
    'https://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://evil.example',
    'null',
    '',
    'file://',
  ])
    assert.ok(!isLoopbackOrigin(origin), origin);
});
