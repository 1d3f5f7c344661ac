/** Whole refreshes by the deployed part, as the contract has them (trustees contract, section 2; explained, section 3). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { equalBytes } from '../primitives/bytes.ts';
import { BLS12381_G2, P256 } from '../primitives/prime-group.ts';
import { certificates } from './ceremony-files.ts';
import { abandon, rejoin } from './operator-word.ts';
import { followLink, type Head } from './period-chain.ts';
import { decodePeriod, isVoid } from './period-record.ts';
import { type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
const ALL = [0, 1, 2, 3, 4];

/** That these, and only these, hold shares which make the key, two at a time. */
function ensureHolders(world: RefreshWorld, holders: readonly number[]): void {
  for (const i of world.disks.keys()) {
    assert.equal(world.shareOf(i) !== undefined, holders.includes(i), `server ${i + 1}`);
    for (const j of holders)
      if (i < j && holders.includes(i)) assert.equal(world.combined(0, [i, j]), world.secrets[0]);
  }
}

const namesOn = (world: RefreshWorld, i: number): string[] =>
  (world.disks[i]?.names() ?? []).map((name) => name.split('.')[0] ?? '').sort();

/** A dealer whose value for one receiver is that for another. */
const dealsBadly =
  (dealer: number, receiver: number) =>
  (outgoing: Outgoing, world: RefreshWorld): readonly Outgoing[] => {
    const { ceremony } = world.log;
    if (outgoing.from !== dealer || outgoing.type !== 'deal' || ceremony.step !== 'deal') return [outgoing];
    const deal = world.contentOf('deal', outgoing);
    const seals = deal.seals.map((seal, i) =>
      i === receiver
        ? seal.map((byte, at) => (at === 200 || at === seal.length - 1 ? byte ^ 1 : byte))
        : seal,
    );
    return [world.say(dealer, 'deal', { ...deal, seals })];
  };

describe('a refresh with all up', () => {
  for (const [name, group] of [
    ['integers', undefined],
    ['P-256', P256],
    ['G2', BLS12381_G2],
  ] as const)
    test(`gives all new shares of the same keys: ${name}`, async () => {
      const world = new RefreshWorld({
        ...FIVE,
        thresholds: [2, 3],
        ...(group === undefined ? {} : { group }),
      });
      const before = ALL.map((i) => world.shareOf(i)?.shares[0]);
      await world.refresh();
      assert.equal(world.log.period.number, 1);
      ensureHolders(world, ALL);
      assert.equal(world.combined(1, [0, 2, 3]), world.secrets[1]);
      for (const i of ALL) assert.notDeepEqual(world.shareOf(i)?.shares[0], before[i]);
    });

  test('old shares do not combine with new ones', async () => {
    const world = new RefreshWorld(FIVE);
    const old = world.disks[0]?.content.get('share.0') ?? new Uint8Array();
    await world.refresh();
    world.disks[0]?.content.set('share.1', old);
    assert.notEqual(world.combined(0, [0, 1]), world.secrets[0]);
  });

  test('leaves the chain and the new share on disk, and no seed or share of before', async () => {
    const world = new RefreshWorld(FIVE);
    await world.refresh();
    for (const i of ALL) {
      assert.deepEqual(namesOn(world, i), ['certificate', 'share']);
      assert.equal(world.disks[i]?.content.has('share.1'), true);
    }
    assert.deepEqual(
      world.keepers.map((periods) => periods.map((share) => share?.period)),
      ALL.map(() => [0, 1]),
    );
  });

  test('ten times, the chain on disk is followed from the first record', async () => {
    const world = new RefreshWorld(FIVE);
    for (let i = 0; i < 10; i++) await world.refresh();
    const { period } = world.first;
    const links = certificates(world.disks[0] as never);
    const start: Head = { period, previous: period.hash, used: new Set() };
    const head = links.reduce<Head>((at, link) => followLink(world.role, at, link), start);
    assert.equal(head.period.number, 10);
    assert.deepEqual(head.period, world.log.period);
    ensureHolders(world, ALL);
  });
});

