import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, test } from 'vitest';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { signerOf } from '../../../protocol/primitives/signer.ts';
import { newKey, random } from '../../../protocol/test-support.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { Metrics } from '../../shared/metrics.ts';
import { commissionerApp } from '../app.ts';
import { AuditLog, verifyAudit } from '../audit/audit-log.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { Registry } from '../roll/registry.ts';
import { Officers } from './officers.ts';

const TOKEN = 'planted-officer-token';
const RIGHT = 'planted right passphrase';
const WRONG = 'planted wrong passphrase';
const OTHER = 'planted other passphrase';
const URL = 'https://console.example.org';
const MINUTE = 60_000;
const ELECTION = '0'.repeat(32);

let folder = '';
let now = 0;
let log: string[] = [];
let app: FastifyInstance;
let elections: HostedElections<CommissionerElection>;
let audit: AuditLog;
let close: () => Promise<void>;

/** The service as `revs serve` builds it, with a clock in `now` and its log in `log`. */
function start(url = URL): void {
  const clock = () => now;
  const logger = pino({ base: null }, { write: (line: string) => log.push(line) });
  const identity = newKey();
  const keys = { commissionerKey: identity.publicKey, identity: signerOf(identity) };
  const context = { id: 'commissioner', folder, url, ...keys, random, clock, logger };
  const none = { hostileAdministrators: 0, hostileTrustees: 0, lyingDistributors: 0, poolSize: 1 };
  const thresholds = { signingThreshold: 1, pathLength: 1, ...none };
  const registry = new Registry(folder);
  const officers = new Officers(folder, clock, random);
  audit = new AuditLog(folder, clock, logger);
  const directory = { thresholds, servers: [] };
  const parts = { directory, registry, officers, audit, officerToken: TOKEN, port: 80 };
  ({ app, elections } = commissionerApp(context, new Metrics(), parts));
  close = async () => {
    await app.close();
    for (const part of [elections, registry, officers, audit]) await part.close();
  };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'revs-officer-routes-'));
  now = Date.UTC(2027, 0, 1);
  log = [];
  start();
  assert.equal(
    (await byToken('POST', '/officer/officers', { name: 'ana', passphrase: RIGHT })).statusCode,
    201,
  );
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

type Method = NonNullable<InjectOptions['method']>;
const call = (method: Method, url: string, headers: Record<string, string>, body?: object) =>
  app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
const byToken = (method: Method, url: string, body?: object) =>
  call(method, url, { authorization: `Bearer ${TOKEN}` }, body);
/** As the console does. */
const byCookie = (cookie: string, method: Method, url: string, body?: object) =>
  call(method, url, { cookie, origin: URL }, body);
const logIn = (passphrase = RIGHT, name = 'ana') =>
  call('POST', '/officer/session', {}, { name, passphrase });

const cookieOf = (response: LightMyRequestResponse): string =>
  String(response.headers['set-cookie']).split(';')[0] ?? '';
async function session(name = 'ana', passphrase = RIGHT): Promise<string> {
  const response = await logIn(passphrase, name);
  assert.equal(response.statusCode, 200, response.body);
  return cookieOf(response);
}

function assertRefused(response: LightMyRequestResponse, status: number, code: string): void {
  assert.deepEqual([response.statusCode, response.json().code], [status, code]);
}

/** The entries since the first one, which the setup of each test made. */
const entries = () =>
  audit.entries(1, 999).map(({ officer, action, detail, outcome }) => [officer, action, detail, outcome]);

