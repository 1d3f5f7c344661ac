/** What hostile, hung and absent Distributors can do to a voter: at worst refuse, once f + 1 of them are. */
import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { signManifest } from '../protocol/0-setup/check-manifest.ts';
import { enrol } from '../protocol/0-setup/enrol-voter.ts';
import { stateDistribution } from '../protocol/1-ballot-distribution/distribute-ballot.ts';
import { distributionStatement } from '../protocol/messages/distribution.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { decodeJws, encodeJws, signPayload } from '../protocol/primitives/jws.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { flipped, given, makeElection, newKey, random } from '../protocol/test-support.ts';
import { fetchBallot, fetchElection, fetchEnrolment } from './fetch-election.ts';
import type { Send } from './send.ts';
import { down, hung, Network, says } from './test-support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const network = await Network.make();
const { fixture, keyHash, electionId } = network;
const KEY = fixture.commissioner.publicKey;
const other = await makeElection();

/** The Distributors with those faults; each is asked in the order of the plan. */
function fetchWith(faults: Readonly<Record<string, Send>>) {
  network.faults.clear();
  network.asked.length = 0;
  for (const [id, fault] of Object.entries(faults)) network.faults.set(id, fault);
  return fetchElection(network.send, network.distributors, electionId, KEY);
}

/** Answers one kind of request with that, and all others honestly. */
const lies =
  (what: string, answer: Uint8Array): Send =>
  async (url, body) =>
    url.includes(`/${what}`) ? answer : network.honest(url, body);

const jws = decodeJws('revs/manifest/v1', fixture.manifestDocument, 1_000_000);
const text = new TextDecoder().decode(fixture.manifestDocument);
const signatures = jws.signatures.slice();
const last = given(signatures.pop());
const lacking = jws.signatures.filter(({ kid }) => !['administrator-1', 'administrator-2'].includes(kid));
const MANIFESTS: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  rubbish: [new Uint8Array([123]), 'jws/malformed'],
  'no countersignature': [fixture.signedManifest, 'manifest/not-countersigned'],
  'one countersignature less than q': [
    encodeJws({ ...jws, signatures: signatures.slice(0, -1) }),
    'manifest/not-countersigned',
  ],
  'one less than t': [encodeJws({ ...jws, signatures: lacking }), 'manifest/not-countersigned'],
  'a false countersignature': [
    encodeJws({ ...jws, signatures: [...signatures, { ...last, signature: flipped(last.signature) }] }),
    'manifest/not-countersigned',
  ],
  'one signature more': [
    encodeJws({ ...jws, signatures: [...jws.signatures, { ...last, kid: 'counter-1' }] }),
    'manifest/not-countersigned',
  ],
  'signed in another order': [
    encodeJws({ ...jws, signatures: jws.signatures.toReversed() }),
    'manifest/not-countersigned',
  ],
  "another Commissioner's": [signManifest(fixture.manifest, newKey()), 'signature/invalid'],
  'another election, wholly genuine, of another Commissioner': [other.manifestDocument, 'signature/invalid'],
  'another byte form': [new TextEncoder().encode(` ${text}`), 'jws/malformed'],
};

for (const [what, [manifest, code]] of Object.entries(MANIFESTS))
  test(`accuracy: a manifest that is ${what} is passed over; if all serve it, the voter is told why`, async () => {
    const faulty = lies('manifest', manifest);
    const fetched = await fetchWith({ 'distributor-1': faulty });
    assert.deepEqual(fetched.manifestDocument, fixture.manifestDocument);
    const all = { 'distributor-1': faulty, 'distributor-2': faulty, 'distributor-3': faulty };
    await assert.rejects(fetchWith(all), { code });
  });

test('t and q countersignatures are enough, whichever they are', async () => {
  const enough = encodeJws({ ...jws, signatures });
  const fetched = await fetchWith({
    'distributor-1': lies('manifest', enough),
    'distributor-2': lies('manifest', enough),
    'distributor-3': lies('manifest', enough),
  });
  assert.deepEqual(fetched.manifestHash, fixture.election.manifestHash);
  assert.deepEqual(fetched.manifestDocument, enough);
});

test('a manifest of another election of the same Commissioner is not the one that was asked for', async () => {
  const send: Send = async () => fixture.manifestDocument;
  await assert.rejects(fetchElection(send, network.distributors, '00'.repeat(16), KEY), {
    code: 'manifest/other',
  });
});

test('f + 1 statements of Distributors about this manifest are handed on, and only such', async () => {
  const { election } = fixture;
  const twice = stateDistribution(election, 'distributor-2', fixture.server('distributor-2').key);
  const { key } = fixture.server('distributor-1');
  const worthless = [
    new Uint8Array(),
    new Uint8Array(5000),
    twice,
    stateDistribution(election, 'distributor-1', newKey()),
    stateDistribution(other.election, 'distributor-1', fixture.server('distributor-1').key),
    signStatement(distributionStatement, election.manifestHash, {}, 'distributor-2', key),
    signStatement(erasureStatement, election.manifestHash, {}, 'distributor-1', key),
  ];
  const good = ['distributor-2', 'distributor-3'].map((id) =>
    stateDistribution(election, id, fixture.server(id).key),
  );
  for (const answer of worthless) {
    const { distributions } = await fetchWith({ 'distributor-1': lies('distribution', answer) });
    assert.deepEqual(distributions.map((one) => one.length).sort(), good.map((one) => one.length).sort());
    const names = distributions.map(
      (one) =>
        Buffer.from(one)
          .toString('latin1')
          .match(/distributor-\d/)?.[0],
    );
    assert.deepEqual(names.sort(), ['distributor-2', 'distributor-3']);
  }
});

