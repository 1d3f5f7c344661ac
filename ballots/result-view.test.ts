import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { ContestResult } from './count/result.ts';
import { fullBar, namesOf, optionsOf } from './result-view.ts';
import { ballotOf, contest } from './test-support.ts';

const HEAD = { contest: 'chair', seats: 1, ballots: 10, blank: 1, valid: 9 };
const seen = (result: ContestResult) =>
  optionsOf(result, (id) => id.toUpperCase()).map(({ label, value, fate }) => [label, value, fate]);

test('most votes: winners first, a tie is marked', () => {
  const options = [
    { option: 'a', votes: 2 },
    { option: 'b', votes: 4 },
    { option: 'c', votes: 3 },
  ];
  const head = { ...HEAD, rule: 'plurality', options } as const;
  assert.deepEqual(seen({ ...head, elected: ['b'], tie: null }), [
    ['B', 4, 'elected'],
    ['C', 3, undefined],
    ['A', 2, undefined],
  ]);
  assert.deepEqual(seen({ ...head, elected: [], tie: { seats: 1, options: ['b', 'c'] } }), [
    ['B', 4, 'tied'],
    ['C', 3, 'tied'],
    ['A', 2, undefined],
  ]);
});

test('single transferable vote: votes of the last stage, in order of election', () => {
  const option = (id: string, votes: string, status: 'elected' | 'excluded') => ({
    option: id,
    transfer: '0.00000',
    votes,
    status,
  });
  const stage = (number: number, a: string, b: string) => ({
    stage: number,
    action: 'first-preferences' as const,
    option: null,
    tieBreak: null,
    options: [option('a', a, 'elected'), option('b', b, 'elected')],
    exhausted: '0.00000',
    lost: '0.00000',
    elected: [],
  });
  const result: ContestResult = {
    ...HEAD,
    rule: 'stv',
    quota: 4,
    stages: [stage(1, '4.00000', '5.00000'), stage(2, '4.50000', '4.00000')],
    elected: ['b', 'a'],
  };
  assert.deepEqual(seen(result), [
    ['B', 4, 'elected'],
    ['A', 4.5, 'elected'],
  ]);
  const firsts = optionsOf(result, (id) => id).map(({ first }) => first);
  assert.deepEqual(firsts, [5, 4], 'with the first preferences beside them');
  assert.equal(fullBar(result), 9, 'bars are shares of the votes that are not blank');
});

test('comparison of pairs: options that are beaten', () => {
  const result: ContestResult = {
    ...HEAD,
    rule: 'condorcet',
    options: ['a', 'b', 'c'],
    pairwise: [
      [0, 3, 6],
      [6, 0, 5],
      [3, 4, 0],
    ],
    condorcetWinner: 'b',
    smithSet: ['b'],
    schulze: [['b'], ['a'], ['c']],
    elected: ['b'],
    tie: null,
  };
  assert.deepEqual(seen(result), [
    ['B', 2, 'elected'],
    ['A', 1, undefined],
    ['C', 0, undefined],
  ]);
  assert.equal(fullBar(result), 2, 'of all others');
});

test("names in the reader's language, else another of the ballot's, else IDs", () => {
  const text = { 'pt-PT': 'Presidência', en: 'Chair' };
  const option = { id: 'a', short: text, long: { 'pt-PT': 'Opção', en: 'Option' } };
  const chair = {
    id: 'chair',
    kind: 'yes-no',
    subject: 'people',
    count: 'plurality',
    title: text,
    short: text,
    min: 1,
    max: 1,
    blankAllowed: true,
    equalRanks: false,
    seats: 1,
    options: [option],
  } as const;
  const ballot = { id: 'x', languages: ['pt-PT', 'en'], title: text, contests: [chair] };
  const inLanguage = (language: 'pt' | 'en' | 'de') => {
    const { title, nameOf, outcome } = namesOf(ballot, 'chair', language);
    return [title, nameOf('a'), outcome];
  };
  assert.deepEqual(inLanguage('pt'), ['Presidência', 'Opção', 'chosen']);
  assert.deepEqual(inLanguage('en'), ['Chair', 'Option', 'chosen']);
  assert.deepEqual(inLanguage('de'), ['Presidência', 'Opção', 'chosen']);
  const { title, nameOf } = namesOf(undefined, 'chair', 'en');
  assert.deepEqual([title, nameOf('a')], ['chair', 'a']);
});

test('people are elected, proposals approved, an answer is chosen', () => {
  const outcomes = [
    contest('rank', 'stv', 2),
    contest('choose-up-to', 'approval', 2, { subject: 'proposals' }),
    contest('yes-no', 'plurality', 2, { subject: 'proposals' }),
  ].map((one) => namesOf(ballotOf([one]), 'k0', 'en').outcome);
  assert.deepEqual(outcomes, ['elected', 'approved', 'chosen']);
});
