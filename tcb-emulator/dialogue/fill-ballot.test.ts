import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Ballot } from '../../ballots/ballot.ts';
import { ballotOf, contest } from '../../ballots/test-support.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import { checkVote } from '../../ballots/vote-rules.ts';
import { KEYS, type Key } from '../display/keys.ts';
import { Panel } from '../display/panel.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { completeBallot, fillBallot } from './fill-ballot.ts';
import { keysFor } from './keys-for.ts';
import { LANGUAGES } from './languages.ts';
import { wrapLabelled } from './layout.ts';
import { textsIn } from './screens.ts';
import { anyBallotAndVote, anyNamedBallot, drive, screenAfter } from './test-support.ts';

const EN = textsIn('en');

const fill =
  (ballot: Ballot, start?: Vote) =>
  (io: DialogueIo): Promise<Vote | 'cancelled'> =>
    fillBallot(io, EN, ballot, start);

const keys = (line: string): Key[] => line.split(' ').flatMap((name) => KEYS.filter((key) => key === name));

const chooseOne = ballotOf([contest('choose-one', 'plurality', 12)]);
const upToThree = ballotOf([contest('choose-up-to', 'approval', 12, { max: 3 })]);
const ranked = ballotOf([contest('rank', 'stv', 12)]);
const equal = ballotOf([contest('rank', 'condorcet', 12, { equalRanks: true })]);
const yesNo = ballotOf([contest('yes-no', 'plurality', 2)]);
const two = ballotOf([contest('choose-one', 'plurality', 3), contest('choose-one', 'plurality', 3)]);

test('the keys for any vote on any ballot make exactly that vote', async () => {
  await fc.assert(
    fc.asyncProperty(anyBallotAndVote, async ({ ballot, vote }) => {
      const { result } = await drive((io) => completeBallot(io, EN, ballot), keysFor(ballot, vote));
      assert.deepEqual(result, vote);
    }),
  );
});

test('the largest contest with the widest names fits in every language, wherever the voter goes', async () => {
  const widest = 256;
  const many = contest('rank', 'condorcet', widest, { min: widest, equalRanks: true });
  const name = (index: number): Record<string, string> => ({ en: String(index).padStart(20, 'W W') });
  const options = many.options.map((option, index) => ({ ...option, short: name(index), long: name(index) }));
  const ballot = ballotOf([{ ...many, short: name(0), options }]);
  const vote: Vote = [options.map((_, index) => [index]).toReversed()];
  for (const language of LANGUAGES) {
    const texts = textsIn(language);
    const typed = keysFor(ballot, vote, language);
    assert.deepEqual((await drive((io) => completeBallot(io, texts, ballot), typed)).result, vote);
    const wander = keys('2 5 6 ok ok 2 5 6 help ok up help ok down ok 1 ok 0 2 ok up up');
    await screenAfter((io) => completeBallot(io, texts, ballot), wander);
  }
});

test('whatever keys are pressed, a vote that comes out is one that the ballot allows', async () => {
  const anyKeys = fc.array(fc.constantFrom(...KEYS, 'ok' as const, 'ok' as const), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(anyNamedBallot, anyKeys, async (ballot, pressed) => {
      const source = pressed.values();
      const end = new Error('out of keys');
      const io: DialogueIo = {
        show: () => undefined,
        nextKey: async () => {
          const { value } = source.next();
          if (value === undefined) throw end;
          return value;
        },
      };
      const result = await completeBallot(io, EN, ballot).catch((error: unknown) => {
        assert.equal(error, end);
        return 'cancelled' as const;
      });
      if (result !== 'cancelled') assert.deepEqual(checkVote(ballot, result), []);
    }),
  );
});

test('the panel runs the dialogue, and a removed card ends it', async () => {
  const panel = new Panel();
  const typing = panel.type(keysFor(two, [[[2]], []]));
  assert.deepEqual(await completeBallot(panel, EN, two), [[[2]], []]);
  assert.equal(await typing, keysFor(two, [[[2]], []]).length);

  const removed = new AbortController();
  const io: DialogueIo = {
    show: (lines) => panel.show(lines),
    nextKey: () => panel.nextKey(removed.signal),
  };
  const running = fillBallot(io, EN, two);
  removed.abort(new Error('card removed'));
  await assert.rejects(running, /card removed/);
});

test('a number and OK chooses; the display shows the option first, and then the choice', async () => {
  assert.deepEqual(await screenAfter(fill(chooseOne), keys('1 2')), [
    'Contest',
    'Number: 12',
    'l',
    'OK:choose <:correct',
  ]);
  assert.deepEqual(await screenAfter(fill(chooseOne), keys('1 2 ok')), [
    'Contest',
    '1/1 Chosen 1/1',
    'l',
    'OK:done <:undo ↑↓ ?',
  ]);
});

