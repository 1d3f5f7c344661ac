/**
 * STV against counts that others made: 21 wards of Glasgow 2007 and two corner cases, each stage. The files stay where they
 * are (../shared/data/README.md says where they come from).
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { contest } from '../test-support.ts';
import type { StvStage } from './result.ts';
import type { CountedVote } from './source.ts';
import { countStv } from './stv.ts';

const FOLDER = new URL('../../../shared/data/glasgow-2007/', import.meta.url);
const REPORT = '-scotland-fixed-p5-d5.txt';
const COUNTS = 23;

interface Ward {
  readonly options: number;
  readonly seats: number;
  readonly votes: readonly CountedVote[];
}

/** BLT: "options seats", then lines "count preference ... 0", ended by "0"; the names that follow are in the report too. */
function readBlt(text: string): Ward {
  const [first = '', ...lines] = text.split('\n');
  const [options = 0, seats = 0] = first.split(' ').map(Number);
  const papers = lines.slice(0, lines.indexOf('0')).map((line) => line.trim().split(' ').map(Number));
  const votes = papers.map(([count = 0, ...order]) => ({
    count,
    vote: order.slice(0, -1).map((option) => [option - 1]),
  }));
  return { options, seats, votes };
}

interface Row {
  readonly round: string;
  readonly action: string;
  readonly quota: string;
  readonly nonTransferable: string;
  readonly states: readonly string[];
  readonly votes: readonly string[];
}

/** Rows of the report, tab separated: round, action, quota, non-transferable, then name, state and votes of each option. */
const readReport = (text: string): Row[] =>
  text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, action]) => ['begin', 'transfer', 'end'].includes(action ?? ''))
    .map(([round = '', action = '', quota = '', nonTransferable = '', ...options]) => ({
      ...{ round, action, quota, nonTransferable },
      states: options.filter((_, i) => i % 3 === 1),
      votes: options.filter((_, i) => i % 3 === 2),
    }));

/** Where the law draws lots, each count has its own winner: from there on amounts and states are compared without their owner. */
const anyOrder = (values: readonly string[], isDrawn: boolean): readonly string[] =>
  isDrawn ? values.toSorted() : values;

const votesOf = (stage: StvStage): string[] => stage.options.map(({ votes }) => votes);

function compare(ward: Ward, rows: readonly Row[]): void {
  const { options, seats, votes } = ward;
  const result = countStv(contest('rank', 'stv', options, { seats }), () => votes);
  // The reports also transfer surpluses of nothing, which is no stage here.
  const reported = rows.filter(
    ({ action, votes }, i) => action !== 'end' && votes.join() !== rows[i - 1]?.votes.join(),
  );
  // Rule 52(2): who are left fill the seats that are left, and nothing is transferred; the reports do transfer.
  const last = result.stages.at(-1);
  const isFilled =
    last?.action === 'exclusion' && last.options.every(({ transfer }) => Number(transfer) === 0);
  const compared = isFilled ? result.stages.slice(0, -1) : result.stages;
  assert.equal(result.stages.length, reported.length);
  let isDrawn = false;
  for (const [i, stage] of compared.entries()) {
    isDrawn ||= stage.tieBreak?.by === 'ballot-order';
    const expected = reported[i]?.votes ?? [];
    assert.deepEqual(anyOrder(votesOf(stage), isDrawn), anyOrder(expected, isDrawn), `stage ${stage.stage}`);
    assert.equal(stage.exhausted, reported[i]?.nonTransferable, `stage ${stage.stage}`);
  }
  const end = rows.find(({ action }) => action === 'end');
  assert.equal(`${result.quota}.00000`, end?.quota);
  const elected = last?.options.map(({ status }) => (status === 'elected' ? 'E' : 'not'));
  const expected = end?.states.map((state) => (state === 'E' ? 'E' : 'not'));
  assert.deepEqual(anyOrder(elected ?? [], isDrawn), anyOrder(expected ?? [], isDrawn));
}

if (existsSync(FOLDER)) {
  const wards = readdirSync(FOLDER).filter((name) => name.endsWith('.blt'));
  test(`${COUNTS} Scottish counts are here`, () => assert.equal(wards.length, COUNTS));
  for (const ward of wards)
    test(`Scottish rules, every stage: ${ward}`, () => {
      const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
      compare(readBlt(read(ward)), readReport(read(ward.replace('.blt', REPORT))));
    });
} else {
  test('Scottish counts, every stage: NOT RUN: ../shared/data is absent', () => {
    console.log(`NOT RUN: ${FOLDER.pathname} is absent`);
  });
}
