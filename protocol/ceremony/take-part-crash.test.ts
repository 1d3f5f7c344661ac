/** A member whose disk fails or whose process ends, at every point of a refresh (trustees contract, section 2, Durable and Switch). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { toHex } from '../primitives/bytes.ts';
import { FILES } from './ceremony-files.ts';
import { type Disk, type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
const VICTIM = 2;

const diskOf = (world: RefreshWorld, i = VICTIM): Disk => world.disks[i] as Disk;
const stem = (what: string): string => what.replace(/[0-9a-f]{64}/, 'c');

/** Watches what the victim posts: what must be on its disk by then is, and it says one thing only. */
function watch(world: RefreshWorld): Map<string, Set<string>> {
  const outcomes = new Map<string, Set<string>>();
  const states = new Set<string>();
  world.tamper = (outgoing, { log }) => {
    if (outgoing.from !== VICTIM) return [outgoing];
    const disk = diskOf(world);
    const c = toHex(log.c);
    if (outgoing.type === 'state') {
      assert.ok(disk.content.has(FILES.seed(log.c)), 'the seed is durable before STATE');
      states.add(`${c} ${toHex(world.contentOf('state', outgoing).possession)}`);
      assert.equal([...states].filter((one) => one.startsWith(c)).length, 1, 'one STATE for each c');
    }
    if (outgoing.type === 'outcome') {
      assert.ok(disk.content.has(FILES.outcome(log.c)), 'the promise is durable before OUTCOME');
      assert.ok(disk.content.has(FILES.share(log.period.number + 1)), 'so is the share');
      outcomes.set(c, (outcomes.get(c) ?? new Set()).add(toHex(outgoing.statement)));
    }
    return [outgoing];
  };
  return outcomes;
}

/** A whole refresh; the victim is started again whenever its disk has failed. */
async function refreshWithRestarts(world: RefreshWorld): Promise<void> {
  world.toSlot();
  for (let i = 0; i < 40 && world.log.ended.length === 0; i++) {
    await world.round();
    if (diskOf(world).hasFailed) world.restart(VICTIM);
  }
  // Twice more: what fails as it switches must come right too.
  for (let i = 0; i < 2; i++) {
    await world.round();
    if (diskOf(world).hasFailed) world.restart(VICTIM);
  }
}

describe('a disk that fails once', () => {
  // A refresh makes 7 writes and erasures; one more, which no refresh comes to, shows that all were tried.
  for (let left = 0; left <= 7; left++)
    test(`after ${left} writes and erasures: the refresh ends right for that member too`, async () => {
      const world = new RefreshWorld(FIVE);
      const outcomes = watch(world);
      diskOf(world).left = left;
      await refreshWithRestarts(world);
      assert.equal(diskOf(world).left === Number.POSITIVE_INFINITY, left < 7, 'all points are tried');
      assert.equal(world.log.period.number, 1);
      assert.equal(world.log.period.keys.size, 5);
      assert.equal(world.combined(0, [VICTIM, 0]), world.secrets[0]);
      assert.deepEqual([...diskOf(world).names()].sort(), ['certificate.000000', 'share.1']);
      for (const statements of outcomes.values()) assert.equal(statements.size, 1);
      assert.deepEqual(world.log.alerts, []);
      assert.deepEqual([...(world.alerts[VICTIM] ?? [])], []);
    });

  test('everything is durable before what rests on it, and erased only then', async () => {
    const world = new RefreshWorld(FIVE);
    await world.refresh();
    assert.deepEqual(diskOf(world).done.map(stem), [
      'write seed.c',
      'write share.1',
      'write outcome.c',
      'write certificate.000000',
      'erase share.0',
      'erase seed.c',
      'erase outcome.c',
    ]);
  });
});

describe('a process that ends after every look, and forgets what it posted', () => {
  for (const isHeard of [true, false])
    test(isHeard ? 'all it said comes' : 'every second thing that it says is lost', async () => {
      const world = new RefreshWorld(FIVE);
      const outcomes = watch(world);
      const watched = world.tamper;
      let said = 0;
      world.tamper = (outgoing, at) => {
        const posts = watched(outgoing, at);
        return outgoing.from === VICTIM && !isHeard && said++ % 2 === 0 ? [] : posts;
      };
      world.toSlot();
      for (let i = 0; i < 40 && world.log.ended.length === 0; i++) {
        await world.round();
        world.restart(VICTIM);
      }
      await world.round();
      assert.equal(world.log.period.keys.size, 5);
      assert.equal(world.combined(0, [VICTIM, 0]), world.secrets[0]);
      assert.deepEqual(world.log.alerts, []);
      for (const statements of outcomes.values()) assert.equal(statements.size, 1);
    });
});

