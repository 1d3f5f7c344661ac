/** A lost card: what its voter's elections are, and who may revoke it. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { makeElection, newKey } from '../../../protocol/test-support.ts';
import { assertRefused, officerService } from '../officer-test-support.ts';

const service = officerService();
const { byToken, entries } = service;
const CARD = '/officer/voters/v1/card';
const register = (publicKey: string) => byToken('POST', '/officer/cards', [{ voter: 'v1', publicKey }]);

test('it is revoked, listed as such, and never registered again', async () => {
  const [lost, other] = [toHex(newKey().publicKey), toHex(newKey().publicKey)];
  await byToken('POST', '/officer/voters', [{ voter: 'v1', style: 's' }]);
  assertRefused(await byToken('DELETE', CARD), 409, 'card/none');
  await register(lost);
  assert.equal((await byToken('DELETE', CARD)).statusCode, 204);
  const list = async () => (await byToken('GET', '/officer/voters')).json();
  assert.deepEqual(await list(), [{ voter: 'v1', style: 's', card: false, hadCard: true }]);
  assertRefused(await register(lost), 409, 'card/revoked');
  assert.equal((await register(other)).statusCode, 200);
  assert.deepEqual(await list(), [{ voter: 'v1', style: 's', card: true, hadCard: true }]);
  assert.deepEqual(
    entries()
      .filter(([, action]) => action === 'card/revoke')
      .map(([, , ...rest]) => rest),
    [
      [{ voter: 'v1' }, 'card/none'],
      [{ voter: 'v1' }, 'done'],
    ],
  );
});

test('its elections are those that have the voter on their roll and in which votes can be cast', async () => {
  const fixture = await makeElection();
  service.identity = fixture.commissioner;
  await service.restart();
  const { plan, manifest } = fixture.election;
  const id = toHex(plan.electionId);
  const election = service.elections.open(id);
  const of = async (voter: string) => (await byToken('GET', `/officer/voters/${voter}/elections`)).json();
  const [{ entry } = assert.fail()] = fixture.voters;
  assert.deepEqual(await of(entry.voter), [], 'it is not made yet');
  await election.acceptManifest(fixture.manifestDocument);
  await election.keepRoll([entry], new Map());
  service.now = Number(manifest.opens);
  assert.deepEqual(await of(entry.voter), [{ election: id, title: manifest.title, stage: 'created' }]);
  assert.deepEqual(await of('nobody'), []);
  await election.keep('tallied', utf8('tallied'));
  assert.deepEqual(await of(entry.voter), [], 'it is over');
});
