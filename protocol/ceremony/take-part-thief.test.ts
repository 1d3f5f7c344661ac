/** A member beside someone who has copied its period key, and what it must find out (trustees contract, sections 1 and 2). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { decodeFile, FILES, rejoinFile } from './ceremony-files.ts';
import { rejoin } from './operator-word.ts';
import { RefreshMember } from './refresh-member.ts';
import type { RefreshState } from './refresh-messages.ts';
import { Disk, type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };

function atSlot(): RefreshWorld {
  const world = new RefreshWorld(FIVE);
  world.time = world.log.opens;
  return world;
}

/** A STATE in that member's name, of secrets which the thief draws, signed with the key that it has copied. */
function stolenState(world: RefreshWorld, victim: number): Outgoing {
  const { c } = world.log;
  const thief = new RefreshMember(world.role, c, victim, world.random(32));
  return world.say(victim, 'state', thief.state());
}

const isImpersonated = (world: RefreshWorld, i: number) => world.alerts[i]?.has('alert/impersonated');

describe('a copied period key', () => {
  test('gets no share by being faster: the member states too, and neither counts', async () => {
    const world = atSlot();
    world.batch(stolenState(world, 4));
    world.down.add(0);
    await world.round();
    world.down.clear();
    await world.refresh();
    assert.equal(world.log.period.number, 1);
    assert.deepEqual([...world.log.period.keys.keys()], [0, 1, 2, 3]);
    assert.equal(isImpersonated(world, 4), true);
  });

  test('is noticed when its STATE came after the own one', async () => {
    const world = atSlot();
    world.down.add(0);
    await world.round();
    world.batch(stolenState(world, 4));
    await world.round();
    assert.equal(isImpersonated(world, 4), true);
    assert.equal(isImpersonated(world, 3), false);
  });

  test('is noticed when the phase ended before the own STATE came', async () => {
    const world = atSlot();
    world.down.add(4);
    await world.round();
    world.batch(stolenState(world, 4));
    assert.equal(world.log.ceremony.step, 'deal');
    world.down.clear();
    const posted: string[] = [];
    world.tamper = (outgoing) => {
      if (outgoing.from === 4) posted.push(outgoing.type);
      return [outgoing];
    };
    await world.act(4);
    assert.equal(isImpersonated(world, 4), false, 'without a seed it has no part in this ceremony');
    assert.deepEqual(posted, []);
  });

  for (const [what, mixed] of [
    [
      'the period key and its proof beside other KEM keys',
      (own: RefreshState, other: RefreshState) => ({ ...own, kemKeys: other.kemKeys }),
    ],
    [
      'the KEM keys beside another period key',
      (own: RefreshState, other: RefreshState) => ({ ...other, kemKeys: own.kemKeys }),
    ],
  ] as const)
    test(`cannot repeat ${what}`, async () => {
      const world = atSlot();
      world.down.add(0);
      const said: Outgoing[] = [];
      world.tamper = (outgoing) => {
        said.push(outgoing);
        return outgoing.from === 4 ? [] : [outgoing];
      };
      await world.round();
      const own = said.find(({ from }) => from === 4) as Outgoing;
      const other = world.contentOf('state', stolenState(world, 4));
      world.batch(world.say(4, 'state', mixed(world.contentOf('state', own), other)));
      await world.act(4);
      assert.equal(isImpersonated(world, 4), true);
      world.tamper = (outgoing) => [outgoing];
      world.down.clear();
      await world.round();
      assert.equal(world.log.ceremony.step, 'deal');
      await world.act(4);
      assert.ok(!said.some(({ from, type }) => from === 4 && type !== 'state'));
      await world.until(({ ended }) => ended.length === 1);
      await world.round();
      assert.equal(world.shareOf(4), undefined);
    });
});

describe('what is said again', () => {
  test('is the same: a STATE in flight when the process ends contradicts nothing', async () => {
    const world = atSlot();
    const said: Outgoing[] = [];
    world.down.add(0);
    world.tamper = (outgoing) => {
      if (outgoing.from === 4) said.push(outgoing);
      return outgoing.from === 4 ? [] : [outgoing];
    };
    await world.round();
    world.restart(4);
    await world.round();
    assert.equal(said.length, 2);
    world.tamper = (outgoing) => [outgoing];
    world.batch(...said);
    assert.deepEqual(world.log.alerts, []);
    world.down.clear();
    await world.refresh();
    assert.equal(world.log.period.keys.size, 5);
    assert.notEqual(world.shareOf(4), undefined);
  });

  test('is said when the log passes the slot while the first is on its way', async () => {
    const world = atSlot();
    const late: Outgoing[] = [];
    world.down.add(0);
    world.tamper = (outgoing) => {
      if (outgoing.from === 4) late.push(outgoing);
      return outgoing.from === 4 ? [] : [outgoing];
    };
    await world.round();
    await world.round();
    assert.equal(late.length, 2, 'once by the own clock, once by the board’s');
    world.tamper = (outgoing) => [outgoing];
    world.batch(...late);
    world.down.clear();
    await world.refresh();
    assert.equal(world.log.period.keys.size, 5);
  });
});

describe('a rejoin', () => {
  test('stands in the log before anything is said under its key', async () => {
    const world = new RefreshWorld(FIVE);
    const { role, log, disks, random, identities } = world;
    rejoin(role, 4, log, disks[4] as never, random, identities[4] as never);
    world.time = world.log.opens;
    const said: string[] = [];
    world.tamper = (outgoing) => {
      if (outgoing.from === 4) said.push(outgoing.type);
      return outgoing.type === 'rejoin' ? [] : [outgoing];
    };
    await world.round();
    await world.round();
    assert.deepEqual(said, ['rejoin']);
  });

  test('of another, in its name, is noticed', async () => {
    const world = new RefreshWorld(FIVE);
    const disk = new Disk();
    rejoin(world.role, 4, world.log, disk, world.random, world.identities[4] as never);
    const { statement } = decodeFile(rejoinFile, disk.read(FILES.rejoin(0)) as Uint8Array);
    world.batch({ from: 4, type: 'rejoin', statement });
    await world.act(4);
    assert.equal(isImpersonated(world, 4), true);
    await world.act(3);
    assert.equal(isImpersonated(world, 3), false);
  });
});
