/** What a link of the chain is refused for (trustees contract, sections 1, 2 and 6). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Ended } from '../messages/period-chain.ts';
import { EMPTY } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { followLink, type Head } from './period-chain.ts';
import { abandonedHash, decodePeriod, encodePeriod, type PeriodRecord } from './period-record.ts';
import { ALL, FIVE, freshKey, Hand } from './refresh-hand-test-support.ts';
import { RefreshWorld } from './refresh-test-support.ts';

const invalid = { code: 'period/invalid' };
const QUORUM = [0, 1, 2, 3];

/** A log whose next X is computed; and what a verifier of its chain starts from. */
async function settled(dealers: readonly number[] = ALL): Promise<{ hand: Hand; head: Head }> {
  const hand = (
    await new Hand(new RefreshWorld({ ...FIVE, thresholds: [2, 3] })).states().deals(dealers)
  ).oks();
  const { period } = hand.world.first;
  return { hand, head: { period, previous: period.hash, used: new Set() } };
}

/** The link that these members certify. */
function linkOf(hand: Hand, record = hand.at('outcome').record, who: readonly number[] = QUORUM): Ended {
  const statements = who.map((i) => hand.outcome(i, sha256(record)).statement);
  return { c: hand.c, record, statements, commitments: hand.at('outcome').commitments };
}

const abandonedBy = (hand: Hand, who: readonly number[]): Ended => ({
  c: hand.c,
  record: undefined,
  statements: who.map((i) => hand.abandon(i).statement),
  commitments: [],
});

describe('a link', () => {
  test('of a record that q members certified: the period it begins', async () => {
    const { hand, head } = await settled();
    const link = linkOf(hand);
    const { period, previous, used } = followLink(hand.world.role, head, link);
    hand.world.batch(...QUORUM.map((i) => hand.outcome(i)));
    assert.deepEqual(period, hand.world.log.period);
    assert.deepEqual(previous, hand.world.log.previous);
    assert.equal(used.size, 5);
    const bare = followLink(hand.world.role, head, { ...link, commitments: [] });
    assert.deepEqual(bare.period.commitments, []);
  });

  test('of a void record, and of an abandoned ceremony: the period stays', async () => {
    const { hand, head } = await settled([0]);
    const link = linkOf(hand);
    const after = followLink(hand.world.role, head, link);
    assert.deepEqual(after, { ...head, previous: sha256(link.record ?? EMPTY) });
    const abandoned = followLink(hand.world.role, head, abandonedBy(hand, QUORUM));
    assert.deepEqual(abandoned, { ...head, previous: abandonedHash(hand.c) });
  });

  test('of fewer than q, or of one many times, is refused', async () => {
    const { hand, head } = await settled();
    const { role } = hand.world;
    for (const who of [[], [0, 1, 2], [0, 1, 2, 2, 2]]) {
      assert.throws(() => followLink(role, head, linkOf(hand, undefined, who)), invalid);
      assert.throws(() => followLink(role, head, abandonedBy(hand, who)), invalid);
    }
  });

  test('with statements of strangers, under other keys, of other words or of no form counts none of them', async () => {
    const { hand, head } = await settled();
    const { role, identities } = hand.world;
    const { hash } = hand.at('outcome');
    const say = hand.world.say.bind(hand.world);
    const three = linkOf(hand, undefined, [0, 1, 2]);
    for (const { statement } of [
      say(3, 'outcome', { hash }, freshKey(hand.world)),
      say(3, 'outcome', { hash }, { key: identities[3] as never }),
      say(3, 'outcome', { hash }, { c: hash }),
      say(3, 'outcome', { hash: sha256(hash) }),
      hand.ok(3, ALL),
      { statement: Uint8Array.of(1) },
    ])
      assert.throws(
        () => followLink(role, head, { ...three, statements: [...three.statements, statement] }),
        invalid,
      );
    const abandons = abandonedBy(hand, [0, 1, 2]);
    const identity = identities[3] as never;
    for (const { statement } of [say(3, 'abandon', {}), say(3, 'abandon', {}, { key: identity, c: hash })])
      assert.throws(
        () => followLink(role, head, { ...abandons, statements: [...abandons.statements, statement] }),
        invalid,
      );
    const without = { ...head, period: { ...head.period, keys: new Map([...head.period.keys].slice(1)) } };
    assert.throws(() => followLink(role, without, abandonedBy(hand, QUORUM)), invalid);
    assert.throws(() => followLink(role, without, linkOf(hand)), invalid);
  });

  test('of another ceremony is refused', async () => {
    const { hand, head } = await settled();
    const c = sha256(EMPTY);
    const outcomes = QUORUM.map(
      (i) => hand.world.say(i, 'outcome', { hash: hand.at('outcome').hash }, { c }).statement,
    );
    assert.throws(
      () => followLink(hand.world.role, head, { ...linkOf(hand), c, statements: outcomes }),
      invalid,
    );
  });

  test('with a key that an earlier period had is refused', async () => {
    const { hand, head } = await settled();
    const { periodKey } = hand.member(4).state();
    const used = new Set([Buffer.from(periodKey).toString('hex')]);
    assert.throws(() => followLink(hand.world.role, { ...head, used }, linkOf(hand)), invalid);
  });

  test('with commitments of another key, of other polynomials, too few or too many is refused', async () => {
    const { hand, head } = await settled();
    const { commitments } = linkOf(hand);
    const [one = [], two = []] = commitments;
    for (const given of [
      [one],
      [two, one],
      [one, two, two],
      [one, two.slice(1)],
      [one, []],
      [one, [...two, ...one]],
    ])
      assert.throws(
        () => followLink(hand.world.role, head, { ...linkOf(hand), commitments: given }),
        invalid,
      );
    const [first = EMPTY, ...rest] = one;
    const other = { ...head, period: { ...head.period, commitments: [[...rest, first], two] } };
    assert.throws(() => followLink(hand.world.role, other, linkOf(hand)), invalid, 'another public key');
    const none = { ...head, period: { ...head.period, commitments: [] } };
    assert.throws(() => followLink(hand.world.role, none, linkOf(hand)), invalid, 'none to compare with');
  });
});

