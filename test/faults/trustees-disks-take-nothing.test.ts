/**
 * Disks that take nothing at two Trustees at once, at a Trustee's first share file, and while it obeys its operator (trustees contract,
 * section 2): the period goes on, nothing contradicts, and once there is room they come back.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import { scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { given } from '../../protocol/test-support.ts';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { giveOrder, takes } from '../../warden/orders.ts';
import { disk, soundDisk } from './support/full-disk.ts';
import { RenewingTrustees, TRUSTEES } from './support/renewing-trustees.ts';

vi.mock('../../servers/shared/secret-file.ts', async (original) => {
  const { withFaults } = await import('./support/full-disk.ts');
  return withFaults(await original<typeof SecretFile>());
});

const ALL = [0, 1, 2, 3];

let t: RenewingTrustees;
beforeEach(async () => {
  t = await RenewingTrustees.open();
});
afterEach(async () => {
  soundDisk();
  await t.close();
});

/** Files of that kind, at these Trustees. */
function fill(of: readonly number[], kind: string, action: 'write' | 'erase' = 'write'): void {
  const paths = of.map((index) => t.path(index, `${kind}.`));
  disk.refuses = (tried, at) => tried === action && paths.some((path) => at.startsWith(path));
}

async function writesAgain(): Promise<void> {
  soundDisk();
  for (let look = 0; look < 3; look++) await t.f.rig.pass();
}

const pass = async (ticks: number): Promise<void> => {
  for (let tick = 0; tick < ticks; tick++) await t.f.rig.pass();
};

/** Each has said one thing at most in that ceremony. */
function contradictNothing(c: Uint8Array): void {
  for (const type of ['state', 'outcome', 'abandon'] as const)
    for (const index of ALL) assert.ok(t.said(index, type, c).length <= 1, `${type} of ${TRUSTEES[index]}`);
}

describe('two full disks of four, fewer than q that could renew', () => {
  const VICTIMS = [1, 2];

  test.for(['seed', 'share', 'outcome'])(
    'at the file %s: the period goes on until there is room',
    async (kind) => {
      await pass(1);
      fill(VICTIMS, kind);
      const { c } = t.log;
      t.toSlot();
      await pass(20);
      assert.deepEqual([t.log.period.number, ...ALL.map(t.periodOf)], [0, 0, 0, 0, 0]);
      for (const index of VICTIMS) t.fails(index);
      const vote = await t.cast();
      await writesAgain();
      // If two stated nothing this one is void; the next one opens at once.
      await t.untilPeriod(1, ALL);
      contradictNothing(c);
      await t.renew(ALL);
      for (const index of ALL) t.isBack(index);
      await t.endsRight(vote);
    },
  );

  test('at the certificate: the others go on, and these come after them', async () => {
    await pass(1);
    fill(VICTIMS, 'certificate');
    const c = await t.renew([0, 3]);
    for (const index of VICTIMS) t.fails(index);
    assert.deepEqual(VICTIMS.map(t.periodOf), [undefined, undefined]);
    await writesAgain();
    contradictNothing(c);
    for (const index of ALL) t.isBack(index);
  });
});

const VICTIM = 1;
const ID = given(TRUSTEES[VICTIM]);
const OTHERS = [0, 2, 3];

describe('the first share file', () => {
  /** As if it had ended before its first look at the open election. */
  const begin = async (): Promise<void> => {
    fill([VICTIM], 'share');
    await t.f.rig.restart(ID, () => rmSync(t.path(VICTIM, ''), { recursive: true }));
  };

  test('what was generated stays until it is there, also over a restart', async () => {
    await begin();
    await pass(2);
    await t.f.rig.restart(ID);
    await pass(2);
    t.fails(VICTIM);
    assert.equal(t.periodOf(VICTIM), undefined);
    await writesAgain();
    assert.equal(t.periodOf(VICTIM), 0);
    await t.renew(ALL);
    t.isBack(VICTIM);
  });

  test('once the others have renewed theirs it is erased, and its owner is let in again', async () => {
    await begin();
    const { ceremony } = t.f.trustee(VICTIM + 1);
    const share = Buffer.from(scalarToBytes(given(ceremony.shares.get(ELECTION_KEY)).share));
    const c = await t.renew(OTHERS);
    assert.deepEqual(t.said(VICTIM, 'state', c), []);
    assert.ok(t.disk(VICTIM).includes(share));
    await writesAgain();
    assert.deepEqual(t.alerts(VICTIM), ['alert/no-share']);
    assert.ok(!t.disk(VICTIM).includes(share));
    await rejoins();
  });
});

/** By its operator's order, which it has by now or is given. */
async function rejoins(): Promise<void> {
  giveOrder(t.folder(VICTIM), 'rejoin');
  await pass(2);
  assert.equal(t.log.rejoins.get(VICTIM)?.length, 1);
  assert.ok(!takes(t.folder(VICTIM), 'rejoin'));
  await t.renew(ALL);
  t.isBack(VICTIM);
}

describe('an order to rejoin', () => {
  for (const [kind, action] of [
    ['rejoin', 'write'],
    ['share', 'erase'],
  ] as const)
    test(`its disk does not ${action} the file ${kind}: the order stands, and nothing is said`, async () => {
      await pass(1);
      fill([VICTIM], kind, action);
      giveOrder(t.folder(VICTIM), 'rejoin');
      await pass(2);
      assert.equal(t.periodOf(VICTIM), undefined, 'nor is the old share used any more');
      await t.f.rig.restart(ID);
      const c = await t.renew(OTHERS);
      t.fails(VICTIM);
      assert.ok(takes(t.folder(VICTIM), 'rejoin'));
      assert.deepEqual(t.said(VICTIM, 'state', c), []);
      assert.deepEqual([...t.log.rejoins], []);
      await writesAgain();
      assert.ok(!t.files(VICTIM).some((name) => /^(share|seed)\./.test(name)));
      await rejoins();
      await t.endsRight();
    });
});

describe('an order to abandon', () => {
  /** All have signed the outcome, and none of it has come to the board. */
  async function stuck(): Promise<Uint8Array> {
    await pass(1);
    const { c } = t.log;
    t.f.rig.lie = (_id, topic, tuple) => {
      if (topic.endsWith('/refresh-trustee') && tuple[0] === 'outcome')
        throw new ProtocolError('board/no-quorum', 'lost');
      return tuple;
    };
    t.toSlot();
    await t.f.rig.passUntil(() => t.log.ceremony.step === 'outcome');
    await pass(2);
    return c;
  }

  for (const [kind, action] of [
    ['abandoned', 'write'],
    ['seed', 'erase'],
    ['share', 'erase'],
  ] as const)
    test(`its disk does not ${action} the file ${kind}: nothing is said before it is done`, async () => {
      const c = await stuck();
      fill([VICTIM], kind, action);
      for (const index of [0, VICTIM, 2]) giveOrder(t.folder(index), 'abandon');
      await pass(3);
      t.fails(VICTIM);
      await t.f.rig.restart(ID);
      await pass(3);
      assert.deepEqual(
        [0, VICTIM, 2].map((index) => t.said(index, 'abandon', c).length),
        [1, 0, 1],
      );
      assert.deepEqual(t.log.c, c);
      await writesAgain();
      t.f.rig.lie = (_id, _topic, tuple) => tuple;
      assert.equal(t.said(VICTIM, 'abandon', c).length, 1);
      assert.notDeepEqual(t.log.c, c);
      await t.untilPeriod(1, ALL);
      contradictNothing(c);
      for (const index of ALL) t.isBack(index);
      await t.endsRight();
    });
});
