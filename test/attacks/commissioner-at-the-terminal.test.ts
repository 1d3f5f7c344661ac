/** A hostile Commissioner's election at the voter's terminal. Properties: Accuracy, Robustness. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