describe('a record, although a quorum certified it, is refused', () => {
  const swap = <T>([a, b, ...rest]: readonly T[]): T[] => [b as T, a as T, ...rest];
  const TWISTS: Record<string, (record: PeriodRecord) => Partial<PeriodRecord>> = {
    'of another election': () => ({ manifestHash: sha256(EMPTY) }),
    'of the other role': () => ({ role: 'administrator' }),
    'of a later period': () => ({ period: 2 }),
    'after another record': () => ({ previous: sha256(EMPTY) }),
    'whose members do not ascend': ({ members }) => ({ members: swap(members) }),
    'with one member twice': ({ members }) => ({
      members: members.map((one, i) => (i === 1 ? { ...one, index: 1 } : one)),
    }),
    'with a member that takes no part': ({ members }) => ({
      members: members.map((one, i) => (i === 4 ? { ...one, index: 6 } : one)),
    }),
    'with one key for two members': ({ members }) => ({
      members: members.map((one, i) =>
        i === 1 ? { ...one, periodKey: members[0]?.periodKey ?? EMPTY } : one,
      ),
    }),
    'with its keys in another order': ({ keys }) => ({ keys: swap(keys) }),
    'with a key less': ({ keys }) => ({ keys: keys.slice(1) }),
    'that is void and has keys': () => ({ members: [], dealers: 0 }),
  };
  for (const [what, twist] of Object.entries(TWISTS))
    test(what, async () => {
      const { hand, head } = await settled();
      const { label, ...record } = decodePeriod(hand.at('outcome').record);
      assert.ok(label.length > 0);
      const twisted = linkOf(hand, encodePeriod({ ...record, ...twist({ label, ...record }) }));
      assert.throws(() => followLink(hand.world.role, head, { ...twisted, commitments: [] }), invalid);
    });

  test('that is none', async () => {
    const { hand, head } = await settled();
    const { role } = hand.world;
    assert.throws(() => followLink(role, head, linkOf(hand, Uint8Array.of(1))), invalid);
    const text = Buffer.from(hand.at('outcome').record)
      .toString('latin1')
      .replace('revs/period/v1', 'revs/period/v2');
    const other = new Uint8Array(Buffer.from(text, 'latin1'));
    assert.throws(() => followLink(role, head, linkOf(hand, other)), invalid, 'another label');
  });
});
