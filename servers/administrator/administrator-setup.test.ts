/**
 * An Administrator before the election, with a hostile Commissioner and hostile peers: the roll, keys, countersignature.
 * What it signs once it signs once across restarts; what cannot be written does not leave.
 */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import { countersignatureStatement } from '../../protocol/board/post-messages.ts';
import type { Manifest } from '../../protocol/messages/manifest.ts';
import { type RollEntry, rollLeaf } from '../../protocol/messages/roll.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decodeJws, encodeJws } from '../../protocol/primitives/jws.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { plantTrafficKey } from '../shared/test-support.ts';
import { administratorServer, entries, fixture, rollPart, SELF } from './administrator-test-support.ts';

const server = administratorServer();
const { manifest, plan, commissioner, election } = fixture;
const countersignature = () => server.election.setup.countersignature();

const signed = (change: Partial<Manifest>): Uint8Array =>
  signManifest({ ...manifest, ...change }, commissioner);
const rooted = (roll: readonly RollEntry[]) => ({
  rollRoot: merkleRoot(roll.toSorted((a, b) => (a.voter < b.voter ? -1 : 1)).map(rollLeaf)),
});

// --- The roll

test("the roll is the Commissioner's, for this plan", async () => {
  const foreign: [Uint8Array, string][] = [
    [rollPart(entries, newKey()), 'signature/invalid'],
    [rollPart(entries, commissioner, random(32)), 'statement/wrong-context'],
    [
      signStatement(rollPartStatement, election.planHash, { entries }, 'trustee-1', commissioner),
      'statement/unknown-signer',
    ],
  ];
  for (const [input, code] of foreign) await assert.rejects(server.election.acceptRollPart(input), { code });
  server.propose(fixture.signedManifest);
  await assert.rejects(countersignature(), { code: 'roll/invalid' });
});

test('democracy: no countersignature unless the roll makes its root, style by style', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  const [first, ...rest] = manifest.styles;
  const counts = { styles: [{ ...given(first), voters: given(first).voters + 1 }, ...rest] };
  for (const change of [{ rollRoot: random(32) }, counts]) {
    server.propose(signed(change));
    await assert.rejects(countersignature(), { code: 'roll/invalid' });
  }
  const outsider = { voter: 'outsider', publicKey: newKey().publicKey, style: 'west', salt: random(32) };
  await server.election.acceptRollPart(rollPart([outsider]));
  for (const document of [signed(rooted([...entries, outsider])), fixture.signedManifest]) {
    server.propose(document);
    await assert.rejects(countersignature(), { code: 'roll/invalid' });
  }
  for (const name of ['countersigned', 'proposed-manifest'])
    assert.equal(server.election.documents.get(name), undefined, 'a refusal leaves nothing');
});

test('a real election with a test voter on its roll is not countersigned', async () => {
  const roll = [...entries, { ...given(entries[0]), voter: 'TEST-1', publicKey: newKey().publicKey }];
  await server.election.acceptRollPart(rollPart(roll));
  const [first, ...rest] = manifest.styles;
  const styles = [{ ...given(first), voters: given(first).voters + 1 }, ...rest];
  server.propose(signed({ ...rooted(roll), styles }));
  await assert.rejects(countersignature(), { code: 'roll/test-voter' });
});

test('democracy: after the countersignature the roll is closed, also after a restart', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.propose(fixture.signedManifest);
  await countersignature();
  for (let round = 0; round < 2; round++) {
    await assert.rejects(server.election.acceptRollPart(rollPart(entries)), { code: 'roll/invalid' });
    await server.restart();
  }
});

test('democracy: a roll sent at the same moment as the manifest never differs from what was countersigned', async () => {
  const swapped = entries.map((entry, i) => (i === 0 ? { ...entry, publicKey: newKey().publicKey } : entry));
  await server.election.acceptRollPart(rollPart(entries));
  server.propose(fixture.signedManifest);
  const sign = countersignature;
  const change = () => server.election.acceptRollPart(rollPart(swapped));
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
    server.election.store.db.exec(
      "DELETE FROM documents WHERE name IN ('countersigned', 'proposed-manifest'); DELETE FROM roll;",
    );
    await server.election.acceptRollPart(rollPart(entries));
  }
});

