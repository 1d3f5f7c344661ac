import assert from 'node:assert/strict';
import { test } from 'vitest';
import { stylesWithFewVoters } from './few-voters.ts';

test('below 20 voters of a style there is a warning, from 20 on there is none', () => {
  const styles = new Map([
    ['north', 19],
    ['south', 20],
    ['west', 1],
  ]);
  assert.deepEqual(stylesWithFewVoters(styles), ['north', 'west']);
});
