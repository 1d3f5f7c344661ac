/** What each role may do, at every route of officers that there is. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import { onTestFinished, test } from 'vitest';
import type { OfficerRole } from '../fields.ts';
import { assertRefused, ELECTION, officerService } from '../officer-test-support.ts';

const service = officerService();
const { add, byCookie, byToken, entries, session } = service;

/** The least role of each route, as officers are told; the log-in is for whoever has a passphrase. */
const ROUTES: Readonly<Record<string, OfficerRole | 'nobody'>> = {
  'POST /officer/session': 'nobody',
  'GET /officer/session': 'observer',
  'DELETE /officer/session': 'observer',
  'PUT /officer/passphrase': 'observer',
  'GET /officer/officers': 'observer',
  'POST /officer/officers': 'office',
  'DELETE /officer/officers/:name': 'office',
  'DELETE /officer/officers/:name/lock': 'office',
  'PUT /officer/officers/:name/role': 'office',
  'GET /officer/approvals': 'observer',
  'POST /officer/approvals': 'office',
  'POST /officer/approvals/:request': 'approver',
  'DELETE /officer/approvals/:request': 'approver',
  'GET /officer/audit': 'observer',
  'GET /officer/audit.jsonl': 'observer',
  'GET /officer/voters': 'observer',
  'POST /officer/voters': 'office',
  'DELETE /officer/voters/:voter': 'office',
  'DELETE /officer/voters/:voter/card': 'office',
  'GET /officer/voters/:voter/elections': 'observer',
  'POST /officer/test-voters': 'office',
  'POST /officer/cards': 'office',
  'POST /officer/devices': 'office',
  'POST /officer/roll': 'office',
  'POST /officer/roll/preview': 'office',
  'GET /officer/servers': 'observer',
  'GET /officer/health': 'observer',
  'GET /officer/board': 'observer',
  'GET /officer/templates': 'observer',
  'POST /officer/templates': 'office',
  'GET /officer/templates/:template': 'observer',
  'DELETE /officer/templates/:template': 'office',
  'PUT /officer/templates/:template/name': 'office',
  'GET /officer/elections': 'observer',
  'POST /officer/elections': 'office',
  'GET /officer/elections/:election/request': 'observer',
  'GET /officer/elections/:election/turnout': 'observer',
  'GET /officer/elections/:election/renewals': 'observer',
  'GET /officer/elections/:election/contradictions': 'observer',
  'GET /officer/elections/:election/results': 'observer',
  'GET /officer/elections/:election/record.tar': 'observer',
  'GET /officer/elections/:election/record/*': 'observer',
  'POST /officer/elections/:election/letters': 'office',
  'GET /officer/elections/:election/minutes.pdf': 'observer',
  'POST /officer/elections/:election/open': 'office',
  'POST /officer/elections/:election/close': 'office',
  'POST /officer/elections/:election/tally': 'office',
  'POST /officer/elections/:election/publish': 'office',
  'POST /officer/elections/:election/delete': 'office',
  'POST /officer/elections/:election/delete-data': 'office',
  'GET /officer/elections/:election/deletion.json': 'observer',
  'PUT /officer/elections/:election/archive': 'office',
  'DELETE /officer/elections/:election/archive': 'office',
};
const ORDER = ['observer', 'approver', 'office'] as const;

/** `METHOD path` of all routes that are added from now on: Fastify tells of each new application. */
function routesFromNowOn(): string[] {
  const found: string[] = [];
  const note = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => void found.push(`${method} ${url}`));
  };
  subscribe('fastify.initialization', note);
  onTestFinished(() => void unsubscribe('fastify.initialization', note));
  return found;
}

test('the table above has every route of officers', async () => {
  const found = routesFromNowOn();
  await service.restart();
  await service.app.ready();
  const ofOfficers = found.filter((route) => route.includes(' /officer/'));
  assert.deepEqual(ofOfficers.sort(), Object.keys(ROUTES).sort());
});

