/** What is left of an Anonymizer when claims have ended: nothing that opens an onion. Property: Privacy. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, test } from 'vitest';
import { erasureStatement } from '../../protocol/messages/relay.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { given } from '../../protocol/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const net = await Mixnet.make('erasure');
afterAll(() => net.stop());
const [first, last] = ['anonymizer-1', 'anonymizer-2'];
for (const id of ['anonymizer-3', 'counter-1', 'counter-2']) net.down.add(id);
const seed = given(net.anonymizer(last).documents.get('traffic-seed'));

/** Of an onion that waits in the last one's pool, and of a package in its outbox. */
const secrets: Buffer[] = [Buffer.from(seed)];
for (const kind of ['outbox', 'pool']) {
  const body = net.newPackage();
  const inner = await net.inner(await net.onion(body, first, last));
  await net.anonymizer(last).acceptRelay(net.relay([inner], last));
  secrets.push(Buffer.from(body.subarray(0, 32)), Buffer.from(sha256(inner)));
  net.now = given(net.instants[kind === 'outbox' ? 0 : 1]) - (kind === 'outbox' ? 0 : 1);
  await net.tick();
}

/** How many of the secrets are anywhere in the store's files. */
function left(): number {
  const path = net.storePath(last);
  const raw = Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]);
  return secrets.filter((secret) => raw.includes(secret)).length;
}

test('before claims end it holds its key, what it mixes, and hashes of what it took', () => {
  assert.deepEqual(
    (['seen', 'pool', 'outbox'] as const).map((table) => net.rows(last, table)),
    [2, 1, 2],
  );
  assert.equal(left(), secrets.length);
  assert.equal(net.anonymizer(last).documents.get('erasure'), undefined);
});

test('the write-ahead log, which is in order of time, is emptied every ten seconds', async () => {
  const other = await net.again();
  const logged = () => statSync(`${other.storePath(first)}-wal`).size;
  for (const round of [1, 2]) {
    await other.anonymizer(first).acceptFromVoter((await other.onion(other.newPackage(), first, last)).onion);
    other.now += 9_999;
    if (round === 2) await other.anonymizer(first).tick();
    assert.ok(logged() > 0);
    other.now += 1;
    await other.anonymizer(first).tick();
    assert.equal(logged(), 0);
  }
  await other.stop();
});

test('an erasure that the disk does not take is not said to be one, and is tried again', async () => {
  net.now = net.claimsEnd;
  const unlock = net.lock(last);
  await assert.rejects(net.anonymizer(last).tick());
  assert.equal(net.anonymizer(last).documents.get('erasure'), undefined);
  unlock();
  await net.anonymizer(last).tick();
  const keyOf = net.fixture.election.keyOf('anonymizers');
  const statement = net.anonymizer(last).documents.require('erasure');
  const { signer } = openStatement(erasureStatement, net.fixture.election.manifestHash, statement, keyOf);
  assert.equal(signer, last);
});

test('when claims have ended, nothing of it is in its tables, nor anywhere in the bytes of its files', () => {
  for (const table of ['seen', 'pool', 'outbox'] as const) assert.equal(net.rows(last, table), 0, table);
  assert.equal(left(), 0);
});

test('what is erased is not erased again and again', async () => {
  const unlock = net.lock(last);
  await net.anonymizer(last).tick();
  unlock();
});

test('it never makes another key, states none and opens nothing, also after a restart', async () => {
  for (const restart of [false, true]) {
    if (restart) await net.start(last);
    for (const act of [
      () => net.anonymizer(last).statement.sign(),
      () => net.anonymizer(last).trafficKey.pair(),
      () => net.anonymizer(last).trafficKey.opener(),
    ])
      await assert.rejects(act, { code: 'time/closed' });
  }
});

test('a relay that was under way when claims ended leaves nothing in the emptied store', async () => {
  const other = 'anonymizer-3';
  net.now = net.claimsEnd - 1;
  const inner = await net.inner(await net.onion(net.newPackage(), first, other));
  const taking = net.anonymizer(other).acceptRelay(net.relay([inner], other));
  net.now = net.claimsEnd;
  await assert.rejects(taking, { code: 'time/closed' });
  await net.anonymizer(other).tick();
  assert.equal(net.rows(other, 'seen') + net.rows(other, 'pool'), 0);
});
