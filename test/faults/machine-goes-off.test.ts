/**
 * A Trustee whose machine goes off when a renewal was missed (S of the trustees contract, section 4): it uses no share from then on,
 * across restarts, until its operator has it go on. The others only alarm. In process.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterAll, beforeAll, test, vi } from 'vitest';
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import { given } from '../../protocol/test-support.ts';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { giveOrder, takes } from '../../warden/orders.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, OPENS } from '../support/setup-rig.ts';
import { disk, soundDisk } from './support/full-disk.ts';

vi.mock('../../servers/shared/secret-file.ts', async (original) => {
  const { withFaults } = await import('./support/full-disk.ts');
  return withFaults(await original<typeof SecretFile>());
});

/** Seconds; the board's ticks have one. */
const PERIOD = 120;
const CLOSES = OPENS + 20 * PERIOD;
const TRUSTEES = ids('trustee');
const [GUARDED = '', ...OTHERS] = TRUSTEES;
const EVERYBODY = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(
  ids,
);

let f: FreezingRig;
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 20 };
  f = await FreezingRig.open(['ana'], { renewEvery: PERIOD, ...times });
  f.rig.poweredOff.set(GUARDED, 0);
  await f.rig.restart(GUARDED);
  await f.rig.pass();
});
afterAll(() => f.rig.close());

const log = (): RefreshLog => given(f.election.log.renewal('trustee')?.log);
const alertsOf = (index: number) => f.trustee(index + 1).renewal?.alerts ?? [];
const periodOf = (index: number) => f.trustee(index + 1).holding()?.period.number;
const holdOf = (): unknown => f.trustee(1).holding();
const timesOff = (): number => given(f.rig.poweredOff.get(GUARDED));
const folder = (): string => join(f.rig.folderOf(GUARDED), f.election.electionId);

async function look(times = 5): Promise<void> {
  for (let i = 0; i < times; i++) await f.rig.look();
}

/** Nobody reaches the board until the deadline of the next renewal has passed. */
async function missRenewal(): Promise<void> {
  const { deadline, every, first } = given(f.election.election.plan.trusteeRenewal);
  for (const id of EVERYBODY) f.rig.cut.add(id);
  const slot = Math.floor((f.rig.board.now - first) / every) + 1;
  f.rig.board.now = first + slot * every + deadline + 1000;
  await look();
}

async function boardIsBack(): Promise<void> {
  f.rig.cut.clear();
  await f.rig.pass();
}

/** These come to the next period. */
async function nextPeriod(of: readonly number[]): Promise<void> {
  const { number } = log().period;
  f.rig.board.now = Math.max(f.rig.board.now, log().opens);
  await f.rig.passUntil(() => of.every((index) => periodOf(index) === number + 1));
}

async function resume(): Promise<void> {
  giveOrder(folder(), 'resume');
  await look();
  assert.ok(!takes(folder(), 'resume'));
}

test('it goes off once, and uses no share; the others alarm and go on', async () => {
  assert.notEqual(holdOf(), undefined);
  await missRenewal();
  assert.equal(timesOff(), 1);
  assert.deepEqual(alertsOf(0), ['alert/powered-off']);
  assert.equal(holdOf(), undefined);
  for (const [i] of OTHERS.entries()) {
    assert.deepEqual(alertsOf(i + 1), ['alert/renewal-late']);
    assert.equal(periodOf(i + 1), 0);
  }
});

test('its operator has it go on, though the board is still down: it is not off again for the same renewal', async () => {
  await resume();
  assert.equal(timesOff(), 1);
  assert.deepEqual(alertsOf(0), ['alert/renewal-late']);
  assert.equal(periodOf(0), 0);
  await boardIsBack();
  await nextPeriod(TRUSTEES.keys().toArray());
  assert.deepEqual(alertsOf(0), []);
});

test('started again it is off still, also when the board is back: the others renew without it, and it rejoins', async () => {
  await missRenewal();
  assert.equal(timesOff(), 2, 'a later renewal');
  await f.rig.restart(GUARDED);
  await boardIsBack();
  assert.deepEqual(alertsOf(0), ['alert/powered-off']);
  const posts = f.rig.board.entries.length;
  await nextPeriod([1, 2, 3]);
  assert.ok(f.rig.board.entries.length > posts);
  assert.ok(!log().period.keys.has(0), 'it has said nothing');
  assert.equal(holdOf(), undefined);
  assert.equal(timesOff(), 2, 'it is not turned off again by each start');
  await resume();
  assert.deepEqual(alertsOf(0), ['alert/no-share']);
  giveOrder(folder(), 'rejoin');
  await look();
  await nextPeriod(TRUSTEES.keys().toArray());
  assert.deepEqual(alertsOf(0), []);
});

test('a start without the board is no miss, as its log may be an old one, until it has waited as long as a renewal may take', async () => {
  const { deadline } = given(f.election.election.plan.trusteeRenewal);
  f.rig.away.add(GUARDED);
  await missRenewal();
  f.rig.away.delete(GUARDED);
  // It has the log as it was on its disk.
  f.rig.cut.delete(GUARDED);
  f.rig.unsure.add(GUARDED);
  await f.rig.restart(GUARDED);
  await look();
  assert.equal(timesOff(), 2);
  assert.deepEqual(alertsOf(0), ['alert/renewal-late']);
  f.rig.board.now += deadline;
  await look();
  assert.equal(timesOff(), 3);
  f.rig.unsure.clear();
  await resume();
  await boardIsBack();
  await nextPeriod(TRUSTEES.keys().toArray());
});

test('a disk that takes no mark: it goes off all the same, and again when it is started', async () => {
  disk.refuses = (_action, path) => path.endsWith('powered-off');
  await missRenewal();
  assert.equal(timesOff(), 4);
  assert.equal(holdOf(), undefined);
  soundDisk();
  for (const id of TRUSTEES) f.rig.cut.delete(id);
  await f.rig.restart(GUARDED);
  await look(2);
  assert.equal(timesOff(), 5);
  assert.deepEqual(alertsOf(0), ['alert/powered-off']);
});

test('once the votes are frozen nothing is missed', async () => {
  await boardIsBack();
  // Many renewals are missed by that.
  f.endClaims();
  await look();
  await resume();
  await f.untilDisclosed();
  const off = timesOff();
  f.rig.board.now += 10 * PERIOD * 1000;
  await look();
  assert.equal(timesOff(), off);
});
