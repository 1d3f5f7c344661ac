/** Results as the terminal shows them: the same numbers as on the pages. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { countContest } from '../ballots/count/count-contest.ts';
import { ballotOf, contest } from '../ballots/test-support.ts';
import { renderResults } from './output.ts';

const stv = { ...contest('rank', 'stv', 3), id: 'k0' };
const chair = { ...contest('choose-one', 'plurality', 2), id: 'k1' };
const ballot = ballotOf([stv, chair]);
const STV = countContest(stv, () => [
  { vote: [[0], [1]], count: 4 },
  { vote: [[1]], count: 3 },
  { vote: [[2], [1]], count: 2 },
  { vote: [], count: 1 },
]);
const CHAIR = countContest(chair, () => [{ vote: [[0]], count: 3 }]);
const HEAD = { election: '', manifestHash: '', title: '', packages: 13, refused: { 'vote/form': 2 } };
const NORTH = { style: 'north', voters: 20, votes: 10 };
const SOUTH = { style: 'south', voters: 10, votes: 3 };
const both = ['north', 'south'];

test('results of a trial begin with that', () => {
  assert.match(
    renderResults({ ...HEAD, trial: true, styles: [], contests: [] }, new Map()),
    /^TRIAL ELECTION/,
  );
  assert.doesNotMatch(renderResults({ ...HEAD, styles: [], contests: [] }, new Map()), /TRIAL/);
});

test('turnout by style, then each contest once: first preferences, votes at the end, whose votes', () => {
  const contests = [
    { styles: both, result: STV },
    { styles: ['north'], result: CHAIR },
  ];
  const text = renderResults(
    { ...HEAD, styles: [NORTH, SOUTH], contests },
    new Map([
      ['north', ballot],
      ['south', ballot],
    ]),
  );
  assert.match(text, /Style north: 10 votes of 20 voters \(50\.0 %\)\nStyle south: 3 votes of 10 voters/);
  assert.match(text, /first preferences.*votes at the end/);
  // c goes out, and its votes to b.
  assert.match(text, /│? ?b +│? ?3 .*5.*elected/);
  assert.equal(text.match(/Votes of: north, south/g)?.length, 1);
  assert.equal(text.match(/Votes of: north\n/g)?.length, 1);
  assert.match(text, /vote\/form.*2/);
});

test('a bar is a share of the votes that are not blank', () => {
  const lengthOf = (votes: readonly number[]): number => {
    const result = countContest(chair, () => votes.map((count, option) => ({ vote: [[option]], count })));
    const text = renderResults(
      { ...HEAD, styles: [NORTH], contests: [{ styles: both, result }] },
      new Map([['north', ballot]]),
    );
    assert.doesNotMatch(text, /Votes of/, 'of one style nothing need be said');
    return text.match(/█+/)?.[0]?.length ?? 0;
  };
  assert.equal(lengthOf([6, 6]) * 2, lengthOf([6]));
});
