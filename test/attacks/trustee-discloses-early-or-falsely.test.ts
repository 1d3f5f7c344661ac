/** Hostile Trustees: false shares, early openings, no final root. Properties: Fairness, Robustness. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { disclose, openDisclosure, recoverElectionKey } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { rootStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { disclosureStatement } from '../../protocol/messages/freezing.ts';
import { trusteeQuorum } from '../../protocol/messages/plan.ts';
import { scalarToBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, makeElection, random } from '../../protocol/test-support.ts';

const fixture = await makeElection();
const { election, plan } = fixture;
const trustees = plan.trustees.map(({ id }) => id);
const share = (id: string): bigint => given(fixture.electionShares.get(id)).share;
const content = { period: 0, x: toHex(random(32)), size: 7, root: toHex(random(32)) };
const finalRoot = (id: string, what = content): Uint8Array =>
  signStatement(rootStatement, election.manifestHash, what, id, fixture.server(id).key);
const give = (id: string, value: bigint): Uint8Array => {
  const said = [{ period: 0, share: scalarToBytes(value) }];
  return signStatement(disclosureStatement, election.manifestHash, said, id, fixture.server(id).key);
};

test('fairness: an honest Trustee gives its share against q signatures on one root, and nothing less', () => {
  const [one = ''] = trustees;
  const own = (roots: Uint8Array[]) => disclose(election, roots, share(one), one, fixture.server(one).key);
  const quorum = trusteeQuorum(plan);
  const signed = trustees.map((id) => finalRoot(id));
  const alike = signed.slice(0, quorum);
  for (const roots of [
    [],
    alike.slice(1),
    [...alike.slice(1), given(alike[1])],
    [...alike.slice(1), finalRoot(one, { ...content, size: 8 })],
    [...alike.slice(1), finalRoot(one, { ...content, x: toHex(random(32)) })],
    [...alike.slice(1), finalRoot(one, { ...content, root: toHex(random(32)) })],
    [...alike.slice(1), finalRoot(one, { ...content, period: 1 })],
  ])
    assert.throws(() => own(roots), { code: 'freeze/not-final' });
  assert.equal(openDisclosure(election, own(alike)).share, share(one));
});

test('fairness: k shares open nothing, nor does the same one twice', () => {
  const disclosed = trustees.map((id) => openDisclosure(election, give(id, share(id))));
  const few = disclosed.slice(0, plan.hostileTrustees);
  assert.throws(() => recoverElectionKey(election, few), { code: 'share/too-few' });
  assert.throws(() => recoverElectionKey(election, [...few, ...few]), { code: 'share/too-few' });
});

test('a Trustee outside of R discloses nothing, and what it gives all the same is no share', async () => {
  const outside = 'trustee-2';
  const other = await makeElection({ withoutShares: [outside] });
  const { manifestHash } = other.election;
  const { key } = other.server(outside);
  const held = given(other.electionShares.get(outside)).share;
  const roots = ['trustee-1', 'trustee-3', 'trustee-4'].map((id) =>
    signStatement(rootStatement, manifestHash, content, id, other.server(id).key),
  );
  const refusal = { code: 'share/none', party: outside };
  assert.throws(() => disclose(other.election, roots, held, outside, key), refusal);
  const said = [{ period: 0, share: scalarToBytes(held) }];
  const disclosure = signStatement(disclosureStatement, manifestHash, said, outside, key);
  assert.throws(() => openDisclosure(other.election, disclosure), refusal);
});

test('robustness: a false share is refused and its Trustee named; any k + 1 true ones make the same key', () => {
  const [one = '', two = '', three = ''] = trustees;
  for (const value of [share(two), share(one) + 1n, 0n])
    assert.throws(() => openDisclosure(election, give(one, value)), { code: 'share/invalid', party: one });
  const right = { period: 0, share: scalarToBytes(share(one)) };
  for (const said of [[{ ...right, period: 1 }], [right, { ...right, period: 1 }], [right, right]]) {
    const input = signStatement(
      disclosureStatement,
      election.manifestHash,
      said,
      one,
      fixture.server(one).key,
    );
    assert.throws(() => openDisclosure(election, input), { code: 'share/invalid', party: one });
  }
  const open = (id: string) => openDisclosure(election, give(id, share(id)));
  const key = recoverElectionKey(election, [open(one), open(two)]);
  assert.equal(recoverElectionKey(election, [open(two), open(three)]), key);
});
