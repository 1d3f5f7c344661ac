/** Which contests of several ballots are one: those that are equal in everything, and no others. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Ballot, Contest } from './ballot.ts';
import { sharedContests } from './shared-contests.ts';
import { contest } from './test-support.ts';

const both = (en: string, pt: string) => ({ en, pt });
const board = contest('choose-one', 'plurality', 3, { id: 'board', title: both('Board', 'Direção') });
const dean = contest('rank', 'stv', 3, { id: 'dean' });
const ballotWith = (...contests: readonly Contest[]): Ballot => ({
  id: 'b',
  languages: ['en', 'pt'],
  title: both('Ballot', 'Boletim'),
  contests,
});
const found = (ballots: Record<string, Ballot>) =>
  sharedContests(Object.entries(ballots)).map(({ contest: { id }, places }) => [id, [...places]]);

describe('contests of several styles', () => {
  test('that are equal are one, wherever they stand; each knows its place on every ballot', () => {
    const all = { staff: ballotWith(board), students: ballotWith(dean, board), guests: ballotWith(dean) };
    assert.deepEqual(found(all), [
      [
        'board',
        [
          ['staff', 0],
          ['students', 1],
        ],
      ],
      [
        'dean',
        [
          ['students', 0],
          ['guests', 0],
        ],
      ],
    ]);
    assert.equal(sharedContests(Object.entries(all))[1]?.ballot, all.students);
  });

  test('are one whatever the order of their languages', () => {
    const turned = { ...board, title: { pt: 'Direção', en: 'Board' } };
    assert.equal(found({ staff: ballotWith(board), students: ballotWith(turned) }).length, 1);
  });

  const [first, ...others] = board.options;
  const DIFFERENT: Record<string, Partial<Contest>> = {
    'an ID': { id: 'council' },
    'a title': { title: both('Board', 'Conselho') },
    'a short text': { short: { en: 'The board' } },
    'a rule': { kind: 'choose-up-to', count: 'approval' },
    'a bound': { max: 2 },
    'blank votes': { blankAllowed: false },
    seats: { seats: 2 },
    'an option less': { options: others },
    'the order of options': { options: first === undefined ? [] : [...others, first] },
    "an option's text": { options: [{ ...(first ?? assert.fail()), long: { en: 'Ana' } }, ...others] },
  };
  for (const [what, change] of Object.entries(DIFFERENT))
    test(`that differ in ${what} are two`, () => {
      const changed = { ...board, ...change };
      assert.equal(found({ staff: ballotWith(board), students: ballotWith(changed) }).length, 2);
    });
});
