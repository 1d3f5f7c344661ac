/** Step 2: echoes, partial signatures and their combination, with voters, Administrators and PCs that lie. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { bindingTimes } from '../0-setup/close-early.ts';
import type { PrepareRequest } from '../messages/prepare-request.ts';
import { PREPARE_LENGTH, prepareBody, prepareRequestCodec } from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import { type Echo, echoBody, type SignRequest, signRequestCodec } from '../messages/sign-request.ts';
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
import { combineSignature, ofOnePeriod } from './combine-signature.ts';
import { decodePrepare } from './prepare.ts';
import { preparePlace, sealPrepare } from './request-signature.ts';
import { isEchoOf, NO_ELEMENTS, TestAdministrator } from './signing-test-support.ts';
import type { PreparedVote } from './vote-register.ts';

const SELF = 'administrator-1';
const STYLE = 'north';
const mcl = await loadMclBls();
let fixture: TestElection;
let voter: TestVoter;
beforeAll(async () => {
  fixture = await makeElection();
  voter = given(fixture.voters.find(({ style }) => style === STYLE));
});

const vote = (choices: string) => ({
  manifestHash: fixture.election.manifestHash,
  style: STYLE,
  commitment: new Uint8Array(32).fill(1),
  choices: utf8(choices),
});
const ballotOf = (choices: string, bls: BlsBackend = mcl): BlindedBallot =>
  blindVote(bls, vote(choices), new Uint8Array(48).fill(7));

function request(changed: Partial<PrepareRequest> = {}, key = voter.key): PrepareRequest {
  const fields = {
    manifestHash: fixture.election.manifestHash,
    administrator: SELF,
    voter: voter.id,
    style: STYLE,
    blinded: ballotOf('a').blinded,
    ...changed,
  };
  return { ...fields, signature: changed.signature ?? key.sign(prepareBody(fields)) };
}
/** What an honest Administrator answers, that has seen nobody yet. */
const prepareAt = (sealed: Uint8Array, self = SELF) => new TestAdministrator(fixture, self).prepare(sealed);
const sealTo = (self: string, what: PrepareRequest) =>
  sealPrepare(fixture.election, given(fixture.election.member('administrators', self)), what);
const echoed = async (what: PrepareRequest) => prepareAt(await sealTo(SELF, what));

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
  const own = request();
  const { echo, conflicts } = await echoed(own);
  assert.ok(isEchoOf(fixture.election, SELF, blindedVoteDigest(own), given(echo).signature));
  assert.deepEqual([given(echo).period, conflicts], [0, []]);
  const long = await sealTo(SELF, request({ voter: 'v'.repeat(64), style: 's'.repeat(64) }));
  assert.equal(long.length, PREPARE_LENGTH + sealOverhead(TRAFFIC));
  assert.equal((await sealTo(SELF, own)).length, long.length);
});

test('Prepare is refused: other Administrator, other election, other padding, other form', async () => {
  const own = await sealTo(SELF, request());
  await assert.rejects(prepareAt(own, 'administrator-2'), { code: 'hpke/failed' });
  await assert.rejects(prepareAt(flipped(own)), { code: 'hpke/failed' });
  await assert.rejects(prepareAt(new Uint8Array()), { code: 'hpke/failed' });
  await assert.rejects(echoed(request({ administrator: 'administrator-2' })), {
    code: 'administrator/unknown',
  });
  await assert.rejects(echoed(request({ manifestHash: random(32) })), { code: 'manifest/other' });
  const sealPlain = (plain: Uint8Array) =>
    seal(TRAFFIC, given(fixture.server(SELF).traffic).publicKey, preparePlace(fixture.election, SELF), plain);
  const encoded = encode(prepareRequestCodec, request());
  await assert.rejects(prepareAt(await sealPlain(encoded.slice(0, -1))), { name: 'ProtocolError' });
  await assert.rejects(prepareAt(await sealPlain(new Uint8Array(PREPARE_LENGTH))), {
    code: 'padding/malformed',
  });
  await assert.rejects(prepareAt(await sealPlain(pad(utf8('text'), PREPARE_LENGTH))), {
    code: 'cbor/malformed',
  });
  assert.throws(() => decodePrepare(new Uint8Array(513)), { code: 'cbor/too-long' });
});

test('Prepare and Sign are refused before the election opens, and from its close on', async () => {
  const { opens, closes } = bindingTimes(fixture.election);
  const sealed = await sealTo(SELF, request());
  const administrator = new TestAdministrator(fixture, SELF);
  for (const [now, code] of [
    [opens - 1, 'time/not-open'],
    [closes, 'time/closed'],
  ] as const) {
    administrator.now = now;
    await assert.rejects(administrator.prepare(sealed), { code });
    await assert.rejects(administrator.sign(new Uint8Array()), { code });
  }
  administrator.now = closes - 1;
  await administrator.prepare(sealed);
});

