/** A member's disk and a log of another chain or of less, and a member that starts again (trustees contract, section 2, Durable). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Disk, type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
const VICTIM = 2;

const diskOf = (world: RefreshWorld, i = VICTIM): Disk => world.disks[i] as Disk;

describe('what its disk and the log do not agree in', () => {
  test('a log behind the disk: it waits, and does nothing', async () => {
    const world = new RefreshWorld(FIVE);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    const before = world.log;
    await world.until(({ ended }) => ended.length === 1);
    await world.round();
    const said: Outgoing[] = [];
    const { length } = diskOf(world).done;
    const part = world.newPart(VICTIM, (outgoing) => void said.push(outgoing));
    await part.act(before, world.time);
    assert.deepEqual([said, diskOf(world).done.length], [[], length]);
    assert.deepEqual([...(world.alerts[VICTIM] ?? [])], []);
  });

  test('a log of another chain: an alert, and nothing is said, written or erased', async () => {
    const world = new RefreshWorld(FIVE);
    await world.refresh();
    const other = new RefreshWorld(FIVE);
    await other.refresh();
    await world.refresh();
    for (const time of [other.time, other.log.opens]) {
      await other.refresh();
      const said: Outgoing[] = [];
      const { length } = diskOf(world).done;
      const part = world.newPart(VICTIM, (outgoing) => void said.push(outgoing));
      await part.act(other.log, time);
      assert.deepEqual([said, diskOf(world).done.length], [[], length]);
      assert.equal(world.alerts[VICTIM]?.has('alert/another-log'), true);
      world.alerts[VICTIM]?.clear();
    }
  });

  test('a ceremony that is abandoned there, certified here, and the other way round: another chain', async () => {
    const world = new RefreshWorld(FIVE);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    const before = world.log;
    await world.until(({ ended }) => ended.length === 1);
    const certified = world.log;
    world.log = before;
    for (const [i, key] of world.identities.slice(0, 4).entries())
      world.batch(world.say(i, 'abandon', {}, { key }));
    const abandoned = world.log;
    assert.equal(abandoned.ended.length, 1);
    for (const [first, second] of [
      [abandoned, certified],
      [certified, abandoned],
    ] as const) {
      const files = new Disk();
      for (const [name, content] of diskOf(world, 0).content) files.content.set(name, content);
      await world.newPart(0, () => undefined, files).act(first, first.time);
      assert.equal(world.alerts[0]?.size, 0);
      await world.newPart(0, () => undefined, files).act(second, second.time);
      assert.deepEqual([...(world.alerts[0] ?? [])], ['alert/another-log']);
      world.alerts[0]?.clear();
    }
  });

  test('another X of the same ceremony: what was signed stays, share and all, and nothing is signed', async () => {
    const [world, other] = [new RefreshWorld(FIVE), new RefreshWorld(FIVE)];
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    await world.act(VICTIM);
    other.down.add(4);
    await other.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    assert.deepEqual(other.log.c, world.log.c);
    const before = new Map(diskOf(world).content);
    const said: Outgoing[] = [];
    const part = world.newPart(VICTIM, (outgoing) => void said.push(outgoing));
    await part.act(other.log, other.time);
    assert.deepEqual(said, []);
    assert.deepEqual(diskOf(world).content, before);
    assert.equal(world.alerts[VICTIM]?.has('alert/another-log'), true);
  });

  test('another X of the same ceremony, certified: another chain for who has one, its share for who only signed one', async () => {
    const [world, other] = [new RefreshWorld(FIVE), new RefreshWorld(FIVE)];
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    await world.act(VICTIM);
    await world.act(0);
    await world.until(({ ended }) => ended.length === 1);
    await world.act(0);
    await other.refresh();
    const said: Outgoing[] = [];
    await world.newPart(0, (outgoing) => void said.push(outgoing)).act(other.log, other.time);
    assert.deepEqual([...(world.alerts[0] ?? [])], ['alert/another-log']);
    assert.deepEqual(said, []);
    const signed = diskOf(world).content.get('share.1');
    await world.newPart(VICTIM, () => undefined).act(other.log, other.time);
    assert.notDeepEqual(diskOf(world).content.get('share.1'), signed);
    assert.deepEqual(world.keepers[VICTIM]?.at(-1)?.record, other.log.period.hash);
  });
});

describe('a member that starts again', () => {
  for (const step of ['state', 'deal', 'complaint', 'outcome'] as const)
    test(`in ${step}, when its words stand in the log, says and writes nothing`, async () => {
      const world = new RefreshWorld(FIVE);
      world.tamper = (outgoing) => (outgoing.from === 0 && outgoing.type === types[step] ? [] : [outgoing]);
      const types = { state: 'state', deal: 'deal', complaint: 'ok', outcome: 'outcome' };
      if (step === 'outcome') world.down.add(1);
      await world.toSlot().until(({ ceremony }) => ceremony.step === step);
      await world.round();
      await world.round();
      assert.equal(world.log.ceremony.step, step);
      const said: string[] = [];
      const { length } = diskOf(world).done;
      const part = world.newPart(VICTIM, ({ type }) => void said.push(type));
      await part.act(world.log, world.log.time);
      assert.deepEqual([said, diskOf(world).done.length], [[], length]);
    });
});
