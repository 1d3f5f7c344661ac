/** Deleting personal data at the officers' routes: when, by how many, and the record of it; all else of the election stays. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'vitest';
import { checkDataDeletion, openDataDeleted } from '../../../protocol/0-setup/delete-personal-data.ts';
import { requireHex, toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { given, makeElection } from '../../../protocol/test-support.ts';
import type { DeletionRecord } from '../api/elections.ts';
import { assertRefused, officerService } from '../officer-test-support.ts';
import type { CommissionerElection } from './commissioner-election.ts';

const service = officerService();
const { add, byCookie, byToken, session } = service;
const DAY = 86_400_000;
const RESULTS = { packages: 0, refused: {}, styles: [], contests: [] };
let election: CommissionerElection;
let path = '';

beforeEach(async () => {
  await add('ben', 'approver');
  const fixture = await makeElection();
  service.identity = fixture.commissioner;
  service.fourEyes = true;
  service.retentionDays = 30;
  await service.restart();
  election = service.elections.open(toHex(fixture.election.plan.electionId));
  await election.acceptManifest(fixture.manifestDocument);
  await election.keepRoll(
    fixture.voters.map(({ entry }) => entry),
    new Map(),
  );
  // No server answers there.
  election.follow({ log: { urlOf: () => 'http://127.0.0.1:9' } } as never);
  mkdirSync(election.recordFolder, { recursive: true });
  for (const [name, content] of Object.entries({ 'results.json': JSON.stringify(RESULTS), 'record.jws': '' }))
    writeFileSync(join(election.recordFolder, name), content);
  for (const stage of ['tallied', 'published']) await election.keep(stage, utf8(stage));
  path = `/officer/elections/${election.electionId}`;
  service.now = election.times.claimsEnd + 30 * DAY;
});

const step = () => ({ step: 'election/delete-data', election: election.electionId });
const ask = async (cookie: string) => byCookie(cookie, 'POST', '/officer/approvals', step());
const summary = async () => (await byToken('GET', '/officer/elections')).json()[0];
const record = async (): Promise<DeletionRecord> => (await byToken('GET', `${path}/deletion.json`)).json();
const last = (body: string): { result?: object; error?: { code: string } } =>
  JSON.parse(body.trim().split('\n').at(-1) ?? '');

test('it is not asked for before the time, nor where no time is set; officers see from when on it is', async () => {
  service.now -= 1;
  assertRefused(await ask(await session()), 409, 'retention/not-over');
  assert.equal((await summary()).deletableFrom, service.now + 1);
  service.retentionDays = undefined;
  await service.restart();
  assertRefused(await ask(await session()), 409, 'retention/unset');
  assert.deepEqual([(await summary()).deletableFrom, (await summary()).dataDeletion], [null, 'none']);
  const { order, parties } = await record();
  assert.equal(order, null);
  assert.ok(parties.every(({ deleted }) => deleted === null));
});

test('two officers order it; both are in the record, with what the Commissioner signed; sending it again takes one', async () => {
  const [ana, ben] = [await session(), await session('ben')];
  const atOnce = () => byCookie(ana, 'POST', `${path}/delete-data`);
  assert.equal(last((await atOnce()).body).error?.code, 'approval/needed');
  assert.equal(election.roll(0, 1).length, 1);
  const { request } = (await ask(ana)).json();
  const approved = last((await byCookie(ben, 'POST', `/officer/approvals/${request}`)).body);
  const { parties, order, steps, ...rest } = await record();
  const [own, ...servers] = parties;
  assert.deepEqual(
    Object.keys((approved.result as { failures: object }).failures).toSorted(),
    servers.map(({ id }) => id).toSorted(),
  );
  const { manifest, manifestHash, plan } = election.election;
  assert.deepEqual(rest, {
    ...{ election: election.electionId, title: manifest.title, manifestHash: toHex(manifestHash) },
  });
  assert.deepEqual(steps, [{ time: service.now, officers: ['ana', 'ben'] }]);
  checkDataDeletion(election.election, requireHex(given(order ?? undefined)));
  const commissioner = { id: 'commissioner', identityKey: plan.commissionerKey };
  const { at, confirmation } = given(own?.deleted ?? undefined);
  assert.equal(openDataDeleted(election.election, commissioner, requireHex(confirmation)), at);
  assert.equal(at, service.now);
  assert.equal(servers.length, plan.administrators.length + plan.distributors.length);
  assert.ok(servers.every(({ deleted }) => deleted === null));
  assert.equal((await summary()).dataDeletion, 'begun');
  await service.restart();
  service.elections.all()[0]?.follow({ log: { urlOf: () => 'http://127.0.0.1:9' } } as never);
  const again = last((await byCookie(await session(), 'POST', `${path}/delete-data`)).body);
  assert.equal(Object.keys(again.result ?? {}).length, servers.length);
  assert.deepEqual(
    (await record()).steps.map(({ officers }) => officers),
    [['ana', 'ben'], ['ana']],
  );
  assert.equal((await record()).order, order, 'the order is signed once');
});

test('an election whose personal data are gone is shown, counted, minuted, fetched and archived as before', async () => {
  const ana = await session();
  const seen = async () => {
    const { dataDeletion, ...rest } = await summary();
    return rest;
  };
  const before = await seen();
  const { request } = (await ask(ana)).json();
  await byCookie(await session('ben'), 'POST', `/officer/approvals/${request}`);
  assert.equal(election.roll(0, 1).length, 0);
  assert.deepEqual(await seen(), before);
  for (const rest of ['results', 'request', 'turnout', 'record.tar', 'minutes.pdf?language=en&timeZone=UTC'])
    assert.equal((await byCookie(ana, 'GET', `${path}/${rest}`)).statusCode, 200, rest);
  const letters = { what: 'notices', language: 'en', timeZone: 'UTC' };
  assertRefused(await byCookie(ana, 'POST', `${path}/letters`, letters), 410, 'retention/deleted');
  assert.equal((await byCookie(ana, 'PUT', `${path}/archive`, {})).statusCode, 204);
  assert.equal((await summary()).archived, true);
});
