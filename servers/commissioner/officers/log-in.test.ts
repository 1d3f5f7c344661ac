/** How an officer logs in and out: cookies, wrong passphrases, locks, sessions. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'vitest';
import { assertRefused, cookieOf, MINUTE, officerService, RIGHT, WRONG } from '../officer-test-support.ts';

const service = officerService();
const { byCookie, byToken, call, entries, logIn, session } = service;

test('a log-in answers with a cookie that scripts and other sites cannot use', async () => {
  const response = await logIn();
  assert.deepEqual(response.json(), {
    officer: 'ana',
    role: 'office',
    fourEyes: false,
    expires: service.now + 30 * MINUTE,
  });
  const [cookie = '', ...flags] = String(response.headers['set-cookie']).split('; ');
  assert.match(cookie, /^revs-officer=[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(flags.sort(), ['HttpOnly', 'Path=/officer', 'SameSite=Strict', 'Secure']);
  const shown = await byCookie(cookie, 'GET', '/officer/session');
  assert.deepEqual(shown.json(), {
    officer: 'ana',
    role: 'office',
    fourEyes: false,
    expires: service.now + 30 * MINUTE,
  });
  assert.equal((await byCookie(`a=b; ${cookie}; c=d`, 'GET', '/officer/voters')).statusCode, 200);
});

test('the cookie is not for https alone where the service has http', async () => {
  await service.restart('http://127.0.0.1:8600');
  assert.doesNotMatch(String((await logIn()).headers['set-cookie']), /Secure/);
});

test('a wrong passphrase and an unknown name are refused alike', async () => {
  const [wrong, unknown] = [await logIn(WRONG), await logIn(RIGHT, 'nobody')];
  assertRefused(wrong, 401, 'officer/wrong-passphrase');
  assert.equal(wrong.body, unknown.body);
  assert.equal(wrong.headers['set-cookie'], undefined);
  assert.deepEqual(entries(), [
    ['ana', 'session/start', {}, 'officer/wrong-passphrase'],
    ['(unknown)', 'session/start', {}, 'officer/wrong-passphrase'],
  ]);
});

test('a log-in that cannot be kept in the audit log is none, and says why in a code', async () => {
  const other = new DatabaseSync(join(service.folder, 'audit.db'));
  other.exec('BEGIN EXCLUSIVE');
  const answers = [await logIn(), await logIn(WRONG)];
  other.close();
  for (const answer of answers) {
    assertRefused(answer, 503, 'store/unavailable');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.doesNotMatch(answer.body, /SQLITE|locked|database/);
  }
});

test('the fifth wrong passphrase locks the name for 15 minutes, over a restart', async () => {
  for (let i = 0; i < 4; i++) assertRefused(await logIn(WRONG), 401, 'officer/wrong-passphrase');
  const locked = await logIn(WRONG);
  assertRefused(locked, 429, 'officer/locked');
  assert.match(locked.json().message, /2027-01-01T00:15:00/);
  assert.deepEqual(entries().at(-1), ['ana', 'session/start', {}, 'officer/locked']);
  await service.restart();
  assertRefused(await logIn(), 429, 'officer/locked');
  assert.equal(entries().length, 5, 'attempts while it is locked do not fill the audit log');
  assert.equal((await byToken('GET', '/officer/officers')).json()[0].lockedUntil, service.now + 15 * MINUTE);
  service.now += 15 * MINUTE;
  await session();
  assert.deepEqual(entries().at(-1), ['ana', 'session/start', {}, 'done']);
});

test('five wrong passphrases from one network lock the officer out nowhere else, until they are unlocked', async () => {
  const from = (address: string, passphrase: string) => {
    const payload = { name: 'ana', passphrase };
    return service.app.inject({ method: 'POST', url: '/officer/session', remoteAddress: address, payload });
  };
  for (let i = 1; i < 5; i++)
    assertRefused(await from(`2001:db8::${i}`, WRONG), 401, 'officer/wrong-passphrase');
  assertRefused(await from('2001:db8::5', WRONG), 429, 'officer/locked');
  assertRefused(await from('2001:db8::6', RIGHT), 429, 'officer/locked');
  const own = await from('2001:db8:0:1::6', RIGHT);
  assert.equal(own.statusCode, 200);
  const unlock = (name: string) => byCookie(cookieOf(own), 'DELETE', `/officer/officers/${name}/lock`);
  assertRefused(await unlock('nobody'), 404, 'officer/unknown');
  assert.equal((await unlock('ana')).statusCode, 204);
  assert.deepEqual(entries().at(-1), ['ana', 'officer/unlock', { name: 'ana' }, 'done']);
  assert.equal((await from('2001:db8::6', RIGHT)).statusCode, 200);
});

test('one address may try 60 log-ins in a minute', async () => {
  const codes = new Set<string>();
  const names = Array.from({ length: 61 }, (_, n) => `name-${n}`);
  for (const name of names.slice(0, 60)) codes.add((await logIn(WRONG, name)).json().code);
  assert.deepEqual([...codes], ['officer/wrong-passphrase']);
  assertRefused(await logIn(), 429, 'service/rate-limited');
});

test('malformed credentials are refused before any work', async () => {
  for (const body of [
    {},
    { name: 'ana' },
    { name: 'ana', passphrase: '' },
    { name: 'ana', passphrase: 'x'.repeat(1_025) },
    { name: 'a b', passphrase: RIGHT },
    { name: 'x'.repeat(65), passphrase: RIGHT },
    { name: ['ana'], passphrase: RIGHT },
    { name: 'ana', passphrase: RIGHT, more: 1 },
  ])
    assertRefused(await call('POST', '/officer/session', {}, body), 400, 'service/bad-request');
  assert.deepEqual(entries(), []);
});

test('a session ends after 30 idle minutes, and 12 hours after the log-in', async () => {
  const idle = await session();
  service.now += 30 * MINUTE;
  assertRefused(await byCookie(idle, 'GET', '/officer/voters'), 401, 'officer/session-expired');
  const busy = await session();
  const end = service.now + 12 * 60 * MINUTE;
  for (; service.now < end; service.now += 29 * MINUTE)
    assert.equal((await byCookie(busy, 'GET', '/officer/voters')).statusCode, 200);
  service.now = end;
  assertRefused(await byCookie(busy, 'GET', '/officer/voters'), 401, 'officer/session-expired');
});

test('a log-out ends the session and takes the cookie back', async () => {
  const cookie = await session();
  const response = await byCookie(cookie, 'DELETE', '/officer/session');
  assert.equal(response.statusCode, 204);
  assert.match(String(response.headers['set-cookie']), /^revs-officer=; Max-Age=0; Path=\/officer;/);
  assertRefused(await byCookie(cookie, 'GET', '/officer/session'), 401, 'officer/session-expired');
});