describe('the contract’s example: T2 cheats, T5 is absent', () => {
  test('void at first; T5 signs too; then T2 is out and the others hold shares', async () => {
    const world = new RefreshWorld(FIVE);
    world.tamper = dealsBadly(1, 2);
    world.down.add(4);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    const [settled] = [world.log.ceremony];
    assert.ok(settled.step === 'outcome' && isVoid(decodePeriod(settled.record)));
    assert.deepEqual(
      world.log.alerts.map(({ code, server }) => [code, server]),
      [['alert/cheat', 'trustee-2']],
    );
    world.down.clear();
    world.down.add(1);
    await world.until(({ ended }) => ended.length === 1);
    assert.equal(world.log.period.number, 0);
    assert.equal(world.log.opens, world.log.time);
    world.down.clear();
    await world.until(({ ended }) => ended.length === 2);
    await world.round();
    assert.equal(world.log.period.number, 1);
    ensureHolders(world, [0, 2, 3, 4]);
    assert.equal(world.alerts[1]?.has('alert/no-share'), true);
  });
});

describe('a deal that is not right for one receiver', () => {
  test('is complained of first: its OK, which may end the phase, comes after', async () => {
    const world = new RefreshWorld(FIVE);
    const bad = dealsBadly(1, 2);
    const held: Outgoing[] = [];
    world.tamper = (outgoing) => {
      if (outgoing.type !== 'complaint') return bad(outgoing, world);
      held.push(outgoing);
      return [];
    };
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'complaint');
    await world.round();
    const { ceremony } = world.log;
    assert.ok(ceremony.step === 'complaint');
    assert.deepEqual([...ceremony.oks.keys()], [0, 1, 3, 4]);
    assert.deepEqual(
      held.map(({ from }) => from),
      [2],
    );
    world.batch(...held);
    await world.until(({ ended }) => ended.length === 1);
    assert.equal(isVoid(decodePeriod(world.log.ended[0]?.record ?? new Uint8Array())), false);
    assert.deepEqual([...world.log.period.keys.keys()], [0, 2, 3, 4]);
  });
});

describe('rejoining', () => {
  test('who was absent gets a new share at the next slot under the word of its identity key', async () => {
    const world = new RefreshWorld(FIVE);
    world.down.add(4);
    await world.refresh();
    world.down.clear();
    await world.round();
    ensureHolders(world, [0, 1, 2, 3]);
    assert.deepEqual(namesOn(world, 4), ['certificate'], 'late wakers erase first');
    assert.deepEqual(world.keepers[4], [undefined], 'and no keeper has the old share');
    rejoin(world.role, 4, world.log, world.disks[4] as never, world.random, world.identities[4] as never);
    await world.refresh();
    assert.equal(world.log.period.number, 2);
    ensureHolders(world, ALL);
    assert.deepEqual(namesOn(world, 4), ['certificate', 'certificate', 'share']);
  });
});

describe('a ceremony that is stuck', () => {
  test('is abandoned by a quorum, and the next opens at once', async () => {
    const world = new RefreshWorld(FIVE);
    world.tamper = (outgoing) => (outgoing.type === 'outcome' ? [] : [outgoing]);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    await world.round();
    const { c } = world.log;
    for (const i of [0, 1, 2, 3])
      abandon(world.role, i, world.log, world.disks[i] as never, world.identities[i] as never);
    await world.until(({ ended }) => ended.length === 1);
    assert.equal(world.log.ended[0]?.record, undefined);
    assert.equal(equalBytes(world.log.c, c), false);
    world.tamper = (outgoing) => [outgoing];
    await world.until(({ ended }) => ended.length === 2);
    await world.round();
    assert.equal(world.log.period.number, 1);
    ensureHolders(world, ALL);
  });
});