test('robustness: with one Distributor of 2f + 1 down, or hung, or hung at any request, nobody waits', async () => {
  const id = 'distributor-1';
  for (const fault of [down, hung, says(random(300))]) {
    const election = await fetchWith({ [id]: fault });
    assert.equal(election.distributions.length, 2);
    assert.equal((await fetchEnrolment(network.send, election, keyHash)).style, network.voter.style);
    assert.ok((await fetchBallot(network.send, election, network.voter.style)).length > 0);
  }
  const late: Send = async (url, body, signal) =>
    url.endsWith('/manifest') ? network.honest(url, body) : hung(url, body, signal);
  assert.equal((await fetchWith({ [id]: late })).distributions.length, 2);
});

test('with f + 1 of 2f + 1 down the voter is told so in words, after they were asked again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const fetching = fetchWith({ 'distributor-1': down, 'distributor-2': down });
  const isOver = assert.rejects(fetching, { code: 'distributors/too-few', message: /Try again/ });
  const timesAsked = () => network.asked.filter((one) => one === 'distributor-1 manifest').length;
  while (timesAsked() < 3) {
    await new Promise(setImmediate);
    vi.advanceTimersByTime(1000);
  }
  await isOver;
  assert.equal(timesAsked(), 3);
});

test('a Distributor that comes back while the voter waits is enough', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const fetching = fetchWith({ 'distributor-1': down, 'distributor-2': down });
  while (network.asked.filter((one) => one === 'distributor-2 distribution').length < 1)
    await new Promise(setImmediate);
  network.faults.clear();
  let isDone = false;
  void fetching.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise(setImmediate);
    vi.advanceTimersByTime(1000);
  }
  assert.ok((await fetching).distributions.length >= 2);
});

test("an enrolment is the Commissioner's, for this manifest, card and style", async () => {
  const { manifestHash } = fixture.election;
  const { publicKey } = network.voter.key;
  const genuine = enrol(manifestHash, publicKey, 'north', fixture.commissioner);
  const { typ, payload, signatures: own } = decodeJws('revs/enrolment/v1', genuine, 1024);
  const second = signPayload(typ, payload, 'distributor-1', newKey());
  const bad = [
    [encodeJws({ typ, payload, signatures: [...own, second] }), 'enrolment/invalid'],
    [enrol(manifestHash, publicKey, 'south', newKey()), 'signature/invalid'],
    [enrol(random(32), publicKey, 'south', fixture.commissioner), 'enrolment/invalid'],
    [enrol(manifestHash, newKey().publicKey, 'south', fixture.commissioner), 'enrolment/invalid'],
    [enrol(manifestHash, publicKey, 'east', fixture.commissioner), 'enrolment/invalid'],
    [random(300), 'jws/malformed'],
  ] as const;
  for (const [enrolment, code] of bad) {
    const election = await fetchWith({});
    const faulty = lies('enrolments', enrolment);
    network.faults.set('distributor-1', faulty);
    assert.equal((await fetchEnrolment(network.send, election, keyHash)).style, 'north');
    for (const id of ['distributor-2', 'distributor-3']) network.faults.set(id, faulty);
    await assert.rejects(fetchEnrolment(network.send, election, keyHash), { code });
  }
});

test('a ballot is the one whose hash the manifest names for the style', async () => {
  for (const ballot of [flipped(given(fixture.ballots.get('north'))), given(fixture.ballots.get('south'))]) {
    const election = await fetchWith({});
    const faulty = lies('ballots', ballot);
    network.faults.set('distributor-1', faulty);
    assert.deepEqual(await fetchBallot(network.send, election, 'north'), fixture.ballots.get('north'));
    for (const id of ['distributor-2', 'distributor-3']) network.faults.set(id, faulty);
    await assert.rejects(fetchBallot(network.send, election, 'north'), { code: 'ballot/other' });
  }
});

test('one Distributor alone cannot say that a voter is not on the roll, nor hide that the others say so', async () => {
  const election = await fetchWith({ 'distributor-1': down });
  await assert.rejects(fetchEnrolment(network.send, election, random(32)), { code: 'service/not-found' });
  const notFound: Send = async () => {
    throw Object.assign(new Error('no'), { code: 'service/not-found' });
  };
  const [one, two, three] = ['distributor-1', 'distributor-2', 'distributor-3'] as const;
  for (const [id, fault] of [
    [one, notFound],
    [two, down],
    [three, down],
  ] as const)
    network.faults.set(id, fault);
  await assert.rejects(fetchEnrolment(network.send, election, keyHash), { code: 'voter-module/unreachable' });
});
