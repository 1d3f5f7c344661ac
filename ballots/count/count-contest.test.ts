import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Contest } from '../ballot.ts';
import { CountError, type CountErrorCode } from '../errors.ts';
import { anyContest, anyContestVote, contest, utf8 } from '../test-support.ts';
import type { ContestVote } from '../vote-rules.ts';
import { countContest } from './count-contest.ts';
import type { CondorcetResult, MostVotesResult } from './result.ts';
import type { CountedVote, VoteSource } from './source.ts';
import type { Lots } from './stv.ts';

/** `3 ab` is three ballots that name a and b; `3 a>b=c` ranks; `3` alone is three blanks. */
function votes(...lines: readonly string[]): VoteSource {
  const list = lines.map((line): CountedVote => {
    const [count, order = ''] = line.split(' ');
    const ranks = order === '' ? [] : order.split('>');
    return { count: Number(count), vote: ranks.map((rank) => [...rank.replaceAll('=', '')].map(indexOf)) };
  });
  return () => list;
}

const indexOf = (letter: string): number => letter.charCodeAt(0) - 97;

const mostVotes = (of: Contest, source: VoteSource): MostVotesResult =>
  countContest(of, source) as MostVotesResult;
const condorcet = (of: Contest, source: VoteSource): CondorcetResult =>
  countContest(of, source) as CondorcetResult;

test('plurality: most votes, blanks apart', () => {
  const result = mostVotes(contest('choose-one', 'plurality', 3), votes('5 a', '7 b', '2', '1 a'));
  assert.deepEqual(result, {
    contest: 'k',
    rule: 'plurality',
    seats: 1,
    ballots: 15,
    blank: 2,
    valid: 13,
    options: [
      { option: 'a', votes: 6 },
      { option: 'b', votes: 7 },
      { option: 'c', votes: 0 },
    ],
    elected: ['b'],
    tie: null,
  });
});

test('a tie for the last seat is reported, not drawn', () => {
  const result = mostVotes(
    contest('choose-one', 'plurality', 4, { seats: 2 }),
    votes('3 a', '3 b', '5 c', '1 d'),
  );
  assert.deepEqual([result.elected, result.tie], [['c'], { seats: 1, options: ['a', 'b'] }]);
});

test('a tie within the seats is none', () => {
  const result = mostVotes(contest('choose-one', 'plurality', 3, { seats: 2 }), votes('3 b', '3 a', '1 c'));
  assert.deepEqual([result.elected, result.tie], [['a', 'b'], null]);
});

test('no votes elect nobody, under every rule', () => {
  for (const [kind, count] of [
    ['choose-one', 'plurality'],
    ['choose-up-to', 'approval'],
    ['rank', 'stv'],
    ['rank', 'condorcet'],
  ] as const) {
    for (const source of [votes(), votes('4')]) {
      const result = countContest(contest(kind, count, 3), source);
      assert.deepEqual([result.elected, result.valid], [[], 0]);
    }
  }
});

test('an option without votes is not elected, though a seat stays empty', () => {
  const result = mostVotes(contest('choose-up-to', 'approval', 3, { seats: 3 }), votes('2 ab'));
  assert.deepEqual([result.elected, result.tie], [['a', 'b'], null]);
});

test('approval: each option named gets one vote', () => {
  const result = mostVotes(
    contest('choose-up-to', 'approval', 3, { seats: 2 }),
    votes('3 ab', '2 bc', '1 c', '4 b'),
  );
  assert.deepEqual(
    result.options.map((option) => option.votes),
    [3, 9, 3],
  );
  assert.deepEqual([result.elected, result.tie], [['b'], { seats: 1, options: ['a', 'c'] }]);
});

test('condorcet: the capital of Tennessee (a textbook example)', () => {
  // a Memphis, b Nashville, c Chattanooga, d Knoxville
  const result = condorcet(
    contest('rank', 'condorcet', 4),
    votes('42 a>b>c>d', '26 b>c>d>a', '15 c>d>b>a', '17 d>c>b>a'),
  );
  assert.deepEqual(result.pairwise, [
    [0, 42, 42, 42],
    [58, 0, 68, 68],
    [58, 32, 0, 83],
    [58, 32, 17, 0],
  ]);
  assert.deepEqual([result.condorcetWinner, result.smithSet, result.elected], ['b', ['b'], ['b']]);
  assert.deepEqual(result.schulze, [['b'], ['c'], ['d'], ['a']]);
});

