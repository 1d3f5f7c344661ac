/**
 * An Administrator before the election, with a hostile Commissioner and hostile peers: the roll, keys, countersignature.
 * What it signs once it signs once across restarts; what cannot be written does not leave.
 */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { countersign, signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import type { Manifest } from '../../protocol/messages/manifest.ts';
import { type RollEntry, rollLeaf } from '../../protocol/messages/roll.ts';
import { jwsSignatureCodec, rollPartStatement } from '../../protocol/messages/transfer.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { decodeJws, encodeJws } from '../../protocol/primitives/jws.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, newKey, ownEntries, random } from '../../protocol/test-support.ts';
import { administratorServer, entries, fixture, rollPart, SELF } from './administrator-test-support.ts';

const server = administratorServer();
const { manifest, plan, commissioner, election } = fixture;

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
  await assert.rejects(server.election.ceremony.countersign(fixture.signedManifest), {
    code: 'roll/invalid',
  });
});

test('democracy: no countersignature unless the roll makes its root, style by style', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  const [first, ...rest] = manifest.styles;
  const counts = { styles: [{ ...given(first), voters: given(first).voters + 1 }, ...rest] };
  await assert.rejects(server.election.ceremony.countersign(signed({ rollRoot: random(32) })), {
    code: 'roll/invalid',
  });
  await assert.rejects(server.election.ceremony.countersign(signed(counts)), { code: 'roll/invalid' });
  const outsider = { voter: 'outsider', publicKey: newKey().publicKey, style: 'west', salt: random(32) };
  await server.election.acceptRollPart(rollPart([outsider]));
  await assert.rejects(server.election.ceremony.countersign(signed(rooted([...entries, outsider]))), {
    code: 'roll/invalid',
  });
  await assert.rejects(server.election.ceremony.countersign(fixture.signedManifest), {
    code: 'roll/invalid',
  });
  assert.equal(server.election.documents.get('countersigned'), undefined, 'a refusal leaves nothing');
});

test('democracy: after the countersignature the roll is closed, also after a restart', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  await server.election.ceremony.countersign(fixture.signedManifest);
  for (let round = 0; round < 2; round++) {
    await assert.rejects(server.election.acceptRollPart(rollPart(entries)), { code: 'roll/invalid' });
    await server.restart();
  }
});

test('democracy: a roll sent at the same moment as the manifest never differs from what was countersigned', async () => {
  const swapped = entries.map((entry, i) => (i === 0 ? { ...entry, publicKey: newKey().publicKey } : entry));
  await server.election.acceptRollPart(rollPart(entries));
  const sign = () => server.election.ceremony.countersign(fixture.signedManifest);
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
    server.election.store.db.exec("DELETE FROM documents WHERE name = 'countersigned'; DELETE FROM roll;");
    await server.election.acceptRollPart(rollPart(entries));
  }
});

test('democracy: a roll that was changed after the countersignature opens no election', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  await server.election.ceremony.countersign(fixture.signedManifest);
  server.election.store.db.exec("UPDATE roll SET style = 'south' WHERE voter = 'voter-north-0001'");
  await assert.rejects(server.election.acceptManifest(fixture.manifestDocument), { code: 'roll/invalid' });
  assert.equal(server.election.isOpen, false);
  await server.restart();
  assert.equal(server.election.isOpen, false);
});

// --- Countersignature and key generation

test('one manifest is countersigned, ever: across a restart, and only once it is on disk', async () => {
  await server.election.acceptRollPart(rollPart(entries));
  await server.readOnly(() => assert.rejects(server.election.ceremony.countersign(fixture.signedManifest)));
  assert.equal(server.election.documents.get('countersigned'), undefined);
  await server.election.ceremony.countersign(fixture.signedManifest);
  for (let round = 0; round < 2; round++) {
    await server.election.ceremony.countersign(fixture.signedManifest);
    await assert.rejects(server.election.ceremony.countersign(signed({ title: 'Another title' })), {
      code: 'statement/wrong-context',
    });
    await server.restart();
  }
});

test("the countersignature is this server's, on this manifest, and completes it", async () => {
  await server.election.acceptRollPart(rollPart(entries));
  const own = decode(
    jwsSignatureCodec,
    await server.election.ceremony.countersign(fixture.signedManifest),
    256,
  );
  const jws = decodeJws('revs/manifest/v1', fixture.signedManifest, 1_000_000);
  const others = [...plan.administrators, ...plan.trustees].filter(({ id }) => id !== SELF);
  const signatures = others.map(({ id }) => {
    const entriesOf = ownEntries({ plan, planHash: election.planHash }, id, fixture);
    return countersign(fixture.signedManifest, commissioner.publicKey, entriesOf, fixture.server(id).key)
      .signature;
  });
  const document = encodeJws({ ...jws, signatures: [...jws.signatures, own, ...signatures] });
  await server.election.acceptManifest(document);
  assert.ok(server.election.isOpen);
});

test('keys are dealt once: the same deals again, after a restart too, and only from disk', async () => {
  await server.election.store.write(() =>
    server.election.store.db.exec("DELETE FROM documents WHERE name = 'shares'"),
  );
  const statements = manifest.servers.slice(0, plan.administrators.length);
  await server.readOnly(() => assert.rejects(server.election.ceremony.deal(statements)));
  assert.equal(server.election.documents.get('deals'), undefined);
  const deals = await server.election.ceremony.deal(statements);
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await server.election.ceremony.deal(statements), deals);
    await server.restart();
  }
});

test('two who ask for deals at once get the same ones', async () => {
  const statements = manifest.servers.slice(0, plan.administrators.length);
  const [first, second] = await Promise.all([
    server.election.ceremony.deal(statements),
    server.election.ceremony.deal(statements),
  ]);
  assert.deepEqual(first, second);
});

test("nothing is dealt to a key that is not the participant's own word, or to one that has not spoken", async () => {
  const statements = manifest.servers.slice(0, plan.administrators.length);
  const forged = statements.map((entry, i) => (i === 1 ? { ...entry, trafficKey: random(1216) } : entry));
  await assert.rejects(server.election.ceremony.deal(forged), {
    code: 'manifest/invalid',
    party: 'administrator-2',
  });
  await assert.rejects(server.election.ceremony.deal(statements.slice(0, 3)), {
    code: 'key-generation/bad-deal',
    party: 'administrator-4',
  });
  await assert.rejects(server.election.ceremony.deal(statements.toReversed()), { code: 'manifest/invalid' });
  assert.equal(server.election.documents.get('deals'), undefined);
});

test('deals for fewer keys than there are styles are refused', async () => {
  for (const deals of [[], [[random(10)]]])
    await assert.rejects(server.election.ceremony.acceptDeals(deals), { code: 'key-generation/bad-deal' });
});

test('whoever has no shares countersigns nothing', async () => {
  const other = server.start('administrator-2');
  await other.acceptPlan(fixture.planDocument);
  await other.acceptRollPart(rollPart(entries));
  await assert.rejects(other.ceremony.countersign(fixture.signedManifest), {
    code: 'key-generation/bad-share',
  });
  await other.close();
});

test('a second plan of the same election ID deals no second keys', async () => {
  const other = signPlan({ ...plan, attempt: 2 }, commissioner);
  await assert.rejects(server.election.acceptPlan(other), { code: 'statement/wrong-context' });
});
