/**
 * An Administrator with a hostile Commissioner, hostile voters and hostile peers, in process: the real class on a real store.
 * What it signs once it signs once across restarts; what cannot be written does not leave.
 */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, test } from 'vitest';
import { countersign, signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import { prepareAt, testAdministrators } from '../../protocol/2-vote-signing/signing-test-support.ts';
import { openLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import type { Manifest } from '../../protocol/messages/manifest.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import {
  type PrepareRequest,
  prepareBody,
  prepareRequestCodec,
} from '../../protocol/messages/prepare-request.ts';
import { type RollEntry, rollLeaf } from '../../protocol/messages/roll.ts';
import { type Echo, echoBody, signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { jwsSignatureCodec, rollPartStatement } from '../../protocol/messages/transfer.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { decodeJws, encodeJws } from '../../protocol/primitives/jws.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import {
  given,
  makeElection,
  newKey,
  ownEntries,
  random,
  type TestVoter,
} from '../../protocol/test-support.ts';
import { plantKeys, removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { AdministratorElection } from './administrator-election.ts';

const SELF = 'administrator-1';
const fixture = await makeElection();
const { manifest, plan, commissioner, election, voters } = fixture;
const bls = await loadMclBls();
const entries = voters.map(({ entry }) => entry);
const clock = { now: 0 };
let folder = '';
let self: AdministratorElection;

const start = (): AdministratorElection =>
  new AdministratorElection(
    serverContext(fixture, SELF, folder, () => clock.now),
    toHex(plan.electionId),
    bls,
  );

async function restart(): Promise<void> {
  await self.close();
  self = start();
}

beforeEach(async () => {
  if (folder !== '') await cleanUp();
  folder = temporaryFolder();
  clock.now = (manifest.opens + 600) * 1000;
  self = start();
  await self.acceptPlan(fixture.planDocument);
  await plantKeys(self, fixture);
});
afterAll(cleanUp);

async function cleanUp(): Promise<void> {
  await self.close();
  removeFolder(folder);
}

/** Nothing can be written until `act` is over. */
async function readOnly(act: () => Promise<unknown>): Promise<void> {
  self.store.db.exec('PRAGMA query_only = ON');
  await act();
  self.store.db.exec('PRAGMA query_only = OFF');
}

const part = (roll: readonly RollEntry[], key = commissioner, planHash = election.planHash): Uint8Array =>
  signStatement(rollPartStatement, planHash, { entries: roll }, COMMISSIONER, key);
const signed = (change: Partial<Manifest>): Uint8Array =>
  signManifest({ ...manifest, ...change }, commissioner);
const rooted = (roll: readonly RollEntry[]) => ({
  rollRoot: merkleRoot(roll.toSorted((a, b) => (a.voter < b.voter ? -1 : 1)).map(rollLeaf)),
});

async function openElection(): Promise<void> {
  await self.acceptRollPart(part(entries));
  await self.acceptManifest(fixture.manifestDocument);
}

// --- The roll

test("the roll is the Commissioner's, for this plan", async () => {
  const foreign: [Uint8Array, string][] = [
    [part(entries, newKey()), 'signature/invalid'],
    [part(entries, commissioner, random(32)), 'statement/wrong-context'],
    [
      signStatement(rollPartStatement, election.planHash, { entries }, 'trustee-1', commissioner),
      'statement/unknown-signer',
    ],
  ];
  for (const [input, code] of foreign) await assert.rejects(self.acceptRollPart(input), { code });
  await assert.rejects(self.ceremony.countersign(fixture.signedManifest), { code: 'roll/invalid' });
});

test('democracy: no countersignature unless the roll makes its root, style by style', async () => {
  await self.acceptRollPart(part(entries));
  const [first, ...rest] = manifest.styles;
  const counts = { styles: [{ ...given(first), voters: given(first).voters + 1 }, ...rest] };
  await assert.rejects(self.ceremony.countersign(signed({ rollRoot: random(32) })), { code: 'roll/invalid' });
  await assert.rejects(self.ceremony.countersign(signed(counts)), { code: 'roll/invalid' });
  const outsider = { voter: 'outsider', publicKey: newKey().publicKey, style: 'west', salt: random(32) };
  await self.acceptRollPart(part([outsider]));
  await assert.rejects(self.ceremony.countersign(signed(rooted([...entries, outsider]))), {
    code: 'roll/invalid',
  });
  await assert.rejects(self.ceremony.countersign(fixture.signedManifest), { code: 'roll/invalid' });
  assert.equal(self.documents.get('countersigned'), undefined, 'a refusal leaves nothing');
});

test('democracy: after the countersignature the roll is closed, also after a restart', async () => {
  await self.acceptRollPart(part(entries));
  await self.ceremony.countersign(fixture.signedManifest);
  for (let round = 0; round < 2; round++) {
    await assert.rejects(self.acceptRollPart(part(entries)), { code: 'roll/invalid' });
    await restart();
  }
});

test('democracy: a roll sent at the same moment as the manifest never differs from what was countersigned', async () => {
  const swapped = entries.map((entry, i) => (i === 0 ? { ...entry, publicKey: newKey().publicKey } : entry));
  await self.acceptRollPart(part(entries));
  const sign = () => self.ceremony.countersign(fixture.signedManifest);
  const change = () => self.acceptRollPart(part(swapped));
  // Whichever comes first, and the other some turns of the event loop later: check and signature must have none between.
  for (let round = 0; round < 40; round++) {
    const [first, second] = round % 2 === 0 ? [sign, change] : [change, sign];
    const begun = Promise.allSettled([first()]);
    for (let turn = 0; turn < Math.floor(round / 4); turn++)
      await new Promise<void>((resolve) =>
        turn % 2 === 0 ? queueMicrotask(resolve) : setImmediate(resolve),
      );
    const answers = [...(await Promise.allSettled([second()])), ...(await begun)];
    assert.ok(
      answers.some(({ status }) => status === 'rejected'),
      `round ${round}`,
    );
    // Afresh: only what this attempt left is taken back.
    self.store.db.exec("DELETE FROM documents WHERE name = 'countersigned'; DELETE FROM roll;");
    await self.acceptRollPart(part(entries));
  }
});

test('democracy: a roll that was changed after the countersignature opens no election', async () => {
  await self.acceptRollPart(part(entries));
  await self.ceremony.countersign(fixture.signedManifest);
  self.store.db.exec("UPDATE roll SET style = 'south' WHERE voter = 'voter-north-0001'");
  await assert.rejects(self.acceptManifest(fixture.manifestDocument), { code: 'roll/invalid' });
  assert.equal(self.isOpen, false);
  await restart();
  assert.equal(self.isOpen, false);
});

// --- Countersignature and key generation

test('one manifest is countersigned, ever: across a restart, and only once it is on disk', async () => {
  await self.acceptRollPart(part(entries));
  await readOnly(() => assert.rejects(self.ceremony.countersign(fixture.signedManifest)));
  assert.equal(self.documents.get('countersigned'), undefined);
  await self.ceremony.countersign(fixture.signedManifest);
  for (let round = 0; round < 2; round++) {
    await self.ceremony.countersign(fixture.signedManifest);
    await assert.rejects(self.ceremony.countersign(signed({ title: 'Another title' })), {
      code: 'statement/wrong-context',
    });
    await restart();
  }
});

test("the countersignature is this server's, on this manifest, and completes it", async () => {
  await self.acceptRollPart(part(entries));
  const own = decode(jwsSignatureCodec, await self.ceremony.countersign(fixture.signedManifest), 256);
  const jws = decodeJws('revs/manifest/v1', fixture.signedManifest, 1_000_000);
  const others = [...plan.administrators, ...plan.trustees].filter(({ id }) => id !== SELF);
  const signatures = others.map(({ id }) => {
    const entriesOf = ownEntries({ plan, planHash: election.planHash }, id, fixture);
    return countersign(fixture.signedManifest, commissioner.publicKey, entriesOf, fixture.server(id).key)
      .signature;
  });
  const document = encodeJws({ ...jws, signatures: [...jws.signatures, own, ...signatures] });
  await self.acceptManifest(document);
  assert.ok(self.isOpen);
});

test('keys are dealt once: the same deals again, after a restart too, and only from disk', async () => {
  await self.store.write(() => self.store.db.exec("DELETE FROM documents WHERE name = 'shares'"));
  const statements = manifest.servers.slice(0, plan.administrators.length);
  await readOnly(() => assert.rejects(self.ceremony.deal(statements)));
  assert.equal(self.documents.get('deals'), undefined);
  const deals = await self.ceremony.deal(statements);
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await self.ceremony.deal(statements), deals);
    await restart();
  }
});

test('two who ask for deals at once get the same ones', async () => {
  const statements = manifest.servers.slice(0, plan.administrators.length);
  const [first, second] = await Promise.all([self.ceremony.deal(statements), self.ceremony.deal(statements)]);
  assert.deepEqual(first, second);
});

test("nothing is dealt to a key that is not the participant's own word, or to one that has not spoken", async () => {
  const statements = manifest.servers.slice(0, plan.administrators.length);
  const forged = statements.map((entry, i) => (i === 1 ? { ...entry, trafficKey: random(1216) } : entry));
  await assert.rejects(self.ceremony.deal(forged), { code: 'manifest/invalid', party: 'administrator-2' });
  await assert.rejects(self.ceremony.deal(statements.slice(0, 3)), {
    code: 'key-generation/bad-deal',
    party: 'administrator-4',
  });
  await assert.rejects(self.ceremony.deal(statements.toReversed()), { code: 'manifest/invalid' });
  assert.equal(self.documents.get('deals'), undefined);
});

test('deals for fewer keys than there are styles are refused', async () => {
  for (const deals of [[], [[random(10)]]])
    await assert.rejects(self.ceremony.acceptDeals(deals), { code: 'key-generation/bad-deal' });
});

test('whoever has no shares countersigns nothing', async () => {
  const context = serverContext(fixture, 'administrator-2', folder, () => clock.now);
  const other = new AdministratorElection(context, toHex(plan.electionId), bls);
  await other.acceptPlan(fixture.planDocument);
  await other.acceptRollPart(part(entries));
  await assert.rejects(other.ceremony.countersign(fixture.signedManifest), {
    code: 'key-generation/bad-share',
  });
  await other.close();
});

test('a second plan of the same election ID deals no second keys', async () => {
  const other = signPlan({ ...plan, attempt: 2 }, commissioner);
  await assert.rejects(self.acceptPlan(other), { code: 'statement/wrong-context' });
});

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
  await openElection();
  const sealed = await seal(requestOf(ana, blindedVote()));
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  const sign = encode(signRequestCodec, { manifestHash: election.manifestHash, digest, echoes });
  for (const [seconds, code] of [
    [manifest.opens - 1, 'time/not-open'],
    [manifest.closes, 'time/closed'],
  ] as const) {
    clock.now = seconds * 1000;
    await assert.rejects(self.prepare(sealed), { code });
    await assert.rejects(self.sign(sign), { code });
  }
  for (const now of [manifest.opens * 1000, manifest.closes * 1000 - 1]) {
    clock.now = now;
    await self.prepare(sealed);
  }
});

