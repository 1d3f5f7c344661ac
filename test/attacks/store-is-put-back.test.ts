/**
 * An Administrator's store is put back, by its operator or by whoever has its machine: it has forgotten whom it has echoed, and would
 * echo another message of the same voter. Marks on the board show it (board contract, section 4, Mark); they say nothing else.
 */
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import { markStatement } from '../../protocol/board/post-messages.ts';
import { postOf } from '../../protocol/board/read-posts.ts';
import { prepareBody } from '../../protocol/messages/prepare-request.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { given, random } from '../../protocol/test-support.ts';
import type { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import { askHealth } from '../../servers/shared/ask-health.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids } from '../support/setup-rig.ts';

const SELF = 'administrator-1';
const VOTERS = ['ana', 'ben', 'eva', 'ida', 'leo'];
const [ANA] = VOTERS as [string];

let f: FreezingRig;
let backup: string;
beforeEach(async () => {
  backup = join(temporaryFolder(), 'backup');
  f = await FreezingRig.open(VOTERS);
});
afterEach(async () => {
  await f.close();
  removeFolder(join(backup, '..'));
});

const administrator = (id = SELF) => f.rig.election(id) as AdministratorElection;

/** It is so many seconds after the opening, and everybody has looked. */
async function at(seconds: number): Promise<void> {
  f.rig.board.now = f.election.times.opens + seconds * 1000;
  f.rig.board.tick(0);
  for (let look = 0; look < 4; look++) await f.rig.look();
}

/** Its marks on the board, and when they were ordered: seconds after the opening. */
const marks = (id = SELF) =>
  f.rig.board.entries
    .filter(({ topic }) => topic.endsWith('/marks'))
    .flatMap((entry) => {
      const post = given(postOf(entry));
      if (post.signer !== id) return [];
      const mark = toHex(peekStatement(markStatement.content, post.content).content.mark);
      return [{ mark, at: (entry.time - f.election.times.opens) / 1000 }];
    });
const times = (id = SELF) => marks(id).map((mark) => mark.at);

/** Prepare for any M, by the voter's own card. */
async function prepare(voter: string, id = SELF) {
  const { election } = f.election;
  const blinded = nobleBls.hashToG1(random(32));
  const fields = { manifestHash: election.manifestHash, administrator: id, voter, style: 'all', blinded };
  const signature = given(f.rig.voters.get(voter)).sign(prepareBody(fields));
  const member = given(election.member('administrators', id));
  return administrator(id).prepare(await sealPrepare(election, member, { ...fields, signature }));
}
test('marks come as often, and at the same times, whoever votes', async () => {
  for (let second = 0; second <= 200; second++) {
    const voter = VOTERS[second];
    await at(second);
    if (voter !== undefined) await prepare(voter);
  }
  assert.equal(administrator().turnout().prepared, VOTERS.length);
  for (const id of ids('administrator')) assert.deepEqual(times(id), [0, 60, 120], id);
  const all = ids('administrator').flatMap((id) => marks(id).map(({ mark }) => mark));
  assert.equal(new Set(all).size, all.length, 'each is drawn anew');
});

test('a store that is put back gives nobody two echoes: all see it, and the election goes on without it', async () => {
  await at(-10);
  await f.rig.restart(SELF, (folder) => cpSync(folder, backup, { recursive: true }));
  await at(2);
  assert.ok((await prepare(ANA)).echo);
  await f.rig.restart(SELF, (folder) => {
    rmSync(folder, { recursive: true });
    cpSync(backup, folder, { recursive: true });
  });
  await at(3);
  await assert.rejects(prepare(ANA), { code: 'store/put-back' });
  await assert.rejects(administrator().sign(random(10)), { code: 'store/put-back' });
  assert.equal(administrator().turnout().prepared, 0, 'it would have echoed again');
  const health = await askHealth({ id: SELF, url: f.rig.urlOf(SELF) }, Date.now);
  assert.deepEqual([health.up, health.problem], [true, 'store/put-back']);
  for (const other of ids('administrator').slice(1)) assert.ok((await prepare(ANA, other)).echo);
  // It would count too few: honest votes would be a fraud.
  f.endClaims();
  await f.untilPosted('ledger', ids('administrator').slice(1), 'run');
  await f.pass(2);
  assert.deepEqual(f.posted('ledger', 'run'), ids('administrator').slice(1));
  // Nor is it signed before personal data are deleted, which an honest one could not count any more.
  await administrator().beforeDeletion();
  assert.equal(administrator().documents.get('ledger'), undefined);
});
