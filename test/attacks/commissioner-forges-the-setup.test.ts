/** A hostile Commissioner in setup and closing: what every server refuses, whatever its role (protocol 3.2, 3.3, 4.1). */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, test } from 'vitest';
import { countersign, signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import { signClosingOrder } from '../../protocol/0-setup/close-early.ts';
import { checkKeyStatement, stateKey, withoutKey } from '../../protocol/0-setup/state-key.ts';
import { wrapCover } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { keyStatementCodec, MAX_KEY_STATEMENT_LENGTH } from '../../protocol/messages/key-statement.ts';
import { hasKey, type Manifest, type ServerEntry } from '../../protocol/messages/manifest.ts';
import { relayStatement } from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { trafficKeyPair } from '../../protocol/primitives/hpke.ts';
import { decodeJws, encodeJws } from '../../protocol/primitives/jws.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { flipped, given, makeElection, newKey, ownEntries, random } from '../../protocol/test-support.ts';
import { AnonymizerElection } from '../../servers/anonymizer/anonymizer-election.ts';
import { CounterElection } from '../../servers/counter/counter-election.ts';
import type { HostedElection } from '../../servers/shared/hosted-election.ts';
import {
  plantTrafficKey,
  removeFolder,
  serverContext,
  temporaryFolder,
} from '../../servers/shared/test-support.ts';

const fixture = await makeElection();
const { manifest, plan, commissioner, election } = fixture;
const electionId = toHex(plan.electionId);
const clock = { now: 0 };
let folder = temporaryFolder();
const open = new Set<HostedElection>();
const read = () => clock.now;

beforeEach(async () => {
  await startAfresh();
  clock.now = (manifest.opens + 600) * 1000;
});
afterAll(closeAll);

async function startAfresh(): Promise<void> {
  await closeAll();
  folder = temporaryFolder();
}

async function closeAll(): Promise<void> {
  for (const server of open) await server.close();
  open.clear();
  removeFolder(folder);
}

const opened = <T extends HostedElection>(server: T): T => {
  open.add(server);
  return server;
};
const counter = () =>
  opened(new CounterElection(serverContext(fixture, 'counter-1', folder, read), electionId));
const anonymizer = () =>
  opened(new AnonymizerElection(serverContext(fixture, 'anonymizer-1', folder, read), electionId));

/** A manifest that the Commissioner and all countersigners would sign, as they see nothing wrong in it. */
function manifestWith(change: Partial<Manifest>): Uint8Array {
  const signed = signManifest({ ...manifest, ...change }, commissioner);
  const jws = decodeJws('revs/manifest/v1', signed, 1_000_000);
  const signatures = [...plan.administrators, ...plan.trustees].map(({ id }) => {
    const own = ownEntries({ plan, planHash: election.planHash }, id, fixture);
    return countersign(signed, commissioner.publicKey, own, fixture.server(id).key).signature;
  });
  return encodeJws({ ...jws, signatures: [...jws.signatures, ...signatures] });
}

/** The manifest's servers with another entry of one of them: what it stated itself, or a forgery with whatever key. */
const restated = (id: string, change: Partial<ServerEntry>, key = fixture.server(id).key): ServerEntry[] =>
  manifest.servers.map((entry) => {
    if (entry.id !== id) return entry;
    const other = { ...entry, ...change };
    return hasKey(other) ? stateKey(election.planHash, other, key) : withoutKey(other);
  });
const freshKey = (): Uint8Array => trafficKeyPair(random(32)).publicKey;

test('every server states its address and key, signed for the plan, and the same after a restart', async () => {
  for (const start of [counter, anonymizer]) {
    const server = start();
    await server.acceptPlan(fixture.planDocument);
    const party = given([...plan.counters, ...plan.anonymizers].find(({ id }) => id === server.context.id));
    const statement = decode(keyStatementCodec, await server.statement.sign(), MAX_KEY_STATEMENT_LENGTH);
    checkKeyStatement(election.planHash, party, statement);
    assert.equal(statement.url, fixture.server(party.id).url);
    await server.close();
    const again = decode(keyStatementCodec, await start().statement.sign(), MAX_KEY_STATEMENT_LENGTH);
    assert.deepEqual({ ...again, signature: 0 }, { ...statement, signature: 0 });
  }
});

test('no server states a key for another', () => {
  const { planHash } = election;
  const own = given(manifest.servers.find(({ id }) => id === 'anonymizer-1'));
  const party = given(plan.anonymizers.find(({ id }) => id === 'anonymizer-1'));
  const statement = stateKey(planHash, { ...own, id: 'anonymizer-2' }, fixture.server('anonymizer-1').key);
  assert.throws(() => checkKeyStatement(planHash, party, statement), {
    code: 'manifest/invalid',
    party: 'anonymizer-1',
  });
});

test('a server without the plan states nothing', async () => {
  await assert.rejects(counter().statement.sign(), { code: 'service/not-found' });
});

test('privacy: a server takes no manifest with another key or address of its own, though it signed that too', async () => {
  for (const [start, id, change] of [
    [anonymizer, 'anonymizer-1', { trafficKey: freshKey() }],
    [anonymizer, 'anonymizer-1', { url: 'https://elsewhere.example' }],
    [counter, 'counter-1', { url: 'https://elsewhere.example' }],
  ] as const) {
    await startAfresh();
    const server = start();
    if (server instanceof AnonymizerElection) await plantTrafficKey(server, fixture);
    const bad = manifestWith({ servers: restated(id, change) });
    await assert.rejects(server.acceptManifest(bad), { code: 'manifest/invalid', party: id });
    assert.equal(server.isOpen, false);
    await server.acceptManifest(fixture.manifestDocument);
    assert.equal(server.isOpen, true);
  }
});

test("privacy: nobody takes a manifest with the Commissioner's keys in the Anonymizers' place", async () => {
  const forged = restated('anonymizer-2', { trafficKey: freshKey() }, commissioner);
  assert.throws(() => manifestWith({ servers: forged }), { code: 'manifest/invalid', party: 'anonymizer-2' });
  const moved = manifest.servers.map((entry) =>
    entry.id === 'anonymizer-2' ? { ...entry, url: 'https://peeler.example' } : entry,
  );
  assert.throws(() => manifestWith({ servers: moved }), { code: 'manifest/invalid', party: 'anonymizer-2' });
  const anonymous = signManifest({ ...manifest, servers: forged }, commissioner);
  await assert.rejects(counter().acceptManifest(anonymous), { code: 'manifest/invalid' });
});

test('an Anonymizer without a key in the manifest takes it, and has no part: no challenge, onion or relay', async () => {
  const partial = await makeElection({ withoutKey: ['anonymizer-1'] });
  const context = serverContext(partial, 'anonymizer-1', folder, read);
  const server = opened(new AnonymizerElection(context, toHex(partial.plan.electionId)));
  await plantTrafficKey(server, partial);
  await server.acceptManifest(partial.manifestDocument);
  assert.equal(server.isOpen, true);
  assert.throws(() => server.answerChallenge(random(32)), { code: 'key/missing' });
  const path = partial.election.keyed('anonymizers');
  const { onion } = await wrapCover(partial.election, path, random);
  await assert.rejects(server.acceptFromVoter(onion), { code: 'key/missing' });
  const { manifestHash } = partial.election;
  const { key } = partial.server('anonymizer-2');
  const content = { to: 'anonymizer-1', onions: [onion] };
  const relay = signStatement(relayStatement, manifestHash, content, 'anonymizer-2', key);
  await assert.rejects(server.acceptRelay(relay), { code: 'key/missing' });
});

test('an Anonymizer whose store was lost takes no manifest: it could open no onion', async () => {
  await assert.rejects(anonymizer().acceptManifest(fixture.manifestDocument), {
    code: 'manifest/invalid',
    party: 'anonymizer-1',
  });
});

test('plan and manifest are taken once, across restarts; the same again is taken as the first time', async () => {
  const otherPlan = signPlan({ ...plan, attempt: 2 }, commissioner);
  const otherManifest = manifestWith({ title: 'Another title' });
  let server = counter();
  await server.acceptPlan(fixture.planDocument);
  await server.acceptManifest(fixture.manifestDocument);
  for (let round = 0; round < 2; round++) {
    await server.acceptPlan(fixture.planDocument);
    await server.acceptManifest(fixture.manifestDocument);
    await assert.rejects(server.acceptPlan(otherPlan), { code: 'statement/wrong-context' });
    await assert.rejects(server.acceptManifest(otherManifest), { code: 'statement/wrong-context' });
    assert.deepEqual(server.election.manifestHash, election.manifestHash);
    assert.deepEqual(server.plan.planHash, election.planHash);
    await server.close();
    server = counter();
  }
});

test('who has countersigned is not the manifest: a server keeps the document that it took first', async () => {
  const jws = decodeJws('revs/manifest/v1', fixture.manifestDocument, 1_000_000);
  const fewer = encodeJws({ ...jws, signatures: jws.signatures.slice(0, -1) });
  let server = counter();
  await server.acceptManifest(fewer);
  for (let round = 0; round < 2; round++) {
    await server.acceptManifest(fixture.manifestDocument);
    assert.deepEqual(server.documents.get('manifest'), fewer);
    assert.deepEqual(server.election.manifestHash, election.manifestHash);
    await server.close();
    server = counter();
  }
});

test("only the Commissioner's plan and manifest are taken", async () => {
  const server = counter();
  const stranger = newKey();
  const foreign = signPlan({ ...plan, commissionerKey: stranger.publicKey }, stranger);
  await assert.rejects(server.acceptPlan(foreign), { code: 'signature/invalid' });
  await assert.rejects(server.acceptManifest(fixture.signedManifest), { code: 'manifest/not-countersigned' });
  await assert.rejects(server.acceptManifest(flipped(fixture.manifestDocument, 400)));
  assert.equal(server.isOpen, false);
});

const orderFor = (milliseconds: number, key = commissioner, manifestHash = election.manifestHash) =>
  signClosingOrder({ manifestHash, closes: Math.floor(milliseconds / 1000) }, key);

test('one order to close, ever: repeated at any time, never replaced, across a restart', async () => {
  let server = counter();
  await server.acceptManifest(fixture.manifestDocument);
  const order = orderFor(clock.now);
  const other = orderFor(clock.now + 1000);
  await server.acceptClosingOrder(order);
  for (let round = 0; round < 2; round++) {
    assert.equal(server.times.closes, (manifest.opens + 600) * 1000, 'it binds after a restart too');
    clock.now += 3_600_000;
    await server.acceptClosingOrder(order);
    await assert.rejects(server.acceptClosingOrder(other), { code: 'statement/wrong-context' });
    await server.close();
    server = counter();
  }
});

test("an order to close that is not the Commissioner's, is another election's, or moves the close back", async () => {
  const server = counter();
  await server.acceptManifest(fixture.manifestDocument);
  const cases: [Uint8Array, string][] = [
    [orderFor(clock.now, newKey()), 'signature/invalid'],
    [orderFor(clock.now, commissioner, random(32)), 'manifest/other'],
    [orderFor((manifest.closes + 1) * 1000), 'time/too-early'],
  ];
  for (const [order, code] of cases) await assert.rejects(server.acceptClosingOrder(order), { code });
});

test('a key that could not be written is not stated, and does not keep another from being made', async () => {
  const server = anonymizer();
  await server.acceptPlan(fixture.planDocument);
  server.store.db.exec('PRAGMA query_only = ON');
  await assert.rejects(server.statement.sign());
  await assert.rejects(server.statement.sign());
  server.store.db.exec('PRAGMA query_only = OFF');
  const statement = await server.statement.sign();
  assert.deepEqual(await anonymizer().trafficKey.pair(), await server.trafficKey.pair());
  assert.equal(decode(keyStatementCodec, statement, MAX_KEY_STATEMENT_LENGTH).id, 'anonymizer-1');
});

test('what cannot be written is not taken: plan, manifest, order', async () => {
  const server = counter();
  server.store.db.exec('PRAGMA query_only = ON');
  await assert.rejects(server.acceptManifest(fixture.manifestDocument));
  assert.equal(server.isOpen, false);
  server.store.db.exec('PRAGMA query_only = OFF');
  await server.acceptManifest(fixture.manifestDocument);
  server.store.db.exec('PRAGMA query_only = ON');
  await assert.rejects(server.acceptPlan(fixture.planDocument));
  await assert.rejects(server.acceptClosingOrder(orderFor(clock.now)));
  assert.equal(server.times.closes, manifest.closes * 1000);
  assert.throws(() => server.plan, { code: 'service/not-found' });
  server.store.db.exec('PRAGMA query_only = OFF');
  await server.acceptClosingOrder(orderFor(clock.now));
  assert.equal(server.times.closes, clock.now);
});
