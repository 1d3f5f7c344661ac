import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Contest } from '../../../ballots/ballot.ts';
import { countContest } from '../../../ballots/count/count-contest.ts';
import type { ContestVote } from '../../../ballots/vote-rules.ts';
import { encodeResults, type Results } from '../../../record/compute-results.ts';
import { readResults } from './results.ts';

const text = (value: string) => ({ en: value });
const contest = (rule: Partial<Contest>): Contest => ({
  id: 'c',
  kind: 'rank',
  subject: 'people',
  count: 'stv',
  title: text('Contest'),
  short: text('Contest'),
  min: 1,
  max: 3,
  blankAllowed: true,
  equalRanks: false,
  seats: 1,
  options: ['ana', 'bruno', 'carla'].map((id) => ({ id, short: text(id), long: text(id) })),
  ...rule,
});
const count = (rule: Partial<Contest>, ballots: readonly (readonly [ContestVote, number])[]) =>
  countContest(contest(rule), () => ballots.map(([vote, times]) => ({ vote, count: times })));

const APPROVAL = count({ kind: 'choose-up-to', count: 'approval' }, [
  [[[0, 1]], 2],
  [[[1]], 1],
  [[], 1],
]);
const STV = count({ seats: 2 }, [
  [[[0], [1]], 6],
  [[[1]], 1],
  [[[2]], 2],
]);
const CONDORCET = count({ count: 'condorcet' }, [
  [[[2], [0], [1]], 2],
  [[[0], [2], [1]], 1],
]);
const RESULTS: Results = {
  election: '00'.repeat(16),
  manifestHash: '00'.repeat(32),
  title: 'Board',
  packages: 4,
  refused: { 'not-sealed': 0 },
  styles: [{ style: 'member', voters: 9, votes: 4 }],
  contests: [APPROVAL, STV, CONDORCET].map((result) => ({ styles: ['member'], result })),
};
const counted = (result: unknown) => ({ styles: ['member'], result });
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('what the tally writes is read', () => {
  assert.deepEqual(readResults(encodeResults(RESULTS)), RESULTS);
});

test('results of a trial are marked, and nothing but the mark is one', () => {
  const trial: Results = { ...RESULTS, trial: true };
  assert.deepEqual(readResults(encodeResults(trial)), trial);
  assert.throws(() => readResults(bytes({ ...RESULTS, trial: false })), RangeError);
});

test('what is not of this form is refused by name', () => {
  const [style] = RESULTS.styles;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /refused/],
    [{ ...RESULTS, packages: -1 }, /packages/],
    [{ ...RESULTS, title: 'x'.repeat(501) }, /title/],
    [{ ...RESULTS, styles: Array(600).fill(style) }, /styles/],
    [{ ...RESULTS, contests: Array(4_097).fill(counted(APPROVAL)) }, /contests/],
    [{ ...RESULTS, contests: [{ result: APPROVAL }] }, /styles/],
    [{ ...RESULTS, contests: [counted({ ...APPROVAL, rule: 'lot' })] }, /rule/],
    [{ ...RESULTS, contests: [counted({ ...CONDORCET, pairwise: [[1]] })] }, /pairwise/],
  ];
  for (const [value, message] of cases) assert.throws(() => readResults(bytes(value)), message);
});