test('democracy: a roll that was changed after the countersignature opens no election', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.propose(fixture.signedManifest);
  await countersignature();
  server.election.store.db.exec("UPDATE roll SET style = 'south' WHERE voter = 'voter-north-0001'");
  await assert.rejects(server.election.acceptManifest(fixture.manifestDocument), { code: 'roll/invalid' });
  assert.equal(server.election.isOpen, false);
  await server.restart();
  assert.equal(server.election.isOpen, false);
});

// --- Countersignature and key generation

test('one manifest is countersigned, ever: across a restart, and only once it is on disk', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.propose(fixture.signedManifest);
  await server.readOnly(() => assert.rejects(countersignature()));
  assert.equal(server.election.documents.get('countersigned'), undefined);
  await countersignature();
  for (let round = 0; round < 2; round++) {
    // A board that forks, or a second Commissioner's word: another manifest of the same keys and roll.
    server.propose(signed({ title: 'Another title' }));
    await assert.rejects(countersignature(), { code: 'statement/wrong-context' });
    await server.restart();
    server.show(fixture.signedManifest);
    await countersignature();
  }
});

test('nothing is countersigned that differs from the log', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.show(fixture.signedManifest);
  server.election.setup.offer(signed({ title: 'Another title' }));
  await assert.rejects(countersignature(), { code: 'manifest/invalid', message: /hash/ });
  const { outcome, holders } = manifest.trusteeCeremony;
  server.propose(signed({ trusteeCeremony: { outcome: outcome.toReversed(), holders } }));
  await assert.rejects(countersignature(), { code: 'manifest/invalid', message: /trusteeCeremony/ });
  assert.equal(server.election.documents.get('countersigned'), undefined);
});

test('a manifest that is not here is not countersigned; what takes its place is not kept', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.show(fixture.signedManifest);
  await assert.rejects(countersignature(), { code: 'board/too-early' });
  const other = signed({ title: 'Another title' });
  const hash = toHex(election.manifestHash);
  server.election.setup.offer(other);
  assert.throws(() => server.election.setup.offered(hash), { code: 'service/not-found' });
  server.election.setup.offer(fixture.signedManifest);
  server.election.setup.offer(other);
  assert.deepEqual(server.election.setup.offered(hash), fixture.signedManifest);
  assert.throws(() => server.election.setup.offer(signManifest(manifest, newKey())), {
    code: 'signature/invalid',
  });
});

test("the countersignature is this server's, on this manifest, and completes it", async () => {
  await server.election.acceptRollPart(rollPart(entries));
  server.propose(fixture.signedManifest);
  const keyOf = (id: string) => (id === SELF ? fixture.server(SELF).key.publicKey : undefined);
  const { content } = openStatement(
    countersignatureStatement,
    election.planHash,
    await countersignature(),
    keyOf,
  );
  assert.deepEqual(content.hash, election.manifestHash);
  const own = { kid: SELF, signature: content.signature };
  const jws = decodeJws('revs/manifest/v1', fixture.manifestDocument, 1_000_000);
  const fewest = jws.signatures.filter(({ kid }) => kid !== 'administrator-2' && kid !== SELF);
  await assert.rejects(server.election.acceptManifest(encodeJws({ ...jws, signatures: fewest })), {
    code: 'manifest/not-countersigned',
  });
  const signatures = fewest.toSpliced(1, 0, own);
  await server.election.acceptManifest(encodeJws({ ...jws, signatures }));
  assert.ok(server.election.isOpen);
});

test('who has no roll when the manifest stands opens once it has it', async () => {
  server.showStanding();
  server.election.setup.offer(fixture.signedManifest);
  await assert.rejects(server.election.tick(), { code: 'roll/invalid' });
  assert.equal(server.election.isOpen, false);
  await server.election.acceptRollPart(rollPart(entries));
  server.now += 2_000;
  await server.election.tick();
  assert.deepEqual(server.election.election.manifestHash, election.manifestHash);
});

test('whoever has no shares countersigns nothing', async () => {
  const other = server.start('administrator-2');
  await other.acceptPlan(fixture.planDocument);
  await plantTrafficKey(other, fixture);
  await other.acceptRollPart(rollPart(entries));
  other.setup.offer(fixture.signedManifest);
  await assert.rejects(other.setup.countersignature(), { code: 'key-generation/bad-share' });
  await other.close();
});

test('a second plan of the same election ID deals no second keys', async () => {
  const other = signPlan({ ...plan, attempt: 2 }, commissioner);
  await assert.rejects(server.election.acceptPlan(other), { code: 'statement/wrong-context' });
});
