/** What the log decides of a manifest: whoever checks one refuses it for every such field that is another (board contract, 4). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { openCountersignedManifest } from '../0-setup/check-manifest.ts';
import { Election } from '../0-setup/election.ts';
import { MAX_ATTEMPTS } from '../ceremony/generate.ts';
import { LONG } from '../folds/spans.ts';
import { MAX_MANIFEST_DOCUMENT, type Manifest } from '../messages/manifest.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws } from '../primitives/jws.ts';
import { flipped, given, random } from '../test-support.ts';
import { ElectionOnBoard } from './board-election-test-support.ts';
import { checkAgainstLog, countersignedManifest, loggedParts } from './manifest-from-log.ts';
import { ElectionSetUp } from './manifest-test-support.ts';

const setUp = await ElectionSetUp.make();
const { board, fixture } = setUp;
const { election, manifest, plan } = fixture;
const { manifestHash, planHash } = election;
const terms = ElectionSetUp.terms(election);

/** The log with the fixture's manifest proposed. */
const proposed = setUp.log(terms);
const withManifest = (change: Partial<Manifest>): Election =>
  new Election(manifestHash, { ...manifest, ...change }, plan, planHash);
const refusal = (message: RegExp) => ({ code: 'manifest/invalid', message });

test('the manifest that its log makes is refused by nobody, before and after it is proposed', () => {
  checkAgainstLog(election, setUp.log());
  checkAgainstLog(election, proposed);
});

describe('every field that is another is refused, and named', () => {
  const key = (bytes: readonly Uint8Array[]): Uint8Array[] =>
    bytes.map((one, i) => (i === 0 ? flipped(one) : one));
  for (const [i, server] of manifest.servers.entries())
    test(`what ${server.id} stated`, () => {
      const changes = [
        { url: 'https://elsewhere.example' },
        { trafficKey: random(server.trafficKey.length + 1) },
        { signature: random(server.signature.length + 1) },
        ...(server.trafficKey.length > 0
          ? [
              { trafficKey: flipped(server.trafficKey) },
              { signature: flipped(server.signature) },
              { trafficKey: new Uint8Array(), signature: new Uint8Array() },
            ]
          : []),
      ];
      for (const change of changes) {
        const servers = manifest.servers.with(i, { ...server, ...change });
        assert.throws(
          () => checkAgainstLog(withManifest({ servers }), proposed),
          refusal(new RegExp(server.id)),
        );
      }
    });

  test('a server that is missing', () => {
    const missing = withManifest({ servers: manifest.servers.slice(0, -1) });
    assert.throws(() => checkAgainstLog(missing, proposed), refusal(/address and key/));
  });

  for (const [i, style] of manifest.styles.entries())
    test(`the issuance key of ${style.style}`, () => {
      for (const commitments of [key(style.commitments), style.commitments.slice(1), []]) {
        const styles = manifest.styles.with(i, { ...style, commitments });
        assert.throws(() => checkAgainstLog(withManifest({ styles }), proposed), refusal(/issuance keys/));
      }
    });

  test('a style too few, and two whose keys are exchanged', () => {
    const [first, second] = manifest.styles.map((style) => given(style));
    const exchanged = [
      { ...given(first), commitments: given(second).commitments },
      { ...given(second), commitments: given(first).commitments },
    ];
    for (const styles of [manifest.styles.slice(1), exchanged])
      assert.throws(() => checkAgainstLog(withManifest({ styles }), proposed), refusal(/issuance keys/));
  });

  test('the election key', () => {
    for (const electionCommitments of [
      key(manifest.electionCommitments),
      manifest.electionCommitments.slice(1),
    ])
      assert.throws(
        () => checkAgainstLog(withManifest({ electionCommitments }), proposed),
        refusal(/election key/),
      );
  });

  for (const role of ['administratorCeremony', 'trusteeCeremony'] as const)
    test(`H(X) and holders: ${role}`, () => {
      const { outcome, holders } = manifest[role];
      for (const ceremony of [
        { outcome: flipped(outcome), holders },
        { outcome, holders: holders ^ 1 },
      ])
        assert.throws(
          () => checkAgainstLog(withManifest({ [role]: ceremony }), proposed),
          refusal(new RegExp(role)),
        );
    });

  test('the plan', () => {
    const other = new Election(manifestHash, manifest, plan, random(32));
    assert.throws(() => checkAgainstLog(other, setUp.log()), refusal(/plan/));
  });

  test('the hash: another manifest than the one that was proposed', () => {
    const other = new Election(random(32), manifest, plan, planHash);
    assert.throws(() => checkAgainstLog(other, proposed), refusal(/hash/));
  });

  for (const time of ['opens', 'closes', 'intakeEnds', 'claimsEnd'] as const)
    test(`the time by which the board goes: ${time}`, () => {
      const log = setUp.log({ ...terms, [time]: terms[time] + 1 });
      assert.throws(() => checkAgainstLog(election, log), refusal(new RegExp(time)));
    });

  test('the number of voters', () => {
    const log = setUp.log({ ...terms, voters: terms.voters + 1 });
    assert.throws(() => checkAgainstLog(election, log), refusal(/voters/));
  });
});

