/**
 * Protocol step 3.3, the Administrator: the roll that it holds is the one that the manifest states. Checked before it
 * countersigns, when the manifest is accepted, and in every merge of votes (an intruder may have rewritten it).
 * Errors: roll/invalid, roll/test-voter.
 */
import { ensure } from '../errors.ts';
import { type RollEntry, rollLeaf } from '../messages/roll.ts';
import { requireVoterFor } from '../messages/test-voter.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { MerkleTree } from '../primitives/merkle-tree.ts';
import type { Election } from './election.ts';

/** `roll`: in order of voter ID. It makes its root, and has the voters that the manifest says; test voters in trials only. */
export function checkRoll({ manifest, plan }: Election, roll: Iterable<RollEntry>): void {
  const tree = new MerkleTree();
  const voters = new Map<string, number>();
  for (const entry of roll) {
    requireVoterFor(plan, entry.voter);
    tree.append(rollLeaf(entry));
    voters.set(entry.style, (voters.get(entry.style) ?? 0) + 1);
  }
  ensure(equalBytes(tree.root(), manifest.rollRoot), 'roll/invalid', 'the roll does not make its root');
  for (const { style, voters: stated } of manifest.styles)
    ensure((voters.get(style) ?? 0) === stated, 'roll/invalid', `style ${style} has other voters`);
  ensure(
    [...voters.keys()].every((style) => manifest.styles.some((entry) => entry.style === style)),
    'roll/invalid',
    'the roll has a style that the manifest lacks',
  );
}
