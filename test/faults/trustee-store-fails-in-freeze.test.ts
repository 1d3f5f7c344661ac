/**
 * A Trustee's store that is locked, or read-only, while the election is frozen after a renewal: what it cannot keep it does not say
 * (trustees contract, section 3; board contract, section 7). The others freeze and disclose; it comes after them, and says one thing.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { openRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import type { Freeze } from '../../protocol/board/folds/freeze.ts';

import { given } from '../../protocol/test-support.ts';
import { RenewingTrustees, TRUSTEES } from './support/renewing-trustees.ts';
import { STORE_FAULTS } from './support/store-faults.ts';

const VICTIM = 1;
const ID = given(TRUSTEES[VICTIM]);
const ALL = [0, 1, 2, 3];

let t: RenewingTrustees;
beforeEach(async () => {
  t = await RenewingTrustees.open();
  await t.f.rig.pass();
  await t.renew(ALL);
  await t.deliver(await t.cast());
});
afterEach(() => t.close());

const victim = () => t.f.trustee(VICTIM + 1);

/** From the look on at which its log is so far. */
function whenItSees(isSo: (freeze: Freeze | undefined) => boolean, begin: () => void): void {
  let hasBegun = false;
  t.f.rig.onLook = async (id) => {
    if (hasBegun || id !== ID || !isSo(victim().log.freeze)) return;
    hasBegun = true;
    begin();
  };
}

/** What it has posted of that type, each post once. */
const said = (type: 'root' | 'disclosure'): Uint8Array[] =>
  t.f.election.log
    .posts('freeze', type)
    .filter(({ signer }) => signer === ID)
    .map(({ content }) => content);

/** One root, ever, by whatever key; and in each period one signature. */
function saysOne(): void {
  const { election, log } = t.f.election;
  const roots = said('root').map((content) => openRoot(election, content, log.trusteePeriods).content);
  assert.equal(new Set(roots.map(({ x, size, root }) => `${x} ${size} ${root}`)).size, 1);
  assert.equal(new Set(roots.map(({ period }) => period)).size, roots.length);
}

const STAGES: Readonly<Record<string, (freeze: Freeze | undefined) => boolean>> = {
  hold: () => true,
  root: (freeze) => freeze?.step === 'frozen',
  disclosure: (freeze) => freeze?.step === 'frozen' && freeze.final !== undefined,
};

describe.for(Object.entries(STAGES))('from its %s on', ([, isSo]) => {
  for (const fault of ['locked', 'read-only'] as const)
    test(`a store that is ${fault}: the others go on, and it comes after them`, async () => {
      let end = (): void => undefined;
      whenItSees(isSo, () => {
        end = STORE_FAULTS[fault](victim());
      });
      t.f.endClaims();
      await t.f.untilDisclosed();
      await t.f.pass(5);
      assert.deepEqual(said('disclosure'), []);
      // Of read-only file systems many need a restart.
      if (fault === 'read-only') await t.f.rig.restart(ID, end);
      else end();
      // Until its pauses between tries are over.
      await t.f.pass(70);
      await t.f.untilPosted('disclosure', TRUSTEES);
      saysOne();
      await t.verifies();
    });
});
