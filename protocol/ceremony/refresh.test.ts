/** What counts when in a refresh's topic: dealing, complaints, X and its certificate (trustees contract, section 2, steps 2 to 5). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { concat, EMPTY } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { decodePeriod, isVoid } from './period-record.ts';
import { ALL, FIVE, freshKey, Hand } from './refresh-hand-test-support.ts';
import type { RefreshDeal } from './refresh-messages.ts';
import { type Outgoing, RefreshWorld } from './refresh-test-support.ts';

const BUT_4 = [0, 1, 2, 3];

const flip = (seal: Uint8Array): Uint8Array =>
  seal.map((byte, at) => (at === seal.length - 1 ? byte ^ 1 : byte));
/** A wrong value for that receiver. */
const wrongFor =
  (receiver: number) =>
  (deal: RefreshDeal): RefreshDeal => ({
    ...deal,
    seals: deal.seals.map((seal, i) => (i === receiver ? flip(seal) : seal)),
  });

const voidOf = (hand: Hand): boolean => isVoid(decodePeriod(hand.at('outcome').record));
const recordOf = (hand: Hand) => decodePeriod(hand.at('outcome').record);
const alertsOf = ({ world }: Hand): string[] =>
  world.log.alerts.map(({ code, server }) => `${code} ${server}`);

/** The same words with another signer's name on them: the signature does not cover it. */
const asOf = (hand: Hand, outgoing: Outgoing, i: number): Outgoing => {
  const text = (id: string) => new TextEncoder().encode(id);
  const [own, other] = [outgoing.from, i].map((at) => text(hand.world.role.participants[at]?.id ?? ''));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const statement = hex(outgoing.statement).replace(hex(own ?? EMPTY), hex(other ?? EMPTY));
  return { ...outgoing, from: i, statement: new Uint8Array(Buffer.from(statement, 'hex')) };
};

describe('phases', () => {
  test('end when all whom they await have posted', async () => {
    const hand = new Hand();
    hand.world.batch(...ALL.map((i) => hand.state(i)));
    hand.world.batch(...(await Promise.all(ALL.map((i) => hand.deal(i)))));
    hand.at('complaint');
    hand.world.batch(...ALL.map((i) => hand.ok(i, ALL)));
    assert.equal(voidOf(hand), false);
  });

  test('end with the first entry at or after their time, not before, and it is in the next one', async () => {
    const hand = new Hand();
    const { world } = hand;
    world.batch(hand.state(0), hand.state(1), hand.state(2), hand.state(3));
    const { began } = hand.at('state');
    world.batchAt(began + 999, true);
    hand.at('state');
    world.batchAt(began + 1000, false, hand.state(4));
    const dealing = hand.at('deal');
    assert.deepEqual([...dealing.holders.keys()], BUT_4);
    assert.equal(dealing.began, began + 1000);
    const deal = await hand.deal(0);
    world.batchAt(began + 1999, false, hand.ok(1, ALL), hand.outcome(1, sha256(EMPTY)));
    hand.at('deal');
    world.batchAt(began + 2000, false, hand.ok(0, [0]), deal);
    const { oks, deals } = hand.at('complaint');
    assert.deepEqual([[...oks.keys()], [...deals.keys()]], [[0], []]);
  });

  test('do not end with the same batch twice', () => {
    const hand = new Hand().states(BUT_4);
    const { began } = hand.at('deal');
    hand.world.batchAt(began + 5000, true, hand.ok(0, ALL), hand.ok(1, ALL));
    hand.at('complaint');
  });

  test('go on without anyone who can deal: void at once', () => {
    const hand = new Hand();
    const { world } = hand;
    world.batch(...ALL.map((i) => world.say(i, 'state', { ...hand.member(i).state(), kemKeys: [EMPTY] })));
    assert.equal(voidOf(hand), true);
  });
});

