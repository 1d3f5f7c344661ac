/** A hostile Anonymizer, or somebody who poses as one: duplicates, alters, adds, tags. Properties: Democracy, Privacy. */
import assert from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { peelOnion } from '../../protocol/3-vote-submission/peel-onion.ts';
import { wrapPackage } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { onionLength } from '../../protocol/messages/onion.ts';
import { deliveryStatement, receiptStatement } from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import { flipped, given, makeElection, newKey, random, sealedVote } from '../../protocol/test-support.ts';
import { CounterElection } from '../../servers/counter/counter-election.ts';
import { removeFolder, serverContext, temporaryFolder } from '../../servers/shared/test-support.ts';

const fixture = await makeElection();
const { election, manifest, plan } = fixture;
const folder = temporaryFolder();
const clock = { now: (manifest.opens + 1) * 1000 };
const context = serverContext(fixture, 'counter-1', folder, () => clock.now);
const counter = new CounterElection(context, toHex(plan.electionId));
await counter.acceptManifest(fixture.manifestDocument);
afterAll(async () => {
  await counter.close();
  removeFolder(folder);
});
const vote = await sealedVote(fixture, 'north', new Uint8Array([1]));

function delivery(
  packages: Uint8Array[],
  signer = 'anonymizer-1',
  key = fixture.server(signer).key,
  to = 'counter-1',
) {
  return signStatement(deliveryStatement, election.manifestHash, { to, packages }, signer, key);
}

const listed = (): number => counter.leaves(0, 100).length / 32;

test('democracy: a package that is delivered many times is on the list once, and receipted alike', async () => {
  for (const packages of [[vote], [vote, vote], [vote]]) {
    const receipt = await counter.deliver(delivery(packages));
    const keyOf = election.keyOf('counters');
    const { content } = openStatement(receiptStatement, election.manifestHash, receipt, keyOf);
    assert.equal(content.leaves.length, packages.length);
  }
  assert.equal(listed(), 1);
});

const refused: [string, () => Uint8Array, string][] = [
  ['a party that is no Anonymizer', () => delivery([vote], 'trustee-1'), 'statement/unknown-signer'],
  ['one that only has the name', () => delivery([vote], 'anonymizer-1', newKey()), 'signature/invalid'],
  [
    'one that sends it to another Counter',
    () => delivery([vote], 'anonymizer-1', undefined, 'counter-2'),
    'statement/wrong-context',
  ],
  ['one that tags by length', () => delivery([vote.slice(1)]), 'package/wrong-length'],
  [
    'one that repeats a delivery of another election',
    () => {
      const content = { to: 'counter-1', packages: [vote] };
      return signStatement(
        deliveryStatement,
        random(32),
        content,
        'anonymizer-1',
        fixture.server('anonymizer-1').key,
      );
    },
    'statement/wrong-context',
  ],
];
for (const [who, make, code] of refused)
  test(`democracy: a Counter takes nothing from ${who}`, async () => {
    const before = listed();
    await assert.rejects(counter.deliver(make()), { code });
    assert.equal(listed(), before);
  });

test('robustness: nothing is taken before the election opens or after claims have ended', async () => {
  const during = clock.now;
  for (const [now, code] of [
    [manifest.opens * 1000 - 1, 'time/not-open'],
    [manifest.claimsEnd * 1000, 'time/closed'],
  ] as const) {
    clock.now = now;
    await assert.rejects(counter.deliver(delivery([vote])), { code });
  }
  clock.now = during;
});

test('privacy: an onion that was altered anywhere opens nowhere, so no tag gets through', async () => {
  const path = election.members('anonymizers').slice(0, plan.pathLength);
  const { onion } = await wrapPackage(election, path, vote);
  const open = fixture.server(given(path[0]).id).open;
  const peeled = await peelOnion(election, given(path[0]).id, open, onion);
  assert.equal(peeled.body.length, onionLength(manifest.packageSize, plan.pathLength, 2));
  for (const at of [0, 600, 1110, 1200, onion.length - 1])
    await assert.rejects(peelOnion(election, given(path[0]).id, open, flipped(onion, at)), {
      code: 'hpke/failed',
    });
  const next = fixture.server(given(path[1]).id).open;
  for (const at of [0, 1200, peeled.body.length - 1])
    await assert.rejects(peelOnion(election, given(path[1]).id, next, flipped(peeled.body, at)), {
      code: 'hpke/failed',
    });
});
