/**
 * Administrators renew their shares and keys while the election runs, with real servers in process on the deployed state machine of
 * the board: in each period one is captured, and its rows are deleted. Votes are signed in every period, nobody gets a second one.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { openPage } from '../../protocol/2-vote-signing/merge-list.ts';
import type { ShareFile } from '../../protocol/ceremony/ceremony-files.ts';
import { refreshOf } from '../../protocol/ceremony/election-periods.ts';
import {
  type MergeRequest,
  mergeListCodec,
  mergeRequestStatement,
  rollRequestStatement,
} from '../../protocol/messages/merge.ts';
import { rollPartCodec } from '../../protocol/messages/roll.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { BLS12381_G2 } from '../../protocol/primitives/prime-group.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { Intruder } from '../../simulation/intruder.ts';
import type { FreezingRig } from '../support/freezing-rig.ts';
import { ADMINISTRATORS, ALL, RenewingRig } from '../support/renewing-rig.ts';
import { ids, type Lie } from '../support/setup-rig.ts';

const REFRESHES = 4;
const VOTERS = ['ana', 'ben', 'eva', 'ivo', 'lea', 'rui'];

let rig: RenewingRig;
let f: FreezingRig;
beforeAll(async () => {
  rig = await RenewingRig.open(VOTERS, REFRESHES + 2);
  f = rig.f;
});
afterAll(() => rig.close());

/** Every byte that the server has on its disk. */
function diskOf(index: number): Buffer {
  const entries = readdirSync(rig.folderOf(index), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** What the intruder has taken: a share of each period, each of another one. */
const stolen: { readonly index: number; readonly file: ShareFile; readonly share: Buffer }[] = [];
const packages: Uint8Array[] = [];
const ballot = () => parseBallot(given([...f.election.ballots().values()][0]));
const choose = (choice: number): Uint8Array =>
  encodeVote(
    ballot(),
    ballot().contests.map(() => [[choice]]),
  );

test('votes are signed in every period; who is captured has its rows deleted, and nobody gets a second vote', async () => {
  await f.rig.pass();
  packages.push(await f.cast(given(VOTERS[0]), choose(0)));
  for (let period = 1; period <= REFRESHES; period++) {
    const captured = (period - 1) % ALL.length;
    const file = given(rig.shareOf(captured, period - 1));
    const share = Buffer.from(given(file.shares[0]));
    assert.ok(diskOf(captured).includes(share), 'what it holds is on its disk');
    stolen.push({ index: captured, file, share });
    rig.at(captured).store.db.exec('DELETE FROM votes');
    await f.rig.restart(given(ADMINISTRATORS[captured]));
    await rig.renew(period);
    for (const voter of VOTERS.slice(0, period))
      assert.equal(await rig.secondVote(voter), 0, `${voter} ${period}`);
    packages.push(await f.cast(given(VOTERS[period]), choose(1)));
  }
});

test('who starts again merges again: what an intruder has left for a later period says nothing', async () => {
  const [first] = ALL;
  const { store } = rig.at(0);
  await store.write(() => {
    store.db.exec('DELETE FROM votes');
    rig.at(0).documents.keep(`merged-${REFRESHES}`, Uint8Array.of(1));
  });
  await f.rig.restart(given(ADMINISTRATORS[0]));
  await rig.merged([given(first)], REFRESHES);
  assert.equal(rig.at(0).turnout().prepared, REFRESHES, 'of all that others held when the period began');
  assert.equal(await rig.secondVote(VOTERS[0] ?? ''), 0);
});

test('a store that cannot write keeps an Administrator from echoing, and is an alarm; later it goes on', async () => {
  await f.rig.restart(given(ADMINISTRATORS[0]));
  const full = `BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`;
  rig.at(0).store.db.exec(`CREATE TRIGGER full BEFORE DELETE ON votes ${full}`);
  await f.until(() => rig.at(0).alarm === 'alert/renewal-failed', 'the alarm');
  assert.equal(rig.at(0).renewal?.isMerging, true);
  rig.at(0).store.db.exec('DROP TRIGGER full');
  await rig.merged([0], REFRESHES);
  await f.until(() => rig.at(0).alarm === undefined, 'no alarm');
});

test('rows and roll are shown to an Administrator of the period alone, who asks this one', () => {
  const { manifestHash } = f.election.election;
  const [asker, asked] = [given(ADMINISTRATORS[1]), given(ADMINISTRATORS[0])];
  const ask = (key: SigningKey, changes: Partial<MergeRequest> = {}, signer = asker) => {
    const content = { period: REFRESHES, administrator: asked, names: [], ...changes };
    const request = signStatement(mergeRequestStatement, manifestHash, content, signer, key);
    return rig.at(0).answerMerge(request);
  };
  const key = signingKey(given(rig.shareOf(1, REFRESHES)).periodKey);
  const { head, names } = decode(mergeListCodec, ask(key), 10_000, 'list');
  assert.equal(names.length, 32 * REFRESHES, 'of all that had voted when it merged');
  assert.ok(head.length > 0);
  assert.equal(openPage(ask(key, { names: [names.slice(0, 32), random(32)] })).length, 1);
  // Hostile: an identity key, a key of a past period, another one's name, a request to another one.
  const { index, file } = given(stolen.at(-1));
  const old = signingKey(file.periodKey);
  const thief = given(ADMINISTRATORS[index]);
  const refused = (code: string, make: () => unknown) => assert.throws(make, { code });
  const askForRoll: typeof ask = (signingKey, changes = {}, signer = asker) => {
    const content = { period: REFRESHES, administrator: asked, after: '', ...changes };
    return rig
      .at(0)
      .answerRoll(signStatement(rollRequestStatement, manifestHash, content, signer, signingKey));
  };
  const roll = decode(rollPartCodec, askForRoll(key), 10_000, 'roll');
  assert.deepEqual(
    roll.map(({ voter }) => voter),
    VOTERS,
  );
  for (const request of [ask, askForRoll]) {
    refused('signature/invalid', () => request(f.rig.keyOf(asker)));
    refused('signature/invalid', () => request(old, {}, thief));
    refused('signature/invalid', () => request(key, {}, thief));
    refused('period/past', () => request(old, { period: REFRESHES - 1 }, thief));
    refused('statement/unknown-signer', () => request(key, { period: REFRESHES + 1 }));
    refused('statement/unknown-signer', () => request(key, {}, 'trustee-1'));
    refused('administrator/unknown', () => request(key, { administrator: asker }));
  }
});

test('a merge in which nobody answers ends no wait, and gives way to that of the next period', async () => {
  f.rig.serve = (_id, path) => (path.endsWith('/merge') ? Uint8Array.of(0) : undefined);
  await rig.come(REFRESHES + 1);
  for (let look = 0; look < 20; look++) await f.rig.look();
  assert.ok(
    ALL.every((i) => rig.at(i).renewal?.isMerging),
    'fewer than t have answered',
  );
  await rig.come(REFRESHES + 2);
  f.rig.serve = () => undefined;
  await rig.merged(ALL, REFRESHES + 2);
});

test('no share of a past period is on the disk of whoever held it', () => {
  for (const [period, { index, share }] of stolen.entries())
    assert.ok(!diskOf(index).includes(share), `period ${period}`);
});

test('whoever has broken into t of them within one period has the issuance key, and not before', () => {
  const { election } = f.election;
  const refresh = given(refreshOf('administrator', election));
  const intruder = new Intruder(refresh, election, (id) =>
    join(f.rig.folderOf(id), f.election.electionId, 'renewal'),
  );
  for (const id of ADMINISTRATORS.slice(0, election.plan.signingThreshold)) {
    assert.equal(intruder.key, undefined);
    assert.deepEqual(intruder.breakInto(id), [REFRESHES + 2]);
  }
  const [published] = given(election.manifest.styles[0]).commitments;
  assert.deepEqual(BLS12381_G2.fromSecret(given(intruder.key)), published);
});

/** What these say on the board is held back, until it is posted. */
function withheld(type: string, topic: string): { post(): Promise<void>; readonly count: number } {
  const held: Parameters<Lie>[] = [];
  f.rig.lie = (id, where, tuple) => {
    if (tuple[0] !== type || !where.endsWith(topic)) return tuple;
    held.push([id, where, tuple]);
    return undefined;
  };
  return {
    get count() {
      return held.length;
    },
    post: async () => {
      for (const [id, where, tuple] of held) await f.rig.board.post(f.rig.keyOf(id), where, tuple);
    },
  };
}

test('a renewal that is certified after claims have ended makes no ledger too old', async () => {
  const outcomes = withheld('outcome', 'refresh-administrator');
  f.rig.board.now = given(f.election.log.renewal('administrator')).log.opens;
  await f.rig.passUntil(() => outcomes.count === ALL.length);
  for (const counter of [1, 2, 3]) await f.deliver(counter, packages);
  // Nothing freezes yet.
  for (const id of ids('trustee')) f.rig.away.add(id);
  f.endClaims();
  await f.untilPosted('ledger', ADMINISTRATORS, 'run');
  await outcomes.post();
  f.rig.away.clear();
  await f.untilFrozen();
  assert.equal(f.election.log.renewal('administrator')?.log.period.number, REFRESHES + 3);
  assert.equal(f.election.log.lastPeriodOfVoting, REFRESHES + 2);
});

test('the tally is right, the ledgers agree, and shares are gone once these are durable', async () => {
  await f.untilDisclosed();
  const results = await tally(f.election, () => undefined);
  assert.equal(results.packages, VOTERS.length - 1);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
  assert.deepEqual(
    verified.absent.filter(({ kind }) => kind === 'ledger'),
    [],
  );
  for (const index of ALL) {
    const names = readdirSync(join(rig.folderOf(index), 'renewal'));
    assert.deepEqual(
      names.filter((name) => !name.startsWith('certificate')),
      [],
    );
  }
});
