/** What makes a row of a voter, and what marks it signed: every change that a hostile Administrator could make to either. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { PrepareRequest } from '../messages/prepare-request.ts';
import { flipped, given, newKey, random, type TestVoter } from '../test-support.ts';
import { rowChecks } from './check-row.ts';
import { makeMergeFixture } from './merge-test-support.ts';
import { NO_ELEMENTS } from './signing-test-support.ts';

const { checks, place, requestOf, echoesOf, signRequestOf, voters, ids, keyOf } = await makeMergeFixture();
const voter = given(voters.find(({ style }) => style === 'north'));
const other = given(voters.find(({ style, id }) => style === 'north' && id !== voter.id));
const request = requestOf(voter, 'one');

test('a request of the voter, for whichever Administrator, is a row', () => {
  for (const administrator of [...ids, 'somebody'])
    assert.ok(checks.isVoters(requestOf(voter, 'one', { administrator })));
});

test('no row: another election, style or voter, no voter, no signature of the card', () => {
  const impostor: TestVoter = { ...voter, key: newKey() };
  const wrong: PrepareRequest[] = [
    requestOf(voter, 'one', { manifestHash: random(32) }),
    requestOf(voter, 'one', { style: 'south' }),
    requestOf(voter, 'one', { voter: 'nobody' }),
    requestOf(voter, 'one', { voter: other.id }),
    requestOf(impostor, 'one'),
    { ...request, blinded: requestOf(voter, 'two').blinded },
    { ...request, administrator: 'administrator-2' },
    { ...request, signature: flipped(request.signature) },
  ];
  for (const each of wrong) assert.ok(!checks.isVoters(each));
});

test('no row: an M that is signed by the card and is no element of the group', () => {
  for (const blinded of NO_ELEMENTS) assert.ok(!checks.isVoters(requestOf(voter, 'one', { blinded })));
});

test('t echoes of one period, whichever, mark a row signed', () => {
  for (const period of [0, 1, 2, 3]) assert.ok(checks.isShown(request, signRequestOf(request, period)));
  const others = ids.slice(1);
  const echoes = echoesOf(request, 2, others);
  assert.ok(checks.isShown(request, signRequestOf(request, 2, { echoes })));
});

test('no mark: of another M, election or period, too few echoes or too many, one twice, not of an Administrator', () => {
  const [a, b, c] = echoesOf(request, 1);
  const [first, second, third] = [given(a), given(b), given(c)];
  const asOther = echoesOf(request, 1, ids.slice(3)).map((echo) => ({
    ...echo,
    administrator: third.administrator,
  }));
  const elsewhere = { ...request, manifestHash: random(32) };
  const wrong = [
    signRequestOf(requestOf(voter, 'two'), 1),
    signRequestOf({ ...request, style: 'south' }, 1),
    signRequestOf(elsewhere, 1, { manifestHash: elsewhere.manifestHash }),
    signRequestOf(request, 1, { manifestHash: random(32) }),
    signRequestOf(request, 1, { digest: random(32) }),
    signRequestOf(request, 1, { period: 2 }),
    signRequestOf(request, 1, { period: 9 }),
    // One period's for another's: those of two are no t of one.
    signRequestOf(request, 1, { echoes: [first, second, given(echoesOf(request, 2)[2])] }),
    signRequestOf(request, 1, { echoes: [first, second] }),
    signRequestOf(request, 1, { echoes: echoesOf(request, 1, ids) }),
    signRequestOf(request, 1, { echoes: [first, second, second] }),
    signRequestOf(request, 1, { echoes: [first, second, third, third] }),
    signRequestOf(request, 1, { echoes: [first, second, ...asOther] }),
    signRequestOf(request, 1, { echoes: [first, second, { ...third, administrator: 'trustee-1' }] }),
    signRequestOf(request, 1, { echoes: [first, second, { ...third, signature: flipped(third.signature) }] }),
    signRequestOf(request, 1).slice(0, -1),
    new Uint8Array(4097),
    new Uint8Array(),
  ];
  for (const [i, each] of wrong.entries()) assert.ok(!checks.isShown(request, each), `${i}`);
});

test('no more echoes than t are looked at, and none of another M', () => {
  let looked = 0;
  const counting = rowChecks({
    ...place,
    keyOf: (period, id) => {
      looked += 1;
      return keyOf(period, id).publicKey;
    },
  });
  assert.ok(!counting.isShown(request, signRequestOf(request, 1, { echoes: echoesOf(request, 1, ids) })));
  assert.ok(!counting.isShown(request, signRequestOf(requestOf(voter, 'two'), 1)));
  assert.equal(looked, 0);
});
