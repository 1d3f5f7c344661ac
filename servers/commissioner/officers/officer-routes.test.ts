/** Who may act as an officer, by session or token and from where; passphrases and officers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, vi } from 'vitest';
import {
  assertRefused,
  cookieOf,
  ELECTION,
  OTHER,
  officerService,
  RIGHT,
  TOKEN,
  URL,
  WRONG,
} from '../officer-test-support.ts';
import { Officers } from './officers.ts';

const service = officerService();
const { byCookie, byToken, call, entries, logIn, session } = service;

test('without session or token nothing of the officers is reached', async () => {
  for (const [method, url] of [
    ['GET', '/officer/session'],
    ['DELETE', '/officer/session'],
    ['GET', '/officer/voters'],
    ['POST', '/officer/voters'],
    ['POST', '/officer/roll/preview'],
    ['PUT', '/officer/passphrase'],
    ['POST', '/officer/officers'],
    ['DELETE', '/officer/officers/ana'],
    ['DELETE', '/officer/officers/ana/lock'],
    ['GET', '/officer/audit'],
    ['GET', '/officer/audit.jsonl'],
    ['POST', '/officer/elections'],
    ['POST', `/officer/elections/${ELECTION}/open`],
  ] as const) {
    assertRefused(await call(method, url, {}), 401, 'service/unauthorised');
    const wrong = { authorization: 'Bearer wrong', cookie: await session() };
    assertRefused(await call(method, url, wrong), 401, 'service/unauthorised');
    const invented = { cookie: `revs-officer=${'A'.repeat(43)}` };
    assertRefused(await call(method, url, invented), 401, 'officer/session-expired');
  }
  assert.ok(entries().every(([, action]) => action === 'session/start'));
});

test('a request in absolute form does not get around the log-in', async () => {
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((service.app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end('GET http://any/officer/voters HTTP/1.1\r\nhost: localhost:80\r\nconnection: close\r\n\r\n');
  assert.match(await text(socket), /^HTTP\/1\.1 401 .*service\/unauthorised/s);
});

test('with a cookie, only pages of the own origin may act', async () => {
  const cookie = await session();
  const body = [{ voter: 'v1', style: 's' }];
  const from = (headers: Record<string, string>) =>
    call('POST', '/officer/voters', { cookie, host: 'localhost:80', ...headers }, body);
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://console.example.org.evil.example' },
    { origin: 'http://console.example.org' },
    { origin: 'https://inner.example' },
    { origin: 'http://localhost:80' },
    { referer: `${URL}/` },
  ])
    assertRefused(await from(headers), 403, 'officer/foreign-origin');
  assert.deepEqual(entries().at(-1), ['ana', 'roll/import', {}, 'officer/foreign-origin']);
  assert.deepEqual((await byToken('GET', '/officer/voters')).json(), []);
  assert.equal((await from({ origin: URL })).statusCode, 200);
});

test('the console and its routes answer to the own names alone; what is for all answers to any', async () => {
  await service.restart();
  service.app.get('/*', async () => 'page');
  const at = async (host: string, url: string) =>
    (await call('GET', url, { authorization: `Bearer ${TOKEN}`, host })).statusCode;
  for (const host of ['evil.example', 'evil.example:80', 'localhost:81', 'console.example.org:80', 'a@b c']) {
    for (const url of ['/officer/voters', '/', '/index.html']) {
      const forwarded = { 'x-forwarded-host': 'console.example.org' };
      const answer = await call('GET', url, { authorization: `Bearer ${TOKEN}`, ...forwarded, host });
      assertRefused(answer, 403, 'service/foreign-host');
    }
    const logIn = { name: 'ana', passphrase: RIGHT };
    assertRefused(await call('POST', '/officer/session', { host }, logIn), 403, 'service/foreign-host');
    for (const url of ['/identity', '/health', '/metrics']) assert.equal(await at(host, url), 200, url);
  }
  const own = ['console.example.org', 'CONSOLE.example.org:443', 'localhost:80', '127.0.0.1:80', '[::1]:80'];
  for (const host of own)
    for (const url of ['/officer/voters', '/']) assert.equal(await at(host, url), 200, `${host} ${url}`);
});

test('the token acts without origin, and is no officer with a passphrase', async () => {
  assert.deepEqual((await byToken('GET', '/officer/session')).json(), {
    officer: 'token',
    role: 'office',
    fourEyes: false,
    expires: null,
  });
  assert.equal((await byToken('DELETE', '/officer/session')).statusCode, 204);
  const change = { old: RIGHT, new: OTHER };
  assertRefused(await byToken('PUT', '/officer/passphrase', change), 400, 'service/bad-request');
});

test('a new passphrase ends all sessions but the one that is given back', async () => {
  const [mine, another] = [await session(), await session()];
  const change = (old: string, passphrase: string) =>
    byCookie(mine, 'PUT', '/officer/passphrase', { old, new: passphrase });
  assertRefused(await change(WRONG, OTHER), 401, 'officer/wrong-passphrase');
  assertRefused(await change(RIGHT, 'too short'), 400, 'officer/weak-passphrase');
  const changed = await change(RIGHT, OTHER);
  assert.equal(changed.statusCode, 204);
  for (const old of [mine, another])
    assertRefused(await byCookie(old, 'GET', '/officer/session'), 401, 'officer/session-expired');
  assert.equal((await byCookie(cookieOf(changed), 'GET', '/officer/session')).statusCode, 200);
  assertRefused(await logIn(), 401, 'officer/wrong-passphrase');
  await session('ana', OTHER);
  assert.deepEqual(
    entries().filter(([, action]) => action === 'officer/passphrase'),
    ['officer/wrong-passphrase', 'officer/weak-passphrase', 'done'].map((outcome) => [
      'ana',
      'officer/passphrase',
      {},
      outcome,
    ]),
  );
});

test('a log-in under way is none once the officer is another one of that name, or has another passphrase', async () => {
  await service.add('ben', 'observer');
  const verify = Officers.prototype.verify;
  const changes = [
    async () => {
      await byToken('DELETE', '/officer/officers/ben');
      await service.add('ben');
    },
    async (ben: string) =>
      void (await byCookie(ben, 'PUT', '/officer/passphrase', { old: RIGHT, new: OTHER })),
  ];
  for (const change of changes) {
    const ben = await session('ben');
    const spy = vi.spyOn(Officers.prototype, 'verify');
    spy.mockImplementationOnce(async function (this: Officers, ...attempt) {
      const credential = await verify.apply(this, attempt);
      await change(ben);
      return credential;
    });
    const late = cookieOf(await logIn(RIGHT, 'ben'));
    spy.mockRestore();
    assertRefused(await byCookie(late, 'GET', '/officer/session'), 401, 'officer/session-expired');
  }
});

test('officers are added and removed, and lose their sessions, but the last one stays', async () => {
  const add = { name: 'ben', role: 'office', passphrase: RIGHT };
  assertRefused(
    await byToken('POST', '/officer/officers', { ...add, passphrase: 'short' }),
    400,
    'officer/weak-passphrase',
  );
  assert.equal((await byToken('POST', '/officer/officers', add)).statusCode, 201);
  assertRefused(await byToken('POST', '/officer/officers', add), 409, 'officer/exists');
  const list = (await byToken('GET', '/officer/officers')).json();
  assert.deepEqual(list[1], { name: 'ben', role: 'office', created: service.now, lockedUntil: null });
  const [ana, ben] = [await session(), await session('ben')];
  assert.equal((await byCookie(ana, 'DELETE', '/officer/officers/ben')).statusCode, 204);
  assertRefused(await byCookie(ben, 'GET', '/officer/voters'), 401, 'officer/session-expired');
  assertRefused(await byCookie(ana, 'DELETE', '/officer/officers/ben'), 404, 'officer/unknown');
  assertRefused(await byCookie(ana, 'DELETE', '/officer/officers/ana'), 409, 'officer/last');
  const ofOfficers = entries().filter(([, action]) => String(action).startsWith('officer/'));
  assert.deepEqual(ofOfficers, [
    ['token', 'officer/add', { name: 'ben', role: 'office' }, 'officer/weak-passphrase'],
    ['token', 'officer/add', { name: 'ben', role: 'office' }, 'done'],
    ['token', 'officer/add', { name: 'ben', role: 'office' }, 'officer/exists'],
    ['ana', 'officer/remove', { name: 'ben' }, 'done'],
    ['ana', 'officer/remove', { name: 'ben' }, 'officer/unknown'],
    ['ana', 'officer/remove', { name: 'ana' }, 'officer/last'],
  ]);
});
