/** Step 2: echoes, partial signatures and their combination, with voters, Administrators and PCs that lie. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import type { PrepareRequest } from '../messages/prepare-request.ts';
import { PREPARE_LENGTH, prepareBody, prepareRequestCodec } from '../messages/prepare-request.ts';
import { type SignRequest, signRequestCodec } from '../messages/sign-request.ts';
import { blindedVoteDigest, encodeVote } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { nobleBls } from '../primitives/bls-noble.ts';
import { pad, scalarToBytes, toHex, utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { seal, sealOverhead, TRAFFIC } from '../primitives/hpke.ts';
import { BLS_ORDER, type BlsBackend, signPartially, verify } from '../primitives/threshold-blind-bls.ts';
import {
  flipped,
  given,
  issue,
  makeElection,
  newKey,
  random,
  type TestElection,
  type TestVoter,
} from '../test-support.ts';
import { type BlindedBallot, blindVote } from './blind-vote.ts';
import { combineSignature } from './combine-signature.ts';
import { agreesWithStored, checkVoter, decodePrepare, echo, openPrepare } from './echo-blinded-vote.ts';
import { preparePlace, sealPrepare } from './request-signature.ts';
import { checkEchoes, decodeSignRequest, isEcho } from './sign-blinded-vote.ts';

const SELF = 'administrator-1';
const STYLE = 'north';
const mcl = await loadMclBls();
let made: TestElection;
let voter: TestVoter;
beforeAll(async () => {
  made = await makeElection();
  voter = given(made.voters.find(({ style }) => style === STYLE));
});

const vote = (choices: string) => ({
  manifestHash: made.election.manifestHash,
  style: STYLE,
  commitment: new Uint8Array(32).fill(1),
  choices: utf8(choices),
});
const ballotOf = (choices: string, bls: BlsBackend = mcl): BlindedBallot =>
  blindVote(bls, vote(choices), new Uint8Array(48).fill(7));

function request(changed: Partial<PrepareRequest> = {}, key = voter.key): PrepareRequest {
  const fields = {
    manifestHash: made.election.manifestHash,
    administrator: SELF,
    voter: voter.id,
    style: STYLE,
    blinded: ballotOf('a').blinded,
    ...changed,
  };
  return { ...fields, signature: changed.signature ?? key.sign(prepareBody(fields)) };
}
const open = (sealed: Uint8Array, self = SELF) =>
  openPrepare(made.election, self, made.server(self).open, sealed);
const sealTo = (self: string, what: PrepareRequest) =>
  sealPrepare(made.election, given(made.election.member('administrators', self)), what);

test('a resumed vote has the same M, with either backend; another r, rho, style or vote has another', () => {
  const M = toHex(ballotOf('a').blinded);
  assert.equal(toHex(ballotOf('a', nobleBls).blinded), M);
  const factor = new Uint8Array(48).fill(7);
  const others = [
    blindVote(mcl, vote('b'), factor),
    blindVote(mcl, { ...vote('a'), commitment: new Uint8Array(32) }, factor),
    blindVote(mcl, { ...vote('a'), style: 'south' }, factor),
    blindVote(mcl, { ...vote('a'), manifestHash: new Uint8Array(32) }, factor),
    blindVote(mcl, vote('a'), flipped(factor)),
  ];
  assert.equal(new Set([M, ...others.map(({ blinded }) => toHex(blinded))]).size, 6);
});

test('a blinding factor that is 0 once reduced blinds nothing and is refused', () => {
  for (const bls of [mcl, nobleBls])
    for (const zero of [new Uint8Array(48), scalarToBytes(BLS_ORDER, 48), scalarToBytes(2n * BLS_ORDER, 48)])
      assert.throws(() => blindVote(bls, vote('a'), zero), { code: 'point/invalid' });
});

test('Prepare reaches its Administrator, and has one length whatever is in it', async () => {
  const sealed = await sealTo(SELF, request());
  assert.deepEqual(await open(sealed), request({ signature: (await open(sealed)).signature }));
  const long = await sealTo(SELF, request({ voter: 'v'.repeat(64), style: 's'.repeat(64) }));
  assert.equal(sealed.length, PREPARE_LENGTH + sealOverhead(TRAFFIC));
  assert.equal(long.length, sealed.length);
});

test('Prepare is refused: other Administrator, other election, other padding, other form', async () => {
  const own = await sealTo(SELF, request());
  await assert.rejects(open(own, 'administrator-2'), { code: 'hpke/failed' });
  await assert.rejects(open(flipped(own)), { code: 'hpke/failed' });
  await assert.rejects(open(new Uint8Array()), { code: 'hpke/failed' });
  const forOther = await sealTo(SELF, request({ administrator: 'administrator-2' }));
  await assert.rejects(open(forOther), { code: 'administrator/unknown' });
  const otherElection = await sealTo(SELF, request({ manifestHash: random(32) }));
  await assert.rejects(open(otherElection), { code: 'manifest/other' });
  const sealPlain = (plain: Uint8Array) =>
    seal(TRAFFIC, given(made.server(SELF).traffic).publicKey, preparePlace(made.election, SELF), plain);
  const encoded = encode(prepareRequestCodec, request());
  await assert.rejects(open(await sealPlain(encoded.slice(0, -1))), { name: 'ProtocolError' });
  await assert.rejects(open(await sealPlain(new Uint8Array(PREPARE_LENGTH))), { code: 'padding/malformed' });
  await assert.rejects(open(await sealPlain(pad(utf8('text'), PREPARE_LENGTH))), { code: 'cbor/malformed' });
  assert.throws(() => decodePrepare(new Uint8Array(513)), { code: 'cbor/too-long' });
});

test('the voter must be on the roll, in that style, and have signed every field', () => {
  const { entry } = voter;
  checkVoter(request(), entry);
  assert.throws(() => checkVoter(request(), undefined), { code: 'voter/unknown' });
  assert.throws(() => checkVoter(request({ style: 'south' }), entry), { code: 'voter/wrong-style' });
  assert.throws(() => checkVoter(request({}, newKey()), entry), { code: 'signature/invalid' });
  const { signature } = request();
  const changes: Partial<PrepareRequest>[] = [
    { manifestHash: random(32) },
    { administrator: 'administrator-2' },
    { voter: 'voter-north-0002' },
    { blinded: ballotOf('b').blinded },
    { signature: flipped(signature) },
  ];
  for (const change of changes)
    assert.throws(() => checkVoter(request({ signature, ...change }), entry), { code: 'signature/invalid' });
  const wrongStyle = { ...entry, style: 'south' };
  assert.throws(() => checkVoter(request({ signature, style: 'south' }), wrongStyle), {
    code: 'signature/invalid',
  });
});

test('the first M stays: the same is echoed again, another conflicts', () => {
  const stored = request();
  assert.ok(agreesWithStored(request(), undefined));
  assert.ok(agreesWithStored(request(), stored));
  assert.ok(!agreesWithStored(request({ blinded: ballotOf('b').blinded }), stored));
});

test('d names voter, style, election and M', () => {
  const { manifestHash } = made.election;
  const fields = { manifestHash, voter: voter.id, style: STYLE, blinded: ballotOf('a').blinded };
  const digests = [
    fields,
    { ...fields, manifestHash: flipped(manifestHash) },
    { ...fields, voter: 'another' },
    { ...fields, style: 'south' },
    { ...fields, blinded: ballotOf('b').blinded },
  ].map((blindedVote) => toHex(blindedVoteDigest(blindedVote)));
  assert.equal(new Set(digests).size, 5);
});

const echoOf = (id: string, digest: Uint8Array, hash = made.election.manifestHash) => ({
  administrator: id,
  signature: echo(hash, digest, made.server(id).key),
});
const signRequest = (changed: Partial<SignRequest> = {}): SignRequest => {
  const digest = new Uint8Array(32).fill(9);
  const echoes = [1, 2, 4].map((i) => echoOf(`administrator-${i}`, digest));
  return { manifestHash: made.election.manifestHash, digest, echoes, ...changed };
};

test("an echo is one Administrator's word on one d in one election", () => {
  const { election } = made;
  const digest = random(32);
  const { signature } = echoOf(SELF, digest);
  assert.ok(isEcho(election, SELF, digest, signature));
  assert.ok(!isEcho(election, 'administrator-2', digest, signature));
  assert.ok(!isEcho(election, 'trustee-1', digest, echoOf('trustee-1', digest).signature));
  assert.ok(!isEcho(election, SELF, flipped(digest), signature));
  assert.ok(!isEcho(election, SELF, digest, echoOf(SELF, digest, random(32)).signature));
  assert.ok(!isEcho(election, SELF, digest, new Uint8Array()));
});

const NOT_AMONG_THEM = { id: 'administrator-3', echo: new Uint8Array() };

test('Sign needs t valid echoes of different Administrators, no fewer, and looks at no more', () => {
  const good = signRequest();
  const decoded = decodeSignRequest(made.election, encode(signRequestCodec, good));
  checkEchoes(made.election, NOT_AMONG_THEM, decoded);
  const [first, second, third] = good.echoes.map(given);
  const [a, b, c] = [given(first), given(second), given(third)];
  const bad: readonly [readonly (typeof a)[], string][] = [
    [[a, b], 'echo/too-few'],
    [[a, b, b], 'echo/too-few'],
    [[a, b, c, c], 'echo/too-few'],
    [[a, b, echoOf('administrator-2', good.digest)], 'echo/too-few'],
    [[a, b, c, echoOf('administrator-3', good.digest)], 'echo/too-few'],
    [[a, b, { ...c, administrator: 'administrator-3' }], 'signature/invalid'],
    [[a, b, { ...c, administrator: 'administrator-9' }], 'signature/invalid'],
    [[a, b, echoOf('trustee-1', good.digest)], 'signature/invalid'],
    [[a, b, echoOf('administrator-4', flipped(good.digest))], 'signature/invalid'],
    [[a, b, echoOf('administrator-4', good.digest, random(32))], 'signature/invalid'],
    [[a, b, { ...c, signature: flipped(c.signature) }], 'signature/invalid'],
  ];
  for (const [echoes, code] of bad)
    assert.throws(() => checkEchoes(made.election, NOT_AMONG_THEM, { ...good, echoes }), { code });
  // Its own echo an Administrator compares with the one that it answered.
  const own = { id: a.administrator, echo: a.signature };
  checkEchoes(made.election, own, good);
  const garbled = { ...good, echoes: [{ ...a, signature: flipped(a.signature) }, b, c] };
  assert.throws(() => checkEchoes(made.election, own, garbled), { code: 'signature/invalid' });
  assert.throws(() => checkEchoes(made.election, NOT_AMONG_THEM, garbled), { code: 'signature/invalid' });
  const other = encode(signRequestCodec, signRequest({ manifestHash: random(32) }));
  assert.throws(() => decodeSignRequest(made.election, other), { code: 'manifest/other' });
});

/** Partial signatures on M by Administrators with these numbers. */
function partials(blinded: Uint8Array, numbers: readonly number[]): Map<string, Uint8Array> {
  return new Map(
    numbers.map((i) => {
      const id = `administrator-${i}`;
      return [id, signPartially(mcl, blinded, given(made.issuanceShares.get(`${id} ${STYLE}`)).share)];
    }),
  );
}