test('democracy: who is not on the roll, has another style or another key gets no echo, and nothing is stored', async () => {
  await openElection();
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
  for (const [request, code] of refused) await assert.rejects(self.prepare(await seal(request)), { code });
  await assert.rejects(self.prepare(random((await seal(requestOf(ana, blinded))).length)), {
    code: 'hpke/failed',
  });
  assert.deepEqual(self.turnout(), { prepared: 0, signed: 0 });
});

test('the same M: the same echo, byte for byte, across a restart; another M: the stored request', async () => {
  await openElection();
  const request = requestOf(ana, blindedVote());
  const { echo } = await self.prepare(await seal(request));
  const key = fixture.server(SELF).key.publicKey;
  assert.ok(key.length === 33 && echo.length === 64);
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await self.prepare(await seal(requestOf(ana, request.blinded))), {
      echo,
      conflict: new Uint8Array(),
    });
    const other = await self.prepare(await seal(requestOf(ana, blindedVote())));
    assert.equal(other.echo.length, 0);
    assert.deepEqual(decode(prepareRequestCodec, other.conflict, 512), request);
    await restart();
  }
  assert.deepEqual(self.turnout(), { prepared: 1, signed: 0 });
});

test('two requests with different M at the same moment: one echo', async () => {
  await openElection();
  const sealed = await Promise.all([1, 2, 3].map(() => seal(requestOf(ana, blindedVote()))));
  const answers = await Promise.all(sealed.map((input) => self.prepare(input)));
  assert.equal(answers.filter(({ echo }) => echo.length > 0).length, 1);
});

