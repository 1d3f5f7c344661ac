import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Renewals } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible } from '../../shared/test-support.ts';
import { electionWith, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Watch } from './Monitoring.tsx';
import { RenewalCard } from './RenewalCard.tsx';

const words = en.renewals;
const renewals: Renewals = {
  period: 3,
  next: 7_200_000,
  isUnderWay: false,
  isLate: false,
  needed: 3,
  without: [],
  last: [
    { period: 3, time: 3_600_000, holders: ['t1', 't2', 't3'] },
    { period: 0, time: null, holders: ['t1', 't2', 't3', 't4'] },
  ],
};

async function shown(change: Partial<Renewals> | null) {
  const answer = change && { ...renewals, ...change };
  answering({ 'GET /officer/elections/e/renewals': () => Response.json({ renewals: answer }) });
  return render(inConsole(<RenewalCard election={electionWith({ stage: 'open', renewEvery: 3600 })} />));
}

test('in which period the Trustees are, when the next renewal is due, and the last ones with who holds their shares', async () => {
  const screen = await shown({});
  await expect.element(screen.getByText(/^Number 3, .*1970/)).toBeVisible();
  await expect.element(screen.getByText(/^from .*1970/)).toBeVisible();
  await screen.getByText(words.last).click();
  await expect.element(screen.getByText(/^3: .*held by t1, t2, and t3$/)).toBeVisible();
  const first = fill(words.row, { period: '0', time: words.atSetup, trustees: 't1, t2, t3, and t4' });
  await expect.element(screen.getByText(first)).toBeVisible();
  expect(screen.getByRole('status').elements()).toEqual([]);
  await expectAccessible();
});

test('who holds no share is named, with what to do; so is a renewal that has come to nothing', async () => {
  const screen = await shown({ without: ['t4'], isLate: true, isUnderWay: true });
  await expect.element(screen.getByText(fill(words.without, { trustees: 't4' }))).toBeVisible();
  await expect.element(screen.getByText(fill(words.withoutText, { needed: '3' }))).toBeVisible();
  await expect.element(screen.getByText(words.late)).toBeVisible();
  await expect.element(screen.getByText(words.underWay)).toBeVisible();
  await expectAccessible();
});

test('before the board has been read it waits', async () => {
  const screen = await shown(null);
  await expect.element(screen.getByText(en.loading)).toBeVisible();
});

test('an election in which nothing is renewed has no such card', async () => {
  answering({});
  const watch = { health: undefined, servers: new Map() };
  const screen = await render(
    inConsole(<Watch election={electionWith({ stage: 'created', renewEvery: 60 })} {...watch} />),
  );
  await screen.rerender(inConsole(<Watch election={electionWith({ stage: 'open' })} {...watch} />));
  expect(screen.getByText(words.heading).elements()).toEqual([]);
});