for (const [name, bls] of Object.entries({ mcl, noble: nobleBls })) {
  const combine = (ballot: BlindedBallot, parts: ReadonlyMap<string, Uint8Array>) =>
    combineSignature(bls, made.election, STYLE, ballot, parts);

  test(`${name}: whichever t sign, the signature is the same and is the group key's on m`, async () => {
    const ballot = ballotOf('a');
    const expected = await issue(made, STYLE, encodeVote(vote('a')));
    for (const numbers of [
      [1, 2, 3],
      [1, 2, 4],
      [1, 3, 4],
      [2, 3, 4],
      [4, 2, 1],
    ])
      assert.deepEqual(combine(ballot, partials(ballot.blinded, numbers)), { signature: expected });
    const groupKey = given(given(made.election.style(STYLE)).commitments[0]);
    assert.ok(verify(bls, expected, bls.hashToG1(encodeVote(vote('a'))), groupKey));
    assert.ok(!verify(bls, expected, bls.hashToG1(encodeVote(vote('b'))), groupKey));
  });

  test(`${name}: liars are named, however they lie, and no one else`, () => {
    const ballot = ballotOf('a');
    const identity = new Uint8Array(48);
    identity[0] = 0xc0;
    const south = given(made.issuanceShares.get('administrator-2 south')).share;
    const other = given(made.issuanceShares.get(`administrator-3 ${STYLE}`)).share;
    const lies = [
      given(partials(ballotOf('b').blinded, [2]).get('administrator-2')),
      signPartially(mcl, ballot.blinded, south),
      signPartially(mcl, ballot.blinded, other),
      ballot.blinded,
      identity,
      new Uint8Array(48),
      new Uint8Array(),
      random(48),
    ];
    for (const lie of lies) {
      const lying = partials(ballot.blinded, [1, 2, 3]).set('administrator-2', lie);
      assert.deepEqual(combine(ballot, lying), { liars: ['administrator-2'] });
    }
    const [first, second] = [...partials(ballot.blinded, [1, 2]).values()];
    const swapped = partials(ballot.blinded, [1, 2, 3])
      .set('administrator-1', given(second))
      .set('administrator-2', given(first));
    assert.deepEqual(combine(ballot, swapped), { liars: ['administrator-1', 'administrator-2'] });
    const both = partials(ballot.blinded, [1, 2]).set('administrator-9', given(first));
    assert.deepEqual(combine(ballot, both), { liars: ['administrator-9'] });
  });

  test(`${name}: fewer than t partial signatures make nothing`, () => {
    const ballot = ballotOf('a');
    assert.deepEqual(combine(ballot, partials(ballot.blinded, [1, 2])), { liars: [] });
    assert.deepEqual(combine(ballot, new Map()), { liars: [] });
  });
}