describe('DEAL', () => {
  test('of each dealer the first counts, in form or not', async () => {
    const hand = new Hand().states();
    const { world } = hand;
    const right = await hand.deal(0);
    world.batch(await hand.deal(0, (deal) => ({ ...deal, seals: deal.seals.slice(1) })), right);
    await hand.deals([1, 2, 3, 4]);
    assert.deepEqual([...hand.at('complaint').deals.keys()], [1, 2, 3, 4]);
  });

  test('under another key, of another, of another ceremony or of who is not in R does not count', async () => {
    const hand = new Hand().states(BUT_4);
    const { world } = hand;
    const content = await hand.dealOf(0);
    const { key } = freshKey(world);
    const deal = world.say(0, 'deal', content);
    world.batch(
      world.say(0, 'deal', content, { key }),
      world.say(0, 'deal', content, { c: sha256(EMPTY) }),
      world.say(0, 'deal', content, { key: world.identities[0] as never }),
      asOf(hand, deal, 1),
      world.say(4, 'deal', content),
    );
    assert.deepEqual([...hand.at('deal').deals.keys()], []);
    world.batch(deal);
    assert.deepEqual([...hand.at('deal').deals.keys()], [0]);
  });

  const element = (deal: RefreshDeal) => deal.keys[0]?.[0] ?? EMPTY;
  const OUT_OF_FORM: Record<string, (deal: RefreshDeal) => RefreshDeal> = {
    'too high a degree': (deal) => ({ ...deal, keys: [[element(deal), element(deal)]] }),
    'a key too many': (deal) => ({ ...deal, keys: [...deal.keys, ...deal.keys] }),
    'no element': (deal) => ({ ...deal, keys: [[concat(Uint8Array.of(3), element(deal).subarray(1))]] }),
    'a seal missing': (deal) => ({ ...deal, seals: deal.seals.map((seal, i) => (i === 2 ? EMPTY : seal)) }),
    'a seal for itself': (deal) => ({
      ...deal,
      seals: deal.seals.map((seal, i) => (i === 0 ? (deal.seals[1] ?? EMPTY) : seal)),
    }),
    'a seal for who is not in R': (deal) => ({
      ...deal,
      seals: deal.seals.map((seal, i) => (i === 4 ? (deal.seals[1] ?? EMPTY) : seal)),
    }),
    'a seal too many': (deal) => ({ ...deal, seals: [...deal.seals, EMPTY] }),
  };
  for (const [what, twist] of Object.entries(OUT_OF_FORM))
    test(`with ${what} is no deal`, async () => {
      const hand = await new Hand().states(BUT_4).deals(BUT_4, { 0: twist });
      assert.deepEqual([...hand.at('complaint').deals.keys()], [1, 2, 3]);
    });
});

describe('COMPLAINT', () => {
  test('with the seed of a wrong seal: the dealer is out, and its part of R too', async () => {
    const hand = await new Hand().states().deals(ALL, { 1: wrongFor(2) });
    hand.world.batch(hand.complaint(2, 1));
    assert.deepEqual(alertsOf(hand), ['alert/cheat trustee-2']);
    hand.oks([0, 2, 3, 4], [0, 2, 3, 4]);
    const { dealers, members } = recordOf(hand);
    assert.equal(dealers, 0b11101);
    assert.deepEqual(
      members.map(({ index }) => index),
      [1, 3, 4, 5],
    );
  });

  for (const [what, seedOf] of [
    ['about a right seal', (hand: Hand) => hand.kemSeed(2, 1)],
    ['with another dealer’s seed', (hand: Hand) => hand.kemSeed(2, 0)],
    ['with another’s seed', (hand: Hand) => hand.kemSeed(3, 1)],
  ] as const)
    test(`${what}: the complainer is out`, async () => {
      const hand = await new Hand().states().deals();
      hand.world.batch(hand.complaint(2, 1, seedOf(hand)));
      assert.deepEqual(alertsOf(hand), ['alert/cheat trustee-3']);
      hand.oks([0, 1, 3, 4]);
      assert.equal(recordOf(hand).dealers, 0b11011);
    });

  test('about oneself puts oneself out', async () => {
    const hand = await new Hand().states().deals();
    hand.world.batch(hand.complaint(2, 2));
    assert.deepEqual(alertsOf(hand), ['alert/cheat trustee-3']);
  });

  test('of the same about the same counts once; about another it counts too', async () => {
    const hand = await new Hand().states().deals(ALL, { 1: wrongFor(2), 3: wrongFor(2) });
    hand.world.batch(hand.complaint(2, 3), hand.complaint(2, 1));
    assert.equal(hand.at('complaint').out, 0b01010);
    // About one who is out nobody can put itself out any more.
    hand.world.batch(hand.complaint(0, 1));
    assert.equal(hand.at('complaint').out, 0b01010);
  });

  test('a second one, with another seed, changes nothing', async () => {
    const hand = await new Hand().states().deals(ALL, { 1: wrongFor(2) });
    hand.world.batch(hand.complaint(2, 1, hand.kemSeed(2, 0)), hand.complaint(2, 1));
    hand.world.batch(hand.complaint(2, 3), hand.complaint(2, 1));
    assert.equal(hand.at('complaint').out, 0b00100);
  });

  test('about who has not dealt, by who is not in R, under another key, or too early does not count', async () => {
    const hand = new Hand().states(BUT_4);
    const { world } = hand;
    world.batch(await hand.deal(1, wrongFor(2)), hand.complaint(2, 1));
    assert.equal(hand.at('deal').out, 0);
    await hand.deals([0, 2]);
    world.batch(
      hand.complaint(2, 3),
      hand.complaint(4, 1),
      asOf(hand, hand.complaint(2, 1), 0),
      world.say(2, 'complaint', { dealer: 1, seed: hand.kemSeed(2, 1) }, { key: freshKey(world).key }),
    );
    assert.equal(hand.at('complaint').out, 0);
    world.batch(hand.complaint(2, 1));
    assert.equal(hand.at('complaint').out, 0b00010);
  });
});

