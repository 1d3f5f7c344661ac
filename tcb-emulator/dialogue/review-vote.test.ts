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
const review = (io: DialogueIo): Promise<string> => reviewVote(io, EN, ballot, vote);

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
  assert.equal((await drive(review, ['ok', 'correct'])).result, 'change');
  assert.equal((await screenAfter(review, ['cancel', 'cancel']))[1], '1. b');
  assert.equal((await drive(review, ['cancel', 'ok'])).result, 'cancel');
});

test('after a change the whole is reviewed again', async () => {
  const single = ballotOf([contest('choose-one', 'plurality', 3)]);
  const dialogue = (io: DialogueIo): Promise<Vote | 'cancelled'> => completeBallot(io, EN, single);
  const { result } = await drive(dialogue, ['1', 'ok', 'ok', 'correct', '2', 'ok', 'ok', 'ok', 'ok']);
  assert.deepEqual(result, [[[1]]]);
});
