/** The held roll against the manifest: what an intruder may have changed in it. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Manifest } from '../messages/manifest.ts';
import { type RollEntry, rollLeaf } from '../messages/roll.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { given, makeElection, newKey } from '../test-support.ts';
import { checkRoll } from './check-roll.ts';
import { Election } from './election.ts';

const { election, voters } = await makeElection();
const roll = voters.map(({ entry }) => entry);
const [first, ...rest] = roll as [RollEntry, ...RollEntry[]];
const { publicKey } = newKey();

/** The election whose manifest states that roll, unless `styles` says otherwise. */
function stating(
  entries: readonly RollEntry[],
  styles: Manifest['styles'] = election.manifest.styles,
): Election {
  const rollRoot = merkleRoot(entries.map(rollLeaf));
  const { manifestHash, manifest, plan, planHash } = election;
  return new Election(manifestHash, { ...manifest, rollRoot, styles }, plan, planHash);
}

test('the roll that the manifest states is right', () => {
  checkRoll(election, roll);
});

test('a voter less or more, another key, style or order: it does not make its root', () => {
  const changed = [
    rest,
    [],
    [...roll, { ...first, voter: 'zoe', publicKey }],
    [{ ...first, publicKey }, ...rest],
    [{ ...first, style: 'south' }, ...rest],
    [...rest, first],
  ];
  for (const other of changed) assert.throws(() => checkRoll(election, other), { code: 'roll/invalid' });
});

test('a roll that makes its root has as many voters of each style as the manifest says, and no other style', () => {
  const moved = [{ ...first, style: 'south' }, ...rest];
  assert.throws(() => checkRoll(stating(moved), moved), { code: 'roll/invalid' });
  const outside = [...roll, { ...first, voter: 'zoe', publicKey, style: 'west' }];
  assert.throws(() => checkRoll(stating(outside), outside), { code: 'roll/invalid' });
  const none = given(election.manifest.styles[0]);
  const more = [...election.manifest.styles, { ...none, style: 'west', voters: 1 }];
  checkRoll(stating(outside, more), outside);
});

test('a test voter is on the roll of trials only', () => {
  const [north, ...others] = election.manifest.styles as [Manifest['styles'][number], ...Manifest['styles']];
  const withTest = [{ ...first, voter: 'TEST-1', publicKey }, ...roll];
  const stated = stating(withTest, [{ ...north, voters: north.voters + 1 }, ...others]);
  assert.throws(() => checkRoll(stated, withTest), { code: 'roll/test-voter' });
  const { manifestHash, manifest, plan, planHash } = stated;
  checkRoll(new Election(manifestHash, manifest, { ...plan, trial: true }, planHash), withTest);
});