test('the voter must be on the roll, in that style, and have signed every field; a refusal keeps nothing', async () => {
  const { entry } = voter;
  const { signature } = request();
  const changes: Partial<PrepareRequest>[] = [
    { blinded: ballotOf('b').blinded },
    { voter: given(fixture.voters.find(({ id, style }) => style === STYLE && id !== voter.id)).id },
    { signature: flipped(signature) },
  ];
  const refused: (readonly [PrepareRequest, Partial<RollEntry>, string])[] = [
    [request(), { voter: 'nobody' }, 'voter/unknown'],
    [request({ style: 'south' }), {}, 'voter/wrong-style'],
    [request({}, newKey()), {}, 'signature/invalid'],
    [request({ signature, style: 'south' }), { style: 'south' }, 'signature/invalid'],
    ...changes.map(
      (change) =>
        [
          request({ signature, ...change }),
          { voter: change.voter ?? voter.id },
          'signature/invalid',
        ] as const,
    ),
  ];
  for (const [what, change, code] of refused) {
    const administrator = new TestAdministrator(fixture, SELF, [{ ...entry, ...change }]);
    await assert.rejects(administrator.prepare(await sealTo(SELF, what)), { code });
    assert.equal(administrator.register.votes.size, 0);
  }
});

test('the first M stays: the same is echoed again, byte for byte; another conflicts, and is shown the first', async () => {
  const administrator = new TestAdministrator(fixture, SELF);
  const first = request();
  const { echo } = await administrator.prepare(await sealTo(SELF, first));
  const again = await administrator.prepare(await sealTo(SELF, request()));
  assert.deepEqual(again, { echo, conflicts: [] });
  const other = await administrator.prepare(await sealTo(SELF, request({ blinded: ballotOf('b').blinded })));
  assert.deepEqual(other, { echo: undefined, conflicts: [encode(prepareRequestCodec, first)] });
});

test('two that come at once: one M is kept, and both are told of it', async () => {
  const administrator = new TestAdministrator(fixture, SELF);
  const both = [request(), request({ blinded: ballotOf('b').blinded })];
  const answers = await Promise.all(
    both.map(async (what) => administrator.prepare(await sealTo(SELF, what))),
  );
  const [{ request: kept }] = administrator.register.prepared(voter.id) as [PreparedVote];
  for (const [i, { echo, conflicts }] of answers.entries())
    if (toHex(given(both[i]).blinded) === toHex(kept.blinded)) assert.equal(conflicts.length, 0);
    else assert.deepEqual([echo, decodePrepare(given(conflicts[0])).blinded], [undefined, kept.blinded]);
});

