import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeEach, test, vi } from 'vitest';
import { OfficerClient } from '../office/officer-client.ts';
import { CommandError } from '../output/output.ts';
import { certificateCodec, certifyDevice, type Device } from '../protocol/messages/device-certificate.ts';
import { requireHex, toHex } from '../protocol/primitives/bytes.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { signingKey } from '../protocol/primitives/p256-signature.ts';
import { CardOffice } from './card-office.ts';
import { stationApp } from './station.ts';

const CONSOLE = 'https://commissioner.example.org';
const HEADERS = { host: '127.0.0.1:8620', origin: CONSOLE };
const PIN = '73918465';
const TOKEN = 'token-of-the-officer';
const commissioner = signingKey(new Uint8Array(32).fill(5));
const home = mkdtempSync(join(tmpdir(), 'revs-station-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The roll: each voter's card, and how often one was registered. */
let roll: Map<string, string | undefined>;
/** Whose earlier card was revoked. */
let revoked: Set<string>;
/** Keys of cards that are never registered again. */
let lost: Set<string | undefined>;
let registrations: number;
/** What the service does when a card is to be registered. */
let registering: 'works' | 'refuses' | 'registers, and the answer is lost';
let onCertify: () => Promise<void>;
let service: FastifyInstance;
let station: FastifyInstance;
let officer: OfficerClient;
let folder: string;

/** The Commissioner's service, as far as the station uses it. */
async function startService(): Promise<string> {
  service = Fastify({ forceCloseConnections: true });
  service.addHook('onRequest', async ({ headers }) =>
    assert.ok(headers.authorization === `Bearer ${TOKEN}` || headers.authorization === undefined),
  );
  service.get('/identity', async () => ({ publicKey: toHex(commissioner.publicKey) }));
  service.get('/officer/servers', async () => ({
    organisation: { name: 'Union of Voters', hasLogo: false },
  }));
  service.get('/officer/voters', async () =>
    [...roll].map(([voter, card]) => ({
      ...{ voter, style: 'member', card: card !== undefined },
      ...(revoked.has(voter) && { hadCard: true }),
    })),
  );
  service.post<{ Body: Omit<Device, 'publicKey'> & { publicKey: string } }>(
    '/officer/devices',
    async ({ body }) => {
      await onCertify();
      const publicKey = requireHex(body.publicKey);
      const certificate = certifyDevice({ ...body, publicKey }, commissioner);
      return { certificate: toHex(encode(certificateCodec, certificate)) };
    },
  );
  service.post<{ Body: { voter: string; publicKey: string }[] }>(
    '/officer/cards',
    async ({ body, raw }, reply) => {
      if (registering === 'refuses')
        return reply.code(500).send({ code: 'service/internal', message: 'internal error' });
      if (body.some(({ publicKey }) => lost.has(publicKey)))
        return reply.code(409).send({ code: 'card/revoked', message: 'make a new one' });
      for (const { voter, publicKey } of body) roll.set(voter, publicKey);
      registrations += 1;
      if (registering !== 'works') raw.socket.destroy();
      return { registered: body.length };
    },
  );
  return service.listen({ host: '127.0.0.1', port: 0 });
}

beforeEach(async () => {
  roll = new Map(['ana', 'bea', 'cho'].map((voter) => [voter, undefined]));
  revoked = new Set();
  lost = new Set();
  registrations = 0;
  registering = 'works';
  onCertify = async () => {};
  officer = OfficerClient.byToken({ url: await startService(), token: TOKEN });
  folder = mkdtempSync(join(home, 'cards-'));
  station = stationApp(new CardOffice(officer, { folder, pin: PIN }), CONSOLE);
});
afterEach(async () => {
  await station.close();
  await service.close();
});

async function post(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const payload = body === undefined ? {} : { payload: body };
  const response = await station.inject({ method: 'POST', url: path, headers: HEADERS, ...payload });
  return { status: response.statusCode, body: response.json() };
}

async function batch(body: object): Promise<Record<string, unknown>[]> {
  const { payload } = await station.inject({
    method: 'POST',
    url: '/desk/batch',
    headers: HEADERS,
    payload: body,
  });
  return payload
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const desk = async () => (await station.inject({ url: '/desk', headers: HEADERS })).json();
const personalise = (voter: string) => post('/desk/personalise', { voter });
interface Digits {
  readonly pin: string;
  readonly puk: string;
  readonly signing: { readonly pin: string; readonly puk: string };
}
const mailerOf = (voter: string): Digits => JSON.parse(readFileSync(join(folder, `${voter}.pin`), 'utf8'));
const secretsOf = (voter: string): string[] => {
  const { pin, puk, signing } = mailerOf(voter);
  return [pin, puk, signing.pin, signing.puk];
};

test('insert, personalise, eject, next: card, registration and PIN letter', async () => {
  const empty = { slot: 'empty', folder, mailers: { waiting: 0, written: 0 } };
  const one = { ...empty, mailers: { waiting: 1, written: 0 } };
  const first = await station.inject({ url: '/desk', headers: HEADERS });
  assert.deepEqual(first.json(), empty);
  assert.equal((await personalise('ana')).body.code, 'desk/no-blank');
  assert.deepEqual((await post('/desk/insert')).body, { ...empty, slot: 'blank' });
  assert.deepEqual(await personalise('ana'), { status: 200, body: { voter: 'ana' } });
  const full = await station.inject({ url: '/desk', headers: HEADERS });
  assert.deepEqual(full.json(), { ...one, slot: 'personalised', voter: 'ana' });
  assert.deepEqual((await post('/desk/insert')).body.code, 'desk/slot-taken');
  assert.deepEqual((await personalise('bea')).body.code, 'desk/no-blank');
  assert.deepEqual((await post('/desk/eject')).body, one);
  await post('/desk/insert');
  assert.deepEqual(
    [(await personalise('ana')).body.code, (await personalise('dan')).body.code],
    ['desk/has-card', 'desk/unknown-voter'],
  );
  assert.equal((await personalise('bea')).status, 200);
  assert.deepEqual(readdirSync(folder).sort(), ['ana.card', 'ana.pin', 'bea.card', 'bea.pin']);
  assert.match(roll.get('ana') ?? '', /^0[23][0-9a-f]{64}$/);
  assert.notEqual(roll.get('ana'), roll.get('bea'));
  assert.match(secretsOf('ana').join(' '), new RegExp(`^${PIN} \\d{8} \\d{6} \\d{8}$`));
  for (const name of ['ana.card', 'ana.pin']) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test('every card has a random PIN of its own unless one is given', async () => {
  const office = new CardOffice(officer, { folder });
  for (const voter of roll.keys()) await office.personalise(voter);
  const pins = [...roll.keys()].map((voter) => mailerOf(voter).pin);
  for (const pin of pins) assert.match(pin, /^\d{6}$/);
  assert.equal(new Set(pins).size, 3);
  for (const pin of ['123', '123456789', '12a4', ''])
    assert.throws(() => new CardOffice(officer, { folder, pin }), CommandError);
});

test('a batch makes cards for everybody without one, line by line', async () => {
  await post('/desk/insert');
  await personalise('bea');
  const key = roll.get('bea');
  assert.deepEqual(await batch({}), [
    { stage: 'cards', done: 0, total: 2 },
    { stage: 'cards', done: 1, total: 2 },
    { stage: 'cards', done: 2, total: 2 },
    { result: { personalised: 2 } },
  ]);
  assert.deepEqual([roll.get('bea'), registrations], [key, 3]);
  assert.deepEqual(await batch({}), [{ stage: 'cards', done: 0, total: 0 }, { result: { personalised: 0 } }]);
  roll.set('dan', undefined).set('eve', undefined);
  assert.equal((await batch({ voters: ['dan', 'dan'] })).length, 3);
  assert.equal(roll.get('eve'), undefined);
  assert.equal((await batch({ voters: ['eve', 'nobody'] }))[0]?.code, 'desk/unknown-voter');
  assert.equal(roll.get('eve'), undefined, 'nothing is made if one of them cannot be');
});

for (const how of ['refuses', 'registers, and the answer is lost'] as const)
  test(`registration fails (${how}): the next attempt finishes the same card`, async () => {
    await post('/desk/insert');
    registering = how;
    const failed = await personalise('ana');
    assert.deepEqual([failed.status, failed.body.code], [502, 'desk/service']);
    const image = readFileSync(join(folder, 'ana.card'));
    const mailer = mailerOf('ana');
    assert.equal((await station.inject({ url: '/desk', headers: HEADERS })).json().slot, 'blank');
    assert.equal((await personalise('ana')).body.code, 'desk/service', 'as long as it fails');
    registering = 'works';
    assert.equal((await personalise('ana')).status, 200);
    assert.deepEqual(readFileSync(join(folder, 'ana.card')), image);
    assert.deepEqual(mailerOf('ana'), mailer);
    assert.match(roll.get('ana') ?? '', /^0[23]/);
    assert.deepEqual(readdirSync(folder).sort(), ['ana.card', 'ana.pin']);
  });

test('a batch that stopped in the middle is finished by the next one', async () => {
  let certified = 0;
  onCertify = async () => {
    certified += 1;
    if (certified === 2) registering = 'refuses';
  };
  const lines = await batch({});
  assert.deepEqual(lines.slice(0, -1).at(-1), { stage: 'cards', done: 1, total: 3 });
  assert.match(JSON.stringify(lines.at(-1)), /^\{"error":\{"code":"desk\/service"/);
  registering = 'works';
  assert.deepEqual((await batch({})).at(-1), { result: { personalised: 2 } });
  assert.equal(certified, 3, 'no card is made twice');
});

test('a crash before the card is written leaves a PIN letter, which the next attempt replaces', async () => {
  await post('/desk/insert');
  writeFileSync(join(folder, 'ana.pin'), '{}', { mode: 0o600 });
  assert.equal((await desk()).mailers.waiting, 0, 'it is of no card');
  writeFileSync(join(folder, 'ana.card.unregistered'), '02', { mode: 0o600 });
  assert.equal((await personalise('ana')).status, 200);
  assert.match(roll.get('ana') ?? '', /^0[23][0-9a-f]{64}$/);
  assert.equal(mailerOf('ana').pin, PIN);
  assert.equal((await desk()).mailers.waiting, 1);
});

test("a card of another registration in the folder is neither overwritten nor registered as this voter's", async () => {
  await post('/desk/insert');
  writeFileSync(join(folder, 'ana.card'), 'older');
  assert.equal((await personalise('ana')).body.code, 'desk/card-exists');
  assert.equal(readFileSync(join(folder, 'ana.card'), 'utf8'), 'older');
  assert.deepEqual([roll.get('ana'), existsSync(join(folder, 'ana.pin'))], [undefined, false]);
});

test('a new card for a lost one: the old card is set aside, and is still that card', async () => {
  await batch({});
  const old = readFileSync(join(folder, 'ana.card'));
  const key = roll.get('ana');
  roll.set('ana', undefined);
  revoked.add('ana');
  assert.deepEqual((await batch({ voters: ['ana'] })).at(-1), { result: { personalised: 1 } });
  assert.deepEqual(readFileSync(join(folder, 'ana.card.revoked-1')), old);
  assert.notEqual(roll.get('ana'), key);
  assert.notDeepEqual(readFileSync(join(folder, 'ana.card')), old);
  roll.set('ana', undefined);
  await batch({ voters: ['ana'] });
  assert.ok(existsSync(join(folder, 'ana.card.revoked-2')));
  const again = new CardOffice(officer, { folder }).personalise('ana');
  await assert.rejects(again, { code: 'desk/card-exists' }, 'the new card is not revoked');
});

test('a card that was revoked before the station knew of its registration is set aside for a new one', async () => {
  registering = 'registers, and the answer is lost';
  await batch({ voters: ['ana'] });
  registering = 'works';
  lost.add(roll.get('ana'));
  roll.set('ana', undefined);
  revoked.add('ana');
  assert.deepEqual((await batch({})).at(-1), { result: { personalised: 3 } });
  assert.ok(existsSync(join(folder, 'ana.card.revoked-1')));
  assert.ok(roll.get('ana') !== undefined && !lost.has(roll.get('ana')));
});

test('one job at a time', async () => {
  await post('/desk/insert');
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  onCertify = () => {
    ask();
    return released;
  };
  const lines = batch({});
  await asked;
  for (const path of ['/desk/insert', '/desk/eject', '/desk/batch'])
    assert.deepEqual((await post(path, {})).body.code, 'desk/busy', path);
  assert.deepEqual((await personalise('ana')).body.code, 'desk/busy');
  release();
  assert.deepEqual((await lines).at(-1), { result: { personalised: 3 } });
  assert.equal((await post('/desk/eject')).status, 200);
});

test('a batch ends after the card under way when the page goes away', async () => {
  const url = await station.listen({ host: '127.0.0.1', port: 0 });
  const page = new AbortController();
  let certified = 0;
  onCertify = async () => {
    certified += 1;
    if (certified !== 2) return;
    page.abort();
    await new Promise((resolve) => station.server.once('revs-closed', resolve));
  };
  station.server.on('connection', (socket) => socket.once('close', () => station.server.emit('revs-closed')));
  const response = fetch(`${url}/desk/batch`, {
    method: 'POST',
    headers: { origin: CONSOLE, 'content-type': 'application/json' },
    body: '{}',
    signal: page.signal,
  });
  await assert.rejects(async () => (await response).text(), /abort/i);
  while ((await post('/desk/eject')).status === 409) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([certified, registrations], [2, 2]);
  assert.deepEqual(readdirSync(folder).sort(), ['ana.card', 'ana.pin', 'bea.card', 'bea.pin']);
});

const GUARDED = [
  ['another host', { ...HEADERS, host: 'evil.example.org' }, 'desk/not-loopback'],
  ['a page of another origin', { ...HEADERS, origin: 'https://evil.example.org' }, 'desk/bad-origin'],
  [
    'a page of the console over another scheme',
    { ...HEADERS, origin: CONSOLE.replace('s', '') },
    'desk/bad-origin',
  ],
  ['a page on loopback', { ...HEADERS, origin: 'http://127.0.0.1:8620' }, 'desk/bad-origin'],
  ['a page without origin', { ...HEADERS, origin: 'null' }, 'desk/bad-origin'],
  ['no page', { host: HEADERS.host }, 'desk/bad-origin'],
] as const;
for (const [what, headers, code] of GUARDED)
  test(`refused: ${what}`, async () => {
    for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
      const response = await station.inject({
        method,
        url: method === 'GET' ? '/desk' : '/desk/insert',
        headers,
      });
      assert.deepEqual([response.statusCode, response.json().code], [403, code]);
      assert.equal(response.headers['access-control-allow-origin'], undefined);
    }
  });

test('the console may ask from its own origin, and nobody else is told that it may', async () => {
  const { statusCode, headers } = await station.inject({
    method: 'OPTIONS',
    url: '/desk/batch',
    headers: HEADERS,
  });
  assert.equal(statusCode, 204);
  assert.equal(headers['access-control-allow-origin'], CONSOLE);
  assert.equal(headers['access-control-allow-private-network'], 'true');
  const { headers: answered } = await station.inject({
    method: 'POST',
    url: '/desk/batch',
    headers: HEADERS,
    payload: {},
  });
  assert.deepEqual([answered['access-control-allow-origin'], answered.vary], [CONSOLE, 'Origin']);
});

test('what is no request of the interface is refused', async () => {
  for (const body of [{}, { voter: 7 }, { voter: '../ana' }, { voter: 'ana', pin: '1' }])
    assert.deepEqual((await post('/desk/personalise', body)).body.code, 'desk/bad-request');
  assert.equal((await post('/desk/batch', { voters: 'ana' })).body.code, 'desk/bad-request');
  assert.equal((await post('/desk/nothing')).body.code, 'desk/not-found');
  const form = { ...HEADERS, 'content-type': 'text/plain' };
  const response = await station.inject({
    method: 'POST',
    url: '/desk/personalise',
    headers: form,
    payload: '{"voter":"ana"}',
  });
  assert.equal(response.json().code, 'desk/bad-request');
});

test('no answer, error or log has a PIN, a PUK or the token in it', async () => {
  const logged: string[] = [];
  for (const name of ['log', 'error', 'warn'] as const)
    vi.spyOn(console, name).mockImplementation((...args) => void logged.push(args.join(' ')));
  const answers: unknown[] = [await post('/desk/insert'), await personalise('ana'), await personalise('ana')];
  registering = 'refuses';
  answers.push(
    await batch({}),
    await post('/desk/eject'),
    await post('/desk/insert'),
    await personalise('cho'),
  );
  registering = 'works';
  answers.push(await batch({}), (await station.inject({ url: '/desk', headers: HEADERS })).json());
  // A failure that quotes every secret there is.
  const mailers = { written: () => [] };
  const office = {
    ...{ folder, mailers, finishedMailers: () => [] },
    roll: async () => [{ voter: 'ana', card: false }],
  };
  const failing = Object.assign(office, {
    personalise: async () => assert.fail(`${readFileSync(join(folder, 'ana.pin'), 'utf8')} ${TOKEN}`),
  });
  await station.close();
  station = stationApp(failing as unknown as CardOffice, CONSOLE);
  await post('/desk/insert');
  const failed = await personalise('ana');
  assert.deepEqual([failed.status, failed.body.code], [500, 'desk/internal']);
  answers.push(failed, await batch({}));
  assert.match(logged.join('\n'), /^The card station failed:\n +at .*station\.test\.ts/);
  const told = JSON.stringify(answers) + logged.join('\n');
  const secrets = [...roll.keys()].flatMap(secretsOf);
  assert.equal(secrets.length, 12);
  for (const secret of [...secrets, TOKEN]) assert.equal(told.includes(secret), false);
});
