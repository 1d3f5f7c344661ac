/** What an Anonymizer sends when, and that it sends no more than that. Properties: Privacy, Robustness. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, test } from 'vitest';
import { deliveryStatement, MAX_BATCH } from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { given } from '../../protocol/test-support.ts';
import { AnonymizerElection } from '../../servers/anonymizer/anonymizer-election.ts';
import { removeFolder, serverContext, temporaryFolder } from '../../servers/shared/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const [first, last] = ['anonymizer-1', 'anonymizer-2'];
const MORE = 6;
const fixture = await Mixnet.make('outbox');
let net: Mixnet;
/** Number of packages of each delivery to counter-1; each is answered once `answer` is called. */
let deliveries: number[];
let answer: () => void;
beforeEach(async () => {
  net = await fixture.again();
  deliveries = [];
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  net.down.add('counter-2');
  const { election } = net.fixture;
  net.instead.set('counter-1', async (body) => {
    const keyOf = election.keyOf('anonymizers');
    const { content } = openStatement(deliveryStatement, election.manifestHash, body, keyOf);
    deliveries.push(content.packages.length);
    const receipt = await net.counter('counter-1').deliver(body);
    await answered;
    return receipt;
  });
});
afterEach(() => net.stop());
afterAll(() => fixture.stop());

/** At the last instant, the last one has this many in its pool. */
async function pool(members: number): Promise<AnonymizerElection> {
  net.now = given(net.instants.at(-1));
  for (let from = 0; from < members; from += MAX_BATCH) {
    const onions: Uint8Array[] = [];
    for (let i = from; i < Math.min(members, from + MAX_BATCH); i++)
      onions.push(await net.inner(await net.onion(net.newPackage(), first, last)));
    await net.anonymizer(last).acceptRelay(net.relay(onions, last));
  }
  return net.anonymizer(last);
}

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

test('one batch at a time goes to a server, and none that is empty', async () => {
  const anonymizer = await pool(MAX_BATCH + MORE);
  for (let i = 0; i < 3; i++) {
    await anonymizer.tick();
    await turns();
    assert.deepEqual(deliveries, [MAX_BATCH]);
  }
  answer();
  await net.quiet();
  assert.deepEqual(deliveries, [MAX_BATCH, MORE]);
  for (let i = 0; i < 3; i++) {
    net.now += 1_000;
    await net.tick();
  }
  assert.deepEqual(deliveries, [MAX_BATCH, MORE]);
});

test('what comes when all has gone is sent at the next tick', async () => {
  answer();
  for (const sent of [1, 2]) {
    await pool(1);
    await net.tick();
    assert.equal(deliveries.length, sent);
    await net.tick();
  }
});

test('after claims have ended no batch follows the one that was under way', async () => {
  const anonymizer = await pool(MAX_BATCH + MORE);
  await anonymizer.tick();
  await turns();
  net.now = net.claimsEnd;
  await anonymizer.tick();
  answer();
  await net.quiet();
  assert.deepEqual(deliveries, [MAX_BATCH]);
});

test('a server that stops sends nothing any more, also of what it was releasing; the next start does', async () => {
  const anonymizer = await pool(MORE);
  const [ticking, closing] = [anonymizer.tick(), anonymizer.close()];
  await Promise.allSettled([ticking, closing]);
  await turns();
  assert.deepEqual(deliveries, []);
  answer();
  await net.start(last);
  await net.tick();
  assert.deepEqual(deliveries, [MORE]);
});

test('until its manifest is there nothing is due', async () => {
  const folder = temporaryFolder();
  const context = serverContext(net.fixture, first, folder, () => net.claimsEnd);
  const anonymizer = new AnonymizerElection(context, toHex(net.fixture.plan.electionId));
  await anonymizer.acceptPlan(net.fixture.planDocument);
  await anonymizer.tick();
  assert.equal(anonymizer.documents.get('erasure'), undefined);
  await anonymizer.close();
  removeFolder(folder);
});
