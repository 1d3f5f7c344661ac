/** A share that is disclosed is one of a period, of who holds one in it. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { scalarToBytes } from '../primitives/bytes.ts';
import { signStatement } from '../primitives/statement.ts';
import { given, makeElection } from '../test-support.ts';
import { openDisclosure } from './disclose-key.ts';
import { firstTrusteePeriod, type TrusteePeriod } from './trustee-period.ts';

const { election, electionShares, server } = await makeElection();
const ID = 'trustee-2';
const { share } = given(electionShares.get(ID));
const first = firstTrusteePeriod(election);
const later: TrusteePeriod = { ...first, number: 1, commitments: [...first.commitments].reverse() };

const said = (...periods: number[]): Uint8Array => {
  const content = periods.map((period) => ({ period, share: scalarToBytes(share) }));
  return signStatement(disclosureStatement, election.manifestHash, content, ID, server(ID).key);
};
const codeOf = (input: Uint8Array, periods?: readonly TrusteePeriod[]) =>
  failureOf(ProtocolError, () => openDisclosure(election, input, periods))?.code;

test('it fits the commitments of the period that it names', () => {
  assert.equal(openDisclosure(election, said(0), [later, first]).period, 0);
  assert.equal(codeOf(said(1), [first, later]), 'share/invalid');
  assert.equal(codeOf(said(1)), 'share/invalid');
  assert.equal(codeOf(said(0, 0)), 'share/invalid');
});

test('its Trustee is a holder of that period', () => {
  assert.equal(codeOf(said(0), [{ ...first, isHolder: () => false }]), 'share/none');
});
