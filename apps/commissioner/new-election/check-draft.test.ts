import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Ballot, Contest } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import { checkBallot, checkTimes, type Problem } from './check-draft.ts';
import { newDraft } from './draft.ts';
import {
  addContest,
  addLanguage,
  addOption,
  emptyBallot,
  withBackground,
  withContest,
  withOption,
  withText,
} from './edit-ballot.ts';

const sample = (name: string): Ballot =>
  parseBallot(readFileSync(new URL(`../../../ballots/samples/${name}.xml`, import.meta.url)));
const board = sample('board-election');

function isRefused(ballot: Ballot): boolean {
  try {
    parseBallot(new TextEncoder().encode(writeBallot(ballot)));
    return false;
  } catch {
    return true;
  }
}

const brief = (problems: readonly Problem[]): string[] =>
  problems.map(({ path, language = '', code }) => `${path} ${language} ${code}`);

const changed = (index: number, change: Partial<Contest>): Ballot =>
  withContest(board, index, (contest) => ({ ...contest, ...change }));

const inContest = fc.nat(board.contests.length - 1);
const number = fc.constantFrom(1, 2, 3, 5, 9, 257, 0, Number.NaN, 1.5);
const text = fc.constantFrom(
  '',
  '   ',
  'Ana',
  'Jonas Weber',
  'Q'.repeat(21),
  'Q'.repeat(501),
  'Йонас',
  'a\u202eb',
  '<&>',
  'https://ana.example',
  'http://ana.example',
  'One.\n\n Two.',
  'x'.repeat(4001),
);
const language = fc.constantFrom(...board.languages);
const edit: fc.Arbitrary<(ballot: Ballot) => Ballot> = fc.oneof(
  fc.tuple(inContest, fc.constantFrom('min', 'max', 'seats'), number).map(
    ([at, name, value]) =>
      (ballot: Ballot) =>
        withContest(ballot, at, (contest) =>
          contest.kind === 'rank' || contest.kind === 'choose-up-to'
            ? { ...contest, [name]: value }
            : contest,
        ),
  ),
  fc.tuple(inContest, fc.constantFrom('title', 'short'), language, text).map(
    ([at, name, tag, value]) =>
      (ballot: Ballot) =>
        withContest(ballot, at, (contest) => ({
          ...contest,
          [name]: withText(name === 'title' ? contest.title : contest.short, tag, value),
        })),
  ),
  fc.tuple(inContest, fc.nat(1), language, text).map(
    ([at, option, tag, value]) =>
      (ballot: Ballot) =>
        withContest(ballot, at, (contest) =>
          withOption(contest, option, (one) => ({ ...one, short: withText(one.short, tag, value) })),
        ),
  ),
  fc.tuple(inContest, fc.constantFrom('details', 'link'), language, text).map(
    ([at, name, tag, value]) =>
      (ballot: Ballot) =>
        withContest(ballot, at, (contest) => withBackground(contest, name, tag, value)),
  ),
  fc.tuple(inContest, fc.constantFrom('details', 'link'), language, text).map(
    ([at, name, tag, value]) =>
      (ballot: Ballot) =>
        withContest(ballot, at, (contest) =>
          withOption(contest, 0, (option) => withBackground(option, name, tag, value)),
        ),
  ),
  fc.constant(addContest),
  inContest.map(
    (at) => (ballot: Ballot) => withContest(ballot, at, (one) => addOption(one, ballot.languages)),
  ),
  fc.constant((ballot: Ballot) => ({ ...ballot, contests: [] })),
);

test('a ballot has a problem if and only if the parser refuses it, and each has a place of its own', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
      const ballot = edits.reduce((before, change) => change(before), board);
      const problems = checkBallot(ballot);
      assert.equal(problems.length > 0, isRefused(ballot), JSON.stringify(problems));
      // The list is the fields' own: the parser's word alone would have no field.
      assert.ok(
        problems.every(({ code }) => code !== 'ballot-refused'),
        JSON.stringify(problems),
      );
    }),
  );
});

test('the samples have no problems', () => {
  for (const name of ['board-election', 'referendum', 'council-rank'])
    assert.deepEqual(checkBallot(sample(name)), []);
});

