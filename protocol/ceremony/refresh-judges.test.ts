/** What a hostile dealer can do to points and seals, on the deployed curves and sealing (trustees contract, section 2, steps 2 to 4). */
import assert from 'node:assert/strict';
import { invert, mod } from '@noble/curves/abstract/modular.js';
import { describe, test } from 'vitest';
import { bytesToScalar, EMPTY, scalarToBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { evaluate, lagrangeAtZero } from '../primitives/lagrange.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import { BLS12381_G2, P256 } from '../primitives/prime-group.ts';
import { decodePeriod, isVoid } from './period-record.ts';
import { FIVE, Hand } from './refresh-hand-test-support.ts';
import {
  isDealInForm,
  isShareOf,
  isStateInForm,
  nextCommitments,
  openShares,
  provesComplaint,
  publicShares,
  sealPlace,
} from './refresh-judges.ts';
import { type RefreshDeal, type RefreshState, refreshSharesForm } from './refresh-messages.ts';
import { RefreshWorld } from './refresh-test-support.ts';
import { CeremonySecrets } from './secrets.ts';

const FOUR = [0, 1, 2, 3];
const R = 0b1111;

describe.each([
  ['P-256', P256],
  ['G2', BLS12381_G2],
] as const)('%s', (_, group) => {
  const world = new RefreshWorld({ participants: 4, quorum: 3, thresholds: [2], group });
  const { role } = world;
  const { order } = group;
  const point = (scalar: bigint) => group.fromSecret(mod(scalar, order));
  const hand = new Hand(world);
  const states = FOUR.map((i) => hand.member(i).state());
  const kemPair = (i: number, dealer: number) => role.sealing.keyPair(hand.kemSeed(i, dealer));

  /** A deal of 0 to 1: that dealer's share, and what its seal says. */
  async function dealtTo1(says: Uint8Array, share: bigint, added: bigint) {
    const seal = await role.sealing.seal(states[1]?.kemKeys[0] ?? EMPTY, sealPlace(role, hand.c, 0, 1), says);
    const deal: RefreshDeal = { keys: [[point(added)]], seals: [EMPTY, seal, seal, seal] };
    return { dealer: 0, deal, shown: [point(share)] };
  }
  const saying = (share: bigint, more: object = {}) =>
    encode(refreshSharesForm, {
      label: LABELS.refreshShare,
      dealer: 'trustee-1',
      shares: [scalarToBytes(share)],
      ...more,
    });
  const isProven = async (says: Uint8Array, share: bigint, added: bigint, seed = hand.kemSeed(1, 0)) => {
    const dealt = await dealtTo1(says, share, added);
    const opened = openShares(role, hand.c, dealt, 1, kemPair(1, 0).secretKey);
    const complainer = { index: 1, state: states[1] as never };
    const isTrue = provesComplaint(role, hand.c, dealt, complainer, seed);
    assert.equal(isTrue, opened === undefined, 'all judge as the receiver does');
    return isTrue;
  };

  test('a right value opens, a wrong one is proven', async () => {
    assert.equal(await isProven(saying(5n + 2n * 7n), 5n, 7n), false);
    assert.equal(await isProven(saying(5n + 2n * 7n + 1n), 5n, 7n), true);
  });

  test('a value of 0 is proven, although the points fit, and so is any other against points that cancel out', async () => {
    const added = mod(-5n * invert(2n, order), order);
    assert.equal(await isProven(saying(0n), 5n, added), true);
    assert.equal(await isProven(saying(9n), 5n, added), true);
  });

  test('a value beyond the order is proven', async () => {
    assert.equal(await isProven(saying(19n + order), 5n, 7n), true);
    assert.equal(await isProven(saying(order), 5n, 7n), true);
  });

  test('other words in the seal, or none, are proven', async () => {
    const twice = { shares: [scalarToBytes(19n), scalarToBytes(19n)] };
    for (const more of [{ label: 'revs/x' }, { dealer: 'trustee-2' }, twice])
      assert.equal(await isProven(saying(19n, more), 5n, 7n), true);
    assert.equal(await isProven(EMPTY, 5n, 7n), true);
    assert.equal(await isProven(new Uint8Array(100), 5n, 7n), true);
  });

  test('a value for one of two keys only is proven', async () => {
    const { dealer, deal, shown } = await dealtTo1(saying(19n), 5n, 7n);
    const two = { ...role, keys: [...role.keys, ...role.keys] };
    const dealt = {
      dealer,
      deal: { ...deal, keys: [...deal.keys, ...deal.keys] },
      shown: [...shown, ...shown],
    };
    assert.equal(openShares(two, hand.c, dealt, 1, kemPair(1, 0).secretKey), undefined);
  });

  test('seals of no form, for another, of another dealer or ceremony do not open, and nothing throws', async () => {
    const { secretKey } = kemPair(1, 0);
    const dealt = await dealtTo1(saying(19n), 5n, 7n);
    const open = (seal: Uint8Array, c = hand.c, dealer = 0, receiver = 1) => {
      const seals = dealt.deal.seals.map(() => seal);
      return openShares(role, c, { ...dealt, dealer, deal: { ...dealt.deal, seals } }, receiver, secretKey);
    };
    const right = dealt.deal.seals[1] ?? EMPTY;
    assert.notEqual(open(right), undefined);
    for (const length of [0, 1, 31, 32, 1087, 1088, 1119, 1120, 1121, right.length - 1, right.length])
      assert.equal(open(new Uint8Array(length)), undefined, `${length} zeros`);
    for (const length of [1, 32, 1088, 1120, right.length - 1])
      assert.equal(open(right.subarray(0, length)), undefined);
    assert.equal(open(right, new Uint8Array(32)), undefined);
    assert.equal(open(right, hand.c, 2), undefined);
    assert.equal(open(right, hand.c, 0, 2), undefined);
  });

  test('a member whose points cancel out has no S_i; the others have', () => {
    const commitments = [[point(6n), point(-3n)]];
    assert.equal(publicShares(role, commitments, 1), undefined);
    assert.deepEqual(publicShares(role, commitments, 0), [point(3n)]);
    assert.equal(isShareOf(role, 0, commitments[0] ?? [], 1, scalarToBytes(4n)), false);
    assert.equal(isShareOf(role, 0, commitments[0] ?? [], 0, scalarToBytes(3n)), true);
    assert.equal(isShareOf(role, 1, commitments[0] ?? [], 0, scalarToBytes(3n)), false, 'no such key');
  });

  test('what is no element, or the identity, is no deal', () => {
    const seals = [EMPTY, ...FOUR.slice(1).map(() => new Uint8Array(1200))];
    const form = (element: Uint8Array) => isDealInForm(role, R, 0, { keys: [[element]], seals });
    assert.equal(form(point(2n)), true);
    const identity = new Uint8Array(group.elementLength);
    if (group === BLS12381_G2) identity[0] = 0xc0;
    for (const element of [
      EMPTY,
      identity,
      new Uint8Array(96).fill(255),
      point(2n).subarray(1),
      new Uint8Array(33),
    ])
      assert.equal(form(element), false);
  });

  test('commitments that cancel out, or lack, make X void', () => {
    const weights = lagrangeAtZero([1, 2], order);
    const [a = 0n, b = 0n] = weights;
    const dealOf = (scalar: bigint): RefreshDeal => ({ keys: [[point(scalar)]], seals: [] });
    const before = [[point(6n), point(3n)]];
    const opposite = mod(-5n * a * invert(b, order), order);
    const next = (...scalars: bigint[]) =>
      nextCommitments(role, before, new Map(scalars.map((scalar, i) => [i, dealOf(scalar)])), 0b11);
    assert.deepEqual(next(5n, 8n), [[point(6n), point(5n * a + 8n * b)]]);
    assert.equal(next(5n, opposite), undefined);
    assert.equal(next(5n), undefined);
  });

  test('a KEM key to which nobody can seal is no STATE', () => {
    const [own] = states;
    const inForm = (key: Uint8Array) =>
      isStateInForm(role, hand.c, 0, {
        ...(own as RefreshState),
        kemKeys: (own?.kemKeys ?? []).map((one, i) => (i === 1 ? key : one)),
      });
    const key = own?.kemKeys[1] ?? EMPTY;
    assert.equal(inForm(key), true);
    assert.equal(inForm(new Uint8Array(1216)), false);
    assert.equal(inForm(new Uint8Array(1216).fill(255)), false);
    assert.equal(inForm(Uint8Array.of(...key.subarray(0, 1184), ...new Uint8Array(32))), false, 'low order');
  });
});

test('the last dealer can make its own new share 0: that voids nothing, and it deals no more', async () => {
  const world = new RefreshWorld(FIVE);
  const { order } = P256;
  const hand = new Hand(world).states();
  const own = (i: number) => bytesToScalar(world.shareOf(i)?.shares[0] ?? EMPTY);
  const polynomial = (i: number) => [
    own(i),
    new CeremonySecrets(hand.c, hand.seeds[i] as Uint8Array).coefficient('key-0', 1, order),
  ];
  const weights = lagrangeAtZero([1, 2, 3, 4, 5], order);
  const others = [0, 1, 2, 3].reduce(
    (sum, i) => sum + (weights[i] ?? 0n) * evaluate(polynomial(i), 5, order),
    0n,
  );
  const wanted = mod(-others * invert(weights[4] ?? 0n, order), order);
  const added = mod((wanted - own(4)) * invert(5n, order), order);
  const stated = hand.at('deal').holders;
  const deal: RefreshDeal = {
    keys: [[world.role.keys[0]?.group.fromSecret(added) ?? EMPTY]],
    seals: await Promise.all(
      [0, 1, 2, 3].map((i) =>
        world.role.sealing.seal(
          stated.get(i)?.post.content.kemKeys[4] ?? EMPTY,
          sealPlace(world.role, hand.c, 4, i),
          encode(refreshSharesForm, {
            label: LABELS.refreshShare,
            dealer: 'trustee-5',
            shares: [scalarToBytes(evaluate([own(4), added], i + 1, order))],
          }),
        ),
      ),
    ).then((seals) => [...seals, EMPTY]),
  };
  (await hand.deals([0, 1, 2, 3, 4], { 4: () => deal })).oks();
  const settled = hand.at('outcome');
  assert.equal(isVoid(decodePeriod(settled.record)), false);
  for (const i of FOUR)
    assert.notEqual(hand.member(i).newShares(settled, world.shareOf(i)?.shares), undefined);
  world.batch(...FOUR.map((i) => hand.outcome(i)));
  assert.equal(publicShares(world.role, world.log.period.commitments, 4), undefined);
  const next = new Hand(world);
  const stating = FOUR.concat(4).map((i) =>
    world.say(i, 'state', next.member(i).state(), { key: signingKey(hand.member(i).periodKey()) }),
  );
  world.batch(...stating);
  assert.deepEqual([...next.at('deal').shown.keys()], FOUR);
  assert.equal(next.at('deal').signers, 0b11111);
});
