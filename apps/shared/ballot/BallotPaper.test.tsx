import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Ballot } from '../../../ballots/ballot.ts';
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
  const [contest] = BALLOT.contests;
  const details = { en: 'Wrote the first program.\n\nKnows engines.' };
  const options = ['https://ada.example/notes', 'javascript:alert(1)'].map((link, at) => ({
    id: `o${at}`,
    short: { en: `Ada ${at}` },
    long: { en: `Ada ${at}` },
    details,
    link: { en: link },
  }));
  const ballot = { ...BALLOT, contests: contest ? [{ ...contest, title: { en: 'Board' }, options }] : [] };
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
