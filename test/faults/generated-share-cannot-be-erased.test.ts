/**
 * A Trustee whose store fails when it has renewed its share for the first time: what was generated cannot be erased then (trustees
 * contract, section 2, Switch). It says nothing in the new period before it can, and then nothing of it is left in any file.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import { scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { given } from '../../protocol/test-support.ts';
import { RenewingTrustees, TRUSTEES } from './support/renewing-trustees.ts';
import { STORE_FAULTS } from './support/store-faults.ts';

const VICTIM = 1;
const ID = given(TRUSTEES[VICTIM]);
const OTHERS = [0, 2, 3];
const ALL = [0, 1, 2, 3];

let t: RenewingTrustees;
beforeEach(async () => {
  t = await RenewingTrustees.open();
  await t.f.rig.pass();
});
afterEach(() => t.close());

const victim = () => t.f.trustee(VICTIM + 1);

/** What is to be erased: its share, and what it was made of. */
function generated(): Buffer[] {
  const { ceremony, documents } = victim();
  const { share } = given(ceremony.shares.get(ELECTION_KEY));
  return [scalarToBytes(share), given(documents.get('ceremony-seed-1'))].map((secret) => Buffer.from(secret));
}

const onDisk = (secrets: readonly Buffer[]): boolean[] => {
  const disk = t.disk(VICTIM);
  return secrets.map((secret) => disk.includes(secret));
};

for (const [what, begin] of Object.entries(STORE_FAULTS))
  test(`a store that is ${what}: as soon as it can be written nothing old is left`, async () => {
    const secrets = generated();
    assert.deepEqual(onDisk(secrets), [true, true]);
    const end = begin(victim());
    await t.renew(OTHERS);
    t.fails(VICTIM);
    assert.deepEqual(onDisk(secrets), [true, true]);
    const vote = await t.cast();
    end();
    await t.f.rig.pass();
    t.isBack(VICTIM);
    assert.deepEqual(onDisk(secrets), [false, false]);
    await t.renew(ALL);
    await t.endsRight(vote);
  });

test('it says nothing in the new period while what is old is there, also after a restart', async () => {
  const secrets = generated();
  const end = STORE_FAULTS['being read'](victim());
  await t.renew(OTHERS);
  const { c } = t.log;
  t.toSlot();
  for (let look = 0; look < 3; look++) await t.f.rig.pass();
  assert.deepEqual(t.said(VICTIM, 'state', c), []);
  end();
  await t.f.rig.restart(ID);
  for (let look = 0; look < 2; look++) await t.f.rig.pass();
  assert.deepEqual(onDisk(secrets), [false, false]);
  assert.ok(t.said(VICTIM, 'state', c).length <= 1);
});

test('once it is erased a renewal asks nothing of the store', async () => {
  await t.renew(ALL);
  const end = STORE_FAULTS.locked(victim());
  await t.renew(ALL);
  t.isBack(VICTIM);
  end();
});
