/** Administrators that stated no key in time, or are outside of R: what they do and what they refuse. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { prepareBody } from '../messages/prepare-request.ts';
import { signRequestCodec } from '../messages/sign-request.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { given, makeElection, random } from '../test-support.ts';
import { blindVote } from './blind-vote.ts';
import { sealPrepare } from './request-signature.ts';
import { prepareAt, TestAdministrator, testAdministrators } from './signing-test-support.ts';

const bls = await loadMclBls();
const STYLE = 'north';
const ballotIn = (manifestHash: Uint8Array) =>
  blindVote(bls, { manifestHash, style: STYLE, commitment: random(32), choices: utf8('a') }, random(48));

test('an Administrator outside of R echoes, and signs no vote; the others are enough', async () => {
  const fixture = await makeElection({ withoutShares: ['administrator-1'] });
  const { manifestHash } = fixture.election;
  const voter = given(fixture.voters.find(({ style }) => style === STYLE));
  const administrators = testAdministrators(fixture);
  const asked = administrators.slice(0, 3);
  const { digest, echoes } = await prepareAt(fixture, asked, voter, ballotIn(manifestHash));
  assert.deepEqual(
    echoes.map(({ administrator }) => administrator),
    ['administrator-1', 'administrator-2', 'administrator-3'],
  );
  const request = encode(signRequestCodec, { manifestHash, digest, period: 0, echoes });
  const [outside, inside] = administrators;
  await assert.rejects(given(outside).sign(request), { code: 'share/none' });
  assert.equal(given(outside).register.signed.size, 0);
  assert.equal((await given(inside).sign(request)).period, 0);
});

test('what is sealed to a key that was stated too late is not opened', async () => {
  const self = 'administrator-1';
  const fixture = await makeElection({ withoutKey: [self] });
  const { election } = fixture;
  const { manifestHash } = election;
  const voter = given(fixture.voters.find(({ style }) => style === STYLE));
  const { blinded } = ballotIn(manifestHash);
  const fields = { manifestHash, administrator: self, voter: voter.id, style: STYLE, blinded };
  const late = {
    ...given(election.member('administrators', self)),
    trafficKey: given(fixture.server(self).traffic).publicKey,
  };
  const sealed = await sealPrepare(election, late, {
    ...fields,
    signature: voter.key.sign(prepareBody(fields)),
  });
  const administrator = new TestAdministrator(fixture, self);
  await assert.rejects(administrator.prepare(sealed), { code: 'key/missing' });
  assert.equal(administrator.register.votes.size, 0);
});
