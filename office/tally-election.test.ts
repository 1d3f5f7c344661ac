import assert from 'node:assert/strict';
import { test } from 'vitest';
import { remarksOn } from './tally-election.ts';

test('a verified record: what servers did not give, or gave twice, is said in words; one of each is not', () => {
  assert.deepEqual(
    remarksOn([
      { server: 'administrator-1', kind: 'ledger', count: 1 },
      { server: 'administrator-2', kind: 'ledger', count: 2 },
      { server: 'administrator-3', kind: 'ledger', count: 0 },
      { server: 'administrator-4', kind: 'ledger', count: 3 },
      { server: 'anonymizer-1', kind: 'erasure', count: 1 },
      { server: 'anonymizer-2', kind: 'erasure', count: 0 },
    ]),
    [
      'two ledgers of administrator-2',
      'no ledger of administrator-3',
      '3 ledgers of administrator-4',
      'no erasure of anonymizer-2',
    ],
  );
});
