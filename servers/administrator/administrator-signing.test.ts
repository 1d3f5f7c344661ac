/**
 * An Administrator that signs, with hostile voters: Prepare, Sign, and the ledger of both. What it signs once it signs once
 * across restarts; what cannot be written does not leave.
 */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import { prepareAt, testAdministrators } from '../../protocol/2-vote-signing/signing-test-support.ts';
import { openLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import {
  type PrepareRequest,
  prepareBody,
  prepareRequestCodec,
} from '../../protocol/messages/prepare-request.ts';
import { type Echo, echoBody, signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { given, newKey, random, type TestVoter } from '../../protocol/test-support.ts';
import { administratorServer, bls, fixture, SELF } from './administrator-test-support.ts';

const server = administratorServer();
const { manifest, voters, election } = fixture;

// --- Prepare

const blindedVote = (): Uint8Array => bls.hashToG1(random(32));

function requestOf(
  voter: TestVoter,
  blinded: Uint8Array,
  change: Partial<PrepareRequest> = {},
): PrepareRequest {
  const { manifestHash } = election;
  const fields = { manifestHash, administrator: SELF, voter: voter.id, style: voter.style, blinded };
  const body = { ...fields, ...change };
  return { ...body, signature: change.signature ?? voter.key.sign(prepareBody(body)) };
}
const seal = (request: PrepareRequest): Promise<Uint8Array> =>
  sealPrepare(election, given(election.member('administrators', SELF)), request);

const [ana, bruno] = voters.map((voter) => voter) as [TestVoter, TestVoter];

test('signing begins when the election opens and ends when it closes', async () => {
  await server.openElection();
  const sealed = await seal(requestOf(ana, blindedVote()));
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  const sign = encode(signRequestCodec, { manifestHash: election.manifestHash, digest, period: 0, echoes });
  for (const [seconds, code] of [
    [manifest.opens - 1, 'time/not-open'],
    [manifest.closes, 'time/closed'],
  ] as const) {
    server.now = seconds * 1000;
    await assert.rejects(server.election.prepare(sealed), { code });
    await assert.rejects(server.election.sign(sign), { code });
  }
  for (const now of [manifest.opens * 1000, manifest.closes * 1000 - 1]) {
    server.now = now;
    await server.election.prepare(sealed);
  }
});

test('democracy: who is not on the roll, has another style or another key gets no echo, and nothing is stored', async () => {
  await server.openElection();
  const blinded = blindedVote();
  const stranger = { ...ana, id: 'stranger', key: newKey() };
  const refused: [PrepareRequest, string][] = [
    [requestOf(stranger, blinded), 'voter/unknown'],
    [requestOf({ ...ana, key: newKey() }, blinded), 'signature/invalid'],
    [requestOf(ana, blinded, { style: 'south' }), 'voter/wrong-style'],
    [requestOf(ana, blinded, { manifestHash: random(32) }), 'manifest/other'],
    [requestOf(ana, blinded, { administrator: 'administrator-2' }), 'administrator/unknown'],
    [{ ...requestOf(ana, blinded), blinded: blindedVote() }, 'signature/invalid'],
  ];
  for (const [request, code] of refused)
    await assert.rejects(server.election.prepare(await seal(request)), { code });
  await assert.rejects(server.election.prepare(random((await seal(requestOf(ana, blinded))).length)), {
    code: 'hpke/failed',
  });
  assert.deepEqual(server.election.turnout(), { prepared: 0, signed: 0 });
});

test('the same M: the same echo, byte for byte, across a restart; another M: the stored request', async () => {
  await server.openElection();
  const request = requestOf(ana, blindedVote());
  const { echo } = await server.election.prepare(await seal(request));
  const key = fixture.server(SELF).key.publicKey;
  assert.ok(key.length === 33 && given(echo).signature.length === 64);
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await server.election.prepare(await seal(requestOf(ana, request.blinded))), {
      echo,
      conflicts: [],
    });
    const other = await server.election.prepare(await seal(requestOf(ana, blindedVote())));
    assert.equal(other.echo, undefined);
    assert.deepEqual(
      other.conflicts.map((shown) => decode(prepareRequestCodec, shown, 512)),
      [request],
    );
    await server.restart();
  }
  assert.deepEqual(server.election.turnout(), { prepared: 1, signed: 0 });
});

test('two requests with different M at the same moment: one echo', async () => {
  await server.openElection();
  const sealed = await Promise.all([1, 2, 3].map(() => seal(requestOf(ana, blindedVote()))));
  const answers = await Promise.all(sealed.map((input) => server.election.prepare(input)));
  assert.equal(answers.filter(({ echo }) => echo !== undefined).length, 1);
});

