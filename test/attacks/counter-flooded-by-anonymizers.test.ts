/** A Counter against hostile Anonymizers, faults of its disk and its own restarts. Properties: Accuracy, Robustness. */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, test } from 'vitest';
import { packagesAllowed } from '../../protocol/3-vote-submission/list-bound.ts';
import { deliveryStatement, receiptStatement } from '../../protocol/messages/relay.ts';
import { closeHeadStatement, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import { CounterElection } from '../../servers/counter/counter-election.ts';
import { removeFolder, serverContext, temporaryFolder } from '../../servers/shared/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const id = 'counter-1';
const net = await Mixnet.make('counter');
const { manifestHash } = net.fixture.election;
const { opens, closes } = net.counter(id).times;
beforeEach(() => {
  net.now = opens;
});
afterAll(() => net.stop());

function deliver(packages: readonly Uint8Array[], from = 'anonymizer-1'): Promise<Uint8Array> {
  const { key } = net.fixture.server(from);
  return net
    .counter(id)
    .deliver(signStatement(deliveryStatement, manifestHash, { to: id, packages }, from, key));
}

const keyOf = net.fixture.election.keyOf('counters');
const leavesOf = (): Uint8Array[] => net.listed(id).map((leaf) => new Uint8Array(Buffer.from(leaf, 'hex')));

test('a receipt names what is on the list, in the order of the delivery, also for a repeat', async () => {
  const packages = [net.newPackage(), net.newPackage()];
  for (let time = 1; time <= 2; time++) {
    const receipt = await deliver(packages);
    const { signer, content } = openStatement(receiptStatement, manifestHash, receipt, keyOf);
    assert.equal(signer, id);
    assert.deepEqual(content.leaves, packages.map(sha256));
    assert.deepEqual(leavesOf(), packages.map(sha256));
    await net.start(id);
  }
});

test('one package of a wrong length, longer or shorter, spoils its delivery and nothing else', async () => {
  const good = net.newPackage();
  const before = net.listed(id);
  for (const bad of [good.subarray(1), new Uint8Array([...good, 0])])
    await assert.rejects(deliver([good, bad]), { code: 'package/wrong-length' });
  assert.deepEqual(net.listed(id), before);
});

test('an answer has as many leaves or packages as were asked for, and no more than the bound', async () => {
  const other = await net.again();
  const { store } = other.counter(id);
  await store.write(() => {
    const insert = store.prepare('INSERT INTO packages (leaf, body) VALUES (?, zeroblob(10))');
    for (let i = 0; i < 4_200; i++) insert.run(sha256(Uint8Array.of(i >> 8, i & 0xff)));
  });
  for (const [limit, leaves, packages] of [
    [2, 2, 2],
    [300, 300, 256],
    [99_999, 4_096, 256],
  ] as const) {
    assert.equal(other.counter(id).leaves(1, limit).length, 32 * leaves);
    assert.equal(other.counter(id).packages(1, limit).length, 10 * packages);
  }
  await other.stop();
});

test('until its manifest is there nothing is due', async () => {
  const folder = temporaryFolder();
  const context = serverContext(net.fixture, id, folder, () => closes);
  const counter = new CounterElection(context, toHex(net.fixture.plan.electionId));
  await counter.acceptPlan(net.fixture.planDocument);
  await counter.tick();
  assert.equal(counter.documents.get('close-head'), undefined);
  await counter.close();
  removeFolder(folder);
});

test('nothing is receipted that the disk does not take', async () => {
  const before = net.listed(id);
  const body = net.newPackage();
  const unlock = net.lock(id);
  await assert.rejects(deliver([body]));
  unlock();
  assert.deepEqual(net.listed(id), before);
  await deliver([body]);
  assert.deepEqual(net.listed(id), [...before, toHex(sha256(body))]);
});

test('an Anonymizer that fills its allowance shuts out itself alone, also after a restart', async () => {
  const { store } = net.counter(id);
  const allowed = packagesAllowed(net.fixture.election.voters);
  await deliver([net.newPackage()], 'anonymizer-2');
  await store.write(() =>
    store.prepare("UPDATE taken SET packages = ? WHERE anonymizer = 'anonymizer-2'").run(allowed - 2),
  );
  const junk = [net.newPackage(), net.newPackage(), net.newPackage()];
  const before = net.listed(id);
  await assert.rejects(deliver(junk, 'anonymizer-2'), { code: 'package/too-many' });
  assert.deepEqual(net.listed(id), before, 'all or none');
  await deliver(junk.slice(0, 2), 'anonymizer-2');
  await net.start(id);
  await assert.rejects(deliver(junk.slice(2), 'anonymizer-2'), { code: 'package/too-many' });
  await deliver(junk.slice(0, 2), 'anonymizer-2');
  await deliver(junk, 'anonymizer-1');
  assert.equal(net.listed(id).length, before.length + 3);
});

test('a package counts for the Anonymizer that brought it first, and for none again', async () => {
  const { store } = net.counter(id);
  const taken = () => store.prepare('SELECT sum(packages) AS n FROM taken').get()?.n;
  const before = Number(taken());
  const body = net.newPackage();
  for (const from of ['anonymizer-1', 'anonymizer-1', 'anonymizer-3']) await deliver([body, body], from);
  assert.equal(taken(), before + 1);
});

test('a head is of the list as it is on disk', async () => {
  for (let i = 0; i < 2; i++) {
    await deliver([net.newPackage()]);
    const { content } = openStatement(treeHeadStatement, manifestHash, net.counter(id).head(), keyOf);
    assert.deepEqual(content, { size: net.listed(id).length, root: merkleRoot(leavesOf()) });
    await net.start(id);
  }
});

test('one close head is signed, at the close and not before, whatever arrives or fails later', async () => {
  const tick = () => net.counter(id).tick();
  net.now = closes - 1;
  await tick();
  assert.throws(() => net.counter(id).closeHead(), { code: 'time/too-early' });
  net.now = closes;
  const unlock = net.lock(id);
  await assert.rejects(tick());
  assert.throws(() => net.counter(id).closeHead(), { code: 'time/too-early' });
  unlock();
  await tick();
  const head = net.counter(id).closeHead();
  const { content } = openStatement(closeHeadStatement, manifestHash, head, keyOf);
  assert.deepEqual(content, { size: net.listed(id).length, root: merkleRoot(leavesOf()) });
  await deliver([net.newPackage()]);
  for (const restart of [false, true]) {
    if (restart) await net.start(id);
    await tick();
    assert.deepEqual(net.counter(id).closeHead(), head);
  }
});