describe('a disk that is full for ever', () => {
  // 0: no seed; 1: no share; 2: no promise; 3: no certificate.
  for (const left of [0, 1, 2, 3])
    test(`after ${left} writes: nothing is said that needs the next, and the old share stays`, async () => {
      const world = new RefreshWorld(FIVE);
      const said: Outgoing[] = [];
      world.tamper = (outgoing) => {
        if (outgoing.from === VICTIM) said.push(outgoing);
        return [outgoing];
      };
      diskOf(world).left = left;
      await world.toSlot().until(({ ended }) => ended.length === 1);
      for (let i = 0; i < 3; i++) await world.round();
      const types = new Set(said.map(({ type }) => type));
      assert.equal(types.has('state'), left > 0);
      assert.equal(types.has('outcome'), left > 2);
      assert.ok(diskOf(world).content.has('share.0'));
      assert.deepEqual(
        world.keepers[VICTIM]?.map((share) => share?.period),
        [0],
      );
    });
});

describe('a keeper that does not start', () => {
  test('keeps the old share and the seed on disk, and nothing is said in the new period', async () => {
    const world = new RefreshWorld(FIVE);
    await world.toSlot().until(({ ended }) => ended.length === 1);
    world.stuckKeepers.add(VICTIM);
    const said: string[] = [];
    world.tamper = (outgoing) => {
      if (outgoing.from === VICTIM) said.push(outgoing.type);
      return [outgoing];
    };
    world.time = world.log.opens;
    const before = diskOf(world).done.length;
    await assert.rejects(world.act(VICTIM), /does not start/);
    assert.deepEqual(diskOf(world).done.slice(before), ['write certificate.000000']);
    assert.deepEqual(said, []);
    world.stuckKeepers.clear();
    await world.act(VICTIM);
    assert.equal(diskOf(world).content.has('share.0'), false);
    assert.deepEqual(said, ['state']);
  });
});

describe('a late member', () => {
  test('that slept through OUTCOME and certificate takes its share as it wakes', async () => {
    const world = new RefreshWorld(FIVE);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    world.down.add(VICTIM);
    await world.until(({ ended }) => ended.length === 1);
    world.restart(VICTIM);
    const before = diskOf(world).done.length;
    await world.act(VICTIM);
    assert.equal(world.combined(0, [VICTIM, 0]), world.secrets[0]);
    assert.deepEqual(diskOf(world).done.slice(before).map(stem), [
      'write certificate.000000',
      'write share.1',
      'erase share.0',
      'erase seed.c',
    ]);
  });

  for (let left = 0; left < 4; left++)
    test(`takes it also if it crashes after ${left} of these`, async () => {
      const world = new RefreshWorld(FIVE);
      await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
      world.down.add(VICTIM);
      await world.until(({ ended }) => ended.length === 1);
      diskOf(world).left = left;
      await assert.rejects(world.act(VICTIM));
      world.restart(VICTIM);
      await world.act(VICTIM);
      assert.equal(world.combined(0, [VICTIM, 0]), world.secrets[0]);
      assert.deepEqual([...diskOf(world).names()].sort(), ['certificate.000000', 'share.1']);
    });

  test('that slept through two periods has no share, and erases all it has', async () => {
    const world = new RefreshWorld(FIVE);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    world.down.add(VICTIM);
    await world.until(({ ended }) => ended.length === 1);
    await world.refresh();
    world.restart(VICTIM);
    await world.act(VICTIM);
    assert.deepEqual([...diskOf(world).names()].sort(), ['certificate.000000', 'certificate.000001']);
    assert.equal(world.alerts[VICTIM]?.has('alert/no-share'), true);
    assert.deepEqual(
      world.keepers[VICTIM]?.map((share) => share?.period),
      [0, undefined],
    );
  });

  test('follows void ceremonies too, and erases their seeds', async () => {
    const world = new RefreshWorld(FIVE);
    world.tamper = (outgoing) => (outgoing.type === 'deal' && outgoing.from < 2 ? [] : [outgoing]);
    await world.toSlot().until(({ ended }) => ended.length === 1);
    assert.equal(world.log.period.number, 0);
    const { done } = diskOf(world);
    await world.act(VICTIM);
    assert.deepEqual(done.map(stem).slice(1), [
      'write outcome.c',
      'write certificate.000000',
      'erase seed.c',
      'erase outcome.c',
      'write seed.c',
    ]);
  });
});

describe('the board’s clock behind all others', () => {
  test('who was early says the same again, though no one else writes', async () => {
    const world = new RefreshWorld(FIVE);
    world.lag = 500;
    world.time = world.log.opens;
    await world.until(({ ended }) => ended.length === 1);
    assert.equal(world.log.period.keys.size, 5);
  });

  test('nobody ticks for a ceremony that may not begin', async () => {
    const world = new RefreshWorld(FIVE);
    const said: string[] = [];
    const part = world.newPart(0, ({ type }) => void said.push(type));
    world.time = world.log.opens;
    await part.act(world.log, world.log.opens + 5_000, false);
    assert.deepEqual(said, []);
    await part.act(world.log, world.log.opens - 1);
    assert.deepEqual(said, []);
    await part.act(world.log, world.log.opens);
    assert.deepEqual(said, ['state']);
  });

  test('a ceremony that has begun goes on, though none may begin', async () => {
    const world = new RefreshWorld(FIVE);
    world.down.add(0);
    world.time = world.log.opens;
    await world.round();
    const said: string[] = [];
    const part = world.newPart(0, ({ type }) => void said.push(type));
    await part.act(world.log, world.time, false);
    assert.deepEqual(said, ['state']);
  });
});