test('no echo leaves that is not on disk', async () => {
  await server.openElection();
  const sealed = await seal(requestOf(ana, blindedVote()));
  await server.readOnly(() => assert.rejects(server.election.prepare(sealed)));
  await server.restart();
  assert.deepEqual(server.election.turnout(), { prepared: 0, signed: 0 });
  assert.ok((await server.election.prepare(sealed)).echo);
});

// --- Sign

/** t echoes for the voter's M: this Administrator's own, and two of the others'. */
async function echoesFor(
  voter: TestVoter,
  blinded: Uint8Array,
): Promise<{ digest: Uint8Array; echoes: Echo[] }> {
  const own = await server.election.prepare(await seal(requestOf(voter, blinded)));
  const others = testAdministrators(fixture).slice(1, 3);
  const { digest, echoes } = await prepareAt(fixture, others, voter, { blinded });
  return { digest, echoes: [{ administrator: SELF, signature: given(own.echo).signature }, ...echoes] };
}
const signRequest = (digest: Uint8Array, echoes: readonly Echo[]): Uint8Array =>
  encode(signRequestCodec, { manifestHash: election.manifestHash, digest, period: 0, echoes });

test('democracy: exactly t echoes of different Administrators, each of them valid, for an M that is held', async () => {
  await server.openElection();
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  const [own, second, third] = echoes as [Echo, Echo, Echo];
  const fourthKey = fixture.server('administrator-4').key;
  const fourth = {
    administrator: 'administrator-4',
    signature: fourthKey.sign(echoBody(election.manifestHash, digest)),
  };
  const elsewhere = blindedVoteDigest({
    manifestHash: election.manifestHash,
    voter: bruno.id,
    style: bruno.style,
    blinded: blindedVote(),
  });
  const refused: [Uint8Array, string][] = [
    [signRequest(digest, [own, second]), 'echo/too-few'],
    [signRequest(digest, [own, second, third, fourth]), 'echo/too-few'],
    [signRequest(digest, [own, second, second]), 'echo/too-few'],
    [signRequest(digest, [own, second, third, third]), 'echo/too-few'],
    [signRequest(digest, [own, second, { ...fourth, signature: third.signature }]), 'signature/invalid'],
    [signRequest(digest, [{ ...own, signature: second.signature }, second, third]), 'signature/invalid'],
    [signRequest(digest, [own, second, { ...third, administrator: 'administrator-9' }]), 'signature/invalid'],
    [signRequest(elsewhere, echoes), 'vote/not-prepared'],
    [encode(signRequestCodec, { manifestHash: random(32), digest, period: 0, echoes }), 'manifest/other'],
  ];
  for (const [input, code] of refused) await assert.rejects(server.election.sign(input), { code });
  assert.deepEqual(server.election.turnout(), { prepared: 1, signed: 0 });
  await server.election.sign(signRequest(digest, [second, third, fourth]));
  assert.deepEqual(server.election.turnout(), { prepared: 1, signed: 1 });
});

test('a partial signature leaves when its entry in the ledger is on disk; the same again, entered once', async () => {
  await server.openElection();
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  await server.readOnly(() => assert.rejects(server.election.sign(signRequest(digest, echoes))));
  assert.deepEqual(server.election.turnout(), { prepared: 1, signed: 0 });
  const partial = await server.election.sign(signRequest(digest, echoes));
  assert.deepEqual(await server.election.sign(signRequest(digest, echoes)), partial);
  await server.restart();
  assert.deepEqual(await server.election.sign(signRequest(digest, echoes)), partial);
  assert.deepEqual(server.election.turnout(), { prepared: 1, signed: 1 });
});

// --- The ledger

test('the ledger: from the close on, signed once, the same after a restart, and only from disk', async () => {
  await server.openElection();
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  await server.election.prepare(await seal(requestOf(bruno, blindedVote())));
  await server.election.sign(signRequest(digest, echoes));
  server.now = manifest.closes * 1000 - 1;
  await assert.rejects(server.election.ledger(), { code: 'time/too-early' });
  server.now = manifest.closes * 1000;
  await server.readOnly(() => assert.rejects(server.election.ledger()));
  const ledger = await server.election.ledger();
  const { administrator, counts } = openLedger(election, ledger);
  assert.equal(administrator, SELF);
  assert.deepEqual(
    [...counts],
    [
      ['north', 1],
      ['south', 0],
    ],
  );
  assert.deepEqual(await server.election.ledger(), ledger);
  await server.restart();
  assert.deepEqual(await server.election.ledger(), ledger);
});

test('two who ask for the ledger at once get the same one', async () => {
  await server.openElection();
  server.now = manifest.closes * 1000;
  const [first, second] = await Promise.all([server.election.ledger(), server.election.ledger()]);
  assert.deepEqual(first, second);
});
