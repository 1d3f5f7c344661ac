/** Steps 2.4 and 2.5 where Administrators renew their keys, and where a merge has found two M of one voter (trustees contract, section 3). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'vitest';
import { bindingTimes } from '../0-setup/close-early.ts';
import { type PrepareRequest, prepareBody, prepareRequestCodec } from '../messages/prepare-request.ts';
import { signRequestCodec } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { EMPTY, toHex, utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { given, makeElection } from '../test-support.ts';
import { prepare } from './prepare.ts';
import { sealPrepare } from './request-signature.ts';
import { sign } from './sign.ts';
import { MemoryVoteRegister } from './signing-test-support.ts';
import type { VoteKeeper } from './vote-register.ts';

const fixture = await makeElection();
const bls = await loadMclBls();
const { election } = fixture;
const SELF = 'administrator-1';
const voter = given(fixture.voters[0]);
const server = fixture.server(SELF);

let register: MemoryVoteRegister;
let period = 0;
const keeper: VoteKeeper = {
  get period() {
    return period;
  },
  holdsShares: true,
  sign: async (body) => ({ period, signature: server.key.sign(body) }),
  partial: async () => ({ period, signature: new Uint8Array(48) }),
};
const self = {
  id: SELF,
  keeper,
  bls,
  open: server.open,
  times: bindingTimes(election),
  now: bindingTimes(election).opens,
};

beforeEach(() => {
  period = 0;
  register = new MemoryVoteRegister(fixture.voters.map(({ entry }) => entry));
});

function requestFor(name: string, administrator = SELF): PrepareRequest {
  const { manifestHash } = election;
  const blinded = bls.hashToG1(utf8(name));
  const fields = { manifestHash, administrator, voter: voter.id, style: voter.style, blinded };
  return { ...fields, signature: voter.key.sign(prepareBody(fields)) };
}
const ask = async (request: PrepareRequest) =>
  prepare(
    election,
    self,
    register,
    await sealPrepare(election, given(election.member('administrators', SELF)), request),
  );
const signRequestFor = (request: PrepareRequest): Uint8Array =>
  encode(signRequestCodec, {
    manifestHash: election.manifestHash,
    digest: blindedVoteDigest(request),
    period,
    echoes: [{ administrator: SELF, signature: new Uint8Array(64) }],
  });
/** As a merge leaves it. */
function hold(request: PrepareRequest, signRequest = EMPTY): void {
  register.votes.set(toHex(blindedVoteDigest(request)), { request, signRequest, echo: undefined });
}
const [first, second] = [requestFor('a', 'administrator-2'), requestFor('b', 'administrator-3')];

test('in each period the same M has one echo, by the key of that period', async () => {
  const request = requestFor('a');
  for (period = 0; period < 3; period++) {
    const { echo } = await ask(request);
    assert.equal(given(echo).period, period);
    assert.deepEqual(await ask(request), { echo, conflicts: [] }, 'byte for byte');
  }
});

test('a row that a merge has brought is echoed', async () => {
  period = 1;
  hold(first);
  assert.equal(given((await ask(requestFor('a'))).echo).period, 1);
  assert.deepEqual((await ask(requestFor('b'))).conflicts, [encode(prepareRequestCodec, first)]);
});

test('of two M neither is echoed, and both requests are the answer to whoever asks', async () => {
  hold(first);
  hold(second);
  const both = [first, second].map((request) => encode(prepareRequestCodec, request));
  for (const name of ['a', 'b', 'c'])
    assert.deepEqual(await ask(requestFor(name)), { echo: undefined, conflicts: both });
});

test('of two M that stays of which t echoes are shown first; then it is echoed', async () => {
  hold(first);
  hold(second);
  const shown = signRequestFor(second);
  await sign(election, self, register, shown);
  assert.deepEqual(
    register.prepared(voter.id).map(({ request, signRequest }) => [request, signRequest]),
    [[second, shown]],
  );
  assert.notEqual((await ask(requestFor('b'))).echo, undefined);
  await assert.rejects(sign(election, self, register, signRequestFor(first)), { code: 'vote/not-prepared' });
});

test('once t echoes of one are shown, the other one is not signed', async () => {
  hold(first);
  hold(second, signRequestFor(second));
  await assert.rejects(sign(election, self, register, signRequestFor(first)), { code: 'vote/conflict' });
  assert.equal(register.prepared(voter.id).length, 2);
  hold(first, signRequestFor(first));
  for (const request of [first, second])
    await assert.rejects(sign(election, self, register, signRequestFor(request)), { code: 'vote/conflict' });
});
