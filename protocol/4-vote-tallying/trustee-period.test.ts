/** Roots where the Trustees renew their keys (trustees contract, sections 1 and 3): q of one period, by the keys of its record. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { rootStatement } from '../board/folds/freeze-messages.ts';
import { beginChain, followChain, periodsOf, refreshOf } from '../ceremony/election-periods.ts';
import { type Keys, linkByHand } from '../ceremony/election-periods-test-support.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { trusteeQuorum } from '../messages/plan.ts';
import { scalarToBytes, toHex } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';
import { given, makeElection, newKey, random } from '../test-support.ts';
import { openDisclosure } from './disclose-key.ts';
import { chooseFinalRoots, openFinalRoot } from './freeze-bulletin-board.ts';
import { trusteePeriodsOf } from './trustee-period.ts';

const times = { first: 1_800_000_100_000, every: 60_000, deadline: 30_000, phase: 5_000, clockError: 1_000 };
const fixture = await makeElection({ trusteeRenewal: times });
const { election, plan, server } = fixture;
const role = given(refreshOf('trustee', election));
const trustees = plan.trustees.map(({ id }) => id);
const quorum = trustees.slice(0, trusteeQuorum(plan));
const root = { x: toHex(random(32)), size: 3, root: toHex(random(32)) };
const notFinal = { code: 'freeze/not-final' };

const identities: Keys = new Map(trustees.map((id) => [id, server(id).key]));
const first: Keys = new Map(trustees.map((id) => [id, server(id).periodKey]));
const second: Keys = new Map(trustees.map((id) => [id, newKey()]));
const some = (keys: Keys): Keys => new Map([...keys].filter(([id]) => quorum.includes(id)));
const begun = beginChain(role, election);
const link = linkByHand(role, begun, second, some(first));
const periods = trusteePeriodsOf(role, periodsOf(role, election, [link]));

const sign = (id: string, key: SigningKey, period: number): Uint8Array =>
  signStatement(rootStatement, election.manifestHash, { period, ...root }, id, key);
const signAll = (keys: Keys, period: number): Uint8Array[] =>
  [...some(keys)].map(([id, key]) => sign(id, key, period));

test('in period 0 the keys that generation certified sign, and identity keys do not', () => {
  assert.deepEqual(openFinalRoot(election, signAll(first, 0)), root);
  assert.throws(() => openFinalRoot(election, signAll(identities, 0)), notFinal);
  assert.throws(() => openFinalRoot(election, signAll(identities, 0), periods), notFinal);
});

test('in a period of the chain its keys do, for whoever has the chain', () => {
  assert.deepEqual(openFinalRoot(election, signAll(second, 1), periods), root);
  assert.deepEqual(openFinalRoot(election, signAll(first, 0), periods), root);
  assert.throws(() => openFinalRoot(election, signAll(second, 1)), notFinal);
  assert.throws(() => openFinalRoot(election, signAll(first, 1), periods), notFinal);
  assert.throws(() => openFinalRoot(election, signAll(second, 0), periods), notFinal);
});

test('q of different periods are not q', () => {
  const [one = '', ...others] = quorum;
  const mixed = [
    sign(one, given(first.get(one)), 0),
    ...others.map((id) => sign(id, given(second.get(id)), 1)),
  ];
  assert.throws(() => openFinalRoot(election, mixed, periods), notFinal);
  const last = given(trustees.at(-1));
  const final = [...mixed, sign(last, given(second.get(last)), 1)];
  assert.deepEqual(openFinalRoot(election, final, periods), root);
  assert.deepEqual(chooseFinalRoots(election, final, periods), final.slice(1));
});

test('a chain that q identity keys have signed is none, nor is one signed by fewer than q', () => {
  const few = new Map([...some(first)].slice(1));
  for (const certifiers of [some(identities), some(second), few]) {
    const forged = linkByHand(role, begun, second, certifiers);
    assert.throws(() => followChain(role, begun, forged), { code: 'period/invalid' });
  }
});

test('a second link follows the first, and not itself', () => {
  const chain = followChain(role, begun, link);
  const third: Keys = new Map(trustees.map((id) => [id, newKey()]));
  const next = linkByHand(role, chain, third, some(second));
  assert.deepEqual(
    followChain(role, chain, next).periods.map(({ number }) => number),
    [0, 1, 2],
  );
  assert.throws(() => followChain(role, chain, link), { code: 'period/invalid' });
});

test('a share is disclosed by the key of its period, and not by the identity key', () => {
  const [id = ''] = quorum;
  const { share } = given(fixture.electionShares.get(id));
  const said = (key: SigningKey): Uint8Array =>
    signStatement(
      disclosureStatement,
      election.manifestHash,
      [{ period: 0, share: scalarToBytes(share) }],
      id,
      key,
    );
  assert.equal(openDisclosure(election, said(given(first.get(id)))).share, share);
  assert.throws(() => openDisclosure(election, said(server(id).key)), { code: 'signature/invalid' });
});