describe('X', () => {
  const four = { ...FIVE, participants: 6 };
  test('names p + 1, the slot, what was before, R, D and commitments', async () => {
    const hand = await new Hand().states(BUT_4).deals(BUT_4);
    hand.oks(BUT_4, BUT_4);
    const { log, role } = hand.world;
    const record = recordOf(hand);
    assert.deepEqual(
      [record.period, record.slot, record.dealers, record.role, record.keys[0]?.name],
      [1, 0, 0b01111, 'trustee', 'key-0'],
    );
    assert.deepEqual([record.previous, record.manifestHash], [log.previous, role.manifestHash]);
    assert.deepEqual(
      record.members.map(({ index }) => index),
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      record.members.map(({ periodKey }) => periodKey),
      BUT_4.map((i) => hand.member(i).state().periodKey),
    );
    const [before] = log.period.commitments;
    assert.deepEqual(hand.at('outcome').commitments[0]?.[0], before?.[0]);
  });

  test('is void with fewer than q dealers', async () => {
    const hand = await new Hand(new RefreshWorld(four)).states([...ALL, 5]).deals([0, 1, 2]);
    hand.oks([...ALL, 5], [0, 1, 2]);
    const { members, dealers, keys, period } = recordOf(hand);
    assert.deepEqual([members, dealers, keys, period], [[], 0, [], 1]);
  });

  test('is void with fewer than q oks', async () => {
    const hand = await new Hand().states().deals();
    hand.oks([0, 1, 2]);
    assert.equal(voidOf(hand), true);
  });

  test('is void if of q oks one does not cover D; more than D is no harm', async () => {
    for (const [dealers, isEmpty] of [
      [[0, 1, 2], true],
      [[0, 1, 2, 3], false],
      [ALL, false],
    ] as const) {
      const hand = await new Hand().states().deals(BUT_4);
      hand.world.batch(...[0, 1, 2].map((i) => hand.ok(i, BUT_4)), hand.ok(3, dealers));
      hand.pass('complaint');
      assert.equal(voidOf(hand), isEmpty);
    }
  });

  test('takes of each the first ok', async () => {
    const hand = await new Hand().states().deals();
    hand.world.batch(hand.ok(0, [0]), hand.ok(0, ALL));
    hand.oks([0, 1, 2, 3]);
    assert.equal(voidOf(hand), true);
  });

  test('takes no ok of who is out, who is not in R, or under another key', async () => {
    const hand = await new Hand().states(BUT_4).deals(BUT_4);
    const { world } = hand;
    world.batch(
      hand.ok(4, BUT_4),
      world.say(3, 'ok', { dealers: 0b1111 }, { key: freshKey(world).key }),
      asOf(hand, hand.ok(0, BUT_4), 3),
    );
    hand.oks([0, 1, 2], BUT_4);
    assert.equal(voidOf(hand), true);
    const other = await new Hand().states().deals();
    other.world.batch(other.complaint(2, 2));
    other.oks([0, 1, 2], ALL);
    assert.equal(voidOf(other), true);
  });
});

describe('OUTCOME', () => {
  const settled = async (): Promise<Hand> => (await new Hand().states(BUT_4).deals(BUT_4)).oks(BUT_4, BUT_4);

  test('of q members is a certificate, also of some who were away; of fewer it is none', async () => {
    const hand = await settled();
    const { world } = hand;
    world.batch(hand.outcome(0), hand.outcome(1), hand.outcome(2));
    assert.equal(world.log.ended.length, 0);
    world.batch(hand.outcome(4));
    assert.equal(world.log.period.number, 1);
    assert.equal(world.log.ended[0]?.statements.length, 4);
    assert.equal(world.log.opens, world.role.slots.first + world.role.slots.every);
  });

  test('twice, of another hash, of a stranger, in another’s name, under another key or early: none of these', async () => {
    const early = await new Hand().states(BUT_4).deals(BUT_4);
    early.world.batch(early.outcome(3, sha256(EMPTY)));
    const hand = early.oks(BUT_4, BUT_4);
    const { world } = hand;
    const { hash } = hand.at('outcome');
    world.batch(
      hand.outcome(0),
      hand.outcome(1),
      hand.outcome(1),
      hand.outcome(2, sha256(hash)),
      hand.outcome(2),
    );
    world.batch(
      asOf(hand, hand.outcome(0), 3),
      world.say(3, 'outcome', { hash }, { key: freshKey(world).key }),
    );
    world.batch(world.say(3, 'outcome', { hash }, { c: hash }));
    assert.deepEqual([...hand.at('outcome').outcomes.keys()], [0, 1, 2]);
    world.batch(hand.outcome(3));
    hand.at('outcome');
    world.batch(hand.outcome(4));
    assert.equal(world.log.period.number, 1);
  });
});

test('nothing throws, whatever bytes come', async () => {
  const hand = new Hand().states();
  const deal = await hand.deal(0);
  const types = [
    'state',
    'deal',
    'complaint',
    'ok',
    'outcome',
    'rejoin',
    'abandon',
    'tick',
    'period',
  ] as const;
  for (const type of types)
    for (let at = 0; at < deal.statement.length; at += 7) {
      const statement = deal.statement.map((byte, i) => (i === at ? byte ^ 0xff : byte));
      hand.world.batchAt(hand.world.time, false, {
        ...deal,
        type,
        statement: statement.subarray(0, -(at % 3) || undefined),
      });
    }
  assert.deepEqual([...hand.at('deal').deals.keys()], []);
});
