/**
 * Personal data of an election that is over, with servers of all roles: no server deletes them before the time of its own
 * configuration, whatever the Commissioner signs; afterwards they are gone from the disk, and nothing is signed without them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'vitest';
import {
  confirmDataDeleted,
  openDataDeleted,
  signDataDeletion,
} from '../../protocol/0-setup/delete-personal-data.ts';
import { signDeletion } from '../../protocol/0-setup/delete-trial.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { given, newKey } from '../../protocol/test-support.ts';
import type { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import type { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import {
  dataDeletionOf,
  deletePersonalData,
} from '../../servers/commissioner/election/delete-personal-data.ts';
import { openElection } from '../../servers/commissioner/election/run-election.ts';
import { getJson, postCbor } from '../../servers/shared/http-client.ts';
import { ids, RETENTION, SetupRig } from '../support/setup-rig.ts';

const KEEPERS = (['administrator', 'distributor'] as const).flatMap(ids);
const VOTER = 'zaphod-4711';
const DAY = 86_400_000;
let rig: SetupRig;
let election: CommissionerElection;

beforeEach(async () => {
  rig = await SetupRig.open();
  election = await rig.create(['ana', VOTER]);
  await rig.passUntil(() => KEEPERS.every((id) => rig.election(id).isOpen));
  assert.deepEqual(await rig.until(openElection(election, () => undefined)), {});
  for (const id of ids('administrator')) await hasSignedFor(id);
});
afterEach(() => rig.close());

/** The Administrator's entry of a vote that it has signed for. */
const hasSignedFor = (id: string): Promise<unknown> => {
  const { store } = rig.election(id);
  const insert = store.prepare(
    `INSERT INTO votes VALUES (x'01', ?, 'all', 'administrator-1', x'02', x'03', 0, x'04', x'05')`,
  );
  return store.write(() => insert.run(VOTER));
};
/** Until claims have ended, and the Administrators have counted those they signed for. */
async function pastClaims(): Promise<void> {
  rig.board.now = election.times.claimsEnd;
  await rig.passUntil(() => ids('administrator').every((id) => rig.election(id).documents.get('ledger')));
}
async function whenOver(): Promise<void> {
  await pastClaims();
  rig.board.now = election.times.claimsEnd + RETENTION * DAY;
}
const remove = () => rig.until(deletePersonalData(election, () => undefined));
const urlAt = (id: string, path = 'delete-data'): string =>
  `${rig.urlOf(id)}/elections/${election.electionId}/${path}`;
const order = (): Uint8Array => signDataDeletion(election.election, rig.commissioner);
const voters = (id: string): number =>
  Number(
    rig
      .election(id)
      .store.prepare(`SELECT count(*) AS n FROM ${ROWS[id.split('-')[0] ?? '']}`)
      .get()?.n,
  );
const ROWS: Readonly<Record<string, string>> = { administrator: 'roll', distributor: 'enrolments' };

/** Files of the election there in which a voter is found: by ID, by key, or by the key's hash. */
function foundAt(id: string): string[] {
  const { publicKey } = given(rig.voters.get(VOTER));
  const folder = join(rig.folderOf(id), election.electionId);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) =>
      [utf8(VOTER), publicKey, sha256(publicKey)].some((sign) =>
        readFileSync(path).includes(Buffer.from(sign)),
      ),
    );
}

describe('a hostile Commissioner', () => {
  test('has nothing deleted during the election or before the time that the server itself is set', async () => {
    const atOnce = postCbor(urlAt('administrator-1'), order());
    await assert.rejects(atOnce, { code: 'retention/not-over', status: 409 });
    await pastClaims();
    rig.board.now = election.times.claimsEnd + RETENTION * DAY - 1;
    for (const id of KEEPERS)
      await assert.rejects(postCbor(urlAt(id), order()), { code: 'retention/not-over' }, id);
    rig.board.now += 1;
    rig.keepsFor.delete('administrator-1');
    rig.keepsFor.set('distributor-1', RETENTION + 1);
    for (const [id, code] of [
      ['administrator-1', 'retention/unset'],
      ['distributor-1', 'retention/not-over'],
    ] as const) {
      await rig.restart(id);
      await rig.pass();
      await assert.rejects(postCbor(urlAt(id), order()), { code, status: 409 });
    }
    for (const id of KEEPERS) assert.equal(voters(id), 2, id);
  });

  test('has nothing deleted by a word for something else, or by somebody else', async () => {
    await whenOver();
    const { manifestHash, plan, planHash } = election.election;
    const other = signDataDeletion({ manifestHash: planHash, plan }, rig.commissioner);
    const trial = signDeletion({ plan: { ...plan, trial: true }, planHash }, rig.commissioner);
    const own = confirmDataDeleted(election.election, 0, COMMISSIONER, rig.commissioner);
    for (const id of KEEPERS) {
      await assert.rejects(postCbor(urlAt(id), signDataDeletion({ manifestHash, plan }, newKey())), {
        code: 'signature/invalid',
      });
      for (const wrong of [other, trial])
        await assert.rejects(postCbor(urlAt(id), wrong), { code: 'statement/wrong-context' });
      await assert.rejects(postCbor(urlAt(id), own), { status: 400 });
      const whole = postCbor(urlAt(id, 'delete'), order());
      await assert.rejects(whole, { code: 'statement/wrong-context' }, 'nor is it for a whole trial');
      assert.equal(voters(id), 2, id);
    }
  });
});

