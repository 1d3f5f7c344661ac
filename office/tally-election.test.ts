import assert from 'node:assert/strict';
import { test } from 'vitest';
import { remarksOn } from './tally-election.ts';

test('a verified record: what servers did not post is said in words', () => {
  assert.deepEqual(
    remarksOn([
      { server: 'administrator-3', kind: 'ledger' },
      { server: 'anonymizer-2', kind: 'erasure' },
    ]),
    ['no ledger of administrator-3', 'no erasure of anonymizer-2'],
  );
});
