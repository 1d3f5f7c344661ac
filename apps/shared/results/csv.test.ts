import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { test } from 'vitest';
import { countContest } from '../../../ballots/count/count-contest.ts';
import { ballotOf, contest } from '../../../ballots/test-support.ts';
import { resultsCsv } from './csv.ts';

const rank = contest('rank', 'stv', 3);
const formula = { en: '=1+1' };
const chair = contest('choose-one', 'plurality', 2, {
  title: { en: 'Chair, "first"' },
  options: ['a', 'b'].map((id) => ({ id, short: formula, long: formula })),
});
const ballot = ballotOf([rank, chair]);
const [stvContest = rank, chairContest = chair] = ballot.contests;
const RESULTS = {
  ...{ election: '', manifestHash: '', title: '', packages: 5, refused: {} },
  styles: ['north', 'south'].map((style) => ({ style, voters: 9, votes: 2 })),
  contests: [
    {
      styles: ['north', 'south'],
      result: countContest(stvContest, () => [
        { vote: [[0], [1]], count: 3 },
        { vote: [[2], [1]], count: 1 },
        { vote: [[1]], count: 2 },
      ]),
    },
    { styles: ['south'], result: countContest(chairContest, () => [{ vote: [[0]], count: 2 }]) },
  ],
};

test('of a trial every row says so', async () => {
  const rows = parse(await resultsCsv({ ...RESULTS, trial: true }, new Map(), 'en'), {
    bom: true,
    columns: true,
  });
  assert.ok((rows as Record<string, string>[]).every(({ trial }) => trial === 'yes'));
});

test('a row for each option, as the page shows it; what a spreadsheet might compute is text', async () => {
  const text = await resultsCsv(
    RESULTS,
    new Map([
      ['north', ballot],
      ['south', ballot],
    ]),
    'en',
  );
  assert.ok(text.startsWith('\uFEFFcontest,title,styles,rule,seats,ballots,blank,valid,option,name,votes,'));
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  assert.deepEqual(
    rows.map(({ contest: id, styles, option, votes, first_preferences, outcome }) => [
      id,
      styles,
      option,
      votes,
      first_preferences,
      outcome,
    ]),
    [
      ['k0', 'north south', 'a', '3', '3', 'elected'],
      ['k0', 'north south', 'b', '3', '2', ''],
      ['k0', 'north south', 'c', '0', '1', ''],
      ['k1', 'south', 'a', '2', '', 'elected'],
      ['k1', 'south', 'b', '0', '', ''],
    ],
  );
  assert.equal(rows[3]?.title, 'Chair, "first"');
  assert.equal(rows[3]?.name, "'=1+1");
});