describe('what a manifest is made of', () => {
  test('is not there before keys have ended, nor before both ceremonies have certified', async () => {
    const early = await ElectionOnBoard.open();
    const keyed = [...early.plan.plan.administrators, ...early.plan.plan.anonymizers];
    assert.throws(() => loggedParts(early.log), { code: 'board/too-early' });
    await early.perform('administrator');
    assert.throws(() => loggedParts(early.log), { code: 'board/too-early' });
    await early.perform('trustee');
    assert.throws(() => loggedParts(early.log), { code: 'board/too-early' }, 'servers may still state keys');
    for (const { id } of keyed) early.stateKey(id);
    assert.equal(loggedParts(early.log).servers.length, manifest.servers.length);
  });

  test('has no entry of a server that stated none in time, or a bad one', async () => {
    const partial = await ElectionOnBoard.open({ styles: [{ style: 'a', voters: 1 }] });
    const { administrators, anonymizers } = partial.plan.plan;
    const [late, bad, ...others] = [...administrators, ...anonymizers].reverse().map(({ id }) => id);
    for (const id of others) partial.stateKey(id);
    partial.stateKey(given(bad), { url: 'https://elsewhere.example' });
    await partial.perform('administrator');
    await partial.perform('trustee');
    partial.tick(LONG + 1);
    partial.stateKey(given(late));
    const { servers } = loggedParts(partial.log);
    const without = servers.filter(({ trafficKey }) => trafficKey.length === 0).map(({ id }) => id);
    const { trustees, counters, distributors } = partial.plan.plan;
    const never = [...trustees, ...counters, ...distributors].map(({ id }) => id);
    assert.deepEqual(without.sort(), [given(late), given(bad), ...never].sort());
  });

  test('is nothing where too few stated keys', async () => {
    const failed = await ElectionOnBoard.open({ styles: [{ style: 'a', voters: 1 }] });
    await failed.perform('administrator');
    await failed.perform('trustee');
    failed.tick(LONG + 1);
    assert.throws(() => loggedParts(failed.log), refusal(/too few/));
  });

  test('is nothing where a ceremony has failed', async () => {
    const failed = await ElectionOnBoard.open({ styles: [{ style: 'a', voters: 1 }] });
    await failed.perform('administrator');
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      for (const { id } of failed.plan.plan.trustees) await failed.perform1('trustee', id, { type: 'state' });
      failed.tick(LONG + 1);
    }
    assert.equal(failed.log.ceremony('trustee').step, 'failed');
    assert.throws(() => loggedParts(failed.log), { code: 'ceremony/failed' });
  });

  test('is nothing where a server is in no directory', () => {
    const log = board.readAgain(board.entries, (id) =>
      id === 'counter-1' ? undefined : board.server(id).url,
    );
    assert.throws(() => loggedParts(log), { code: 'manifest/invalid', party: 'counter-1' });
  });
});

test('the countersigned manifest has the signatures that the log has, valid ones alone', async () => {
  const stood = await ElectionSetUp.make({ styles: [{ style: 'a', voters: 1 }] });
  const { log } = stood.board;
  const { signedManifest, manifestDocument, commissioner, election: own } = stood.fixture;
  const kidsOf = (document: Uint8Array) =>
    decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT).signatures.map(({ kid }) => kid);
  assert.deepEqual(kidsOf(countersignedManifest(signedManifest, log)), [COMMISSIONER], 'it has none yet');
  stood.stand(({ kid, signature }) => (kid === 'trustee-4' ? flipped(signature) : signature));
  log.offer(decodeJws(LABELS.manifest, signedManifest, MAX_MANIFEST_DOCUMENT).payload);
  const document = countersignedManifest(signedManifest, log);
  assert.deepEqual(
    openCountersignedManifest(document, commissioner.publicKey).manifestHash,
    own.manifestHash,
  );
  assert.deepEqual(
    kidsOf(document),
    kidsOf(manifestDocument).filter((kid) => kid !== 'trustee-4'),
  );
});
