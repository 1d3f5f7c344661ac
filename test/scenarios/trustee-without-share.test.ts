/** A Trustee that was away when the keys were made holds no share (protocol section 3.2): it freezes like the others, and discloses nothing. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids } from '../support/setup-rig.ts';

const LATE = 'trustee-4';

test('it signs the root, and nobody waits for its share', async () => {
  const f = await FreezingRig.open(['ana'], {}, [LATE]);
  try {
    const { election } = f.election;
    const holders = election.holders('trustees').map(({ id }) => id);
    assert.deepEqual(holders, ids('trustee').slice(0, 3));
    assert.equal(f.trustee(4).holding()?.share(), undefined);
    f.endClaims();
    await f.untilPosted('root', ids('trustee'));
    await f.untilPosted('disclosure', holders);
    await f.pass(5);
    assert.deepEqual(f.posted('disclosure'), holders);
  } finally {
    await f.rig.close();
  }
});
