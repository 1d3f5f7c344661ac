/** Step 1 and 4.4: the package size that the manifest names, against its ballots. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { makeElection } from '../test-support.ts';
import { requirePackageSize, requireVotesFit } from './check-package-size.ts';

const long = { style: 'north', maxVoteLength: 300 };
const short = { style: 'south', maxVoteLength: 20 };
const { election } = await makeElection({ styles: [long, short].map((style) => ({ ...style, voters: 1 })) });
const invalid = { code: 'manifest/invalid', message: /package size \d+, but/ };

test('every vote on the ballot fits, to the byte', () => {
  requireVotesFit(election, long);
  requireVotesFit(election, short);
  assert.throws(() => requireVotesFit(election, { ...long, maxVoteLength: 301 }), invalid);
});

test('a verifier wants exactly the computed size, neither smaller nor larger', () => {
  requirePackageSize(election, [long, short]);
  requirePackageSize(election, [short, long]);
  for (const maxVoteLength of [299, 301])
    assert.throws(() => requirePackageSize(election, [{ ...long, maxVoteLength }, short]), invalid);
});
