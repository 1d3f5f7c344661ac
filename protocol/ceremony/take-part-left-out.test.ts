/** A member that does not get what it should in a refresh: it signs nothing that it cannot stand for, and says so. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { signingKey } from '../primitives/p256-signature.ts';
import { abandon, rejoin } from './operator-word.ts';
import { RefreshMember } from './refresh-member.ts';
import type { RefreshType } from './refresh-messages.ts';
import { type Disk, type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
const SIX: WorldOptions = { participants: 6, quorum: 4, thresholds: [2] };

/** What that member posts from now on, by type; `sent`: what of it goes on. */
function watched(
  world: RefreshWorld,
  i: number,
  sent: (outgoing: Outgoing) => boolean = () => true,
): RefreshType[] {
  const types: RefreshType[] = [];
  const { tamper } = world;
  world.tamper = (outgoing, now) => {
    if (outgoing.from === i) types.push(outgoing.type);
    return outgoing.from !== i || sent(outgoing) ? tamper(outgoing, now) : [];
  };
  return types;
}

/** In whose deal the value for that receiver is another. */
function spoil(world: RefreshWorld, dealer: number, receiver: number): void {
  world.tamper = (outgoing) => {
    if (outgoing.from !== dealer || outgoing.type !== 'deal') return [outgoing];
    const deal = world.contentOf('deal', outgoing);
    const seals = deal.seals.map((seal, i) =>
      i === receiver ? seal.map((byte, at) => (at === seal.length - 1 ? byte ^ 1 : byte)) : seal,
    );
    return [world.say(dealer, 'deal', { ...deal, seals })];
  };
}

describe('a member that was dealt badly while it was away', () => {
  test('signs no outcome and keeps no share: it is of R, and must rejoin', async () => {
    const world = new RefreshWorld(SIX);
    spoil(world, 0, 5);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'complaint');
    world.down.add(5);
    await world.until(({ ceremony }) => ceremony.step === 'outcome');
    const types = watched(world, 5);
    await world.act(5);
    assert.deepEqual(types, []);
    assert.equal(world.disks[5]?.content.has('share.1'), false);
    await world.until(({ ended }) => ended.length === 1);
    await world.act(5);
    assert.equal(world.log.period.keys.has(5), true);
    assert.equal(world.shareOf(5), undefined);
    assert.equal(world.alerts[5]?.has('alert/no-share'), true);
    assert.deepEqual(types, []);
  });
});

describe('a member whose place a thief has taken with its own key', () => {
  test('alerts, and deals nothing, once the phase has ended with the thief’s STATE', async () => {
    const world = new RefreshWorld(FIVE);
    const types = watched(world, 4, ({ type }) => type !== 'state');
    world.time = world.log.opens;
    await world.round();
    const thief = new RefreshMember(world.role, world.log.c, 4, world.random(32));
    world.batch(world.say(4, 'state', thief.state()));
    assert.equal(world.log.ceremony.step, 'deal');
    await world.act(4);
    assert.equal(world.alerts[4]?.has('alert/impersonated'), true);
    assert.deepEqual(types, ['state']);
  });
});

describe('a member that others leave behind', () => {
  test('erases the share of a ceremony that they have abandoned', async () => {
    const world = new RefreshWorld(FIVE);
    world.tamper = (outgoing) => (outgoing.type === 'outcome' ? [] : [outgoing]);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
    await world.round();
    assert.equal(world.disks[4]?.content.has('share.1'), true);
    world.down.add(4);
    for (const i of [0, 1, 2, 3]) abandon(world.role, i, world.log, diskOf(world, i), identityOf(world, i));
    await world.until(({ ended }) => ended.length === 1);
    await world.act(4);
    assert.equal(world.disks[4]?.content.has('share.1'), false);
  });

  test('posts its REJOIN until it stands, and not again then, also after a restart', async () => {
    const world = new RefreshWorld(FIVE);
    rejoin(world.role, 4, world.log, diskOf(world, 4), world.random, identityOf(world, 4));
    const types = watched(world, 4);
    await world.act(4);
    world.restart(4);
    await world.round();
    assert.deepEqual(types, ['rejoin', 'rejoin']);
    const [key] = world.log.rejoins.get(4) ?? [];
    assert.ok(key !== undefined && key.length === signingKey(world.random(32)).publicKey.length);
    world.restart(4);
    await world.act(4);
    assert.deepEqual(types, ['rejoin', 'rejoin']);
  });
});

const diskOf = (world: RefreshWorld, i: number): Disk => world.disks[i] as Disk;
const identityOf = (world: RefreshWorld, i: number) =>
  world.identities[i] as RefreshWorld['identities'][number];
