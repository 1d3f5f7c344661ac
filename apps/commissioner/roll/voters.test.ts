import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseRoll } from '../../../servers/commissioner/roll/roll-csv.ts';
import { countByStyle, findVoters, pageOf, rollCsv } from './voters.ts';

const voters = [
  { voter: 'Ana', style: 'south', card: true },
  { voter: 'bruno', style: 'north', card: false },
  { voter: 'susana', style: 'north', card: false },
];

test('voters are found by a part of the ID or by style, with or without a card', () => {
  const found = (query: string, cards: 'all' | 'with' | 'without'): string[] =>
    findVoters(voters, query, cards).map(({ voter }) => voter);
  assert.deepEqual(found(' ANA ', 'all'), ['Ana', 'susana']);
  assert.deepEqual(found('north', 'all'), ['bruno', 'susana']);
  assert.deepEqual(found('', 'with'), ['Ana']);
  assert.deepEqual(found('ana', 'without'), ['susana']);
});

test('what is exported can be imported again', () => {
  const { rows, problems } = parseRoll(new TextEncoder().encode(rollCsv(voters)));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    rows.map(({ voter, style }) => [voter, style]),
    voters.map(({ voter, style }) => [voter, style]),
  );
});

test('the exported roll is one that can be imported: without test voters', () => {
  const test = { voter: 'TEST-1', style: 'north', card: true };
  assert.equal(rollCsv([...voters, test]), rollCsv(voters));
});

test('voters are counted by style', () => {
  assert.deepEqual(
    [...countByStyle(voters)],
    [
      ['north', 2],
      ['south', 1],
    ],
  );
});

test('a list has at least one page, and no page beyond the last', () => {
  assert.deepEqual(pageOf([], 3, 2), { items: [], page: 0, pages: 1 });
  assert.deepEqual(pageOf([1, 2, 3], 1, 2), { items: [3], page: 1, pages: 2 });
  assert.equal(pageOf([1, 2, 3], 9, 2).page, 1);
  assert.equal(pageOf([1, 2, 3], -1, 2).page, 0);
});
