/** Ballots at their bounds, and ballots that are damaged or filled to take a reader's time. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { attempt } from '../common/attempt.ts';
import { MAX_BALLOT_BYTES } from './ballot.ts';
import { BallotError, type BallotErrorCode } from './errors.ts';
import { parseBallot } from './parse-ballot.ts';
import { refusedAs, SMALL_BALLOT, utf8 } from './test-support.ts';
import { maxVoteLength } from './vote-encoding.ts';

const options = (number: number): string =>
  Array.from(
    { length: number },
    (_, i) => `<option id="${i}"><short>${i}</short><long>${i}</long></option>`,
  ).join('');

function ballotXml(contests: readonly string[]): Uint8Array {
  const head = '<ballot xmlns="urn:revs:ballot:v1" id="b" languages="en"><title>B</title>';
  return utf8(`${head}${contests.join('')}</ballot>`);
}

const choice = (id: string, number: number, max: number): string =>
  `<contest id="c${id}" kind="choose-up-to" min="1" max="${max}" blank="allowed"><title>T</title><short>${id}</short>${options(number)}</contest>`;

test('bounds: 256 options and 64 contests are read, one more is refused', () => {
  assert.equal(parseBallot(ballotXml([choice('1', 256, 256)])).contests[0]?.options.length, 256);
  assert.throws(() => parseBallot(ballotXml([choice('1', 257, 256)])), refusedAs('ballot/too-many'));
  const contests = (number: number): string[] =>
    Array.from({ length: number }, (_, i) => choice(`${i}`, 2, 2));
  assert.equal(parseBallot(ballotXml(contests(64))).contests.length, 64);
  assert.throws(() => parseBallot(ballotXml(contests(65))), refusedAs('ballot/too-many'));
});

test('bounds: exactly 64 KiB is read', () => {
  const padded = utf8(SMALL_BALLOT + ' '.repeat(MAX_BALLOT_BYTES - utf8(SMALL_BALLOT).length));
  assert.equal(padded.length, MAX_BALLOT_BYTES);
  assert.equal(parseBallot(padded).id, 'b');
});

test('bounds: a vote of 2048 bytes at most', () => {
  // Equal ranks take two bytes an option: 4 * (2 + 2 * 255) = 2048.
  const rank = (id: string, number: number): string =>
    `<contest id="c${id}" kind="rank" count="condorcet" equal-ranks="yes" min="1" max="${number}" blank="allowed"><title>T</title><short>${id}</short>${options(number)}</contest>`;
  const four = ['1', '2', '3', '4'];
  assert.equal(maxVoteLength(parseBallot(ballotXml(four.map((id) => rank(id, 255))))), 2048);
  const tooLong = [...four.slice(1).map((id) => rank(id, 255)), rank('1', 256)];
  assert.throws(() => parseBallot(ballotXml(tooLong)), refusedAs('ballot/vote-too-long'));
});

test('any damage to a ballot is refused with a BallotError or leaves a ballot', () => {
  const bytes = utf8(SMALL_BALLOT);
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      fc.nat(255),
      fc.constantFrom<'set' | 'insert' | 'cut'>('set', 'insert', 'cut'),
      (at, byte, how) => {
        const inserted = how === 'cut' ? [] : [byte];
        const rest = bytes.slice(at + { set: 1, insert: 0, cut: 7 }[how]);
        const damaged = Uint8Array.from([...bytes.slice(0, at), ...inserted, ...rest]);
        const ballot = attempt(BallotError, () => parseBallot(damaged));
        assert.ok(ballot === undefined || ballot.contests.length === 1);
      },
    ),
    { numRuns: 1000 },
  );
});

/** Each fills a ballot of the largest size; going back over it for every character would take hours. */
const REPETITIONS: readonly (readonly [piece: string, code: BallotErrorCode])[] = [
  ['<', 'ballot/not-well-formed'],
  ['&', 'ballot/entity'],
  ['<!--', 'ballot/not-well-formed'],
  ['<a ', 'ballot/not-well-formed'],
  [' ', 'ballot/not-well-formed'],
  ['<a b="', 'ballot/not-well-formed'],
  ["<a b='c' ", 'ballot/not-well-formed'],
  ['-', 'ballot/not-well-formed'],
  [']', 'ballot/not-well-formed'],
  ['<a><', 'ballot/not-well-formed'],
  ['&amp;', 'ballot/not-well-formed'],
  ['<a/>', 'ballot/not-well-formed'],
];

for (const [piece, code] of REPETITIONS)
  test(`a ballot full of ${piece} is refused in one pass; one byte more than the most is not read`, () => {
    const times = Math.floor((MAX_BALLOT_BYTES - 3) / piece.length);
    const filled = `<a>${piece.repeat(times)}`.padEnd(MAX_BALLOT_BYTES);
    assert.throws(() => parseBallot(utf8(filled)), refusedAs(code));
    assert.throws(() => parseBallot(utf8(`${filled}x`)), refusedAs('ballot/too-large'));
    const attributes = `<ballot ${' '.repeat(MAX_BALLOT_BYTES - 9)}x`;
    assert.throws(() => parseBallot(utf8(attributes)), refusedAs('ballot/not-well-formed'));
  });
