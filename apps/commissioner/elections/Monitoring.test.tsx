import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Health, ServerHealth } from '../../../servers/commissioner/api/servers.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import { electionWith, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Watch } from './Monitoring.tsx';

const server = (id: string, change: Partial<ServerHealth> = {}): ServerHealth => ({
  ...{ id, role: 'counter', up: true, problem: null, milliseconds: 12, clockSkew: 0 },
  ...change,
});

const election = electionWith({ servers: ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => ({ id, url: '' })) });

const health: Health = {
  now: 0,
  servers: [
    server('c1'),
    server('c2', { up: false, clockSkew: null }),
    server('c3', { problem: 'store/full' }),
    server('c4', { clockSkew: 61_000 }),
    server('c5', { problem: 'hostile/<b>' }),
    server('elsewhere'),
  ],
};

test('the servers of the election, each with its state in words', async () => {
  const screen = await render(inConsole(<Watch election={election} health={health} servers={new Map()} />));
  const rows = screen.getByRole('row').elements().slice(1);
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells.map(([id, state]) => [id, state])).toEqual([
    ['c1', en.monitoring.up],
    ['c2', en.monitoring.down],
    ['c3', 'disk full (store/full)'],
    ['c4', en.monitoring.up],
    ['c5', 'failing: hostile/<b>'],
  ]);
  const answers = cells.map((row) => row[4]);
  expect(answers[1]).toBe('');
  expect(answers[0]).toContain('12');
  expect(cells[3]?.[5]).not.toBe(cells[0]?.[5]);
  await expectAccessible();
});

test('before the first answer the page says that it asks', async () => {
  const screen = await render(
    inConsole(<Watch election={election} health={undefined} servers={new Map()} />),
  );
  await expect.element(screen.getByText(en.monitoring.asking)).toBeVisible();
  await expect.element(screen.getByRole('table')).not.toBeInTheDocument();
});
