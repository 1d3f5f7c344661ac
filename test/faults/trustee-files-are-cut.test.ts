/**
 * A Trustee that finds a file of its renewals cut in half when it starts, as no crash leaves it (files come to be whole or not at all)
 * but a damaged disk may (trustees contract, section 2): it says nothing that rests on it, tells its operator, and can come back.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'vitest';
import { FILES } from '../../protocol/ceremony/ceremony-files.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { given } from '../../protocol/test-support.ts';
import { giveOrder } from '../../warden/orders.ts';
import { RenewingTrustees, TRUSTEES } from './support/renewing-trustees.ts';

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

/** Its process ends, and the file is cut before the next one starts; of a share the padding is the larger half. */
const cut = (name: string, most = 64): Promise<void> =>
  t.f.rig.restart(ID, () => {
    const path = t.path(VICTIM, name);
    const content = readFileSync(path);
    writeFileSync(path, content.subarray(0, Math.min(content.length / 2, most)));
  });

/** From now on of what Trustees say in renewals that does not reach the board. */
function lose(type: string, of: readonly string[] = TRUSTEES): void {
  t.f.rig.lie = (id, topic, tuple) => {
    if (!of.includes(id) || !topic.endsWith('/refresh-trustee') || tuple[0] !== type) return tuple;
    throw new ProtocolError('board/no-quorum', 'lost');
  };
}

/** The next renewal, until its log is at that step. */
async function begin(step: string): Promise<Uint8Array> {
  const { c } = t.log;
  t.toSlot();
  await t.f.rig.passUntil(() => t.log.ceremony.step === step && t.said(VICTIM, 'state', c).length > 0);
  return c;
}

function saysOne(c: Uint8Array): void {
  for (const type of ['state', 'outcome'] as const) assert.ok(t.said(VICTIM, type, c).length <= 1, type);
}

async function rejoins(): Promise<void> {
  giveOrder(t.folder(VICTIM), 'rejoin');
  for (let look = 0; look < 2; look++) await t.f.rig.pass();
  await t.renew(ALL);
  t.isBack(VICTIM);
  await t.endsRight();
}

test('its share: it takes no part with it, and rejoins', async () => {
  await t.renew(ALL);
  await cut('share.1');
  const c = await t.renew(OTHERS);
  t.fails(VICTIM);
  assert.deepEqual(t.said(VICTIM, 'state', c), []);
  await rejoins();
});

test('its new share: it does not use it, and rejoins', async () => {
  lose('outcome');
  const c = await begin('outcome');
  await t.f.rig.pass();
  await cut('share.1');
  lose('nothing');
  await t.untilPeriod(1, OTHERS);
  t.fails(VICTIM);
  saysOne(c);
  await rejoins();
});

test('its outcome: it signs no other, and comes after the others', async () => {
  lose('outcome');
  const c = await begin('outcome');
  await t.f.rig.pass();
  await cut(FILES.outcome(c));
  await t.f.rig.pass();
  t.fails(VICTIM);
  lose('nothing');
  await t.untilPeriod(1, ALL);
  saysOne(c);
  t.isBack(VICTIM);
  await t.endsRight();
});

test.for([64, 0])('its certificate, to %i bytes: it follows no log, and rejoins', async (most) => {
  await t.renew(ALL);
  await cut(FILES.certificate(0), most);
  const c = await t.renew(OTHERS);
  t.fails(VICTIM);
  assert.deepEqual(t.said(VICTIM, 'state', c), []);
  await rejoins();
});

test('its seed: it states nothing else, and rejoins', async () => {
  lose('state', [given(TRUSTEES[0])]);
  const c = await begin('state');
  await cut(FILES.seed(c));
  for (let look = 0; look < 2; look++) await t.f.rig.pass();
  saysOne(c);
  lose('nothing');
  await t.untilPeriod(1, OTHERS);
  saysOne(c);
  await rejoins();
});

test('its REJOIN: it says no other in that period, and rejoins in the next one', async () => {
  lose('rejoin');
  giveOrder(t.folder(VICTIM), 'rejoin');
  await t.f.rig.pass();
  await cut(FILES.rejoin(0));
  lose('nothing');
  giveOrder(t.folder(VICTIM), 'rejoin');
  await t.f.rig.pass();
  t.fails(VICTIM);
  assert.deepEqual([...t.log.rejoins], []);
  await t.renew(OTHERS);
  await rejoins();
});