test("condorcet: Schulze's own example of 45 voters has no Condorcet winner and elects e", () => {
  const source = votes(
    '5 a>c>b>e>d',
    '5 a>d>e>c>b',
    '8 b>e>d>a>c',
    '3 c>a>b>e>d',
    '7 c>a>e>b>d',
    '2 c>b>a>d>e',
    '7 d>c>e>b>a',
    '8 e>b>a>d>c',
  );
  const result = condorcet(contest('rank', 'condorcet', 5), source);
  assert.equal(result.condorcetWinner, null);
  assert.deepEqual(result.smithSet, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(result.schulze, [['e'], ['a'], ['c'], ['b'], ['d']]);
  assert.deepEqual([result.elected, result.tie], [['e'], null]);
});

test('condorcet: a perfect cycle is a tie; the Smith set leaves out who loses to all of it', () => {
  const result = condorcet(contest('rank', 'condorcet', 4), votes('1 a>b>c', '1 b>c>a', '1 c>a>b'));
  assert.deepEqual(result.smithSet, ['a', 'b', 'c']);
  assert.deepEqual(result.schulze, [['a', 'b', 'c'], ['d']]);
  assert.deepEqual([result.elected, result.tie], [[], { seats: 1, options: ['a', 'b', 'c'] }]);
});

test('condorcet: two options that draw with each other and beat the rest are the Smith set, and tied', () => {
  const result = condorcet(contest('rank', 'condorcet', 3), votes('1 a>b>c', '1 b>a>c'));
  assert.deepEqual([result.condorcetWinner, result.smithSet], [null, ['a', 'b']]);
  assert.deepEqual([result.elected, result.tie], [[], { seats: 1, options: ['a', 'b'] }]);
});

test('condorcet: equal ranks prefer neither; options left out stand together at the end', () => {
  const result = condorcet(contest('rank', 'condorcet', 4, { equalRanks: true }), votes('2 a=b', '1 b>c'));
  assert.deepEqual(result.pairwise, [
    [0, 0, 2, 2],
    [1, 0, 3, 3],
    [1, 0, 0, 1],
    [0, 0, 0, 0],
  ]);
});

const refusedAs =
  (code: CountErrorCode) =>
  (error: unknown): boolean =>
    error instanceof CountError && error.code === code;

test('votes and counts that cannot be are refused', () => {
  const one = contest('choose-one', 'plurality', 2);
  const source = (vote: ContestVote, count: number) => (): CountedVote[] => [{ vote, count }];
  assert.throws(() => countContest(one, source([[2]], 1)), refusedAs('count/bad-vote'));
  assert.throws(() => countContest(one, source([[0, 1]], 1)), refusedAs('count/bad-vote'));
  assert.throws(() => countContest(one, source([[0]], 0)), refusedAs('count/bad-count'));
  assert.throws(() => countContest(one, source([[0]], 1.5)), refusedAs('count/bad-count'));
  assert.throws(() => countContest(one, source([[0]], 10_000_000_001)), refusedAs('count/too-many-votes'));
});

test('grouping and order of the votes change no byte of any result', () => {
  const election = anyContest.chain((of) =>
    fc.tuple(fc.constant(of), fc.array(anyContestVote(of), { maxLength: 40 }), fc.infiniteStream(fc.nat())),
  );
  fc.assert(
    fc.property(election, ([of, list, random]) => {
      const single = (): CountedVote[] => list.map((vote) => ({ vote, count: 1 }));
      const shuffled = list
        .map((vote) => ({ vote, key: random.next().value }))
        .toSorted((a, b) => a.key - b.key);
      const groups = new Map<string, CountedVote>();
      for (const { vote } of shuffled) {
        const name = JSON.stringify(vote);
        groups.set(name, { vote, count: (groups.get(name)?.count ?? 0) + 1 });
      }
      const lots: Lots = (stage, option) => utf8(`${(stage * option.charCodeAt(0)) % 7} ${option}`);
      const result = JSON.stringify(countContest(of, single, lots));
      assert.equal(JSON.stringify(countContest(of, () => groups.values(), lots)), result);
      assert.doesNotMatch(result, /[0-9]\.[0-9]+(?!")[,}\]]/);
    }),
  );
});
