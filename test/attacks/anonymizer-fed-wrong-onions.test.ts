/** Whatever an honest Anonymizer must refuse, of voters and of other Anonymizers. Properties: Privacy, Robustness. */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, test } from 'vitest';
import { challengeStatement } from '../../protocol/messages/relay.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { flipped, newKey, random } from '../../protocol/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const net = await Mixnet.make('refusals');
const [first, last] = ['anonymizer-1', 'anonymizer-2'];
const { opens, intakeEnds, claimsEnd } = net.anonymizer(first).times;
beforeEach(() => {
  net.now = opens;
});
afterAll(() => net.stop());

const newOnion = async () => (await net.onion(net.newPackage(), first, last)).onion;
const newInner = async () => net.inner(await net.onion(net.newPackage(), first, last));

async function takesNothing(id: string, act: () => Promise<void>, code?: string): Promise<void> {
  const before = [net.rows(id, 'seen'), net.rows(id, 'pool')];
  await (code === undefined ? act() : assert.rejects(act, { code }));
  assert.deepEqual([net.rows(id, 'seen'), net.rows(id, 'pool')], before);
}

async function takesOne(id: string, act: () => Promise<void>): Promise<void> {
  const before = net.rows(id, 'seen');
  await act();
  assert.equal(net.rows(id, 'seen'), before + 1);
}

test('onions of voters are taken from the opening until intake ends', async () => {
  const onion = await newOnion();
  const accept = () => net.anonymizer(first).acceptFromVoter(onion);
  for (const [now, code] of [
    [opens - 1, 'time/not-open'],
    [intakeEnds, 'time/closed'],
  ] as const) {
    net.now = now;
    await takesNothing(first, accept, code);
  }
  net.now = intakeEnds - 1;
  await takesOne(first, accept);
});

test('nobody skips the first hop: an inner onion is taken from an Anonymizer only', async () => {
  const inner = await newInner();
  const accept = () => net.anonymizer(last).acceptFromVoter(inner);
  await takesNothing(last, accept, 'onion/wrong-length');
  await takesOne(last, () => net.anonymizer(last).acceptRelay(net.relay([inner], last)));
});

test('an onion that was altered, or is for another Anonymizer, is refused', async () => {
  const onion = await newOnion();
  await takesNothing(first, () => net.anonymizer(first).acceptFromVoter(flipped(onion, 1200)), 'hpke/failed');
  await takesNothing(last, () => net.anonymizer(last).acceptFromVoter(onion), 'hpke/failed');
});

const hostileRelays: [string, (inner: Uint8Array) => Uint8Array, string][] = [
  ['a party that is no Anonymizer', (o) => net.relay([o], last, 'counter-1'), 'statement/unknown-signer'],
  ['one that only has the name', (o) => net.relay([o], last, first, newKey()), 'signature/invalid'],
  ['one that sends it to another', (o) => net.relay([o], 'anonymizer-3'), 'statement/wrong-context'],
  ['one that changed it on the way', (o) => flipped(net.relay([o], last), 400), 'signature/invalid'],
];
for (const [who, make, code] of hostileRelays)
  test(`relays are not taken from ${who}`, async () => {
    const relay = make(await newInner());
    await takesNothing(last, () => net.anonymizer(last).acceptRelay(relay), code);
  });

test('relays are taken until claims end, also after intake', async () => {
  const relay = net.relay([await newInner()], last);
  net.now = claimsEnd;
  const nothingRight = net.relay([random(100)], last);
  for (const late of [relay, nothingRight])
    await takesNothing(last, () => net.anonymizer(last).acceptRelay(late), 'time/closed');
  net.now = claimsEnd - 1;
  await takesOne(last, () => net.anonymizer(last).acceptRelay(relay));
});

test('in a relay what is wrong is left out and the rest is taken: first onions, altered ones, other lengths', async () => {
  const wrong = [(await net.onion(net.newPackage(), last, first)).onion, flipped(await newInner(), 1200)];
  for (const bad of [...wrong, random(100)]) {
    await takesNothing(last, () => net.anonymizer(last).acceptRelay(net.relay([bad], last)));
    const inner = await newInner();
    await takesOne(last, () => net.anonymizer(last).acceptRelay(net.relay([bad, inner, bad], last)));
  }
});

test('an onion is taken once, whoever brings it again, and also after a restart', async () => {
  const inner = await newInner();
  const relay = net.relay([inner, inner], last);
  await takesOne(last, () => net.anonymizer(last).acceptRelay(relay));
  await net.start(last);
  const again = net.relay([inner], last, 'anonymizer-3');
  await takesNothing(last, () => net.anonymizer(last).acceptRelay(again));
});

test('"I am here" is said of the challenge that was asked, for this election', () => {
  const challenge = random(32);
  const answer = net.anonymizer(first).answerChallenge(challenge);
  const { manifestHash } = net.fixture.election;
  const keyOf = net.fixture.election.keyOf('anonymizers');
  const { signer, content } = openStatement(challengeStatement, manifestHash, answer, keyOf);
  assert.equal(signer, first);
  assert.deepEqual(content.challenge, challenge);
});
