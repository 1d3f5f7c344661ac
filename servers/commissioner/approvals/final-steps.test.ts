/** Elections under four eyes: which steps need an approval in which state, and what an approval is bound to. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'vitest';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { makeElection } from '../../../protocol/test-support.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { assertRefused, officerService } from '../officer-test-support.ts';

const service = officerService();
const { add, byCookie, byToken, session } = service;
type Step = 'open' | 'close' | 'publish';

let election: CommissionerElection;
let ana = '';
let ben = '';

beforeEach(async () => {
  await add('ben', 'approver');
  // No server answers there.
  const fixture = await makeElection({ urlOf: () => 'http://127.0.0.1:9' });
  service.identity = fixture.commissioner;
  service.fourEyes = true;
  await service.restart();
  election = service.elections.open(toHex(fixture.election.plan.electionId));
  await election.acceptManifest(fixture.manifestDocument);
  [ana, ben] = [await session(), await session('ben')];
});

const lastLine = (body: string): { result?: unknown; error?: { code: string } } =>
  JSON.parse(body.trim().split('\n').at(-1) ?? '');
async function atOnce(step: Step): Promise<string | undefined> {
  const path = `/officer/elections/${election.electionId}/${step}`;
  return lastLine((await byCookie(ana, 'POST', path)).body).error?.code;
}
const ask = (step: Step) =>
  byCookie(ana, 'POST', '/officer/approvals', { step: `election/${step}`, election: election.electionId });
async function approve(request: string): Promise<string | undefined> {
  return lastLine((await byCookie(ben, 'POST', `/officer/approvals/${request}`)).body).error?.code;
}
const asked = async (step: Step): Promise<string> => (await ask(step)).json().request;
function writeIndex(content: string): void {
  mkdirSync(election.recordFolder, { recursive: true });
  writeFileSync(join(election.recordFolder, 'record.jws'), content);
}

test('results are published by two officers, and they are those that were there when it was asked', async () => {
  assertRefused(await ask('publish'), 409, 'election/not-tallied');
  writeIndex('first');
  await election.keep('tallied', utf8('tallied'));
  assert.equal(await atOnce('publish'), 'approval/needed');
  const request = await asked('publish');
  writeIndex('counted again');
  assert.equal(await approve(request), 'approval/changed');
  assert.equal(election.isPublished, false);
  assert.equal(await approve(await asked('publish')), undefined);
  assert.equal(election.isPublished, true);
  assert.equal(await atOnce('publish'), undefined, 'once more changes nothing');
});

test('an election is opened by two officers; what was open before is not opened by an old approval', async () => {
  assert.equal(await atOnce('open'), 'approval/needed');
  const request = await asked('open');
  await election.keep('opened', utf8('opened'));
  assert.equal(await approve(request), 'approval/changed');
  assert.equal(
    await atOnce('open'),
    'service/not-found',
    'once more takes one; here there is no plan to send',
  );
});

test('voting is ended early by two officers, in the state in which it was asked', async () => {
  const closing = { step: 'none' };
  // The board has taken too long already.
  const log = { closing, times: { lead: -60_000 } };
  election.follow({ log, past: { hasForked: () => false } } as never);
  assert.equal(await atOnce('close'), 'approval/needed');
  const request = await asked('close');
  closing.step = 'pending';
  assert.equal(await approve(request), 'approval/changed');
  assert.equal(await atOnce('close'), 'board/too-late', 'once more takes one');
});

test('an election that is not there is not asked for, and a request for one that is gone is not current', async () => {
  const body = { step: 'election/open', election: '0'.repeat(32) };
  assertRefused(await byCookie(ana, 'POST', '/officer/approvals', body), 404, 'service/not-found');
  const { electionId } = service.elections.open('1'.repeat(32));
  const unmade = { step: 'election/open', election: electionId };
  assertRefused(await byCookie(ana, 'POST', '/officer/approvals', unmade), 404, 'service/not-found');
  await asked('close');
  const [request] = (await byToken('GET', '/officer/approvals')).json();
  assert.equal(request, undefined, 'before the board is read nothing is known of the close');
});
