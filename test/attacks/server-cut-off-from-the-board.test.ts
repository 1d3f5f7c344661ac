/**
 * One server of each role reaches everybody but the board: while an election is set up, and while it freezes. It holds nobody up
 * for longer than the board's terms, and does its part when it reaches the board again. That voting needs no board, and how who is
 * cut off closes, is in server-misses-the-order.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { openElection } from '../../servers/commissioner/election/run-election.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { FreezingRig, GRACE } from '../support/freezing-rig.ts';
import { SetupRig } from '../support/setup-rig.ts';

const CUT = ['administrator-4', 'trustee-4', 'anonymizer-3', 'counter-3', 'distributor-3'];

test('during setup it is left out of the keys, and opens the election when it reaches the board again', async () => {
  const rig = await SetupRig.open();
  try {
    for (const id of CUT) rig.cut.add(id);
    const election = await rig.create();
    const { administratorCeremony, trusteeCeremony } = election.election.manifest;
    assert.deepEqual([administratorCeremony.holders, trusteeCeremony.holders], [0b0111, 0b0111]);
    const keyed = [...election.election.keyed('administrators'), ...election.election.keyed('anonymizers')];
    assert.deepEqual(
      keyed.map(({ id }) => id),
      ['administrator-1', 'administrator-2', 'administrator-3', 'anonymizer-1', 'anonymizer-2'],
    );
    for (const id of CUT) assert.equal(rig.hosts(id), false, id);
    rig.cut.clear();
    assert.deepEqual(await rig.until(openElection(election, () => undefined)), {});
    const { manifestHash } = election.election;
    for (const id of CUT) assert.deepEqual(rig.election(id).election.manifestHash, manifestHash, id);
  } finally {
    await rig.close();
  }
});

test('while an election freezes it is waited for `grace`, and missed no longer; then it says what still counts', async () => {
  const f = await FreezingRig.open();
  try {
    for (const id of CUT) f.rig.cut.add(id);
    const [vote, other] = [await f.vote(random(1)), await f.vote(random(1))];
    await f.deliver(1, [vote]);
    await f.deliver(2, [vote, other]);
    // Who does not reach the board takes what is delivered all the same.
    await f.deliver(3, [vote]);
    f.endClaims();
    await f.untilPosted('final-head', ['counter-1', 'counter-2']);
    await f.untilHeld(['trustee-1', 'trustee-2', 'trustee-3'], 0b011);
    assert.equal(f.frozen, undefined, 'the Counter has its time');
    await f.pass(2 * GRACE);
    assert.deepEqual(f.frozen, [1, 2]);
    await f.untilDisclosed();
    assert.deepEqual(f.posted('root'), ['trustee-1', 'trustee-2', 'trustee-3']);
    f.rig.cut.clear();
    await f.untilPosted('disclosure', CUT.slice(1, 2));
    await f.pass(2);
    assert.deepEqual(f.posted('final-head'), ['counter-1', 'counter-2'], 'that Counter is too late');
    assert.equal((await tally(f.election, () => undefined)).packages, 2);
    const { commissionerKey } = f.election.context;
    const { absent } = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
    assert.deepEqual(
      absent.filter(({ kind }) => kind === 'ledger'),
      [{ server: 'administrator-4', kind: 'ledger' }],
    );
  } finally {
    await f.close();
  }
});
