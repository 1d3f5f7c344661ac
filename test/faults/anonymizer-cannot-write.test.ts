/**
 * Anonymizers whose disk is full, whose store another process holds, that stop and start, whose peers lie or break off:
 * nothing that was acknowledged is lost, nothing is doubled, and nothing ends the process. Property: Robustness.
 */
import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeEach, test } from 'vitest';
import { receiptStatement } from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given } from '../../protocol/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const [first, last] = ['anonymizer-1', 'anonymizer-2'];
const fixture = await Mixnet.make('faults');
const POOL = fixture.fixture.manifest.poolSize;
/** More than fits the pages that a store has already. */
const MANY = 30;
let net: Mixnet;
let sent: string[];
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
beforeEach(async () => {
  net = await fixture.again();
  sent = [];
});
afterEach(async () => {
  await net.stop();
  assert.deepEqual(unhandled, []);
});
afterAll(() => fixture.stop());

/** A package for its way through both, as a terminal makes it. */
async function onion(): Promise<Uint8Array> {
  const body = net.newPackage();
  sent.push(toHex(sha256(body)));
  return (await net.onion(body, first, last)).onion;
}

async function vote(voters: number): Promise<void> {
  for (let i = 0; i < voters; i++) await net.anonymizer(first).acceptFromVoter(await onion());
}

/** What a hostile or honest first hop sends on. */
async function innerOnions(count: number): Promise<Uint8Array[]> {
  const fixture: Uint8Array[] = [];
  for (let i = 0; i < count; i++) fixture.push(await net.inner({ entry: first, onion: await onion() }));
  return fixture;
}

/** Lets the delays of releases, and of tries to a server that failed, come to their end. */
async function settle(): Promise<void> {
  net.now += 2000;
  await net.tick();
}

/** Each package that was sent is on each Counter's list, once. */
function allCounted(): void {
  for (const id of net.counters.keys()) assert.deepEqual(net.listed(id).toSorted(), sent.toSorted(), id);
}

test('without faults each package comes to every Counter once', async () => {
  await vote(7);
  await net.flush();
  allCounted();
});

test('a relay of several onions that the disk does not take is not acknowledged, and comes again', async () => {
  const relay = net.relay(await innerOnions(MANY), last);
  const accept = () => net.anonymizer(last).acceptRelay(relay);
  for (const fault of [() => net.fill(last), () => net.lock(last)]) {
    const repair = fault();
    await assert.rejects(accept);
    assert.equal(net.rows(last, 'pool') + net.rows(last, 'seen'), 0);
    repair();
  }
  await accept();
  await accept();
  assert.equal(net.rows(last, 'pool'), MANY);
  await net.flush();
  allCounted();
});

test('a relay whose onions cannot be opened for a reason of the server is not acknowledged', async () => {
  const relay = net.relay(await innerOnions(2), last);
  const noMemory = async () => Promise.reject(new RangeError('out of memory'));
  Object.assign(net.anonymizer(last).trafficKey, { opener: async () => noMemory });
  await assert.rejects(net.anonymizer(last).acceptRelay(relay), RangeError);
  await net.start(last);
  await net.anonymizer(last).acceptRelay(relay);
  await net.flush();
  allCounted();
});

test('an onion of a voter that the disk does not take is not acknowledged', async () => {
  const unlock = net.lock(first);
  const first1 = await onion();
  await assert.rejects(net.anonymizer(first).acceptFromVoter(first1));
  unlock();
  await net.anonymizer(first).acceptFromVoter(first1);
  await net.flush();
  allCounted();
});

for (const fault of ['fill', 'lock'] as const)
  test(`${fault === 'fill' ? 'a full disk' : 'a locked store'} while votes arrive loses none, at either hop`, async () => {
    await vote(2 * POOL);
    await settle();
    for (const id of [first, last]) {
      const repair = net[fault](id);
      const voted = sent.length;
      for (let i = 0; i < MANY; i++) {
        const next = await onion();
        await net
          .anonymizer(first)
          .acceptFromVoter(next)
          .catch(() => sent.pop());
      }
      await settle();
      assert.equal(sent.length < voted + MANY, id === first);
      assert.equal(net.rows(first, 'outbox') > 0, id === last);
      repair();
      await settle();
    }
    await net.flush();
    allCounted();
  });

