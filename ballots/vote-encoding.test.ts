import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { attempt } from '../common/attempt.ts';
import type { Ballot } from './ballot.ts';
import { VoteError, type VoteErrorCode } from './errors.ts';
import { anyBallot, anyVote, ballotOf, contest } from './test-support.ts';
import { decodeVote, encodeVote, maxVoteLength } from './vote-encoding.ts';
import { checkVote, type Vote } from './vote-rules.ts';

const anyBallotAndVote = anyBallot.chain((ballot) => fc.tuple(fc.constant(ballot), anyVote(ballot)));

const refusedAs =
  (code: VoteErrorCode) =>
  (error: unknown): boolean =>
    error instanceof VoteError && error.code === code;

test('every allowed vote comes back from its encoding', () => {
  fc.assert(
    fc.property(anyBallotAndVote, ([ballot, vote]) => {
      assert.deepEqual(checkVote(ballot, vote), []);
      const bytes = encodeVote(ballot, vote);
      assert.ok(bytes.length <= maxVoteLength(ballot));
      assert.deepEqual(decodeVote(ballot, bytes), vote);
    }),
  );
});

/** Either refused, or another vote's own encoding: no two byte strings decode to one vote. */
function decodesCanonically(ballot: Ballot, bytes: Uint8Array): void {
  const vote = attempt(VoteError, () => decodeVote(ballot, bytes));
  if (vote === undefined) return;
  assert.deepEqual(checkVote(ballot, vote), []);
  assert.deepEqual(encodeVote(ballot, vote), bytes);
}

test('every mutation of an encoding is refused or encodes another vote', () => {
  fc.assert(
    fc.property(anyBallotAndVote, fc.nat(), fc.nat(255), ([ballot, vote], at, byte) => {
      const bytes = encodeVote(ballot, vote);
      const place = at % bytes.length;
      decodesCanonically(ballot, bytes.with(place, byte));
      decodesCanonically(
        ballot,
        bytes.filter((_, index) => index !== place),
      );
      decodesCanonically(ballot, Uint8Array.from([...bytes.slice(0, place), byte, ...bytes.slice(place)]));
      assert.throws(
        () => decodeVote(ballot, Uint8Array.from([...bytes, byte])),
        refusedAs('vote/trailing-bytes'),
      );
      assert.throws(() => decodeVote(ballot, bytes.slice(0, place)), VoteError);
    }),
  );
});

test('arbitrary bytes are refused or are an encoding', () => {
  fc.assert(fc.property(anyBallot, fc.uint8Array({ maxLength: 40 }), decodesCanonically));
});

test('small ballots: the byte strings that decode are as many as the votes', () => {
  const ballot = ballotOf([contest('rank', 'condorcet', 2, { equalRanks: true })]);
  const votes = [[], [[0]], [[1]], [[0], [1]], [[1], [0]], [[0, 1]]];
  const encodings = new Set(votes.map((vote) => encodeVote(ballot, [vote]).toString()));
  assert.equal(encodings.size, votes.length);
  let decoded = 0;
  const tails = [[], ...allTuples(1), ...allTuples(2), ...allTuples(3), ...allTuples(4)];
  for (const tail of tails)
    for (const number of [0, 1, 2, 3]) decoded += decodes(ballot, [0, number, ...tail]);
  assert.equal(decoded, votes.length);
});

/** All tuples over 0 to 3. */
function allTuples(length: number): number[][] {
  return Array.from({ length: 4 ** length }, (_, code) =>
    Array.from({ length }, (_digit, index) => Math.floor(code / 4 ** index) % 4),
  );
}

function decodes(ballot: Ballot, bytes: readonly number[]): 0 | 1 {
  try {
    decodeVote(ballot, Uint8Array.from(bytes));
    return 1;
  } catch {
    return 0;
  }
}

test('maxVoteLength is reached by some vote and passed by none', () => {
  fc.assert(
    fc.property(anyBallot, (ballot) => {
      const longest = ballot.contests.map((item) => {
        const chosen = Array.from({ length: item.max }, (_, index) => index);
        return item.kind === 'rank' ? chosen.map((index) => [index]) : [chosen];
      });
      assert.equal(encodeVote(ballot, longest).length, maxVoteLength(ballot));
    }),
  );
});

test('256 options, all of them chosen', () => {
  for (const item of [
    contest('choose-up-to', 'approval', 256),
    contest('rank', 'stv', 256),
    contest('rank', 'condorcet', 256, { equalRanks: true }),
  ]) {
    const ballot = ballotOf([item]);
    const all = Array.from({ length: 256 }, (_, index) => index);
    const vote: Vote = [item.kind === 'rank' && !item.equalRanks ? all.map((index) => [index]) : [all]];
    assert.deepEqual(decodeVote(ballot, encodeVote(ballot, vote)), vote);
  }
});

