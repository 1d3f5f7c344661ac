/** Whose holds and roots the fold of freezing reads (trustees contract, section 3): by the keys of periods certified by then. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toHex } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';
import { makeElection, newKey, random } from '../test-support.ts';
import { finalHeadStatement, holdStatement, rootStatement } from './folds/freeze-messages.ts';
import { readFreeze } from './read-posts.ts';

const RENEWAL = {
  first: 1_800_000_100_000,
  every: 60_000,
  deadline: 30_000,
  phase: 5_000,
  clockError: 1_000,
};
const { election, plan, server } = await makeElection({ trusteeRenewal: RENEWAL });
const { manifestHash, planHash } = election;
const [ONE, TWO] = ['trustee-1', 'trustee-2'];
const second = newKey();
/** Period 1 is certified by the batch of instance 5; there the first Trustee has another key. */
const keysAt = (c: number) => (period: number, id: string) => {
  if (period === 0) return server(id).periodKey.publicKey;
  return period === 1 && c >= 5 && id === ONE ? second.publicKey : undefined;
};
const read = readFreeze({ plan, planHash, manifestHash }, keysAt);
const root = { x: toHex(random(32)), size: 3, root: toHex(random(32)) };

const hold = (key: SigningKey, period = 0, id = ONE) => ({
  type: 'hold',
  signer: ONE,
  content: signStatement(holdStatement, manifestHash, { period, counters: 5 }, id, key),
});
const rootBy = (key: SigningKey, period = 0, id = ONE) => ({
  type: 'root',
  signer: ONE,
  content: signStatement(rootStatement, manifestHash, { period, ...root }, id, key),
});

test('a hold and a root are of the Trustee and the period whose key has signed them', () => {
  const { periodKey } = server(ONE);
  assert.deepEqual(read(hold(periodKey), 1), { type: 'hold', signer: 0, period: 0, counters: 5 });
  assert.deepEqual(read(rootBy(periodKey), 1), { type: 'root', signer: 0, period: 0, root });
  assert.deepEqual(read(rootBy(second, 1), 5), { type: 'root', signer: 0, period: 1, root });
});

test('by its identity key, by that of another period, or by another Trustee’s they are none', () => {
  const invalid = { code: 'signature/invalid' };
  for (const post of [hold, rootBy]) {
    assert.throws(() => read(post(server(ONE).key), 9), invalid);
    assert.throws(() => read(post(server(ONE).periodKey, 1), 9), invalid);
    assert.throws(() => read(post(server(TWO).periodKey), 9), invalid);
  }
});

test('what another has signed is nobody’s who posts it', () => {
  const unknown = { code: 'statement/unknown-signer' };
  for (const post of [hold, rootBy])
    assert.throws(() => read(post(server(TWO).periodKey, 0, TWO), 9), unknown);
});

test('a key that is certified later makes nothing valid that was posted before', () => {
  const unknown = { code: 'statement/unknown-signer' };
  for (const post of [hold, rootBy]) assert.throws(() => read(post(second, 1), 4), unknown);
});

test('before there is a manifest nothing is read; a Counter’s head is signed with its one key', () => {
  const before = readFreeze({ plan, planHash, manifestHash: undefined }, keysAt);
  assert.equal(before(hold(server(ONE).periodKey), 1), undefined);
  const head = { size: 1, root: root.root };
  const content = (key: SigningKey) =>
    signStatement(finalHeadStatement, manifestHash, head, 'counter-1', key);
  const own = { type: 'final-head', signer: 'counter-1', content: content(server('counter-1').key) };
  assert.deepEqual(read(own, 1), { type: 'final-head', signer: 0, head });
  assert.throws(() => read({ ...own, content: content(newKey()) }, 1), { code: 'signature/invalid' });
});