test('a route that does not say whom it is for cannot be added', async () => {
  await service.restart();
  assert.throws(() => service.app.get('/officer/new', async () => 1), /GET \/officer\/new does not say/);
});

for (const role of ORDER)
  test(`${role}: every route that is for a higher role refuses, and no other`, async () => {
    await add('ben', role);
    for (const [route, least] of Object.entries(ROUTES)) {
      const [method = '', path = ''] = route.split(' ');
      const url = path.replace(':election', ELECTION).replace(/:\w+|\*/, 'nobody');
      if (least === 'nobody') continue;
      const answer = await byCookie(
        await session('ben'),
        method as 'GET',
        url,
        method === 'GET' ? undefined : {},
      );
      const isRefused = answer.statusCode === 403 && answer.json().code === 'officer/role';
      assert.equal(isRefused, ORDER.indexOf(role) < ORDER.indexOf(least), `${route}: ${answer.body}`);
    }
  });

test('a refusal for the role changes nothing, says what it takes, and is in the audit log', async () => {
  await add('ben', 'observer');
  const refused = await byCookie(await session('ben'), 'POST', '/officer/voters', [
    { voter: 'v1', style: 's' },
  ]);
  assertRefused(refused, 403, 'officer/role');
  assert.match(refused.json().message, /takes the role office; yours is observer/);
  assert.deepEqual((await byToken('GET', '/officer/voters')).json(), []);
  assert.deepEqual(entries().at(-1), ['ben', 'roll/import', {}, 'officer/role']);
});

test('a session that is under way has the new role at once, also over a restart', async () => {
  await add('ben');
  const [ana, ben] = [await session(), await session('ben')];
  const roleOfBen = async () => (await byCookie(ben, 'GET', '/officer/session')).json().role;
  const act = () => byCookie(ben, 'POST', '/officer/voters', []);
  const change = (role: string) => byCookie(ana, 'PUT', '/officer/officers/ben/role', { role });
  assert.equal((await act()).statusCode, 200);
  assert.equal((await change('approver')).statusCode, 204);
  assert.equal(await roleOfBen(), 'approver');
  assertRefused(await act(), 403, 'officer/role');
  assert.deepEqual(
    entries().filter(([, action]) => action === 'officer/role'),
    [['ana', 'officer/role', { name: 'ben', role: 'approver' }, 'done']],
  );
  await service.restart();
  const list: { name: string; role: string }[] = (await byToken('GET', '/officer/officers')).json();
  assert.deepEqual(
    list.map(({ name, role }) => [name, role]),
    [
      ['ana', 'office'],
      ['ben', 'approver'],
    ],
  );
});

test('the office keeps somebody who can manage officers', async () => {
  await add('ben', 'approver');
  await add('cyd', 'observer');
  const demote = (name: string) => byToken('PUT', `/officer/officers/${name}/role`, { role: 'observer' });
  assertRefused(await demote('ana'), 409, 'officer/last');
  assertRefused(await byToken('DELETE', '/officer/officers/ana'), 409, 'officer/last');
  assertRefused(await demote('nobody'), 404, 'officer/unknown');
  assertRefused(
    await byToken('PUT', '/officer/officers/ben/role', { role: 'owner' }),
    400,
    'service/bad-request',
  );
  assert.equal((await byToken('PUT', '/officer/officers/ben/role', { role: 'office' })).statusCode, 204);
  const both = await Promise.all([demote('ana'), demote('ben')]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [204, 409], 'nor do both go at once');
});

test('officers of a store from before there were roles can do what they could', async () => {
  await add('ben', 'observer');
  await service.stop();
  const store = new DatabaseSync(join(service.folder, 'officers.db'));
  store.exec("DELETE FROM roles WHERE name = 'ana'");
  store.close();
  await service.restart();
  const list: { name: string; role: string }[] = (await byToken('GET', '/officer/officers')).json();
  assert.deepEqual(
    list.map(({ role }) => role),
    ['office', 'observer'],
  );
});