test('a log-in answers with a cookie that scripts and other sites cannot use', async () => {
  const response = await logIn();
  assert.deepEqual(response.json(), { officer: 'ana', expires: now + 30 * MINUTE });
  const [cookie = '', ...flags] = String(response.headers['set-cookie']).split('; ');
  assert.match(cookie, /^revs-officer=[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(flags.sort(), ['HttpOnly', 'Path=/officer', 'SameSite=Strict', 'Secure']);
  const shown = await byCookie(cookie, 'GET', '/officer/session');
  assert.deepEqual(shown.json(), { officer: 'ana', expires: now + 30 * MINUTE });
  assert.equal((await byCookie(`a=b; ${cookie}; c=d`, 'GET', '/officer/voters')).statusCode, 200);
});

test('the cookie is not for https alone where the service has http', async () => {
  await close();
  start('http://127.0.0.1:8600');
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
  const other = new DatabaseSync(join(folder, 'audit.db'));
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
  await close();
  start();
  assertRefused(await logIn(), 429, 'officer/locked');
  assert.equal(entries().length, 5, 'attempts while it is locked do not fill the audit log');
  assert.equal((await byToken('GET', '/officer/officers')).json()[0].lockedUntil, now + 15 * MINUTE);
  now += 15 * MINUTE;
  await session();
  assert.deepEqual(entries().at(-1), ['ana', 'session/start', {}, 'done']);
});

test('five wrong passphrases from one network lock the officer out nowhere else, until they are unlocked', async () => {
  const from = (address: string, passphrase: string) => {
    const payload = { name: 'ana', passphrase };
    return app.inject({ method: 'POST', url: '/officer/session', remoteAddress: address, payload });
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
  now += 30 * MINUTE;
  assertRefused(await byCookie(idle, 'GET', '/officer/voters'), 401, 'officer/session-expired');
  const busy = await session();
  const end = now + 12 * 60 * MINUTE;
  for (; now < end; now += 29 * MINUTE)
    assert.equal((await byCookie(busy, 'GET', '/officer/voters')).statusCode, 200);
  now = end;
  assertRefused(await byCookie(busy, 'GET', '/officer/voters'), 401, 'officer/session-expired');
});

test('a log-out ends the session and takes the cookie back', async () => {
  const cookie = await session();
  const response = await byCookie(cookie, 'DELETE', '/officer/session');
  assert.equal(response.statusCode, 204);
  assert.match(String(response.headers['set-cookie']), /^revs-officer=; Max-Age=0; Path=\/officer;/);
  assertRefused(await byCookie(cookie, 'GET', '/officer/session'), 401, 'officer/session-expired');
});

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
    const fixture = { cookie: `revs-officer=${'A'.repeat(43)}` };
    assertRefused(await call(method, url, fixture), 401, 'officer/session-expired');
  }
  assert.ok(entries().every(([, action]) => action === 'session/start'));
});

