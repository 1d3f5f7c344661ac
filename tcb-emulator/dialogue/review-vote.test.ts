import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { at } from '../../ballots/at.ts';
import { ballotOf, contest } from '../../ballots/test-support.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { completeBallot } from './fill-ballot.ts';
import { keysFor } from './keys-for.ts';
import { reviewPages, reviewVote } from './review-vote.ts';
import { textsIn } from './screens.ts';
import { anyBallotAndVote, drive, screenAfter } from './test-support.ts';

const EN = textsIn('en');
const ballot = ballotOf([
  contest('rank', 'condorcet', 4, { equalRanks: true }),
  contest('yes-no', 'plurality', 2),
]);
const vote: Vote = [[[1, 3], [0]], []];
const review = (io: DialogueIo) => reviewVote(io, EN, ballot, vote);

test('every page is shown before the confirmation', async () => {
  const { result, shown } = await drive(review, ['ok', 'ok', 'ok', 'ok']);
  assert.equal(result, 'confirm');
  assert.deepEqual(
    shown.map((screen) => screen.slice(1, 3)),
    [
      ['1. b', '1. d'],
      ['2. a', ''],
      ['BLANK VOTE', ''],
      ['It will be final.', '<:edit ↑:check again'],
    ],
  );
});

test('the review shows the choices of any vote, in order, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(anyBallotAndVote, async ({ ballot: any, vote: chosen }) => {
      const { shown } = await drive((io) => completeBallot(io, EN, any), keysFor(any, chosen));
      const pages = reviewPages(EN, any, chosen).length;
      const text = shown.slice(-pages - 1, -1).map((screen) => screen.slice(1, 3).join(''));
      const expected = chosen.flatMap((contestVote, index) => {
        const { kind, options } = at(any.contests, index);
        if (contestVote.length === 0) return ['BLANK VOTE'];
        return contestVote.flatMap((group, rank) =>
          group.map((option) => {
            const label = kind === 'rank' ? `${rank + 1}.` : `${option + 1}`;
            return `${label} ${at(options, option).short.en}`;
          }),
        );
      });
      assert.equal(text.join('').replaceAll(' ', ''), expected.join('').replaceAll(' ', ''));
    }),
  );
});

test('up goes back, correct changes, cancel asks before it stops', async () => {
  assert.deepEqual((await screenAfter(review, ['ok', 'up']))[1], '1. b');
  assert.deepEqual(
    (await screenAfter(review, ['down', 'down', 'down', 'down', 'down']))[0],
    'Cast this vote?',
  );
  assert.deepEqual((await drive(review, ['ok', 'correct'])).result, { change: 0 });
  assert.deepEqual((await drive(review, ['ok', 'ok', 'correct'])).result, { change: 1 });
  assert.deepEqual((await drive(review, ['ok', 'ok', 'ok', 'correct'])).result, { change: 'all' });
  assert.equal((await screenAfter(review, ['cancel', 'cancel']))[1], '1. b');
  assert.equal((await drive(review, ['cancel', 'ok'])).result, 'cancel');
});

test('? explains the review and the confirmation', async () => {
  assert.equal((await screenAfter(review, ['help']))[0], 'Check every page.');
  assert.match((await screenAfter(review, ['down', 'down', 'down', 'help'])).join(' '), /asks for your PIN/);
  assert.equal((await screenAfter(review, ['ok', 'help', 'help']))[1], '2. a');
});

const three = ballotOf(
  ['A', 'B', 'C'].map((en) => ({ ...contest('choose-one', 'plurality', 3), short: { en } })),
);
const complete = (io: DialogueIo): Promise<Vote | 'cancelled'> => completeBallot(io, EN, three);
const FILLED = keysFor(three, [[[0]], [[0]], [[0]]]).slice(0, 9);

test('correct opens the contest of the page, and OK comes back to its page, with what was chosen', async () => {
  const opened = await screenAfter(complete, [...FILLED, 'ok', 'correct']);
  assert.deepEqual(opened.slice(0, 2), ['B', '2/3 Chosen 1/1']);
  const back = await screenAfter(complete, [...FILLED, 'ok', 'correct', '3', 'ok', 'ok']);
  assert.deepEqual(back.slice(0, 2), ['B', '3 c']);
  const cast = await drive(complete, [...FILLED, 'ok', 'correct', '3', 'ok', 'ok', 'ok', 'ok', 'ok']);
  assert.deepEqual(cast.result, [[[0]], [[2]], [[0]]]);
});

test('cancel in a contest that is changed from the review comes back, and all is as it was', async () => {
  const keys = [...FILLED, 'ok', 'correct', 'correct', '3', 'ok', 'cancel'] as const;
  assert.deepEqual((await screenAfter(complete, keys)).slice(0, 2), ['B', '1 a']);
});

test('after a change of all the whole is reviewed again', async () => {
  const single = ballotOf([contest('choose-one', 'plurality', 3)]);
  const dialogue = (io: DialogueIo): Promise<Vote | 'cancelled'> => completeBallot(io, EN, single);
  const { result } = await drive(dialogue, ['1', 'ok', 'ok', 'ok', 'correct', '2', 'ok', 'ok', 'ok', 'ok']);
  assert.deepEqual(result, [[[1]]]);
});
