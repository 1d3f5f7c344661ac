import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Ballot } from '../../../ballots/ballot.ts';
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
      count: 'plurality',
      title: { en: '' },
      short: { en: 'Board' },
      ...{ min: 1, max: 1, seats: 1, blankAllowed: false, equalRanks: false },
      options: [{ id: 'ada', short: { en: 'Ada' }, long: { en: 'Ada Lovelace' } }],
    },
  ],
};

test('a contest whose title is not written yet is headed by its ID', async () => {
  const screen = await render(<BallotPaper ballot={BALLOT} tag="en" texts={en} level={3} />);
  await expect.element(screen.getByRole('heading', { name: 'board' })).toBeVisible();
  await expectAccessible();
});
