/** The cryptography of section 5 of the board contract: an honest ceremony to its end, and each way to cheat judged. */
import assert from 'node:assert/strict';
import { beforeAll, describe, test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, EMPTY, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { seal, TRAFFIC } from '../primitives/hpke.ts';
import { commitTo, provePossession, publicKeyOf, shareFor, sumShares } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { flipped, given, makePlan, newKey, random } from '../test-support.ts';
import { type Ceremony, ceremonyFold, type Dealt, outcomeToSign, type Settled } from './generate.ts';
import { CeremonyHolder, repairedShares } from './generate-holder.ts';
import {
  attemptHash,
  dealHash,
  electionCeremony,
  issuanceCeremony,
  jointCommitments,
  judgesOf,
  type Posted,
  type RoleCeremony,
  sealPlace,
} from './generate-judges.ts';
import {
  CEREMONY_STATEMENTS,
  type CeremonyDeal,
  type CeremonyState,
  dealtSharesForm,
} from './generate-messages.ts';

const planHash = random(32);
const EVERYONE = [0, 1, 2, 3];
const ALL = 0b1111;

/** An attempt in which nobody has stated. */
const begun = (attempt = 1): Dealt<Posted> => ({ attempt, states: new Map(), deals: new Map() });

/** What four honest holders post, and what the fold makes of it. */
interface Run {
  readonly ceremony: RoleCeremony;
  readonly seeds: readonly Uint8Array[];
  readonly holders: readonly CeremonyHolder[];
  readonly states: readonly CeremonyState[];
  readonly deals: readonly CeremonyDeal[];
  readonly settled: Settled<Posted>;
}
const runs = new Map<'election' | 'issuance', Run>();

async function run(ceremony: RoleCeremony): Promise<Run> {
  const fold = ceremonyFold(ceremony.rules, judgesOf(ceremony));
  const seeds = EVERYONE.map(() => random(32));
  const holders = EVERYONE.map((self) => new CeremonyHolder(ceremony, 1, self, given(seeds[self])));
  const batch = { c: 0, time: 0, hasTick: false };
  const states = holders.map((holder) => holder.state());
  const posted = { attempt: 1 } as const;
  let at: Ceremony<Posted> = fold.next(fold.start, {
    ...batch,
    posts: states.map((state, signer) => ({ ...posted, type: 'state', signer, state })),
  });
  assert.ok(at.step === 'deal');
  const open = at;
  const deals = await Promise.all(holders.map((holder) => holder.deal(open)));
  at = fold.next(at, {
    ...batch,
    posts: deals.map((deal, signer) => ({ ...posted, type: 'deal', signer, deal })),
  });
  assert.ok(at.step === 'complaint');
  const dealt = at;
  for (const holder of holders) assert.deepEqual(holder.receive(dealt, ALL).complaints, []);
  at = fold.next(at, {
    ...batch,
    posts: EVERYONE.map((signer) => ({ ...posted, type: 'ok', signer, dealers: ALL })),
  });
  assert.ok(at.step === 'outcome');
  return { ceremony, seeds, holders, states, deals, settled: at };
}

beforeAll(async () => {
  const styles = [
    { style: 'a', voters: 0 },
    { style: 'b', voters: 0 },
  ];
  const { plan } = await makePlan({ styles, N: 4, t: 3, b: 1, n: 4, k: 1 }, newKey());
  runs.set('election', await run(electionCeremony(plan, planHash)));
  runs.set('issuance', await run(issuanceCeremony(plan, planHash)));
});
const election = () => given(runs.get('election'));

for (const name of ['election', 'issuance'] as const)
  describe(name, () => {
    test('the shares of all dealers open the joint keys', () => {
      const { ceremony, holders, settled } = given(runs.get(name));
      const { group, rules } = ceremony;
      const used = EVERYONE.slice(0, rules.threshold);
      const weights = lagrangeAtZero(
        used.map((i) => i + 1),
        group.order,
      );
      for (const [key, commitments] of jointCommitments(ceremony, settled, ALL).entries()) {
        const shares = used.map((i) => {
          const { right } = given(holders[i]).receive(settled, ALL);
          return sumShares(
            group,
            [...right.values()].map((byKey) => bytesToScalar(given(byKey[key]))),
          );
        });
        const secret = sumShares(
          group,
          shares.map((share, i) => share * given(weights[i])),
        );
        assert.deepEqual(group.fromSecret(secret), publicKeyOf(commitments));
      }
    });

    test('a share is repaired from those of tau others, which commitments check', () => {
      const { ceremony, holders, settled } = given(runs.get(name));
      const judges = judgesOf(ceremony);
      const from = (holder: number) => given(given(holders[holder]).receive(settled, 0b0001).right.get(0));
      const repairs = new Map([1, 2, 3].map((holder) => [holder, from(holder)] as const));
      for (const [holder, shares] of repairs) {
        assert.ok(judges.isRightRepair(settled, holder, 0, shares));
        assert.ok(!judges.isRightRepair(settled, holder, 1, shares), 'of another dealer');
        assert.ok(!judges.isRightRepair(settled, 0, 0, shares), 'of another holder');
        assert.ok(!judges.isRightRepair(settled, holder, 0, shares.slice(1)), 'one too few');
      }
      assert.deepEqual(repairedShares(ceremony, 0, repairs), from(0));
      const tooFew = new Map([...repairs].slice(0, ceremony.rules.threshold - 1));
      assert.equal(repairedShares(ceremony, 0, tooFew), undefined);
    });
  });

test('a holder says the same after a crash, and something else in each attempt', () => {
  const { ceremony, seeds, states } = election();
  const seed = given(seeds[1]);
  assert.deepEqual(new CeremonyHolder(ceremony, 1, 1, seed).state(), states[1]);
  const other = new CeremonyHolder(ceremony, 2, 1, seed).state();
  assert.notDeepEqual(other.dealHash, states[1]?.dealHash);
  assert.notDeepEqual(other.kemKeys, states[1]?.kemKeys);
  const keys = new Set(states.flatMap(({ kemKeys }) => kemKeys).map(String));
  assert.equal(keys.size, 16, 'one for each dealer');
});

test('x binds plan, role and attempt; H(X) binds x, R and D', () => {
  const { ceremony, settled } = election();
  const hashes = [
    attemptHash(ceremony, 1),
    attemptHash(ceremony, 2),
    attemptHash({ ...ceremony, role: 'administrator' }, 1),
    attemptHash({ ...ceremony, planHash: random(32) }, 1),
  ];
  assert.equal(new Set(hashes.map(String)).size, hashes.length);
  const judges = judgesOf(ceremony);
  const results = [
    judges.hash(settled, settled),
    judges.hash(settled, { holders: ALL, dealers: 0b0111 }),
    judges.hash(settled, { holders: 0b0111, dealers: ALL }),
    judges.hash({ ...settled, attempt: 2 }, settled),
  ];
  assert.equal(new Set(results).size, results.length);
  assert.equal(results[0], settled.hash);
  assert.equal(outcomeToSign(settled, 0, ALL, undefined), settled.hash);
});

test('STATE: a key for each dealer, the ML-KEM part reduced, the X25519 part not of low order', () => {
  const { ceremony, states } = election();
  const judges = judgesOf(ceremony);
  const isValidState = (state: CeremonyState) => judges.isValidState(begun(), 0, state);
  const state = given(states[0]);
  assert.ok(isValidState(state));
  const withKey = (change: (key: Uint8Array) => Uint8Array) => ({
    ...state,
    kemKeys: state.kemKeys.map((key, i) => (i === 2 ? change(key) : key)),
  });
  /** Its first two coefficients, of 12 bits each, lowest first. */
  const beginning = (a: number, b: number) =>
    withKey((key) => Uint8Array.of(a & 0xff, ((b & 0xf) << 4) | (a >> 8), b >> 4, ...key.subarray(3)));
  assert.ok(isValidState(beginning(3328, 3328)));
  assert.ok(!isValidState(beginning(3329, 0)));
  assert.ok(!isValidState(beginning(0, 3329)));
  for (const low of [0, 1])
    assert.ok(
      !isValidState(withKey((key) => Uint8Array.of(...key.subarray(0, 1184), low, ...new Uint8Array(31)))),
    );
  assert.ok(!isValidState(withKey((key) => key.subarray(1))));
  assert.ok(!isValidState({ ...state, kemKeys: state.kemKeys.slice(1) }));
});

test('STATE: a period key, with its proof for this holder and attempt, where shares are renewed and nowhere else', () => {
  const { ceremony, states } = election();
  const state = given(states[0]);
  const renewed = { ...ceremony, isRenewed: true };
  const holder = (index: number) => new CeremonyHolder(renewed, 1, index, random(32));
  const own = holder(0).state();
  assert.deepEqual([state.periodKey.length, state.possession.length], [0, 0]);
  assert.deepEqual([own.periodKey.length, own.possession.length], [33, 64]);
  const judges = judgesOf(renewed);
  const isValidState = (state: CeremonyState, signer: number, attempt: number) =>
    judges.isValidState(begun(attempt), signer, state);
  assert.ok(isValidState(own, 0, 1));
  const other = holder(1).state();
  const wrong: readonly (readonly [CeremonyState, number, number])[] = [
    [own, 1, 1],
    [own, 0, 2],
    [own, 9, 1],
    [{ ...own, periodKey: other.periodKey }, 0, 1],
    [{ ...own, possession: other.possession }, 0, 1],
    [{ ...own, ...{ periodKey: EMPTY, possession: EMPTY } }, 0, 1],
    [{ ...own, possession: EMPTY }, 0, 1],
    [state, 0, 1],
  ];
  for (const [said, signer, attempt] of wrong) assert.ok(!isValidState(said, signer, attempt));
  const plain = judgesOf(ceremony);
  assert.ok(!plain.isValidState(begun(), 0, own));
  assert.ok(!plain.isValidState(begun(), 0, { ...state, possession: own.possession }));
});

describe('deals', () => {
  /** Dealer 0's polynomial is this, whose STATE has the hash of what it deals. */
  async function dealing(
    coefficients: readonly bigint[],
    change: { proofFor?: number; share?: (receiver: number) => bigint | undefined } = {},
  ): Promise<{ dealt: Dealt<Posted>; deal: CeremonyDeal }> {
    const { ceremony, states, deals } = election();
    const { group, keys, participants } = ceremony;
    const x = attemptHash(ceremony, 1);
    const dealer = given(participants[0]);
    const context = { planHash: x, dealer: given(participants[change.proofFor ?? 0]), key: given(keys[0]) };
    const proof = provePossession(random, group, context, given(coefficients[0]));
    const dealtKeys = [{ commitments: commitTo(group, coefficients), proof }];
    const seals = EVERYONE.map((receiver) => {
      const share = change.share?.(receiver) ?? shareFor(group, coefficients, receiver + 1);
      const content = { label: LABELS.dealtShare, x, dealer, shares: [scalarToBytes(share)] };
      const key = given(states[receiver]?.kemKeys[0]);
      return seal(TRAFFIC, key, sealPlace(ceremony, x, 0, receiver), encode(dealtSharesForm, content));
    });
    const deal = { keys: dealtKeys, seals: await Promise.all(seals) };
    const own = { ...given(states[0]), dealHash: dealHash(x, dealer, dealtKeys) };
    const allStates = new Map([...states.entries()].map(([i, state]) => [i, i === 0 ? own : state] as const));
    return {
      dealt: { attempt: 1, states: allStates, deals: new Map([...deals.entries(), [0, deal]]) },
      deal,
    };
  }
  const isValid = ({ dealt, deal }: { dealt: Dealt<Posted>; deal: CeremonyDeal }): boolean =>
    judgesOf(election().ceremony).isValidDeal(dealt, 0, deal);

  test('valid: as stated, of the right degree, with a proof, and sealed to all of S', async () => {
    const right = await dealing([5n, 7n]);
    assert.ok(isValid(right));
    const { dealt, deal } = right;
    assert.ok(!isValid({ dealt: election().settled, deal }), 'not as stated');
    assert.ok(!isValid(await dealing([5n])), 'degree too low');
    assert.ok(!isValid(await dealing([5n, 7n, 9n])), 'degree too high');
    assert.ok(!isValid(await dealing([5n, 7n], { proofFor: 1 })), "another dealer's proof");
    assert.ok(!isValid({ dealt, deal: { ...deal, seals: deal.seals.slice(1) } }), 'a seal is missing');
    assert.ok(!isValid({ dealt, deal: { ...deal, keys: [...deal.keys, ...deal.keys] } }), 'a key too many');
    assert.ok(!isValid({ dealt: { ...dealt, attempt: 2 }, deal }), 'of another attempt');
  });

  test('what is no element is an invalid deal, not an error', async () => {
    const { dealt, deal } = await dealing([5n, 7n]);
    const keys = deal.keys.map((key) => ({
      ...key,
      commitments: [given(key.commitments[0]), new Uint8Array(33)],
    }));
    const { ceremony } = election();
    const own = {
      ...given(dealt.states.get(0)),
      dealHash: dealHash(attemptHash(ceremony, 1), given(ceremony.participants[0]), keys),
    };
    assert.ok(
      !isValid({
        dealt: { ...dealt, states: new Map([...dealt.states, [0, own]]) },
        deal: { ...deal, keys },
      }),
    );
  });

  /** What receiver 2 finds in dealer 0's deal, and whether its complaint is proven. */
  function received(dealt: Dealt<Posted>): { isRight: boolean; isProven: boolean | undefined } {
    const { ceremony, holders } = election();
    const { right, complaints } = given(holders[2]).receive(dealt, 0b0001);
    const [complaint] = complaints;
    const isProven = complaint && judgesOf(ceremony).provesComplaint(dealt, 2, 0, complaint.seed);
    return { isRight: right.has(0), isProven };
  }

  test('a wrong share, a rubbish seal, and a share of 0 are proven by the seed', async () => {
    const cheated = { isRight: false, isProven: true };
    assert.deepEqual(received((await dealing([5n, 7n])).dealt), { isRight: true, isProven: undefined });
    const wrong = await dealing([5n, 7n], { share: (receiver) => (receiver === 2 ? 11n : undefined) });
    assert.deepEqual(received(wrong.dealt), cheated);
    const { dealt, deal } = await dealing([5n, 7n]);
    const rubbish = { ...deal, seals: deal.seals.map((sealed, i) => (i === 2 ? flipped(sealed) : sealed)) };
    assert.deepEqual(received({ ...dealt, deals: new Map([[0, rubbish]]) }), cheated);
    const moved = {
      ...deal,
      seals: deal.seals.map((sealed, i) => (i === 2 ? given(deal.seals[1]) : sealed)),
    };
    assert.deepEqual(received({ ...dealt, deals: new Map([[0, moved]]) }), cheated);
    // f(3) = 0: receiver 2 has index 3.
    const { order } = election().ceremony.group;
    assert.deepEqual(received((await dealing([order - 3n, 1n])).dealt), cheated);
  });

  test('a complaint with another seed, or about right shares, is false', async () => {
    const { ceremony, seeds, settled } = election();
    const { provesComplaint } = judgesOf(ceremony);
    assert.ok(!provesComplaint(settled, 2, 0, random(32)));
    assert.ok(!provesComplaint(settled, 2, 0, given(seeds[2])));
    // The seed of the pair itself, which only a complaint shows: taken from one about a rubbish seal.
    const { dealt, deal } = await dealing([5n, 7n]);
    const rubbish = { ...deal, seals: deal.seals.map((sealed) => flipped(sealed)) };
    const holder = given(election().holders[2]);
    const { complaints } = holder.receive({ ...dealt, deals: new Map([[0, rubbish]]) }, 0b0001);
    assert.ok(!provesComplaint(dealt, 2, 0, given(complaints[0]).seed));
    assert.ok(!provesComplaint(dealt, 3, 0, given(complaints[0]).seed), "another's seed");
  });
});

describe('statements', () => {
  const key = newKey();
  const keyOf = () => key.publicKey;

  test('are bound to x', () => {
    const { ceremony, states } = election();
    const [x, other] = [attemptHash(ceremony, 1), attemptHash(ceremony, 2)];
    const { state } = CEREMONY_STATEMENTS;
    const signed = signStatement(state, x, given(states[0]), 'trustee-1', key);
    assert.deepEqual(openStatement(state, x, signed, keyOf).content, states[0]);
    const failure = failureOf(ProtocolError, () => openStatement(state, other, signed, keyOf));
    assert.equal(failure?.code, 'statement/wrong-context');
  });

  test('the largest fit their bounds', () => {
    const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
    const [point, share] = [new Uint8Array(96), new Uint8Array(32)];
    const keys = times(64, { commitments: times(16, point), proof: new Uint8Array(128) });
    const sealLength = 1136 + 64 * 34 + 32 + 64 + 80;
    const largest = {
      state: signStatement(
        CEREMONY_STATEMENTS.state,
        planHash,
        {
          kemKeys: times(16, new Uint8Array(1216)),
          dealHash: share,
          periodKey: new Uint8Array(33),
          possession: new Uint8Array(64),
        },
        'a',
        key,
      ),
      deal: signStatement(
        CEREMONY_STATEMENTS.deal,
        planHash,
        { keys, seals: times(16, new Uint8Array(sealLength)) },
        'a',
        key,
      ),
      repair: signStatement(
        CEREMONY_STATEMENTS.repair,
        planHash,
        { dealer: 15, shares: times(64, share) },
        'a',
        key,
      ),
    };
    for (const [type, signed] of Object.entries(largest))
      assert.ok(equalBytes(signed.subarray(0, 1), Uint8Array.of(0x83)), `${type} is a statement`);
  });
});