test('where one is chosen, another number takes its place, and the same number keeps it', async () => {
  assert.deepEqual((await drive(fill(chooseOne), keys('5 ok 7 ok 7 ok ok'))).result, [[[6]]]);
});

test('where several are chosen, the same number again removes it', async () => {
  assert.deepEqual((await drive(fill(upToThree), keys('5 ok 2 ok 5 ok ok'))).result, [[[1]]]);
});

test('the most options are not exceeded, and the display says so', async () => {
  const screen = await screenAfter(fill(upToThree), keys('1 ok 2 ok 3 ok 4'));
  assert.equal(screen[3], 'Max 3! OK:back');
});

test('options are ranked in the order of entry; correct takes back the last', async () => {
  assert.deepEqual((await drive(fill(ranked), keys('7 ok 3 ok 1 ok correct 2 ok ok'))).result, [
    [[6], [2], [1]],
  ]);
  assert.equal((await screenAfter(fill(ranked), keys('7 ok 7')))[3], 'Rank 1 OK:back');
});

test('a leading 0 gives the same rank as the last choice', async () => {
  assert.deepEqual((await drive(fill(equal), keys('7 ok 0 3 ok 1 ok ok'))).result, [[[2, 6], [0]]]);
  assert.deepEqual((await drive(fill(equal), keys('7 ok 0 3 ok correct 1 ok ok'))).result, [[[6], [0]]]);
  assert.equal((await screenAfter(fill(equal), keys('7 ok 0')))[1], 'Same rank as last:');
  assert.equal((await screenAfter(fill(equal), keys('7 ok 0 3')))[1], 'Same rank: 03');
});

test('a number that no option has is replaced by the next digit', async () => {
  assert.equal((await screenAfter(fill(yesNo), keys('3')))[2], 'No such number');
  assert.deepEqual((await screenAfter(fill(chooseOne), keys('2 1'))).slice(1, 3), ['Number: 1', 'a']);
  assert.equal((await screenAfter(fill(chooseOne), keys('1 3')))[1], 'Number: 3');
  assert.equal((await screenAfter(fill(chooseOne), keys('9 1 2')))[2], 'l');
  assert.deepEqual((await screenAfter(fill(chooseOne), keys('2 0'))).slice(1, 3), [
    'Number: 0',
    'No such number',
  ]);
  assert.equal((await screenAfter(fill(chooseOne), keys('2 0 5')))[1], 'Number: 5');
});

test('where ranks may be equal the 0 before a number stays, and a 0 after it begins again', async () => {
  assert.equal((await screenAfter(fill(equal), keys('7 ok 0 2 1')))[1], 'Same rank: 01');
  assert.equal((await screenAfter(fill(equal), keys('7 ok 0 1 0')))[1], 'Same rank: 010');
  assert.equal((await screenAfter(fill(equal), keys('7 ok 0 2 0')))[1], 'Same rank as last:');
  assert.equal((await screenAfter(fill(equal), keys('7 ok 2 0')))[1], 'Same rank as last:');
});

test('OK on what cannot be taken goes back, and takes nothing', async () => {
  for (const typed of ['1 ok 2 ok 3 ok 4 ok', '1 ok 2 ok 3 ok 0 ok', '1 ok 2 ok 3 ok down down down down ok'])
    assert.equal((await screenAfter(fill(upToThree), keys(typed)))[1], '1/1 Chosen 3/3', typed);
  const first = await screenAfter(fill(ranked), keys('7 ok 7 ok'));
  assert.deepEqual(first.slice(1, 2).concat(first.slice(3)), ['1/1 Rank 1:', 'Type next or OK:done']);
  assert.equal((await screenAfter(fill(upToThree), keys('1 ok 2 ok')))[3], 'Type next or OK:done');
  assert.equal((await screenAfter(fill(upToThree), keys('1 ok 2 ok 3 ok')))[3], 'OK:done <:undo ↑↓ ?');
});

test('up and down move the cursor, OK takes the option at it, and another OK finishes', async () => {
  assert.deepEqual(await screenAfter(fill(chooseOne), keys('down down')), [
    'Contest',
    '>2 b',
    ' 3 c',
    'OK:choose ↑↓ X:back',
  ]);
  assert.deepEqual((await drive(fill(chooseOne), keys('down down ok ok'))).result, [[[1]]]);
  assert.deepEqual((await drive(fill(upToThree), keys('up ok down down ok ok'))).result, [[[1, 11]]]);
});

test('the list begins at the number that was typed', async () => {
  assert.equal((await screenAfter(fill(chooseOne), keys('1 0 down')))[1], '>10 j');
});