test('a release that cannot be written is tried again, and the pool goes on', async () => {
  await vote(POOL + 1);
  const unlock = net.lock(first);
  net.now += 2000;
  await assert.rejects(net.anonymizer(first).tick());
  assert.deepEqual([net.rows(first, 'pool'), net.rows(first, 'outbox')], [POOL + 1, 0]);
  unlock();
  await net.tick();
  assert.equal(net.rows(first, 'pool'), POOL);
  await net.flush();
  allCounted();
});

for (const id of [first, last])
  test(`a store that is locked at every instant but is free before claims end loses nothing: ${id}`, async () => {
    await vote(6);
    await settle();
    const unlock = net.lock(id);
    await net.flush();
    net.now = net.claimsEnd - 5000;
    await net.tick();
    assert.ok(net.listed().length < sent.length);
    unlock();
    for (let i = 0; i < 3; i++) await settle();
    allCounted();
  });

test('a flush that failed is tried again before the next instant', async () => {
  await vote(POOL);
  net.now = given(net.instants[0]);
  const unlock = net.lock(first);
  await net.tick();
  unlock();
  await net.tick();
  assert.equal(net.rows(first, 'pool'), 0);
});

test('what waits in the outbox is sent also while the pool cannot be written', async () => {
  for (const id of net.counters.keys()) net.down.add(id);
  await net.anonymizer(last).acceptRelay(net.relay(await innerOnions(POOL + 1), last));
  await settle();
  const [waiting] = [net.rows(last, 'outbox') / net.counters.size];
  await net.anonymizer(last).acceptRelay(net.relay(await innerOnions(1), last));
  net.down.clear();
  const unlock = net.lock(last);
  await settle();
  assert.equal(net.listed().length, waiting);
  unlock();
  await net.flush();
  allCounted();
});

test('Anonymizers that start again at any point lose nothing and double nothing', async () => {
  const restart = async () => {
    for (const id of [first, last, ...net.counters.keys()]) await net.start(id);
  };
  for (let i = 0; i < 4; i++) {
    await vote(2);
    await restart();
    await settle();
    await restart();
  }
  for (const instant of net.instants) {
    for (const id of net.counters.keys()) net.down.add(id);
    net.now = instant;
    await net.tick();
    await restart();
    net.down.clear();
    await settle();
    await restart();
  }
  await settle();
  allCounted();
});

test('a delivery whose answer is lost, or whose end cannot be written, is made again and counted once', async () => {
  let unlock = (): void => undefined;
  net.instead.set('counter-1', async (body) => {
    await net.counter('counter-1').deliver(body);
    throw new Error('the connection broke off');
  });
  net.instead.set('counter-2', async (body) => {
    const receipt = await net.counter('counter-2').deliver(body);
    unlock = net.lock(last);
    return receipt;
  });
  await vote(3);
  await net.flush();
  assert.equal(net.listed().length, sent.length);
  assert.ok(net.rows(last, 'outbox') > 0);
  unlock();
  net.instead.clear();
  await settle();
  assert.equal(net.rows(last, 'outbox'), 0);
  allCounted();
});

test('a hostile Counter cannot make an Anonymizer forget: a receipt names every package and is its own', async () => {
  const { election, server } = net.fixture;
  const receipt = async (signer: string, names: number) => {
    const leaves = sent.slice(0, names).map((name) => new Uint8Array(Buffer.from(name, 'hex')));
    return signStatement(receiptStatement, election.manifestHash, { leaves }, signer, server(signer).key);
  };
  const lies = [
    async () => new Uint8Array(),
    () => receipt('counter-1', 2),
    () => receipt('counter-2', 3),
    () => receipt('anonymizer-3', 3),
  ];
  net.down.add('counter-1');
  await vote(3);
  await net.flush();
  net.down.clear();
  for (const lie of lies) {
    net.instead.set('counter-1', lie);
    await settle();
    assert.equal(net.rows(last, 'outbox'), 3);
  }
  net.instead.set('counter-1', () => receipt('counter-1', 3));
  await settle();
  assert.equal(net.rows(last, 'outbox'), 0);
});