test('the order within a group does not matter to the encoder', () => {
  const ballot = ballotOf([contest('choose-up-to', 'approval', 4)]);
  assert.deepEqual(encodeVote(ballot, [[[3, 0]]]), Uint8Array.of(0, 2, 0, 3));
});

test('frozen encodings', () => {
  const ballot = ballotOf([
    contest('choose-one', 'plurality', 3),
    contest('rank', 'stv', 3),
    contest('rank', 'condorcet', 4, { equalRanks: true }),
    contest('yes-no', 'plurality', 2),
  ]);
  const bytes = encodeVote(ballot, [[[2]], [[1], [0]], [[3], [0, 2]], []]);
  assert.deepEqual([...bytes], [0, 1, 2, 0, 2, 1, 0, 0, 2, 0, 3, 1, 0, 2, 0, 0]);
});

const strict = (extra: object): Ballot => ballotOf([contest('rank', 'stv', 4, extra)]);

const refusedVotes: readonly [name: string, code: VoteErrorCode, ballot: Ballot, vote: Vote][] = [
  ['blank', 'vote/blank-not-allowed', strict({ blankAllowed: false }), [[]]],
  ['too few', 'vote/too-few', strict({ min: 2 }), [[[0]]]],
  ['too many', 'vote/too-many', strict({ max: 1 }), [[[0], [1]]]],
  ['no such option', 'vote/bad-option', strict({}), [[[4]]]],
  ['negative option', 'vote/bad-option', strict({}), [[[-1]]]],
  ['fractional option', 'vote/bad-option', strict({}), [[[0.5]]]],
  ['option twice', 'vote/repeated-option', strict({}), [[[0], [0]]]],
  ['shared rank', 'vote/equal-ranks', strict({}), [[[0, 1]]]],
  ['empty rank', 'vote/empty-rank', strict({}), [[[0], []]]],
  ['ranked choice', 'vote/not-ranked', ballotOf([contest('choose-up-to', 'approval', 3)]), [[[0], [1]]]],
  ['contest missing', 'vote/contest-count', strict({}), []],
  ['contest too many', 'vote/contest-count', strict({}), [[], []]],
];

for (const [name, code, ballot, vote] of refusedVotes) {
  test(`a vote is refused: ${name}`, () => {
    assert.ok(checkVote(ballot, vote).some((problem) => problem.code === code));
    assert.throws(() => encodeVote(ballot, vote), refusedAs(code));
  });
}

test('checkVote names every problem and its contest', () => {
  const ballot = ballotOf([
    contest('choose-one', 'plurality', 2, { blankAllowed: false }),
    contest('choose-up-to', 'approval', 3, { min: 2 }),
  ]);
  const problems = checkVote(ballot, [[], [[7]]]).map(({ contest: id, code }) => [id, code]);
  assert.deepEqual(problems, [
    ['k0', 'vote/blank-not-allowed'],
    ['k1', 'vote/bad-option'],
    ['k1', 'vote/too-few'],
  ]);
});

const equal = ballotOf([contest('rank', 'condorcet', 3, { equalRanks: true })]);
const refusedBytes: readonly [name: string, code: VoteErrorCode, ballot: Ballot, bytes: readonly number[]][] =
  [
    ['nothing', 'vote/truncated', strict({}), []],
    ['half a number', 'vote/truncated', strict({}), [0]],
    ['promised options missing', 'vote/truncated', strict({}), [0, 2, 1]],
    ['a number beyond all bounds', 'vote/too-many', strict({}), [255, 255, 0]],
    [
      'choices descending',
      'vote/not-canonical',
      ballotOf([contest('choose-up-to', 'approval', 3)]),
      [0, 2, 1, 0],
    ],
    [
      'choice repeated',
      'vote/not-canonical',
      ballotOf([contest('choose-up-to', 'approval', 3)]),
      [0, 2, 1, 1],
    ],
    ['rank descending within', 'vote/not-canonical', equal, [0, 1, 1, 2, 0]],
    ['option repeated across ranks', 'vote/repeated-option', equal, [0, 2, 0, 1, 0, 1]],
    ['option out of range', 'vote/bad-option', equal, [0, 1, 0, 3]],
    ['blank', 'vote/blank-not-allowed', strict({ blankAllowed: false }), [0, 0]],
    ['trailing byte', 'vote/trailing-bytes', strict({}), [0, 0, 0]],
  ];

for (const [name, code, ballot, bytes] of refusedBytes) {
  test(`an encoding is refused: ${name}`, () => {
    assert.throws(() => decodeVote(ballot, Uint8Array.from(bytes)), refusedAs(code));
  });
}
