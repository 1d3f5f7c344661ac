/** Every action of an officer is in the audit log, and no secret is. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { newKey } from '../../../protocol/test-support.ts';
import { assertRefused, ELECTION, OTHER, officerService, RIGHT, WRONG } from '../officer-test-support.ts';
import { verifyAudit } from './verify-audit.ts';

const service = officerService();
const { byCookie, byToken, entries, logIn, session } = service;

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
  for (const code of [204, 404])
    assert.equal((await byToken('DELETE', '/officer/voters/v1')).statusCode, code);
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
    ['token', 'roll/remove', { voter: 'v1' }, 'done'],
    ['token', 'roll/remove', { voter: 'v1' }, 'service/not-found'],
  ]);
});

test('a long job has an entry as it begins and one with its outcome', async () => {
  const times = { opens: 1, closes: 2, intakeEnds: 3, claimsEnd: 4 };
  const ballots = [{ style: 's', xml: '<no ballot>' }];
  const refused = await byToken('POST', '/officer/elections', { title: 'Board', ...times, ballots });
  const { code } = JSON.parse(refused.body).error;
  await byToken('POST', `/officer/elections/${ELECTION}/open`, {});
  await service.elections.open(ELECTION).keep('tallied', utf8('tallied'));
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
  await service.audit.close();
  const body = [{ voter: 'v1', style: 's' }];
  assert.equal((await byToken('POST', '/officer/voters', body)).statusCode, 503);
  await service.elections.open(ELECTION).keep('tallied', utf8('tallied'));
  const { body: answer } = await byToken('POST', `/officer/elections/${ELECTION}/publish`, {});
  assert.equal(JSON.parse(answer).error.code, 'service/busy');
  assert.equal(service.elections.get(ELECTION).isPublished, false);
});

test('a route of officers without an action for the audit log cannot be added', async () => {
  await service.restart();
  assert.throws(() => service.app.post('/officer/new', async () => 1), /POST \/officer\/new has no action/);
});

test('the audit log is read in parts, and exported as a chain that verifies', async () => {
  for (let i = 0; i < 3; i++) await byToken('POST', '/officer/voters', []);
  const { entries: part, onBoard, ...head } = (await byToken('GET', '/officer/audit?from=2&limit=1')).json();
  assert.deepEqual(onBoard, { newest: null, contradicting: null });
  assert.deepEqual(head, service.audit.head());
  assert.equal(head.total, 4);
  const [{ hash, ...entry }] = part;
  assert.equal(part.length, 1);
  assert.equal(hash, service.audit.entries(2, 1)[0]?.hash);
  const expected = { officer: 'token', action: 'roll/import', detail: { voters: 0 }, outcome: 'done' };
  assert.deepEqual(entry, { index: 2, time: service.now, ...expected });
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
  await byToken('POST', '/officer/officers', { name: 'ben', role: 'office', passphrase: OTHER });
  await byToken('POST', '/officer/officers', { name: 'cyd', role: 'office', passphrase: 'planted', more: 1 });
  const exported = (await byToken('GET', '/officer/audit.jsonl')).body;
  const places = new Map([
    ['audit.jsonl', exported],
    ['log', service.log.join('')],
    ...readdirSync(service.folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file): [string, string] => {
        const path = join(file.parentPath, file.name);
        return [path, readFileSync(path, 'latin1')];
      }),
  ]);
  assert.ok(places.size >= 5 && service.log.length > 0 && exported.length > 0);
  const token = cookie.split('=')[1] ?? '';
  for (const [place, content] of places)
    for (const secret of ['planted', token]) assert.ok(!content.includes(secret), `${secret} in ${place}`);
});
