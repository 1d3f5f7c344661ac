/** Trial elections with servers of all roles: who is on the roll. */
import assert from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { SetupRig } from '../support/setup-rig.ts';

const rig = await SetupRig.open();
afterAll(() => rig.close());

test('a real election has no test voter on its roll, a trial test voters alone or everybody; its manifest says which it is', async () => {
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
