/** A hostile Commissioner's election at the voter's terminal. Properties: Accuracy, Robustness. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { trafficKeyPair } from '../../protocol/primitives/hpke.ts';
import { decodeJws, encodeJws, signPayload } from '../../protocol/primitives/jws.ts';
import { random } from '../../protocol/test-support.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

test('robustness: an election whose package size is too small for the ballot is refused before the vote begins', async () => {
  const rig = await TerminalRig.make({ missing: 1 });
  await rig.begin(rig.data());
  const { phase, code } = await rig.settled();
  assert.deepEqual([phase, code], ['stopped', 'manifest/invalid']);
  assert.deepEqual(await (await rig.cardOf()).votes(), []);
});

test('robustness: one that fits to the byte is voted in', async () => {
  const rig = await TerminalRig.make();
  await rig.begin(rig.data());
  await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
  assert.equal((await rig.settled()).phase, 'sign');
});

test("privacy: a manifest with the Commissioner's own key or URL for an Anonymizer is refused, whoever has signed it", async () => {
  const rig = await TerminalRig.make();
  const { commissioner, manifest, plan, server } = rig.fixture;
  const own = trafficKeyPair(random(32));
  for (const change of [{ trafficKey: own.publicKey }, { url: 'https://commissioner.example/' }]) {
    const servers = manifest.servers.map((entry) =>
      entry.id === 'anonymizer-1' ? { ...entry, ...change } : entry,
    );
    const signed = signManifest({ ...manifest, servers }, commissioner);
    const jws = decodeJws(LABELS.manifest, signed, signed.length);
    // Every countersigner is hostile, or has not looked.
    const signatures = [...plan.administrators, ...plan.trustees].map(({ id }) =>
      signPayload(LABELS.manifest, jws.payload, id, server(id).key),
    );
    const document = encodeJws({ ...jws, signatures: [...jws.signatures, ...signatures] });
    await rig.begin({ ...rig.data(), manifest: document });
    const { phase, code } = await rig.settled();
    assert.deepEqual([phase, code], ['stopped', 'manifest/invalid']);
    assert.deepEqual(await (await rig.cardOf()).votes(), []);
    await rig.terminal.insert('card');
  }
});
