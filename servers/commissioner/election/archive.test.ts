/** Putting an election away: only one that is published, over restarts, and back. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'vitest';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { makeElection } from '../../../protocol/test-support.ts';
import { assertRefused, officerService } from '../officer-test-support.ts';
import type { CommissionerElection } from './commissioner-election.ts';

const service = officerService();
const { byToken, entries } = service;
let election: CommissionerElection;

beforeEach(async () => {
  const fixture = await makeElection();
  service.identity = fixture.commissioner;
  await service.restart();
  election = service.elections.open(toHex(fixture.election.plan.electionId));
  await election.acceptManifest(fixture.manifestDocument);
});

const change = (method: 'PUT' | 'DELETE') =>
  byToken(method, `/officer/elections/${election.electionId}/archive`);
const isArchived = async (): Promise<boolean> =>
  (await byToken('GET', '/officer/elections')).json()[0].archived;

test('an election that is not over is not put away', async () => {
  await election.keep('tallied', utf8('tallied'));
  assertRefused(await change('PUT'), 409, 'election/not-published');
  assert.equal(await isArchived(), false);
});

test('a published one is, also twice and over a restart, and is taken out again; the log says who', async () => {
  await election.keep('published', utf8('published'));
  for (let i = 0; i < 2; i++) assert.equal((await change('PUT')).statusCode, 204);
  await service.restart();
  assert.equal(await isArchived(), true);
  for (let i = 0; i < 2; i++) assert.equal((await change('DELETE')).statusCode, 204);
  await service.restart();
  assert.equal(await isArchived(), false);
  const facts = { election: election.electionId };
  assert.deepEqual(entries(), [
    ['token', 'election/archive', facts, 'done'],
    ['token', 'election/archive', facts, 'done'],
    ['token', 'election/unarchive', facts, 'done'],
    ['token', 'election/unarchive', facts, 'done'],
  ]);
});