test('no echo leaves that is not on disk', async () => {
  await openElection();
  const sealed = await seal(requestOf(ana, blindedVote()));
  await readOnly(() => assert.rejects(self.prepare(sealed)));
  await restart();
  assert.deepEqual(self.turnout(), { prepared: 0, signed: 0 });
  assert.equal((await self.prepare(sealed)).echo.length, 64);
});

// --- Sign

/** t echoes for the voter's M: this Administrator's own, and two of the others'. */
async function echoesFor(
  voter: TestVoter,
  blinded: Uint8Array,
): Promise<{ digest: Uint8Array; echoes: Echo[] }> {
  const own = await self.prepare(await seal(requestOf(voter, blinded)));
  const others = testAdministrators(fixture).slice(1, 3);
  const { digest, echoes } = await prepareAt(fixture, others, voter, { blinded });
  return { digest, echoes: [{ administrator: SELF, signature: own.echo }, ...echoes] };
}
const signRequest = (digest: Uint8Array, echoes: readonly Echo[]): Uint8Array =>
  encode(signRequestCodec, { manifestHash: election.manifestHash, digest, echoes });

test('democracy: exactly t echoes of different Administrators, each of them valid, for an M that is held', async () => {
  await openElection();
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
    [encode(signRequestCodec, { manifestHash: random(32), digest, echoes }), 'manifest/other'],
  ];
  for (const [input, code] of refused) await assert.rejects(self.sign(input), { code });
  assert.deepEqual(self.turnout(), { prepared: 1, signed: 0 });
  await self.sign(signRequest(digest, [second, third, fourth]));
  assert.deepEqual(self.turnout(), { prepared: 1, signed: 1 });
});

