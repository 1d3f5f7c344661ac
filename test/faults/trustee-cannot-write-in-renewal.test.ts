/**
 * A Trustee whose disk takes nothing at one durable step of a renewal (trustees contract, section 2, Durable): what is not on disk
 * is not said, the others renew their shares, and once the disk writes again it comes after them. Nothing contradicts itself.
 */
import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, test, vi } from 'vitest';
import { given } from '../../protocol/test-support.ts';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { giveOrder } from '../../warden/orders.ts';
import { disk, soundDisk } from './support/full-disk.ts';
import { RenewingTrustees, TRUSTEES } from './support/renewing-trustees.ts';

vi.mock('../../servers/shared/secret-file.ts', async (original) => {
  const { withFaults } = await import('./support/full-disk.ts');
  return withFaults(await original<typeof SecretFile>());
});

const VICTIM = 1;
const OTHERS = [0, 2, 3];
const ALL = [0, 1, 2, 3];

let t: RenewingTrustees;
beforeAll(async () => {
  t = await RenewingTrustees.open();
  await t.f.rig.pass();
});
afterEach(soundDisk);
afterAll(() => t.close());

/** The victim's disk refuses to do that to files of that kind. */
function fill(action: 'write' | 'erase', kind: string): void {
  const path = t.path(VICTIM, `${kind}.`);
  disk.refuses = (tried, at) => tried === action && at.startsWith(path);
}

const said = (type: 'state' | 'outcome', c: Uint8Array): string[] => t.said(VICTIM, type, c);

async function writesAgain(): Promise<void> {
  soundDisk();
  await t.f.rig.pass();
  await t.f.rig.pass();
}

test('the seed: it states nothing, misses the period, and is let in again', async () => {
  fill('write', 'seed');
  const c = await t.renew(OTHERS);
  assert.deepEqual(said('state', c), []);
  await writesAgain();
  assert.deepEqual(t.alerts(VICTIM), ['alert/no-share']);
  giveOrder(t.folder(VICTIM), 'rejoin');
  await t.f.rig.pass();
  await t.renew(ALL);
  t.isBack(VICTIM);
});

test('its new share: it signs no outcome; as soon as it can it takes the share of the period that the others have begun', async () => {
  fill('write', 'share');
  const c = await t.renew(OTHERS);
  assert.equal(said('state', c).length, 1);
  assert.deepEqual(said('outcome', c), []);
  assert.equal(t.periodOf(VICTIM), undefined);
  t.fails(VICTIM);
  await writesAgain();
  t.isBack(VICTIM);
});

test('the outcome: it does not leave; the share is used once the others have certified it', async () => {
  fill('write', 'outcome');
  const c = await t.renew(ALL);
  assert.deepEqual(said('outcome', c), []);
  await writesAgain();
  t.isBack(VICTIM);
});

test('the certificate: it has signed, and does not go on before it can keep what others have signed', async () => {
  fill('write', 'certificate');
  const c = await t.renew(OTHERS);
  assert.equal(said('outcome', c).length, 1);
  assert.equal(t.periodOf(VICTIM), undefined);
  t.fails(VICTIM);
  await writesAgain();
  t.isBack(VICTIM);
});

test('what is to be erased: it says nothing in the new period as long as the old share is there', async () => {
  fill('erase', 'share');
  const { number } = t.log.period;
  await t.renew(OTHERS);
  assert.ok(t.files(VICTIM).includes(`share.${number}`));
  t.fails(VICTIM);
  const c = await t.renew(OTHERS);
  assert.deepEqual(said('state', c), []);
  await writesAgain();
  giveOrder(t.folder(VICTIM), 'rejoin');
  await t.f.rig.pass();
  await t.renew(ALL);
  t.isBack(VICTIM);
});

test('after a restart with a full disk, too, it says what it has said before, and nothing else', async () => {
  fill('write', 'outcome');
  const { c, period } = t.log;
  t.toSlot();
  await t.f.rig.passUntil(() => said('state', c).length > 0);
  await t.f.rig.restart(given(TRUSTEES[VICTIM]));
  await t.untilPeriod(period.number + 1, OTHERS);
  await writesAgain();
  assert.equal(said('state', c).length, 1);
  assert.ok(said('outcome', c).length <= 1);
  t.isBack(VICTIM);
});

test('in the end all disclose, and the record verifies', () => t.endsRight());
