import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { completeBallot } from '../../../tcb-emulator/dialogue/fill-ballot.ts';
import { textsIn } from '../../../tcb-emulator/dialogue/screens.ts';
import { KEYS, type Key } from '../../../tcb-emulator/display/keys.ts';
import { addContest } from './edit-ballot.ts';
import { continuePreview, press, screenOf, showable, startPreview } from './terminal-preview.ts';

const BOARD = new URL('../../../ballots/samples/board-election.xml', import.meta.url);
const board = parseBallot(readFileSync(BOARD));
const english = textsIn('en');

/** The last screen of the terminal's own dialogue after these keys; undefined if it ended. */
async function inTerminal(keys: readonly Key[]): Promise<readonly string[] | undefined> {
  let shown: readonly string[] | undefined;
  const left = [...keys];
  const show = (lines: readonly string[]): void => {
    shown = lines;
  };
  const nextKey = async (): Promise<Key> => left.shift() ?? Promise.reject(new Error('no more keys'));
  const ended = await completeBallot({ show, nextKey }, english, board).then(
    () => true,
    () => false,
  );
  return ended ? undefined : shown;
}

test('the preview shows what the terminal shows, whatever keys are pressed', async () => {
  // The question whether to stop is the terminal's alone.
  const key = fc.oneof(
    { weight: 5, arbitrary: fc.constant<Key>('ok') },
    { weight: 5, arbitrary: fc.constantFrom(...KEYS.filter((one) => one !== 'cancel')) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(key, { maxLength: 60 }), async (keys) => {
      const expected = await inTerminal(keys);
      fc.pre(expected !== undefined);
      const preview = keys.reduce((state, one) => press(english, board, state, one), startPreview(board));
      assert.deepEqual(screenOf(english, board, preview), expected);
    }),
  );
});

test('cancel goes to the contest before', () => {
  const second = press(english, board, press(english, board, startPreview(board), '1'), 'ok');
  const done = press(english, board, second, 'ok');
  assert.equal(done.contest, 1);
  assert.equal(press(english, board, done, 'cancel').contest, 0);
});

test('after a change of a text the preview is where it was, after one of the form at the start of the contest', () => {
  const typed = press(english, board, startPreview(board, 1), '3');
  const [first, ...others] = board.contests;
  assert.ok(first);
  const renamed = { ...board, contests: [{ ...first, short: { en: 'Chair' } }, ...others] };
  assert.deepEqual(continuePreview(board, renamed, typed), typed);
  const longer = addContest(board);
  assert.equal(continuePreview(board, longer, typed).contest, 1);
  const without = { ...board, contests: [first] };
  const left = continuePreview(board, without, typed);
  assert.equal(left.contest, 0);
  assert.match(screenOf(english, without, left).join(), /President/);
});

test('an unfinished ballot is made such that the display can show it', () => {
  const [first] = board.contests;
  assert.ok(first);
  const short = { en: 'Йонас is a name much too long for a line' };
  const unfinished = {
    ...board,
    contests: [
      { ...first, short, min: Number.NaN, max: 900 },
      { ...first, options: [] },
    ],
  };
  const ballot = showable(unfinished);
  assert.equal(ballot.contests.length, 1);
  assert.equal(ballot.contests[0]?.short.en, '????? is a name much');
  assert.equal(ballot.contests[0]?.max, 2);
  assert.match(screenOf(english, ballot, startPreview(ballot)).join(), /\?{5} is a name much/);
});
