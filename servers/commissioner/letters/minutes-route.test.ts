import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { textsOf } from '../../../letters/test-support.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { makeElection } from '../../../protocol/test-support.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { type TestService, testService } from '../test-support.ts';
import { addMinutesRoute } from './minutes-route.ts';

const ID = 'ab'.repeat(16);
const OTHER = 'cd'.repeat(16);
const INDEX = 'index of the record';
const RESULTS = {
  election: ID,
  manifestHash: '',
  title: 'Board',
  packages: 3,
  refused: { 'vote/form': 1, 'vote/twice': 1 },
  styles: [{ style: 'north', voters: 4, votes: 1 }],
  contests: [],
};
let now = Date.UTC(2027, 0, 1, 12);
let service: TestService;
let election: CommissionerElection;

beforeAll(async () => {
  const fixture = await makeElection();
  service = testService(fixture.commissioner, () => now);
  election = service.elections.open(ID);
  await election.acceptManifest(fixture.manifestDocument);
  const ballot = `<ballot xmlns="urn:revs:ballot:v1" id="b" languages="en de">
    <title lang="en">${fixture.manifest.title}</title><title lang="de">Eine Wahl der Tests</title>
    <contest id="q" kind="yes-no" blank="allowed"><title>Q</title><short>Q</short></contest></ballot>`;
  await election.keepRoll([], new Map([['north', utf8(ballot)]]));
  mkdirSync(election.recordFolder, { recursive: true });
  writeFileSync(join(election.recordFolder, 'results.json'), JSON.stringify(RESULTS));
  writeFileSync(join(election.recordFolder, 'record.jws'), INDEX);
  addMinutesRoute(service.app, service.elections, { organisation: { name: 'Union' }, audit: service.audit });
});
afterAll(() => service.close());

const ask = (query = 'language=en&timeZone=UTC', id = ID) =>
  service.app.inject({ method: 'GET', url: `/officer/elections/${id}/minutes.pdf?${query}` });

test('before the tally there are none', async () => {
  const response = await ask();
  assert.deepEqual([response.statusCode, response.json().code], [404, 'service/not-found']);
});

test('steps as the audit log has them: those of this election that succeeded, each the last time', async () => {
  await election.keep('tallied', utf8('tallied'));
  const enter = async (officer: string, step: string, outcome: string, id = ID): Promise<void> => {
    now += 3_600_000;
    await service.audit.append({ officer, action: `election/${step}`, detail: { election: id }, outcome });
  };
  await enter('olivia', 'create', 'done');
  await enter('mallory', 'open', 'begun');
  await enter('mallory', 'open', 'service/busy');
  await enter('mallory', 'open', 'done', OTHER);
  await enter('otto', 'open', 'done');
  const asked = { step: 'election/close', election: ID, askedBy: 'olivia' };
  await service.audit.append({ officer: 'otto', action: 'approval/ask', detail: asked, outcome: 'done' });
  for (const [officer, outcome] of [
    ['mallory', 'approval/own'],
    ['otto', 'done'],
  ] as const)
    await service.audit.append({ officer, action: 'approval/give', detail: asked, outcome });
  await enter('otto', 'tally', 'done');
  await enter('olivia', 'tally', 'done');
  const response = await ask();
  assert.deepEqual([response.statusCode, response.headers['content-type']], [200, 'application/pdf']);
  assert.match(
    String(response.headers['content-disposition']),
    /^attachment; filename="minutes-abab.*\.pdf"$/,
  );
  const text = (await textsOf(response.rawPayload)).join(' ');
  assert.match(
    text,
    /keys generated 1 Jan 2027, 13:00:00 UTC olivia Election opened 1 Jan 2027, 17:00:00 UTC otto End of voting ordered early 1 Jan 2027, 17:00:00 UTC olivia, otto Votes opened and counted 1 Jan 2027, 19:00:00 UTC olivia/,
  );
  assert.doesNotMatch(text, /mallory/);
  const hash = createHash('sha256').update(INDEX).digest('hex').match(/.{4}/g)?.join(' ') ?? '';
  assert.ok(text.includes(hash), text);
  assert.match(text, /1 of 4 voters \(25%\).*Votes that arrived: 3; refused: 2\./);
});

test('a language or time zone that is none is refused', async () => {
  for (const query of ['', 'language=es&timeZone=UTC', 'language=en', 'language=en&timeZone=Mars'])
    assert.deepEqual((await ask(query)).json().code, 'service/bad-request', query);
});
