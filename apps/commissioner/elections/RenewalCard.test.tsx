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
  role: 'trustee',
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

async function shown(...changes: readonly Partial<Renewals>[]) {
  const answer = changes.length === 0 ? null : changes.map((change) => ({ ...renewals, ...change }));
  answering({ 'GET /officer/elections/e/renewals': () => Response.json({ renewals: answer }) });
  return render(inConsole(<RenewalCard election={electionWith({ stage: 'open', renewEvery: 3600 })} />));
}

test('in which period the Trustees are, when the next renewal is due, and the last ones with who holds their shares', async () => {
  const screen = await shown({});
  await expect.element(screen.getByText(/^Number 3, .*1970/)).toBeVisible();
  await expect.element(screen.getByText(/^from .*1970/)).toBeVisible();
  await screen.getByText(fill(words.last, { role: en.roleNames.trustee })).click();
  await expect.element(screen.getByText(/^3: .*held by t1, t2, and t3$/)).toBeVisible();
  const first = fill(words.row, { period: '0', time: words.atSetup, servers: 't1, t2, t3, and t4' });
  await expect.element(screen.getByText(first)).toBeVisible();
  expect(screen.getByRole('status').elements()).toEqual([]);
  await expectAccessible();
});

test('who holds no share is named, with what to do; so is a renewal that has come to nothing', async () => {
  const screen = await shown({ without: ['t4'], isLate: true, isUnderWay: true });
  await expect.element(screen.getByText(fill(words.without, { servers: 't4' }))).toBeVisible();
  await expect.element(screen.getByText(fill(words.withoutText.trustee, { needed: '3' }))).toBeVisible();
  await expect.element(screen.getByText(words.late)).toBeVisible();
  await expect.element(screen.getByText(words.underWay)).toBeVisible();
  await expectAccessible();
});

test('each role has its own, and what to do is said of that role', async () => {
  const screen = await shown({}, { role: 'administrator', period: 2, next: null, without: ['a1'] });
  const ofRole = (role: Renewals['role']) => screen.getByRole('region', { name: en.roleNames[role] });
  await expect.element(ofRole('trustee').getByText(/^Number 3, /)).toBeVisible();
  const administrators = ofRole('administrator');
  await expect.element(administrators.getByText(/^Number 2, /)).toBeVisible();
  await expect.element(administrators.getByText(words.noMore)).toBeVisible();
  const advice = fill(words.withoutText.administrator, { needed: '3' });
  await expect.element(administrators.getByText(advice)).toBeVisible();
  await expectAccessible();
});

test('before the board has been read it waits', async () => {
  const screen = await shown();
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