test('all problems of a new ballot are told at once, each at its field', () => {
  assert.deepEqual(brief(checkBallot(emptyBallot('a', 'en'))), [
    'title en text-empty',
    'contests/0/title en text-empty',
    'contests/0/short en text-empty',
    'contests/0/options/0/short en text-empty',
    'contests/0/options/0/long en text-empty',
    'contests/0/options/1/short en text-empty',
    'contests/0/options/1/long en text-empty',
  ]);
});

test('details and links are marked at their fields, in the language that lacks them', () => {
  const of = (change: Partial<Contest>): string[] => brief(checkBallot(changed(0, change)));
  const all = (value: string) => Object.fromEntries(board.languages.map((tag) => [tag, value]));
  assert.deepEqual(of({ link: all('https://ana.example') }), []);
  assert.deepEqual(of({ link: { ...all('https://ana.example'), fr: 'ana.example' } }), [
    'contests/0/link fr text-link',
  ]);
  assert.deepEqual(of({ details: { ...all('Who she is'), pt: '' } }), ['contests/0/details pt text-empty']);
  assert.deepEqual(of({ details: { ...all('Who she is'), de: 'x'.repeat(4001) } }), [
    'contests/0/details de text-long',
  ]);
});

test('numbers that do not fit together are marked', () => {
  const of = (change: Partial<Contest>): string[] => brief(checkBallot(changed(1, change)));
  assert.deepEqual(of({ min: 4, max: 3 }), ['contests/1/min  min-max']);
  assert.deepEqual(of({ max: 7 }), ['contests/1/max  max-options']);
  assert.deepEqual(of({ seats: 7 }), ['contests/1/seats  seats-options']);
  assert.deepEqual(of({ min: Number.NaN }), ['contests/1/min  number']);
  assert.deepEqual(of({ options: [] }), ['contests/1/options  no-options']);
  assert.deepEqual(brief(checkBallot(changed(3, { options: [] }))), ['contests/3/options  two-options']);
});

test('a short text that stands twice is marked in its language, at the second place', () => {
  const [first] = board.contests;
  assert.ok(first);
  const twice = withContest(board, 0, (contest) =>
    withOption(contest, 1, (option) => ({
      ...option,
      short: withText(option.short, 'de', ' Inês  Almeida'),
    })),
  );
  assert.deepEqual(brief(checkBallot(twice)), ['contests/0/options/1/short de text-twice']);
});

test('a language that is added lacks its texts, except for the words of a yes-no contest', () => {
  const added = addLanguage(sample('referendum'), 'it');
  assert.ok(brief(checkBallot(added)).includes('title it text-empty'));
  const missing = addLanguage({ ...board, languages: ['en'] }, 'fr');
  assert.deepEqual(missing.contests[3]?.options[0]?.short.fr, 'Oui');
});

test('a ballot of more bytes than allowed is refused as a whole', () => {
  const options = Array.from({ length: 200 }, (_, index) => ({
    id: `o${index}`,
    short: { en: `o${index}` },
    long: { en: `${index}${'x'.repeat(400)}` },
  }));
  const [, contest] = board.contests;
  assert.ok(contest);
  const large = { ...emptyBallot('a', 'en'), title: { en: 'T' }, contests: [{ ...contest, options }] };
  assert.deepEqual(brief(checkBallot(large)), ['contests  ballot-large']);
});

test('times must follow one another', () => {
  const draft = { ...newDraft(0), title: 'T' };
  assert.deepEqual(checkTimes(draft, 0), []);
  const { opens, closes, intakeEnds, claimsEnd } = draft;
  assert.ok(opens < closes && closes < intakeEnds && intakeEnds < claimsEnd);
  assert.deepEqual(brief(checkTimes({ ...draft, closes: opens }, 0)), ['closes  closes-order']);
  assert.deepEqual(brief(checkTimes({ ...draft, intakeEnds: closes }, 0)), ['intakeEnds  intake-order']);
  assert.deepEqual(brief(checkTimes({ ...draft, claimsEnd: intakeEnds }, 0)), ['claimsEnd  claims-order']);
  assert.deepEqual(brief(checkTimes({ ...draft, opens: Number.NaN }, 0)), ['opens  time-missing']);
  assert.deepEqual(brief(checkTimes(draft, closes)), ['closes  closes-past']);
  assert.deepEqual(brief(checkTimes({ ...draft, title: ' ' }, 0)), ['title  text-empty']);
  assert.deepEqual(brief(checkTimes({ ...draft, title: 'T'.repeat(201) }, 0)), ['title  text-long']);
});
