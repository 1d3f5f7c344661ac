/** A hostile Voter Module: it swaps, forges, reorders, floods, listens. Properties: Accuracy, Privacy, Bad input. */

import assert from 'node:assert/strict';
import { mod } from '@noble/curves/abstract/modular.js';
import { beforeEach, test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { enrol } from '../../protocol/0-setup/enrol-voter.ts';
import { stateDistribution } from '../../protocol/1-ballot-distribution/distribute-ballot.ts';
import { packagePlace } from '../../protocol/3-vote-submission/seal-package.ts';
import { packageContentCodec, sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { unpad } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { lagrangeAtZero } from '../../protocol/primitives/lagrange.ts';
import { sealedVoteOpener } from '../../protocol/primitives/open-sealed-vote.ts';
import { P256 } from '../../protocol/primitives/prime-group.ts';
import { flipped, given, newKey, random } from '../../protocol/test-support.ts';
import { PIN, TerminalRig } from '../support/terminal-rig.ts';

const NOTHING = new Uint8Array();
const rig = await TerminalRig.make();
const VOTE = rig.ballot.contests.map(() => [[0]]);
const { fixture } = rig;
const { election, commissioner } = fixture;

beforeEach(() => rig.newCard());

const lies: readonly [string, () => Partial<ReturnType<TerminalRig['data']>>, string][] = [
  ['the ballot of another style', () => ({ ballot: given(fixture.ballots.get('south')) }), 'ballot/other'],
  ['a ballot with one bit changed', () => ({ ballot: flipped(rig.data().ballot, 900) }), 'ballot/other'],
  [
    "another voter's enrolment",
    () => ({ enrolment: enrol(election.manifestHash, newKey().publicKey, 'south', commissioner) }),
    'enrolment/invalid',
  ],
  [
    'an enrolment that it signed itself',
    () => ({ enrolment: enrol(election.manifestHash, rig.publicKey, 'south', newKey()) }),
    'signature/invalid',
  ],
  [
    'a manifest without countersignatures',
    () => ({ manifest: fixture.signedManifest }),
    'manifest/not-countersigned',
  ],
  [
    'a manifest of its own',
    () => ({ manifest: signManifest(fixture.manifest, newKey()) }),
    'signature/invalid',
  ],
  [
    'the word of one Distributor',
    () => ({ distributions: rig.data().distributions.slice(0, 1) }),
    'distributors/too-few',
  ],
  [
    'one Distributor twice',
    () => {
      const [one] = rig.data().distributions;
      return { distributions: [given(one), given(one)] };
    },
    'distributors/too-few',
  ],
  [
    'Distributors that it invented',
    () => ({ distributions: [1, 2].map((i) => stateDistribution(election, `distributor-${i}`, newKey())) }),
    'distributors/too-few',
  ],
];
for (const [what, lie, code] of lies)
  test(`accuracy: given ${what} the terminal shows no ballot and asks nothing`, async () => {
    const before = rig.memory.state;
    await rig.begin({ ...rig.data(), ...lie() });
    const status = await rig.settled();
    assert.deepEqual([status.phase, status.code], ['stopped', code]);
    assert.equal(rig.memory.state, before);
  });

test('accuracy: calls out of order are refused and change nothing', async () => {
  const before = rig.memory.state;
  for (const url of ['/finlet/voting/sent', '/finlet/checking/end'])
    assert.equal((await rig.call('POST', url, new Uint8Array([0x80]))).status, 409);
  await assert.rejects(rig.giveEcho('administrator-1', new Uint8Array(64)), /terminal\/no-session/);
  await assert.rejects(rig.givePartial('administrator-1', new Uint8Array(48)), /terminal\/no-session/);
  await assert.rejects(rig.onion([]), /terminal\/no-session/);
  assert.equal(rig.memory.state, before);
});

test('accuracy, privacy: through a hostile PC the vote is the one confirmed, and the PC has seen no secret', async () => {
  await rig.begin(rig.data());
  await rig.voterVotes(VOTE);
  const { phase, requests } = await rig.settled();
  assert.equal(phase, 'sign');
  const secrets = await secretsInCard();
  // Garbage, exchanged answers and repeats are refused one by one.
  for (const { administrator } of requests)
    assert.equal((await rig.giveEcho(administrator, random(80))).verdict, 'false-answer');
  const [first, second] = [given(requests[0]), given(requests[1])];
  const echoOfFirst = await rig.honestEcho(first.administrator, first.sealed);
  assert.equal((await rig.giveEcho(second.administrator, echoOfFirst)).verdict, 'false-answer');
  await assert.rejects(rig.open(second.administrator, first.sealed), { code: 'hpke/failed' });
  await rig.collect(requests);
  assert.equal((await rig.settled()).phase, 'submit');
  // Anonymizers of the PC's own invention do not count, nor does an answer to an older challenge.
  const old = (await rig.call('POST', '/finlet/challenge', NOTHING)).body;
  await rig.call('POST', '/finlet/challenge', NOTHING);
  await assert.rejects(rig.onion(await rig.anonymizersAnswer(old)), /anonymizers\/too-few/);
  const challenge = (await rig.call('POST', '/finlet/challenge', NOTHING)).body;
  const { entry, onion } = await rig.onion(await rig.anonymizersAnswer(challenge));
  // Asked again, whatever it is given: the same onion to the same Anonymizer.
  assert.deepEqual(await rig.onion([]), { entry, onion });
  const package_ = await storedPackage();
  const content = decode(packageContentCodec, unpad(openWith(package_)), 4096);
  assert.deepEqual(content.choices, rig.choices(VOTE));
  const seen = Buffer.concat(rig.seenByPc);
  for (const [name, secret] of Object.entries({ ...secrets, pin: Buffer.from(PIN), package: package_ }))
    assert.equal(seen.includes(Buffer.from(secret)), false, `the PC has seen ${name}`);
  // Not even once the election key is published can it open what it sent.
  const length = sealedPackageLength(fixture.manifest.packageSize);
  for (const at of [0, onion.length - length])
    assert.throws(() => openWith(onion.slice(at, at + length)), { code: 'hpke/failed' });
});

test('robustness: a vote that is done is resumed, never made again', async () => {
  await rig.begin(rig.data());
  await rig.voterVotes(VOTE);
  await rig.collect((await rig.settled()).requests);
  await rig.begin(rig.data());
  await rig.panel.type(['1', 'ok', ...[...PIN].map((digit) => digit as '1'), 'ok']);
  assert.equal((await rig.settled()).phase, 'submit');
});

async function secretsInCard(): Promise<Record<string, Uint8Array>> {
  const client = await rig.cardOf();
  const { r, rho } = await client.readVote(election.manifestHash);
  return { r, rho };
}

async function storedPackage(): Promise<Uint8Array> {
  return given(await (await rig.cardOf()).readStored(election.manifestHash, 'package'));
}

function openWith(sealed: Uint8Array): Uint8Array {
  const shares = [...fixture.electionShares.values()].slice(0, fixture.plan.hostileTrustees + 1);
  const weights = lagrangeAtZero(
    shares.map(({ index }) => index),
    P256.order,
  );
  const key = shares.reduce((sum, { share }, i) => mod(sum + share * given(weights[i]), P256.order), 0n);
  return sealedVoteOpener(key, packagePlace(election.manifestHash))(sealed);
}
