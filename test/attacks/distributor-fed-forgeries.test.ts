/** A Ballot Distributor that is fed what nobody signed. What a hostile one can do to voters: voter-module/fetch-election.test.ts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'vitest';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { enrol } from '../../protocol/0-setup/enrol-voter.ts';
import { distributionStatement } from '../../protocol/messages/distribution.ts';
import { type Manifest, manifestCodec } from '../../protocol/messages/manifest.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { encodeJws, signPayload } from '../../protocol/primitives/jws.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { flipped, given, makeElection, newKey, random } from '../../protocol/test-support.ts';
import { DistributorElection } from '../../servers/distributor/distributor-election.ts';
import { removeFolder, serverContext, temporaryFolder } from '../../servers/shared/test-support.ts';

const fixture = await makeElection();
const { election, commissioner, plan } = fixture;
const ID = 'distributor-1';
const NORTH = given(fixture.ballots.get('north'));

/** A Distributor in a folder of its own, as it is after a restart whenever `start` is called. */
function scene(t: TestContext) {
  const folder = temporaryFolder();
  let running: DistributorElection | undefined;
  t.onTestFinished(async () => {
    await running?.close();
    removeFolder(folder);
  });
  const start = async (): Promise<DistributorElection> => {
    await running?.close();
    running = new DistributorElection(
      serverContext(fixture, ID, folder, () => 0),
      toHex(plan.electionId),
    );
    return running;
  };
  const store = join(folder, ID, 'elections', toHex(plan.electionId), 'store.db');
  return { start, store };
}

/** What a hostile Commissioner and all countersigners together can make: the same election, valid, with changes. */
function otherManifest(changed: Partial<Manifest>): Uint8Array {
  const payload = encode(manifestCodec, { ...fixture.manifest, ...changed });
  const typ = LABELS.manifest;
  const signatures = [...plan.administrators, ...plan.trustees].map(({ id }) =>
    signPayload(typ, payload, id, fixture.server(id).key),
  );
  const first = signPayload(typ, payload, COMMISSIONER, commissioner);
  return encodeJws({ typ, payload, signatures: [first, ...signatures] });
}

test('accuracy: it opens no election on a manifest that is forged, or not countersigned', async (t) => {
  const distributor = await scene(t).start();
  for (const [document, code] of [
    [signManifest(fixture.manifest, newKey()), 'signature/invalid'],
    [fixture.signedManifest, 'manifest/not-countersigned'],
    [flipped(fixture.manifestDocument, 0), 'jws/malformed'],
  ] as const)
    await assert.rejects(distributor.acceptManifest(document), { code });
  assert.equal(distributor.isOpen, false);
  assert.throws(() => distributor.manifestDocument(), { code: 'service/not-found' });
  assert.throws(() => distributor.distribution(), { code: 'service/not-found' });
});

test('accuracy: once open it takes no other manifest of the election, however valid, nor after a restart', async (t) => {
  const { start } = scene(t);
  const other = otherManifest({ title: 'Another title' });
  // It would have taken that one, had it been first.
  const elsewhere = await scene(t).start();
  await elsewhere.acceptManifest(other);
  const distributor = await start();
  await distributor.acceptManifest(fixture.manifestDocument);
  await distributor.acceptManifest(fixture.manifestDocument);
  await assert.rejects(distributor.acceptManifest(other), { code: 'statement/wrong-context' });
  const restarted = await start();
  await assert.rejects(restarted.acceptManifest(other), { code: 'statement/wrong-context' });
  assert.deepEqual(restarted.manifestDocument(), fixture.manifestDocument);
  assert.equal(restarted.isOpen, true);
  const keyOf = election.keyOf('distributors');
  const stated = openStatement(distributionStatement, election.manifestHash, restarted.distribution(), keyOf);
  assert.equal(stated.signer, ID);
});

test('accuracy: it takes no ballot that the manifest does not name; the first stays, over a restart too', async (t) => {
  const { start } = scene(t);
  const distributor = await start();
  await assert.rejects(distributor.acceptBallot(NORTH), { code: 'service/not-found' });
  await distributor.acceptManifest(fixture.manifestDocument);
  await assert.rejects(distributor.acceptBallot(flipped(NORTH)), { code: 'ballot/other' });
  assert.throws(() => distributor.ballot('north'), { code: 'service/not-found' });
  await distributor.acceptBallot(NORTH);
  await distributor.acceptBallot(NORTH);
  assert.throws(() => distributor.ballot('south'), { code: 'service/not-found' });
  assert.deepEqual((await start()).ballot('north'), NORTH);
});

test('robustness: a ballot that no terminal would show does not keep it from listing elections, with their titles', async (t) => {
  const { start } = scene(t);
  const sample = readFileSync(new URL('../../ballots/samples/board-election.xml', import.meta.url));
  const { title } = parseBallot(sample);
  const styles = fixture.manifest.styles.map((style) =>
    style.style === 'south' ? { ...style, ballotHash: sha256(sample) } : style,
  );
  const distributor = await start();
  await distributor.acceptManifest(otherManifest({ title: given(title.de), styles }));
  assert.throws(() => parseBallot(NORTH));
  await distributor.acceptBallot(NORTH);
  assert.partialDeepStrictEqual(distributor.summary(), { title: title.de, titles: {} });
  assert.equal(distributor.summary().titles, distributor.summary().titles, 'read once, whoever asks');
  await distributor.acceptBallot(sample);
  assert.partialDeepStrictEqual(distributor.summary(), { title: title.de, titles: title });
  assert.partialDeepStrictEqual((await start()).summary(), { titles: title });
});

test("accuracy: it takes no enrolment that is not the Commissioner's, for this election, for that card", async (t) => {
  const { start } = scene(t);
  const distributor = await start();
  const { publicKey } = newKey();
  const honest = { publicKey, document: enrol(election.manifestHash, publicKey, 'north', commissioner) };
  await assert.rejects(distributor.acceptEnrolments([honest]), { code: 'service/not-found' });
  await distributor.acceptManifest(fixture.manifestDocument);
  const bad = [
    [enrol(election.manifestHash, publicKey, 'south', newKey()), 'signature/invalid'],
    [enrol(random(32), publicKey, 'south', commissioner), 'enrolment/invalid'],
    [enrol(election.manifestHash, newKey().publicKey, 'south', commissioner), 'enrolment/invalid'],
    [random(100), 'jws/malformed'],
  ] as const;
  for (const [document, code] of bad)
    await assert.rejects(distributor.acceptEnrolments([honest, { publicKey, document }]), { code });
  // Of a batch with a bad one none is taken.
  assert.throws(() => distributor.enrolment(sha256(publicKey)), { code: 'service/not-found' });
  await distributor.acceptEnrolments([honest]);
  assert.deepEqual((await start()).enrolment(sha256(publicKey)), honest.document);
});

test('robustness: what cannot be written is not taken; a repeat is', async (t) => {
  const { start, store } = scene(t);
  const distributor = await start();
  await distributor.acceptManifest(fixture.manifestDocument);
  const other = new DatabaseSync(store);
  t.onTestFinished(() => other.close());
  other.exec('BEGIN EXCLUSIVE');
  await assert.rejects(distributor.acceptBallot(NORTH), { code: 'store/unavailable' });
  other.exec('ROLLBACK');
  assert.throws(() => distributor.ballot('north'), { code: 'service/not-found' });
  await distributor.acceptBallot(NORTH);
  assert.deepEqual((await start()).ballot('north'), NORTH);
});