test('a request in absolute form does not get around the log-in', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
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
  await close();
  start();
  app.get('/*', async () => 'page');
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
  assert.deepEqual((await byToken('GET', '/officer/session')).json(), { officer: 'token', expires: null });
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

test('officers are added and removed, and lose their sessions, but the last one stays', async () => {
  const add = { name: 'ben', passphrase: RIGHT };
  assertRefused(
    await byToken('POST', '/officer/officers', { ...add, passphrase: 'short' }),
    400,
    'officer/weak-passphrase',
  );
  assert.equal((await byToken('POST', '/officer/officers', add)).statusCode, 201);
  assertRefused(await byToken('POST', '/officer/officers', add), 409, 'officer/exists');
  const list = (await byToken('GET', '/officer/officers')).json();
  assert.deepEqual(list[1], { name: 'ben', created: now, lockedUntil: null });
  const [ana, ben] = [await session(), await session('ben')];
  assert.equal((await byCookie(ana, 'DELETE', '/officer/officers/ben')).statusCode, 204);
  assertRefused(await byCookie(ben, 'GET', '/officer/voters'), 401, 'officer/session-expired');
  assertRefused(await byCookie(ana, 'DELETE', '/officer/officers/ben'), 404, 'officer/unknown');
  assertRefused(await byCookie(ana, 'DELETE', '/officer/officers/ana'), 409, 'officer/last');
  const ofOfficers = entries().filter(([, action]) => String(action).startsWith('officer/'));
  assert.deepEqual(ofOfficers, [
    ['token', 'officer/add', { name: 'ben' }, 'officer/weak-passphrase'],
    ['token', 'officer/add', { name: 'ben' }, 'done'],
    ['token', 'officer/add', { name: 'ben' }, 'officer/exists'],
    ['ana', 'officer/remove', { name: 'ben' }, 'done'],
    ['ana', 'officer/remove', { name: 'ben' }, 'officer/unknown'],
    ['ana', 'officer/remove', { name: 'ana' }, 'officer/last'],
  ]);
});

test('every action makes an entry, also one that fails; reading makes none', async () => {
  const publicKey = toHex(newKey().publicKey);
  const act = (url: string, body: object) => byToken('POST', `/officer/${url}`, body);
  await act('voters', [{ voter: 'v1', style: 's' }]);
  await act('voters', [{ voter: 'v1' }]);
  await act('cards', [{ voter: 'v1', publicKey }]);
  await act('cards', [{ voter: 'v2', publicKey: toHex(newKey().publicKey) }]);
  await act('cards', []);
  await act('devices', { role: 'card', serial: 'v1', publicKey });
  await act('roll', {});
  for (const url of ['voters', 'officers', 'audit', 'audit.jsonl', 'elections', 'session'])
    assert.equal((await byToken('GET', `/officer/${url}`)).statusCode, 200);
  assert.deepEqual(entries(), [
    ['token', 'roll/import', { voters: 1 }, 'done'],
    ['token', 'roll/import', {}, 'service/bad-request'],
    ['token', 'card/register', { voter: 'v1' }, 'done'],
    ['token', 'card/register', { voter: 'v2' }, 'voter/unknown'],
    ['token', 'card/register', { cards: 0 }, 'done'],
    ['token', 'device/certify', { role: 'card', serial: 'v1' }, 'done'],
    ['token', 'roll/import', {}, 'service/unsupported-type'],
  ]);
});

test('a long job has an entry as it begins and one with its outcome', async () => {
  const times = { opens: 1, closes: 2, intakeEnds: 3, claimsEnd: 4 };
  const ballots = [{ style: 's', xml: '<no ballot>' }];
  const refused = await byToken('POST', '/officer/elections', { title: 'Board', ...times, ballots });
  const { code } = JSON.parse(refused.body).error;
  await byToken('POST', `/officer/elections/${ELECTION}/open`, {});
  await elections.open(ELECTION).keep('tallied', utf8('tallied'));
  await byToken('POST', `/officer/elections/${ELECTION}/publish`, {});
  assert.match(code, /^[a-z]+\/[a-z-]+$/);
  assert.deepEqual(entries(), [
    ['token', 'election/create', { title: 'Board' }, 'begun'],
    ['token', 'election/create', { title: 'Board' }, code],
    ['token', 'election/open', { election: ELECTION }, 'begun'],
    ['token', 'election/open', { election: ELECTION }, 'service/not-found'],
    ['token', 'election/publish', { election: ELECTION }, 'begun'],
    ['token', 'election/publish', { election: ELECTION }, 'done'],
  ]);
});

test('what cannot be entered is not answered as done, and no long job begins', async () => {
  await audit.close();
  const body = [{ voter: 'v1', style: 's' }];
  assert.equal((await byToken('POST', '/officer/voters', body)).statusCode, 503);
  await elections.open(ELECTION).keep('tallied', utf8('tallied'));
  const { body: answer } = await byToken('POST', `/officer/elections/${ELECTION}/publish`, {});
  assert.equal(JSON.parse(answer).error.code, 'service/busy');
  assert.equal(elections.get(ELECTION).isPublished, false);
});

test('a route of officers without an action for the audit log cannot be added', async () => {
  await close();
  start();
  assert.throws(() => app.post('/officer/new', async () => 1), /POST \/officer\/new has no action/);
});

test('the audit log is read in parts, and exported as a chain that verifies', async () => {
  for (let i = 0; i < 3; i++) await byToken('POST', '/officer/voters', []);
  const { entries: part, ...head } = (await byToken('GET', '/officer/audit?from=2&limit=1')).json();
  assert.deepEqual(head, audit.head());
  assert.equal(head.total, 4);
  const [{ hash, ...entry }] = part;
  assert.equal(part.length, 1);
  assert.equal(hash, audit.entries(2, 1)[0]?.hash);
  const expected = { officer: 'token', action: 'roll/import', detail: { voters: 0 }, outcome: 'done' };
  assert.deepEqual(entry, { index: 2, time: now, ...expected });
  const exported = await byToken('GET', '/officer/audit.jsonl');
  assert.match(String(exported.headers['content-disposition']), /attachment; filename="audit.jsonl"/);
  assert.deepEqual(verifyAudit(exported.body.split('\n').slice(0, -1)), head);
  assertRefused(await byToken('GET', '/officer/audit?from=x'), 400, 'service/bad-request');
});

test('no passphrase and no token is in audit log, service log or any file', async () => {
  const cookie = await session();
  await logIn(WRONG);
  await logIn(WRONG, RIGHT.replaceAll(' ', '-'));
  await byCookie(cookie, 'PUT', '/officer/passphrase', { old: RIGHT, new: OTHER });
  await byToken('POST', '/officer/officers', { name: 'ben', passphrase: OTHER });
  await byToken('POST', '/officer/officers', { name: 'cyd', passphrase: 'planted', more: 1 });
  const exported = (await byToken('GET', '/officer/audit.jsonl')).body;
  const places = new Map([
    ['audit.jsonl', exported],
    ['log', log.join('')],
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file): [string, string] => {
        const path = join(file.parentPath, file.name);
        return [path, readFileSync(path, 'latin1')];
      }),
  ]);
  assert.ok(places.size >= 5 && log.length > 0 && exported.length > 0);
  const token = cookie.split('=')[1] ?? '';
  for (const [place, content] of places)
    for (const secret of ['planted', token]) assert.ok(!content.includes(secret), `${secret} in ${place}`);
});