test('d names voter, style, election and M', () => {
  const { manifestHash } = fixture.election;
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

const echoOf = (id: string, digest: Uint8Array, hash = fixture.election.manifestHash) => ({
  administrator: id,
  signature: fixture.server(id).key.sign(echoBody(hash, digest)),
});

test("an echo is one Administrator's word on one d in one election", () => {
  const { election } = fixture;
  const digest = random(32);
  const { signature } = echoOf(SELF, digest);
  assert.ok(isEchoOf(election, SELF, digest, signature));
  assert.ok(!isEchoOf(election, 'administrator-2', digest, signature));
  assert.ok(!isEchoOf(election, 'trustee-1', digest, echoOf('trustee-1', digest).signature));
  assert.ok(!isEchoOf(election, SELF, flipped(digest), signature));
  assert.ok(!isEchoOf(election, SELF, digest, echoOf(SELF, digest, random(32)).signature));
  assert.ok(!isEchoOf(election, SELF, digest, new Uint8Array()));
});

test('M is held only if it is an element of the group: not off the curve, of no small order, not the identity', async () => {
  for (const blinded of NO_ELEMENTS) {
    const administrator = new TestAdministrator(fixture, SELF);
    const sealed = await sealTo(SELF, request({ blinded }));
    await assert.rejects(administrator.prepare(sealed), { code: 'point/invalid' });
    assert.equal(administrator.register.votes.size, 0);
  }
});

/** administrator-1, which holds the voter's M, and what it is asked to sign. */
async function atSign(): Promise<{ administrator: TestAdministrator; digest: Uint8Array; own: Echo }> {
  const administrator = new TestAdministrator(fixture, SELF);
  const { echo } = await administrator.prepare(await sealTo(SELF, request()));
  return {
    administrator,
    digest: blindedVoteDigest(request()),
    own: { administrator: SELF, signature: given(echo).signature },
  };
}

test('Sign needs t valid echoes of different Administrators, no fewer, and looks at no more', async () => {
  const { administrator, digest, own } = await atSign();
  const ask = (echoes: readonly Echo[], changed: Partial<SignRequest> = {}) =>
    administrator.sign(
      encode(signRequestCodec, {
        manifestHash: fixture.election.manifestHash,
        digest,
        period: 0,
        echoes,
        ...changed,
      }),
    );
  const [b, c] = [echoOf('administrator-2', digest), echoOf('administrator-4', digest)];
  const third = (id: string, of = digest, hash?: Uint8Array) => [own, b, echoOf(id, of, hash)];
  const bad: readonly [readonly Echo[], string][] = [
    [[own, b], 'echo/too-few'],
    [[own, b, b], 'echo/too-few'],
    [[own, b, c, c], 'echo/too-few'],
    [third('administrator-2'), 'echo/too-few'],
    [[own, b, c, echoOf('administrator-3', digest)], 'echo/too-few'],
    [[own, b, { ...c, administrator: 'administrator-3' }], 'signature/invalid'],
    [[own, b, { ...c, administrator: 'administrator-9' }], 'signature/invalid'],
    [third('trustee-1'), 'signature/invalid'],
    [third('administrator-4', flipped(digest)), 'signature/invalid'],
    [third('administrator-4', digest, random(32)), 'signature/invalid'],
    [[own, b, { ...c, signature: flipped(c.signature) }], 'signature/invalid'],
    [[{ ...own, signature: flipped(own.signature) }, b, c], 'signature/invalid'],
  ];
  for (const [echoes, code] of bad) await assert.rejects(ask(echoes), { code });
  await assert.rejects(ask([own, b, c], { manifestHash: random(32) }), { code: 'manifest/other' });
  await assert.rejects(ask([own, b, c], { digest: random(32) }), { code: 'vote/not-prepared' });
  await assert.rejects(ask([own, b, c], { period: 1 }), { code: 'period/behind' });
  assert.equal(administrator.register.signed.size, 0, 'a refusal is not in the ledger');
  const partial = await ask([own, b, c]);
  assert.deepEqual([...administrator.register.signed], [voter.id]);
  assert.deepEqual(await ask([c, own, b]), partial, 'asked again, the same');
});

/** Partial signatures on M by Administrators with these numbers. */
function partials(blinded: Uint8Array, numbers: readonly number[]): Map<string, Uint8Array> {
  return new Map(
    numbers.map((i) => {
      const id = `administrator-${i}`;
      return [id, signPartially(mcl, blinded, given(fixture.issuanceShares.get(`${id} ${STYLE}`)).share)];
    }),
  );
}

for (const [name, bls] of Object.entries({ mcl, noble: nobleBls })) {
  const combine = (ballot: BlindedBallot, parts: ReadonlyMap<string, Uint8Array>) =>
    combineSignature(bls, fixture.election, STYLE, ballot, parts);

  test(`${name}: whichever t sign, the signature is the same and is the group key's on m`, async () => {
    const ballot = ballotOf('a');
    const expected = await issue(fixture, STYLE, encodeVote(vote('a')));
    for (const numbers of [
      [1, 2, 3],
      [1, 2, 4],
      [1, 3, 4],
      [2, 3, 4],
      [4, 2, 1],
    ])
      assert.deepEqual(combine(ballot, partials(ballot.blinded, numbers)), { signature: expected });
    const groupKey = given(given(fixture.election.style(STYLE)).commitments[0]);
    assert.ok(verify(bls, expected, bls.hashToG1(encodeVote(vote('a'))), groupKey));
    assert.ok(!verify(bls, expected, bls.hashToG1(encodeVote(vote('b'))), groupKey));
  });

  test(`${name}: faulty signers are named, whatever they send, and no one else`, () => {
    const ballot = ballotOf('a');
    const identity = new Uint8Array(48);
    identity[0] = 0xc0;
    const south = given(fixture.issuanceShares.get('administrator-2 south')).share;
    const other = given(fixture.issuanceShares.get(`administrator-3 ${STYLE}`)).share;
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
      assert.deepEqual(combine(ballot, lying), { faultySigners: ['administrator-2'] });
    }
    const [first, second] = [...partials(ballot.blinded, [1, 2]).values()];
    const swapped = partials(ballot.blinded, [1, 2, 3])
      .set('administrator-1', given(second))
      .set('administrator-2', given(first));
    assert.deepEqual(combine(ballot, swapped), { faultySigners: ['administrator-1', 'administrator-2'] });
    const both = partials(ballot.blinded, [1, 2]).set('administrator-9', given(first));
    assert.deepEqual(combine(ballot, both), { faultySigners: ['administrator-9'] });
  });

  test(`${name}: fewer than t partial signatures make nothing`, () => {
    const ballot = ballotOf('a');
    assert.deepEqual(combine(ballot, partials(ballot.blinded, [1, 2])), { faultySigners: [] });
    assert.deepEqual(combine(ballot, new Map()), { faultySigners: [] });
  });
}

test('answers go together in one period only, so many of them as are needed', () => {
  const answers = (...periods: readonly number[]) =>
    new Map(periods.map((period, i) => [`administrator-${i + 1}`, { period }]));
  const chosen = (...periods: readonly number[]) => {
    const alike = ofOnePeriod(answers(...periods), 3);
    return alike && [alike.period, [...alike.of.keys()].map((id) => Number(id.at(-1)))];
  };
  assert.equal(chosen(), undefined);
  assert.equal(chosen(0, 0), undefined);
  assert.equal(chosen(0, 1, 0, 1), undefined);
  assert.deepEqual(chosen(0, 1, 0, 1, 1), [1, [2, 4, 5]]);
  assert.deepEqual(chosen(2, 2, 2, 2), [2, [1, 2, 3]]);
});
