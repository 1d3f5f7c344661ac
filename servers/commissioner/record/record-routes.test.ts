import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, test } from 'vitest';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { publishElection } from '../election/run-election.ts';
import { testService } from '../test-support.ts';
import { addRecordRoutes } from './record-routes.ts';

const ID = 'ab'.repeat(16);
const { app, elections, close } = testService();
/** Larger than any buffer on the way; its length no multiple of a block. */
const BULLETIN = 'x'.repeat(3_000_001);
const FILES: Readonly<Record<string, string>> = {
  'ballots/north.xml': '<ballot/>',
  'bulletin.bin': BULLETIN,
  'record.jws': '{"index":1}',
  'results.json': '{"styles":[]}',
};
/** What a crash of the writer leaves beside them, and whatever else: verifiers would refuse a record with it. */
const NOT_OF_THE_RECORD = ['bulletin.bin.part', 'notes.txt', 'ballots/north.xml.part', '.hidden'];
let election: CommissionerElection;

function writeRecord(date: Date): void {
  mkdirSync(join(election.recordFolder, 'ballots'), { recursive: true });
  for (const [name, content] of Object.entries(FILES).reverse()) {
    writeFileSync(join(election.recordFolder, name), content);
    utimesSync(join(election.recordFolder, name), date, date);
  }
  for (const name of NOT_OF_THE_RECORD) writeFileSync(join(election.recordFolder, name), 'left');
}

beforeAll(() => {
  election = elections.open(ID);
  addRecordRoutes(app, elections);
});
afterAll(close);

const get = (path: string) => app.inject({ method: 'GET', url: path });
async function refused(path: string): Promise<void> {
  const response = await get(path);
  assert.equal(response.statusCode, 404, path);
  assert.equal(response.json<{ code: string }>().code, 'service/not-found', path);
}

const PUBLIC = [
  `/elections/${ID}/record.tar`,
  ...Object.keys(FILES).map((f) => `/elections/${ID}/record/${f}`),
];
const OFFICERS = [`/officer/elections/${ID}/results`, `/officer/elections/${ID}/record.tar`];

test('before the tally there is nothing, not even for officers, and it cannot be published', async () => {
  writeRecord(new Date());
  for (const path of [...PUBLIC, ...OFFICERS]) await refused(path);
  await assert.rejects(publishElection(election), { code: 'election/not-tallied' });
  assert.equal(election.isPublished, false);
  assert.throws(() => election.documents.require('disclosures'), { code: 'service/not-found' });
});

test('once tallied, officers have results and record; the public has neither', async () => {
  await election.keep('tallied', utf8('tallied'));
  assert.equal(election.stage, 'tallied');
  const results = await get(`/officer/elections/${ID}/results`);
  assert.deepEqual(results.json(), { styles: [] });
  assert.match(String(results.headers['content-type']), /^application\/json/);
  assert.equal((await get(`/officer/elections/${ID}/record.tar`)).statusCode, 200);
  for (const path of PUBLIC) await refused(path);
  assert.deepEqual((await get(`/elections/${ID}/publication`)).json(), { isPublished: false });
});

test('once published, anyone has the record; publishing again changes nothing', async () => {
  await publishElection(election);
  await publishElection(election);
  assert.equal(election.stage, 'published');
  const told = await get(`/elections/${ID}/publication`);
  assert.deepEqual(told.json(), { isPublished: true });
  assert.equal(told.headers['access-control-allow-origin'], '*');
  for (const [name, content] of Object.entries(FILES)) {
    const response = await get(`/elections/${ID}/record/${name}`);
    assert.deepEqual([response.statusCode, response.body === content], [200, true], name);
    assert.equal(response.headers['access-control-allow-origin'], '*');
  }
  for (const name of [
    'nothing.cbor',
    '..%2f..%2fstore.db',
    ...NOT_OF_THE_RECORD,
    'ballots',
    'results.json%2fx',
    'ballots%2f..%2f..%2fstore.db',
  ])
    await refused(`/elections/${ID}/record/${name}`);
  for (const id of ['0'.repeat(32), 'x']) await refused(`/elections/${id}/record.tar`);
});

async function unpacked(archive: Buffer): Promise<[name: string, content: string][]> {
  const files: [string, string][] = [];
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    const { header } = entry;
    assert.deepEqual([header.mtime?.getTime(), header.uid, header.gid, header.mode], [0, 0, 0, 0o644]);
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.push([header.name, Buffer.concat(chunks).toString()]);
  }
  return files;
}

test('record.tar holds every file in order of name, and is the same whenever it is made', async () => {
  const first = await get(`/elections/${ID}/record.tar`);
  assert.equal(first.headers['content-type'], 'application/x-tar');
  assert.match(
    String(first.headers['content-disposition']),
    /^attachment; filename="record-[0-9a-f]{32}\.tar"$/,
  );
  const expected = Object.entries(FILES).map(([name, content]) => [`election-record/${name}`, content]);
  assert.deepEqual(await unpacked(first.rawPayload), expected);
  rmSync(election.recordFolder, { recursive: true });
  writeRecord(new Date(2001, 1, 1));
  const second = await get(`/officer/elections/${ID}/record.tar`);
  assert.ok(first.rawPayload.equals(second.rawPayload));
});

test('a reader that goes away, and a record that is gone, leave the service alive', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = app.listeningOrigin;
  const response = await fetch(`${url}/elections/${ID}/record.tar`);
  await response.body?.cancel();
  rmSync(election.recordFolder, { recursive: true });
  assert.equal((await fetch(`${url}/elections/${ID}/record.tar`)).status, 500);
  assert.equal((await fetch(`${url}/health`)).status, 200);
});