test('a partial signature leaves when its entry in the ledger is on disk; the same again, entered once', async () => {
  await openElection();
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  await readOnly(() => assert.rejects(self.sign(signRequest(digest, echoes))));
  assert.deepEqual(self.turnout(), { prepared: 1, signed: 0 });
  const partial = await self.sign(signRequest(digest, echoes));
  assert.deepEqual(await self.sign(signRequest(digest, echoes)), partial);
  await restart();
  assert.deepEqual(await self.sign(signRequest(digest, echoes)), partial);
  assert.deepEqual(self.turnout(), { prepared: 1, signed: 1 });
});

// --- The ledger

test('the ledger: from the close on, signed once, the same after a restart, and only from disk', async () => {
  await openElection();
  const { digest, echoes } = await echoesFor(ana, blindedVote());
  await self.prepare(await seal(requestOf(bruno, blindedVote())));
  await self.sign(signRequest(digest, echoes));
  clock.now = manifest.closes * 1000 - 1;
  await assert.rejects(self.ledger(), { code: 'time/too-early' });
  clock.now = manifest.closes * 1000;
  await readOnly(() => assert.rejects(self.ledger()));
  const ledger = await self.ledger();
  const { administrator, counts } = openLedger(election, ledger);
  assert.equal(administrator, SELF);
  assert.deepEqual(
    [...counts],
    [
      ['north', 1],
      ['south', 0],
    ],
  );
  assert.deepEqual(await self.ledger(), ledger);
  await restart();
  assert.deepEqual(await self.ledger(), ledger);
});

test('two who ask for the ledger at once get the same one', async () => {
  await openElection();
  clock.now = manifest.closes * 1000;
  const [first, second] = await Promise.all([self.ledger(), self.ledger()]);
  assert.deepEqual(first, second);
});
