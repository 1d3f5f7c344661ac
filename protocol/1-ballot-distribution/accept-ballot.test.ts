/** Step 1 as the Finlet sees it, and the Commissioner's other documents: enrolments and the order to close early. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { bindingTimes, openClosingOrder, signClosingOrder } from '../0-setup/close-early.ts';
import { enrol, openEnrolment } from '../0-setup/enrol-voter.ts';
import { distributionStatement } from '../messages/distribution.ts';
import { erasureStatement } from '../messages/relay.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, encodeJws, signPayload } from '../primitives/jws.ts';
import { signStatement } from '../primitives/statement.ts';
import { flipped, given, makeElection, newKey, type TestElection, type TestVoter } from '../test-support.ts';
import { acceptBallot, acceptManifest } from './accept-ballot.ts';
import { stateDistribution } from './distribute-ballot.ts';

let fixture: TestElection;
let voter: TestVoter;
let enrolment: Uint8Array;
beforeAll(async () => {
  fixture = await makeElection();
  voter = given(fixture.voters.find(({ style }) => style === 'south'));
  enrolment = enrol(fixture.election.manifestHash, voter.key.publicKey, 'south', fixture.commissioner);
});

const distribution = (id: string): Uint8Array =>
  stateDistribution(fixture.election, id, fixture.server(id).key);
const accept = (distributions: readonly Uint8Array[], manifest = fixture.manifestDocument) =>
  acceptManifest({ manifest, distributions }, fixture.commissioner.publicKey);
const cardKeys = () => ({ commissionerKey: fixture.commissioner.publicKey, publicKey: voter.key.publicKey });

test('f + 1 Distributors that name the manifest are enough, and needed', () => {
  const [one, two, three] = ['distributor-1', 'distributor-2', 'distributor-3'].map(distribution);
  const all = [given(one), given(two), given(three)];
  assert.deepEqual(accept(all).manifestHash, fixture.election.manifestHash);
  accept(all.slice(1));
  for (const few of [[], [given(one)], [given(one), given(one), distribution('distributor-1')]])
    assert.throws(() => accept(few), { code: 'distributors/too-few' });
});

test("what is not a Distributor's word on this manifest does not count, and does not stop the voter", () => {
  const good = distribution('distributor-1');
  const hash = fixture.election.manifestHash;
  const { key } = fixture.server('distributor-2');
  const worthless = [
    new Uint8Array(),
    new Uint8Array(10_000),
    flipped(distribution('distributor-2')),
    signStatement(distributionStatement, flipped(hash), {}, 'distributor-2', key),
    signStatement(distributionStatement, hash, {}, 'distributor-2', newKey()),
    signStatement(distributionStatement, hash, {}, 'distributor-9', key),
    signStatement(distributionStatement, hash, {}, 'counter-1', fixture.server('counter-1').key),
    signStatement(erasureStatement, hash, {}, 'distributor-2', key),
  ];
  assert.throws(() => accept([good, ...worthless]), { code: 'distributors/too-few' });
  accept([...worthless, good, distribution('distributor-2')]);
});

test('a manifest without countersignatures is refused even if every Distributor names it', () => {
  const all = fixture.plan.distributors.map(({ id }) => distribution(id));
  assert.throws(() => accept(all, fixture.signedManifest), { code: 'manifest/not-countersigned' });
});

test('the voter gets the ballot of the enrolment, byte for byte', () => {
  const ballot = given(fixture.ballots.get('south'));
  assert.equal(acceptBallot(fixture.election, { ballot, enrolment }, cardKeys()), 'south');
  for (const other of [given(fixture.ballots.get('north')), flipped(ballot), new Uint8Array()])
    assert.throws(() => acceptBallot(fixture.election, { ballot: other, enrolment }, cardKeys()), {
      code: 'ballot/other',
    });
});

test('an enrolment for a style that the election does not have is refused', () => {
  const ballot = given(fixture.ballots.get('south'));
  const east = enrol(fixture.election.manifestHash, voter.key.publicKey, 'east', fixture.commissioner);
  assert.throws(() => acceptBallot(fixture.election, { ballot, enrolment: east }, cardKeys()), {
    code: 'enrolment/invalid',
  });
});

test("an enrolment binds election and card, and is the Commissioner's", () => {
  const { manifestHash } = fixture.election;
  const { publicKey } = voter.key;
  const open = (
    document: Uint8Array,
    hash = manifestHash,
    key = publicKey,
    from = fixture.commissioner.publicKey,
  ) => openEnrolment(document, hash, key, from);
  assert.equal(open(enrolment).style, 'south');
  assert.throws(() => open(enrolment, flipped(manifestHash)), { code: 'enrolment/invalid' });
  assert.throws(() => open(enrolment, manifestHash, newKey().publicKey), { code: 'enrolment/invalid' });
  assert.throws(() => open(enrolment, manifestHash, publicKey, newKey().publicKey), {
    code: 'signature/invalid',
  });
  assert.throws(() => open(flipped(enrolment, 20)), { name: 'ProtocolError' });
  assert.throws(() => open(new Uint8Array(1025)), { code: 'cbor/too-long' });
  const { payload } = decodeJws(LABELS.enrolment, enrolment, 1024);
  const posing = signPayload(LABELS.closingOrder, payload, 'commissioner', fixture.commissioner);
  const relabelled = encodeJws({ typ: LABELS.enrolment, payload, signatures: [posing] });
  assert.throws(() => open(relabelled), { code: 'signature/invalid' });
});

test('the close can be ordered earlier, never later, by the Commissioner for this election', () => {
  const { election, commissioner, manifest } = fixture;
  const { manifestHash } = election;
  const { opens, closes } = manifest;
  for (const earlier of [opens + 1, closes - 1, closes])
    assert.equal(
      openClosingOrder(signClosingOrder({ manifestHash, closes: earlier }, commissioner), election).closes,
      earlier,
    );
  for (const bad of [closes + 1, opens, opens - 1, 0])
    assert.throws(
      () => openClosingOrder(signClosingOrder({ manifestHash, closes: bad }, commissioner), election),
      {
        code: 'time/too-early',
      },
    );
  const other = signClosingOrder({ manifestHash: flipped(manifestHash), closes }, commissioner);
  assert.throws(() => openClosingOrder(other, election), { code: 'manifest/other' });
  const forged = signClosingOrder({ manifestHash, closes }, newKey());
  assert.throws(() => openClosingOrder(forged, election), { code: 'signature/invalid' });
  assert.throws(() => openClosingOrder(enrolment, election), { code: 'jws/malformed' });
});

test('after an early close, intake and claims keep their length', () => {
  const { election, manifest } = fixture;
  const planned = bindingTimes(election);
  assert.deepEqual(planned, {
    opens: manifest.opens * 1000,
    closes: manifest.closes * 1000,
    intakeEnds: manifest.intakeEnds * 1000,
    claimsEnd: manifest.claimsEnd * 1000,
  });
  const order = { manifestHash: election.manifestHash, closes: manifest.closes - 60 };
  const early = bindingTimes(election, order);
  assert.equal(early.opens, planned.opens);
  for (const name of ['closes', 'intakeEnds', 'claimsEnd'] as const)
    assert.equal(planned[name] - early[name], 60_000);
});
