/** What counts when in a refresh's topic: its opening, STATE and REJOIN, certificates from elsewhere, ABANDON (trustees contract, section 2). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { EMPTY } from '../primitives/bytes.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { abandonedHash, decodePeriod, isVoid } from './period-record.ts';
import { provePeriodKey } from './prove-period-key.ts';
import { ALL, FIVE, freshKey, Hand } from './refresh-hand-test-support.ts';
import { refreshHash } from './refresh-role.ts';
import { type Outgoing, RefreshWorld } from './refresh-test-support.ts';

const signed = (secret: Uint8Array): Uint8Array => signingKey(secret).publicKey;
const BUT_4 = [0, 1, 2, 3];
const holdersOf = (hand: Hand): number[] => [...hand.at('deal').holders.keys()];
const statedOf = (hand: Hand): number[] => hand.at('state').stated.map(({ signer }) => signer);
const alertsOf = ({ world }: Hand): string[] =>
  world.log.alerts.map(({ code, server }) => `${code} ${server}`);

describe('open(c)', () => {
  test('is the first slot after the certificate; what came before counts for nothing', () => {
    const hand = new Hand();
    const { world } = hand;
    assert.equal(world.log.opens, world.role.slots.first);
    world.batchAt(world.log.opens - 1, false, hand.state(0), hand.abandon(1));
    assert.deepEqual([statedOf(hand), world.log.abandons.size], [[], 0]);
    assert.equal(hand.at('state').began, Number.POSITIVE_INFINITY);
    world.batchAt(world.log.opens, false, hand.state(0), hand.abandon(1));
    assert.deepEqual([statedOf(hand), world.log.abandons.size], [[0], 1]);
    assert.equal(hand.at('state').began, world.log.opens);
    world.batchAt(world.log.opens + 500, false, hand.state(1));
    assert.equal(hand.at('state').began, world.log.opens, 'the first one counts');
  });

  test('is at once after a void ceremony, in the same slot, for the same next period', async () => {
    const hand = (await new Hand().states().deals([0])).oks();
    const { world } = hand;
    const { record } = hand.at('outcome');
    world.batch(...BUT_4.map((i) => hand.outcome(i)));
    assert.deepEqual([world.log.opens, world.log.period.number], [world.log.time, 0]);
    assert.deepEqual(world.log.previous, sha256(record));
    assert.deepEqual(world.log.c, refreshHash(world.role, sha256(record)));
    const again = (await new Hand(world).states().deals()).oks();
    const next = decodePeriod(again.at('outcome').record);
    assert.deepEqual([next.slot, next.period, isVoid(next)], [0, 1, false]);
    world.batch(...BUT_4.map((i) => again.outcome(i)));
    assert.equal(world.log.opens, world.role.slots.first + world.role.slots.every);
  });

  test('of a certificate that comes as a slot begins is the slot after it', async () => {
    const hand = (await new Hand().states().deals()).oks();
    const { world } = hand;
    const { first, every } = world.role.slots;
    world.batchAt(first + 3 * every, false, ...ALL.map((i) => hand.outcome(i)));
    assert.equal(world.log.opens, first + 4 * every);
  });
});

describe('STATE', () => {
  test('two of different content under one key: neither counts, and there is an alert', () => {
    const hand = new Hand();
    const { world } = hand;
    const other = new Hand(world);
    world.batch(hand.state(0), other.state(0), hand.state(0), other.state(0), hand.state(1));
    assert.deepEqual(alertsOf(hand), ['alert/two-states trustee-1']);
    hand.states([2, 3]);
    assert.deepEqual(holdersOf(hand), [1, 2, 3]);
  });

  test('the same twice counts once; who contradicted itself is awaited no more', () => {
    const hand = new Hand();
    const { world } = hand;
    world.batch(hand.state(0), hand.state(0), new Hand(world).state(1), hand.state(1));
    world.batch(hand.state(2), hand.state(3), hand.state(4));
    assert.deepEqual(holdersOf(hand), [0, 2, 3, 4]);
    assert.deepEqual(alertsOf(hand), ['alert/two-states trustee-2']);
  });

  test('a second one after the phase changes nothing but is told; the same one is not', () => {
    const hand = new Hand();
    const { world } = hand;
    const other = new Hand(world);
    hand.states(BUT_4);
    world.batch(
      hand.state(0),
      other.state(4),
      world.say(1, 'state', other.member(1).state(), freshKey(world)),
    );
    assert.deepEqual(alertsOf(hand), []);
    world.batch(other.state(0));
    assert.deepEqual(alertsOf(hand), ['alert/two-states trustee-1']);
    assert.deepEqual(holdersOf(hand), BUT_4);
  });

  test('under another key, of another ceremony, or of the identity key does not count', () => {
    const hand = new Hand();
    const { world } = hand;
    const content = hand.member(0).state();
    world.batch(
      world.say(0, 'state', content, freshKey(world)),
      world.say(0, 'state', content, { c: sha256(EMPTY) }),
      world.say(0, 'state', content, { key: world.identities[0] as never }),
    );
    assert.deepEqual(statedOf(hand), []);
  });

  test('out of form: no member of R', () => {
    const hand = new Hand();
    const { world } = hand;
    const [own, other] = [hand.member(0).state(), hand.member(1).state()];
    const kemKeys = (at: number, key: Uint8Array) => own.kemKeys.map((one, i) => (i === at ? key : one));
    const twists = [
      { ...own, kemKeys: own.kemKeys.slice(1) },
      { ...own, kemKeys: [...own.kemKeys, EMPTY] },
      { ...own, kemKeys: kemKeys(0, other.kemKeys[0] ?? EMPTY) },
      { ...own, kemKeys: kemKeys(1, EMPTY) },
      { ...own, possession: other.possession },
      { ...own, periodKey: other.periodKey, possession: other.possession },
    ];
    for (const content of twists) {
      const { log, time } = world;
      world.batch(world.say(0, 'state', content));
      hand.states(BUT_4.slice(1));
      assert.deepEqual(holdersOf(hand), [1, 2, 3]);
      Object.assign(world, { log, time });
    }
  });

  test('with a key that was seen before: no member of R', () => {
    const hand = new Hand();
    const { world } = hand;
    const { secret } = freshKey(world);
    const { periodKey: old = EMPTY } = world.shareOf(0) ?? {};
    const stating = (i: number, key: Uint8Array, publicKey: Uint8Array): Outgoing =>
      world.say(i, 'state', {
        ...hand.member(i).state(),
        periodKey: publicKey,
        possession: provePeriodKey(world.role, hand.c, `trustee-${i + 1}`, key),
      });
    const shared = signed(secret);
    world.batch(
      stating(0, old, world.log.period.keys.get(0) ?? EMPTY),
      stating(1, secret, shared),
      stating(2, secret, shared),
    );
    hand.states([3]);
    assert.deepEqual(holdersOf(hand), [1, 3], 'of two with one key the first in the plan');
    // Void: no one has dealt. The next ceremony does not take these keys again.
    hand.pass('deal').pass('complaint');
    world.batch(...BUT_4.map((i) => hand.outcome(i)));
    const next = new Hand(world);
    const possession = provePeriodKey(world.role, next.c, 'trustee-2', secret);
    world.batch(world.say(1, 'state', { ...next.member(1).state(), periodKey: shared, possession }));
    next.states([2, 3]);
    assert.deepEqual(holdersOf(next), [2, 3]);
  });
});

describe('REJOIN', () => {
  const rejoin = (world: RefreshWorld, i: number, secret: Uint8Array, period = 0): Outgoing =>
    world.say(
      i,
      'rejoin',
      {
        period,
        key: signed(secret),
        possession: provePeriodKey(world.role, world.role.manifestHash, `trustee-${i + 1}`, secret),
      },
      { c: world.role.manifestHash, key: world.identities[i] as never },
    );
  const under = (hand: Hand, i: number, secret: Uint8Array): Outgoing =>
    hand.world.say(i, 'state', hand.member(i).state(), { key: signingKey(secret) });

  test('annuls the STATE under the period key, and its key alone counts; it deals not', async () => {
    const hand = new Hand();
    const { world } = hand;
    const { secret } = freshKey(world);
    world.batch(hand.state(4), rejoin(world, 4, secret), hand.state(4));
    hand.states(BUT_4.slice(1));
    assert.deepEqual(holdersOf(hand), [1, 2, 3]);
    const other = new Hand();
    other.world.batch(other.state(4), rejoin(other.world, 4, secret), ...BUT_4.map((i) => other.state(i)));
    other.at('state');
    other.world.batch(under(other, 4, secret));
    assert.deepEqual(holdersOf(other), ALL);
    const { signers, shown } = other.at('deal');
    const content = await other.dealOf(0);
    other.world.batch(other.world.say(4, 'deal', content, { key: signingKey(secret) }));
    assert.equal(other.at('deal').deals.size, 0);
    assert.deepEqual([signers, [...shown.keys()]], [0b01111, BUT_4]);
  });

  test('its ok does not count for the quorum, its OUTCOME under the old key does', async () => {
    const hand = new Hand();
    const { world } = hand;
    const { secret } = freshKey(world);
    world.batch(rejoin(world, 4, secret), under(hand, 4, secret));
    await hand.states(BUT_4).deals(BUT_4);
    world.batch(
      world.say(4, 'ok', { dealers: 0b01111 }, { key: signingKey(secret) }),
      ...[0, 1, 2].map((i) => hand.ok(i, BUT_4)),
    );
    hand.pass('complaint');
    assert.equal(isVoid(decodePeriod(hand.at('outcome').record)), true);
    world.batch(...[0, 1, 2, 4].map((i) => hand.outcome(i)));
    assert.equal(world.log.ended.length, 1);
  });

  test('two different ones: neither counts; the same again, or a third, is nothing', () => {
    const hand = new Hand();
    const { world } = hand;
    const [a, b, d] = [freshKey(world).secret, freshKey(world).secret, freshKey(world).secret];
    world.batch(rejoin(world, 4, a), rejoin(world, 4, a), under(hand, 4, a));
    assert.equal(world.log.rejoins.get(4)?.length, 1);
    assert.deepEqual(alertsOf(hand), []);
    world.batch(rejoin(world, 4, b), under(hand, 4, b), rejoin(world, 4, d), under(hand, 4, d));
    assert.deepEqual(alertsOf(hand), ['alert/two-rejoins trustee-5']);
    assert.equal(world.log.rejoins.get(4)?.length, 2);
    hand.states(BUT_4);
    assert.deepEqual(holdersOf(hand), BUT_4);
  });

  test('of another period or election, by another key, with a key seen or not possessed does not count', () => {
    const { world } = new Hand();
    const { secret, key } = freshKey(world);
    const old = world.shareOf(4)?.periodKey ?? EMPTY;
    const proof = (id: string) => provePeriodKey(world.role, world.role.manifestHash, id, secret);
    const c = world.role.manifestHash;
    const identity = world.identities[4] as never;
    const content = { period: 0, key: key.publicKey, possession: proof('trustee-5') };
    world.batch(
      rejoin(world, 4, secret, 1),
      rejoin(world, 4, old),
      world.say(4, 'rejoin', content, { key: identity }),
      world.say(4, 'rejoin', content, { c }),
      world.say(4, 'rejoin', { ...content, possession: proof('trustee-4') }, { c, key: identity }),
    );
    assert.equal(world.log.rejoins.size, 0);
    world.batch(rejoin(world, 4, secret));
    assert.equal(world.log.rejoins.size, 1);
  });

  test('after the first phase touches nothing in this ceremony, and serves the next until one is not void', async () => {
    const hand = new Hand().states();
    const { world } = hand;
    const { secret } = freshKey(world);
    world.batch(rejoin(world, 4, secret));
    assert.deepEqual([...hand.at('deal').shown.keys()], ALL);
    (await hand.deals([0])).oks();
    world.batch(...BUT_4.map((i) => hand.outcome(i)));
    const next = new Hand(world);
    world.batch(under(next, 4, secret));
    await next.states(BUT_4).deals(BUT_4);
    next.oks(BUT_4, BUT_4);
    world.batch(...BUT_4.map((i) => next.outcome(i)));
    assert.deepEqual([world.log.period.number, world.log.rejoins.size], [1, 0]);
    assert.deepEqual([...world.log.period.keys.keys()], ALL);
  });
});

describe('a certificate that was gathered elsewhere', () => {
  const settled = async (): Promise<Hand> => (await new Hand().states().deals()).oks();
  const certificate = (hand: Hand, outcomes: readonly Outgoing[], record = hand.at('outcome').record) =>
    hand.world.say(4, 'period', { record, outcomes: outcomes.map(({ statement }) => statement) });

  test('of q members ends the ceremony', async () => {
    const hand = await settled();
    hand.world.batch(
      certificate(
        hand,
        BUT_4.map((i) => hand.outcome(i)),
      ),
    );
    assert.equal(hand.world.log.period.number, 1);
  });

  test('of q - 1, of one twice, with foreign signatures, or of other words is none', async () => {
    const hand = await settled();
    const { world } = hand;
    const { hash } = hand.at('outcome');
    const three = [0, 1, 2].map((i) => hand.outcome(i));
    const more = [
      [],
      [hand.outcome(0)],
      [world.say(3, 'outcome', { hash }, freshKey(world))],
      [world.say(3, 'outcome', { hash }, { key: world.identities[3] as never })],
      [world.say(3, 'outcome', { hash }, { c: hash })],
      [hand.outcome(3, sha256(hash))],
      [hand.ok(3, ALL)],
    ];
    for (const [i, one] of more.entries()) {
      world.batch(certificate(hand, [...three, ...one]));
      assert.equal(world.log.ceremony.step, 'outcome', `${i}`);
    }
  });

  test('of another X: this log goes no further', async () => {
    const hand = await settled();
    const { world } = hand;
    const record = (await new Hand(new RefreshWorld(FIVE)).states().deals([0])).oks().at('outcome').record;
    const outcomes = BUT_4.map((i) => hand.outcome(i, sha256(record)));
    world.batch(
      certificate(hand, outcomes, hand.at('outcome').record),
      certificate(hand, outcomes, Uint8Array.of(1)),
    );
    hand.at('outcome');
    world.batch(certificate(hand, outcomes, record));
    assert.equal(world.log.ceremony.step, 'elsewhere');
    assert.deepEqual(alertsOf(hand), ['alert/another-branch trustee-5']);
    world.batch(hand.state(0));
    assert.equal(world.log.ceremony.step, 'elsewhere');
  });
});

describe('ABANDON', () => {
  test('by the identity keys of q members: the next ceremony follows what was abandoned, at once', () => {
    const hand = new Hand().states();
    const { world } = hand;
    const { key } = freshKey(world);
    world.batch(hand.abandon(0), hand.abandon(0), hand.abandon(1), hand.abandon(2));
    world.batch(
      hand.abandon(3, key),
      world.say(3, 'abandon', {}),
      world.say(3, 'abandon', {}, { key: world.identities[3] as never, c: sha256(EMPTY) }),
    );
    assert.equal(world.log.ended.length, 0);
    world.batch(hand.abandon(3));
    assert.deepEqual(world.log.previous, abandonedHash(hand.c));
    assert.deepEqual([world.log.opens, world.log.period.number], [world.log.time, 0]);
    assert.deepEqual([world.log.ended[0]?.statements.length, world.log.abandons.size], [4, 0]);
  });

  test('of who is no member of the period does not count', async () => {
    const hand = (await new Hand().states(BUT_4).deals(BUT_4)).oks(BUT_4, BUT_4);
    const { world } = hand;
    world.batch(...BUT_4.map((i) => hand.outcome(i)));
    for (const i of ALL) world.disks[i]?.erase('share.0');
    world.time = world.log.opens;
    const identity = (i: number) => ({ key: world.identities[i] as never });
    world.batch(...[0, 1, 2, 4].map((i) => world.say(i, 'abandon', {}, identity(i))));
    assert.equal(world.log.abandons.size, 3);
  });
});
