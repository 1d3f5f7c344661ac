import assert from 'node:assert/strict';
import { test } from 'vitest';
import { makeElection } from '../test-support.ts';
import { longestList, packagesAllowed } from './list-bound.ts';

test('an Anonymizer may bring 64 packages for each voter of any style, and 2^20', async () => {
  const { election } = await makeElection({
    styles: [
      { style: 'north', voters: 3 },
      { style: 'south', voters: 7 },
    ],
  });
  assert.equal(packagesAllowed(election.voters), 640 + 1_048_576);
  assert.equal(longestList(10, 3), 3 * (640 + 1_048_576));
});
