import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { textsOf } from '../../../letters/test-support.ts';
import { fingerprint } from '../../../protocol/0-setup/fingerprint.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { makeElection, type TestElection } from '../../../protocol/test-support.ts';
import { type TestService, testService } from '../test-support.ts';
import { addLetterRoutes } from './letter-routes.ts';

const ID = 'ab'.repeat(16);
const WANTED = { what: 'notices', language: 'en', timeZone: 'Europe/Lisbon' };
const BALLOT = `<ballot xmlns="urn:revs:ballot:v1" id="b" languages="en de">
  <title lang="en">An election of the tests</title><title lang="de">Eine Wahl der Tests</title>
  <contest id="q" kind="yes-no" blank="allowed"><title>Q</title><short>Q</short></contest>
</ballot>`;
let service: TestService;
let fixture: TestElection;
let voters: readonly string[];

beforeAll(async () => {
  fixture = await makeElection();
  voters = fixture.voters.map(({ entry }) => entry.voter);
  service = testService(fixture.commissioner);
  const election = service.elections.open(ID);
  await election.acceptManifest(fixture.manifestDocument);
  await election.keepRoll(
    fixture.voters.map(({ entry }) => entry),
    new Map([['north', utf8(BALLOT)]]),
  );
  addLetterRoutes(service.app, service.elections, {
    organisation: { name: 'Union of Voters' },
    voterPage: 'https://vote.example',
    maxBody: 10_000,
  });
});
afterAll(() => service.close());

const ask = (body: object, election = ID) =>
  service.app.inject({ method: 'POST', url: `/officer/elections/${election}/letters`, payload: body });

async function refused(body: object, status: number, code: string, election = ID): Promise<void> {
  const response = await ask(body, election);
  assert.deepEqual([response.statusCode, response.json().code], [status, code], response.body);
}

test('a notice for everybody on the roll of the election, with its address and fingerprint', async () => {
  const response = await ask(WANTED);
  assert.deepEqual([response.statusCode, response.headers['content-type']], [200, 'application/pdf']);
  const pages = await textsOf(response.rawPayload);
  assert.deepEqual(
    pages.map((page) => /Your voter ID (\S+)/.exec(page)?.[1]),
    voters,
  );
  const printed = fingerprint(fixture.election.manifestHash).match(/.{4}/g)?.join(' ') ?? '';
  for (const page of pages) {
    assert.ok(page.startsWith('Union of Voters'), page);
    assert.ok(page.replaceAll(' ', '').includes(`https://vote.example/?election=${ID}`), page);
    assert.ok(page.includes(printed), page);
  }
});

test('titles are in the language of each letter, as the ballot has them', async () => {
  const titleIn = async (language: string) =>
    (await textsOf((await ask({ ...WANTED, language })).rawPayload))[0];
  assert.match((await titleIn('de')) ?? '', /: Eine Wahl der Tests/);
  assert.match((await titleIn('en')) ?? '', new RegExp(`: ${fixture.manifest.title}`));
  const merge = await ask({ ...WANTED, what: 'mail-merge', language: 'de' });
  assert.ok(merge.body.includes(',Eine Wahl der Tests,'), merge.body);
  const cover = await textsOf((await ask({ ...WANTED, what: 'cover-list', language: 'de' })).rawPayload);
  assert.ok(cover[0]?.includes(', Eine Wahl der Tests)'), cover[0]);
});

test('for one voter, at the address that came with the request', async () => {
  const [voter = ''] = voters;
  const addresses = `voter,name,address,language\n${voter},Ána,Rua 1,pt\n`;
  const pages = await textsOf((await ask({ ...WANTED, voters: [voter], addresses })).rawPayload);
  assert.equal(pages.length, 1);
  assert.match(pages[0] ?? '', /^Union of Voters Ána Rua 1 Aviso de eleição/);
});

test('the cover list, and the mail merge as CSV', async () => {
  const cover = await textsOf((await ask({ ...WANTED, what: 'cover-list' })).rawPayload);
  for (const voter of voters) assert.ok(`${cover.join(' ')} `.includes(` ${voter} `), voter);
  const merge = await ask({ ...WANTED, what: 'mail-merge' });
  assert.match(String(merge.headers['content-type']), /^text\/csv/);
  const [, ...rows] = merge.body.trimEnd().split('\n');
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    voters,
  );
});

test('voters, zones, languages and addresses that are none are refused, and nothing is printed', async () => {
  await refused({ ...WANTED, voters: ['nobody'] }, 400, 'service/bad-request');
  await refused({ ...WANTED, voters: [] }, 400, 'service/bad-request');
  await refused({ ...WANTED, timeZone: 'Mars/Olympus' }, 400, 'service/bad-request');
  await refused({ ...WANTED, language: 'es' }, 400, 'service/bad-request');
  await refused({ ...WANTED, what: 'ransom' }, 400, 'service/bad-request');
  await refused({ ...WANTED, more: 1 }, 400, 'service/bad-request');
  await refused({ ...WANTED, addresses: 'name\nAna\n' }, 400, 'letters/bad-addresses');
  await refused({ ...WANTED, addresses: 'voter\nana\n' }, 400, 'letters/no-address');
  await refused({ ...WANTED, addresses: 'x'.repeat(10_001) }, 413, 'service/too-large');
  await refused(WANTED, 404, 'service/not-found', 'cd'.repeat(16));
});

test('letters are made one job at a time', async () => {
  const both = await Promise.all([ask(WANTED), ask(WANTED)]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).toSorted(), [200, 409]);
  assert.equal((await ask(WANTED)).statusCode, 200);
});
