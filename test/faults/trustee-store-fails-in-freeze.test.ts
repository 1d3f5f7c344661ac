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

/** As soon as the function of that name has come to its end; with arguments that begin like this. */
function after<T extends object>(of: T, name: keyof T & string, first: unknown, begin: () => void): void {
  const real = (of[name] as (...args: unknown[]) => Promise<unknown>).bind(of);
  const andThen = async (...args: unknown[]): Promise<unknown> => {
    const result = await real(...args);
    if (first === undefined || args[0] === first) begin();
    return result;
  };
  Object.assign(of, { [name]: andThen });
}

const BEFORE_ROOT: Readonly<Record<string, (begin: () => void) => void>> = {
  'the bulletin board is frozen': (begin) => after(victim().bulletinBoard, 'freeze', undefined, begin),
  'the root is kept': (begin) => after(victim().documents, 'once', 'root', begin),
};

for (const [what, when] of Object.entries(BEFORE_ROOT))
  test(`locked as soon as ${what}: no root leaves that is not on disk as it was signed`, async () => {
    let end: (() => void) | undefined;
    when(() => {
      end ??= STORE_FAULTS.locked(victim());
    });
    t.f.endClaims();
    await t.f.untilDisclosed();
    assert.ok(end !== undefined);
    assert.deepEqual([...said('root'), ...said('disclosure')], []);
    end();
    await t.f.pass(70);
    await t.f.untilPosted('disclosure', TRUSTEES);
    saysOne();
  });
