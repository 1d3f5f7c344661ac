/** A Ballot Distributor that is fed, or serves, what nobody signed. What the terminal does with it: voter-module.test.ts. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { enrol } from '../../protocol/0-setup/enrol-voter.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { flipped, given, makeElection, newKey, random } from '../../protocol/test-support.ts';
import { DistributorElection } from '../../servers/distributor/distributor-election.ts';
import { removeFolder, serverContext, temporaryFolder } from '../../servers/shared/test-support.ts';

const made = await makeElection();
const { election, commissioner } = made;
const folder = temporaryFolder();
const distributor = new DistributorElection(
  serverContext(made, 'distributor-1', folder, () => 0),
  toHex(made.plan.electionId),
);
after(async () => {
  await distributor.close();
  removeFolder(folder);
});

test('accuracy: it opens no election on a manifest that is forged, or not countersigned', async () => {
  for (const [document, code] of [
    [signManifest(made.manifest, newKey()), 'signature/invalid'],
    [made.signedManifest, 'manifest/not-countersigned'],
    [flipped(made.manifestDocument, 400), /./],
  ] as const)
    await assert.rejects(distributor.acceptManifest(document), typeof code === 'string' ? { code } : code);
  assert.equal(distributor.isOpen, false);
});

test('accuracy: once open it takes no other manifest of the same election', async () => {
  await distributor.acceptManifest(made.manifestDocument);
  await distributor.acceptManifest(made.manifestDocument);
  await assert.rejects(distributor.acceptManifest(made.signedManifest));
  assert.deepEqual(distributor.manifestDocument(), made.manifestDocument);
});

test('accuracy: it takes no ballot that the manifest does not name', async () => {
  const ballot = given(made.ballots.get('north'));
  await assert.rejects(distributor.acceptBallot(flipped(ballot)), { code: 'ballot/other' });
  assert.throws(() => distributor.ballot('north'), { code: 'service/not-found' });
  await distributor.acceptBallot(ballot);
  assert.deepEqual(distributor.ballot('north'), ballot);
});

test("accuracy: it takes no enrolment that is not the Commissioner's, for this election, for that card", async () => {
  const { publicKey } = newKey();
  const honest = enrol(election.manifestHash, publicKey, 'north', commissioner);
  const bad = [
    enrol(election.manifestHash, publicKey, 'south', newKey()),
    enrol(random(32), publicKey, 'south', commissioner),
    enrol(election.manifestHash, newKey().publicKey, 'south', commissioner),
  ];
  for (const document of bad)
    await assert.rejects(
      distributor.acceptEnrolments([
        { publicKey, document: honest },
        { publicKey, document },
      ]),
    );
  assert.throws(() => distributor.enrolment(sha256(publicKey)), { code: 'service/not-found' });
  await distributor.acceptEnrolments([{ publicKey, document: honest }]);
  assert.deepEqual(distributor.enrolment(sha256(publicKey)), honest);
});