test('when the time has come they are gone from the files of all who had them, confirmed, and for good', async () => {
  await whenOver();
  for (const id of [COMMISSIONER, ...KEEPERS]) assert.notDeepEqual(foundAt(id), [], id);
  for (const id of ['trustee-1', 'anonymizer-1', 'counter-1'])
    assert.deepEqual(foundAt(id), [], `${id} has none, and is not asked`);
  assert.equal(dataDeletionOf(election), 'none');
  assert.deepEqual(await remove(), {});
  assert.equal(dataDeletionOf(election), 'done');
  for (const id of [COMMISSIONER, ...KEEPERS]) assert.deepEqual(foundAt(id), [], id);
  const said = await postCbor(urlAt('administrator-1'), order());
  const self = given(election.election.member('administrators', 'administrator-1'));
  const at = openDataDeleted(election.election, self, said);
  assert.ok(at >= election.times.claimsEnd + RETENTION * DAY && at <= rig.board.now);
  for (const id of KEEPERS) await rig.restart(id);
  await rig.pass();
  assert.deepEqual(
    await postCbor(urlAt('administrator-1'), order()),
    said,
    'the same confirmation, also after a restart',
  );
  for (const id of KEEPERS) {
    assert.equal(voters(id), 0, id);
    assert.deepEqual(await getJson(urlAt(id, '').slice(0, -1)), { open: true }, 'the election itself stays');
  }
  assert.equal(election.voters, 2);
});

test('an Administrator that has forgotten whom it signed for signs nothing more, even if its clock is put back', async () => {
  await whenOver();
  await remove();
  const id = 'administrator-1';
  rig.behind.set(id, RETENTION * DAY + 150_000);
  await rig.restart(id);
  await rig.pass();
  const own = rig.election(id) as AdministratorElection;
  assert.ok(own.context.clock() < own.times.closes && own.context.clock() >= own.times.opens);
  for (const asked of [() => own.prepare(new Uint8Array(9)), () => own.sign(new Uint8Array(9))])
    await assert.rejects(asked(), { code: 'retention/deleted' });
  const ledger = own.documents.get('ledger');
  assert.ok(ledger !== undefined, 'the count is from before');
});

test('an Administrator keeps its count of those it signed for before it forgets them; an empty one is never signed', async () => {
  await whenOver();
  const own = rig.election('administrator-1') as AdministratorElection;
  await own.store.write(() => own.store.prepare("DELETE FROM documents WHERE name = 'ledger'").run());
  await postCbor(urlAt('administrator-1'), order());
  assert.ok(own.documents.get('ledger') !== undefined);
  await own.store.write(() => own.store.prepare("DELETE FROM documents WHERE name = 'ledger'").run());
  await assert.rejects(own.ledger(), { code: 'retention/deleted' });
});

test('a Distributor takes no enrolments again', async () => {
  await whenOver();
  await remove();
  rig.behind.set('distributor-1', RETENTION * DAY + 150_000);
  await rig.restart('distributor-1');
  await rig.pass();
  const own = rig.election('distributor-1') as unknown as { acceptEnrolments(none: []): Promise<void> };
  await assert.rejects(own.acceptEnrolments([]), { code: 'retention/deleted' });
});

describe('what goes wrong', () => {
  test('too early for the Commissioner itself: nobody is asked', async () => {
    await pastClaims();
    await assert.rejects(remove(), { code: 'retention/not-over' });
    assert.equal(dataDeletionOf(election), 'none');
    assert.notDeepEqual(foundAt(COMMISSIONER), []);
  });

  test('a server that is away is named, and asked again; the others are done', async () => {
    await whenOver();
    rig.away.add('distributor-2');
    assert.deepEqual(Object.keys(await remove()), ['distributor-2']);
    assert.equal(dataDeletionOf(election), 'begun');
    rig.away.delete('distributor-2');
    // Who has confirmed it is not asked again.
    rig.away.add('administrator-1');
    assert.deepEqual(await remove(), {});
    assert.equal(dataDeletionOf(election), 'done');
    assert.deepEqual(foundAt('distributor-2'), []);
  });

  test('a server that says it in the name of another one is not believed', async () => {
    await whenOver();
    const lie = confirmDataDeleted(election.election, 0, 'administrator-2', rig.keyOf('administrator-2'));
    rig.serve = (id, path) => (id === 'administrator-1' && path.endsWith('delete-data') ? lie : undefined);
    assert.deepEqual(Object.keys(await remove()), ['administrator-1']);
    assert.equal(dataDeletionOf(election), 'begun');
  });

  for (const id of [COMMISSIONER, 'administrator-1'])
    test(`the store of ${id} is locked: nothing is confirmed or half done, and later it is done`, async () => {
      await whenOver();
      const locked = new DatabaseSync(join(rig.folderOf(id), election.electionId, 'store.db'));
      locked.exec('BEGIN IMMEDIATE');
      if (id === COMMISSIONER) await assert.rejects(remove(), { code: 'store/unavailable' });
      else assert.deepEqual(Object.keys(await remove()), [id]);
      assert.equal(dataDeletionOf(election), id === COMMISSIONER ? 'none' : 'begun');
      assert.notDeepEqual(foundAt(id), []);
      locked.exec('ROLLBACK');
      locked.exec('BEGIN');
      locked.prepare('SELECT count(*) FROM roll').get();
      if (id === COMMISSIONER) await assert.rejects(remove(), { code: 'service/busy' }, 'while it is read');
      else assert.deepEqual(Object.keys(await remove()), [id]);
      locked.close();
      assert.deepEqual(await remove(), {});
      assert.equal(dataDeletionOf(election), 'done');
      assert.deepEqual(foundAt(id), []);
    });
});
