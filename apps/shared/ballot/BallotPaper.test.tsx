import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Ballot, Contest } from '../../../ballots/ballot.ts';
import { fill } from '../i18n.ts';
import { expectAccessible } from '../test-support.ts';
import { BallotPaper } from './BallotPaper.tsx';
import { en } from './en.ts';

const BALLOT: Ballot = {
  id: 'board-2026',
  languages: ['en'],
  title: { en: 'Election' },
  contests: [
    {
      id: 'board',
      kind: 'choose-one',
      subject: 'people',
      count: 'plurality',
      title: { en: '' },
      short: { en: 'Board' },
      ...{ min: 1, max: 1, seats: 1, blankAllowed: false, equalRanks: false },
      options: [{ id: 'ada', short: { en: 'Ada' }, long: { en: 'Ada Lovelace' } }],
    },
  ],
};

test('what voters can read up on is folded, in paragraphs; a link names its host, and any other is none', async () => {
  const details = { en: 'Wrote the first program.\n\nKnows engines.' };
  const options = ['https://ada.example/notes', 'javascript:alert(1)'].map((link, at) => ({
    id: `o${at}`,
    short: { en: `Ada ${at}` },
    long: { en: `Ada ${at}` },
    details,
    link: { en: link },
  }));
  const ballot = { ...BALLOT, contests: [contest({ options })] };
  const screen = await render(<BallotPaper ballot={ballot} tag="en" texts={en} level={3} />);
  await expect.element(screen.getByText('Knows engines.').first()).not.toBeVisible();
  await screen.getByText(fill(en.more, { name: 'Ada 0' })).click();
  await expect.element(screen.getByText('Knows engines.').first()).toBeVisible();
  const link = screen.getByRole('link', { name: fill(en.page, { name: 'Ada 0', host: 'ada.example' }) });
  await expect.element(link).toHaveAttribute('href', 'https://ada.example/notes');
  await expect.element(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  expect(screen.getByRole('link').elements()).toHaveLength(1);
  await expectAccessible();
});

test('a contest whose title is not written yet is headed by its ID', async () => {
  const screen = await render(<BallotPaper ballot={BALLOT} tag="en" texts={en} level={3} />);
  await expect.element(screen.getByRole('heading', { name: 'board' })).toBeVisible();
  await expectAccessible();
});

const [BOARD] = BALLOT.contests;
/** The one contest, changed, with a title that the terminal has no other name for. */
const contest = (changes: Partial<Contest>): Contest => ({
  ...(BOARD as Contest),
  title: { en: 'Board' },
  ...changes,
});
const textOf = async (...contests: Contest[]): Promise<string> => {
  const screen = await render(<BallotPaper ballot={{ ...BALLOT, contests }} tag="en" texts={en} level={3} />);
  return screen.container.textContent ?? '';
};

test('an option stands behind its number; what the terminal calls it is said where it is something else', async () => {
  const same = { en: 'Grace' };
  const roof = { id: 'roof', short: { en: 'Solar roof' }, long: { en: 'Panels on the roof' } };
  const options = [...contest({}).options, { id: 'grace', short: same, long: same }, roof];
  const text = await textOf(contest({ options }));
  expect(text).toContain('1 Ada Lovelace');
  expect(text).not.toContain(fill(en.onTerminal, { short: 'Ada' }));
  expect(text).toContain('3 Panels on the roof');
  expect(text).toContain(fill(en.onTerminal, { short: 'Solar roof' }));
  expect(text).toContain('2 Grace');
  expect(text).not.toContain(fill(en.onTerminal, { short: 'Grace' }));
  expect(text).not.toContain(fill(en.contestOnTerminal, { short: 'Board' }));
  expect(await textOf(contest({ title: { en: 'The board' } }))).toContain(
    fill(en.contestOnTerminal, { short: 'Board' }),
  );
});

test('that questions may be left blank is said once if it is so of all, else of each', async () => {
  const [may, mustNot] = [contest({ blankAllowed: true }), contest({ id: 'other' })];
  const all = await textOf(may, { ...may, id: 'other' });
  expect(all).toContain(en.blankAll);
  expect(all).not.toContain(en.blank);
  const some = await textOf(may, mustNot);
  expect(some).not.toContain(en.blankAll);
  expect(some.split(en.blank)).toHaveLength(2);
});

test.each([
  [{ kind: 'choose-up-to', max: 3 }, 'Choose up to 3.'],
  [{ kind: 'choose-up-to', min: 2, max: 3 }, 'Choose 2 to 3.'],
  [{ kind: 'rank', max: 4, count: 'stv' }, 'Put up to 4 in order, the best first. Counted by single'],
  [
    { kind: 'rank', min: 4, max: 4, count: 'condorcet' },
    'Put 4 in order, the best first. Counted by comparing',
  ],
] as const)('what a contest wants: %o', async (changes, rule) => {
  expect(await textOf(contest(changes))).toContain(rule);
});