test('the list marks what is chosen, and shows long names whole', async () => {
  const long = 'Maria da Conceição S';
  const options = contest('rank', 'stv', 2).options.map((option, index) =>
    index === 0 ? { ...option, short: { en: long } } : option,
  );
  const ballot = ballotOf([contest('rank', 'stv', 2, { options })]);
  const screen = await screenAfter(fill(ballot), keys('1 ok down'));
  assert.deepEqual(screen.slice(1, 3), ['>1 Maria da', '   Conceição S (1)']);
});

test('a name is never broken within a word: beside its number, below it, or for itself', () => {
  assert.deepEqual(wrapLabelled('>1 ', 'Anna Größenwahn', ' (1)'), ['>1 Anna Größenwahn', '   (1)']);
  assert.deepEqual(wrapLabelled('>12 ', 'Die Buchhandlerin AG', ' [x]'), ['>12 [x]', 'Die Buchhandlerin AG']);
  assert.deepEqual(wrapLabelled('1. ', 'Donaudampfschiffahrt'), ['1.', 'Donaudampfschiffahrt']);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a'), minLength: 1, maxLength: 20 })), (words) => {
      const name = words.join(' ').slice(0, 20).trim();
      const lines = wrapLabelled('>256 ', name, ' (256)');
      assert.ok(lines.length <= 2 && lines.every((line) => line.length <= 20));
      assert.equal(
        lines
          .join(' ')
          .replaceAll(/ +/g, ' ')
          .replace(/ ?\(256\)/, '')
          .slice(4)
          .trim(),
        name,
      );
    }),
  );
});

test('a short list is shown at once', async () => {
  const options = contest('yes-no', 'plurality', 2).options.map((option, index) => ({
    ...option,
    short: { en: index === 0 ? 'Yes' : 'No' },
  }));
  const screen = await screenAfter(fill(ballotOf([contest('yes-no', 'plurality', 2, { options })])), []);
  assert.equal(screen[2], '1 Yes  2 No');
  assert.deepEqual((await drive(fill(yesNo), keys('2 ok ok'))).result, [[[1]]]);
});

test('a blank is asked about, and refused where it is not allowed', async () => {
  assert.equal((await screenAfter(fill(chooseOne), keys('ok')))[2], 'Blank vote?');
  assert.deepEqual((await drive(fill(chooseOne), keys('ok cancel ok ok'))).result, [[]]);
  assert.equal((await screenAfter(fill(chooseOne), keys('ok help')))[0], 'OK leaves this one');
  assert.equal((await screenAfter(fill(chooseOne), keys('ok help help')))[2], 'Blank vote?');
  const needed = ballotOf([contest('choose-up-to', 'approval', 5, { min: 2, blankAllowed: false })]);
  assert.deepEqual((await screenAfter(fill(needed), keys('ok'))).slice(1, 3), [
    'Needed: 2 or more',
    'Chosen: 0',
  ]);
  assert.deepEqual((await screenAfter(fill(needed), keys('1 ok ok'))).slice(1, 3), [
    'Needed: 2 or more',
    'Chosen: 1',
  ]);
});

test('cancel goes back one contest and keeps the choices; before the first it asks', async () => {
  assert.equal((await screenAfter(fill(two), keys('1 ok ok cancel')))[1], '1/2 Chosen 1/1');
  assert.deepEqual((await drive(fill(two), keys('1 ok ok 2 ok cancel 3 ok ok ok'))).result, [[[2]], [[1]]]);
  assert.equal((await screenAfter(fill(two), keys('cancel')))[0], 'Stop voting?');
  assert.equal((await screenAfter(fill(two), keys('cancel cancel')))[1], '1/2 Choose one');
  assert.equal((await drive(fill(two), keys('cancel ok'))).result, 'cancelled');
});

test('cancel clears a number that is being typed', async () => {
  assert.equal((await screenAfter(fill(two), keys('1 cancel')))[1], '1/2 Choose one');
});

test('help shows the full text of the contest, or of the option in view, and returns', async () => {
  const long = { en: 'The “long” title — of a contest in ελ' };
  const ballot = ballotOf([contest('rank', 'condorcet', 3, { title: long, equalRanks: true })]);
  assert.deepEqual((await screenAfter(fill(ballot), keys('help'))).slice(0, 3), [
    'The "long" title -',
    'of a contest in ??',
    '',
  ]);
  assert.equal((await screenAfter(fill(ballot), keys('help down down down')))[0], 'Same rank as last:');
  assert.equal((await screenAfter(fill(ballot), keys('help cancel')))[1], '1/1 Rank up to 3');
  assert.equal((await screenAfter(fill(ballot), keys('2 help')))[0], '2 b');
  assert.equal((await screenAfter(fill(ballot), keys('2 help ok')))[1], 'Number: 2');
});

test('a start is kept by OK alone', async () => {
  const start: Vote = [[[2]], [[0]]];
  assert.deepEqual((await drive(fill(two, start), keys('ok ok'))).result, start);
});
