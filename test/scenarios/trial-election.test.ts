/** Trial elections with servers of all roles: who is on the roll, how another is made like it, how it is deleted. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { signDeletion } from '../../protocol/0-setup/delete-trial.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { newKey } from '../../protocol/test-support.ts';
import type { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { deleteElection } from '../../servers/commissioner/election/delete-election.ts';
import { requestOf } from '../../servers/commissioner/election/election-summary.ts';
import { postCbor } from '../../servers/shared/http-client.ts';
import { ids, SetupRig } from '../support/setup-rig.ts';

const SERVERS = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(ids);
const EVERYBODY = [COMMISSIONER, ...SERVERS];
let rig: SetupRig;
beforeEach(async () => {
  rig = await SetupRig.open();
});
afterEach(() => rig.close());

/** Names of all that is on disk of an election there. */
const leftAt = (id: string, { electionId }: CommissionerElection): string[] =>
  readdirSync(join(rig.folderOf(id), electionId), { recursive: true }).map(String);
const remove = (election: CommissionerElection) =>
  deleteElection(rig.service.elections, election, () => undefined);
/** The order that a hostile Commissioner signs, whatever the election. */
const orderFor = ({ plan: { plan, planHash } }: CommissionerElection, key = rig.commissioner): Uint8Array =>
  signDeletion({ plan: { ...plan, trial: true }, planHash }, key);

test('a real election has no test voter on its roll, a trial test voters alone or everybody; its plan says which it is', async () => {
  for (const [trial, roll] of [
    [undefined, ['ana']],
    ['test-cards', ['TEST-1']],
    ['everybody', ['TEST-1', 'ana']],
  ] as const) {
    const made = await rig.create(['TEST-1', 'ana'], trial);
    assert.deepEqual(
      made.roll(0, 9).map(({ voter }) => voter),
      roll,
    );
    assert.equal(made.election.plan.trial, trial !== undefined);
  }
});

test('what an election was made of, for another like it: texts, times, ballots, servers; none of its voters', async () => {
  const made = await rig.create(['ana'], 'everybody');
  const { ballots, servers, thresholds, ...rest } = requestOf(made);
  const [ballot] = ballots;
  const { title, opens, closes, intakeEnds, claimsEnd } = made.election.manifest;
  assert.deepEqual(rest, { title, opens, closes, intakeEnds, claimsEnd });
  assert.deepEqual(new TextEncoder().encode(ballot?.xml), made.ballots().get('all'));
  assert.deepEqual(servers?.toSorted(), SERVERS.toSorted());
  assert.equal(thresholds?.signingThreshold, 3);
  assert.doesNotMatch(JSON.stringify(requestOf(made)), /ana/);
});

describe('deleting', () => {
  test('a trial leaves a mark with its ID at its servers and the Commissioner, no more, also after a restart', async () => {
    const trial = await rig.create(['TEST-1'], 'test-cards');
    await rig.passUntil(() => SERVERS.every((id) => rig.election(id).isOpen));
    assert.deepEqual(await remove(trial), {});
    for (const id of EVERYBODY) assert.deepEqual(leftAt(id, trial), ['deleted'], id);
    assert.deepEqual(rig.service.elections.all(), []);
    for (const id of ['administrator-1', 'trustee-1', 'counter-1']) await rig.restart(id);
    await rig.pass();
    for (const id of SERVERS) {
      assert.equal(rig.hosts(id), false, `the board brings it back at ${id}`);
      assert.deepEqual(leftAt(id, trial), ['deleted'], id);
    }
  });

  test('a real election is refused by the Commissioner and by each server, whatever the Commissioner signs', async () => {
    const real = await rig.create();
    await assert.rejects(remove(real), { code: 'election/not-trial' });
    const own = rig.service.elections.delete(real.electionId, orderFor(real));
    await assert.rejects(own, { code: 'election/not-trial' });
    for (const id of SERVERS) {
      const url = `${rig.urlOf(id)}/elections/${real.electionId}/delete`;
      await assert.rejects(postCbor(url, orderFor(real)), { code: 'election/not-trial', status: 409 }, id);
      assert.equal(rig.election(id).electionId, real.electionId);
    }
    assert.ok(leftAt(COMMISSIONER, real).includes('store.db'));
  });

  test("a trial is deleted at the Commissioner's word for this trial alone", async () => {
    const [trial, other] = [
      await rig.create(['TEST-1'], 'test-cards'),
      await rig.create(['TEST-1'], 'everybody'),
    ];
    const url = `${rig.urlOf('counter-1')}/elections/${trial.electionId}/delete`;
    await assert.rejects(postCbor(url, orderFor(trial, newKey())), { code: 'signature/invalid' });
    await assert.rejects(postCbor(url, orderFor(other)), { code: 'statement/wrong-context' });
    await postCbor(url, orderFor(trial));
    await postCbor(url, orderFor(trial));
    assert.deepEqual(leftAt('counter-1', trial), ['deleted']);
    assert.ok(leftAt('counter-1', other).includes('store.db'), 'others stay');
  });

  test('a server that is away is named, and until it has deleted it the election stays here, to be deleted again', async () => {
    const trial = await rig.create(['TEST-1'], 'test-cards');
    rig.away.add('anonymizer-2');
    assert.deepEqual(Object.keys(await remove(trial)), ['anonymizer-2']);
    assert.ok(leftAt(COMMISSIONER, trial).includes('store.db'));
    rig.away.delete('anonymizer-2');
    assert.deepEqual(await remove(trial), {});
    for (const id of EVERYBODY) assert.deepEqual(leftAt(id, trial), ['deleted'], id);
  });
});
