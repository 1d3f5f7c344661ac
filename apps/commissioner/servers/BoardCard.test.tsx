import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { FollowedBoardHealth } from '../../../servers/commissioner/api/servers.ts';
import type { ReplicaHealth } from '../../../servers/shared/board-watch.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { BoardCard } from './BoardCard.tsx';

const STATUS = {
  ...{ c: 100, regency: 0, leader: 'b2', size: 7, generation: 0, epoch: 0, keysLeft: 32 },
  ...{ mayVote: true, waiting: 0 },
};
const replica = (id: string, change: Partial<ReplicaHealth> = {}): ReplicaHealth => ({
  ...{ id, operator: 'Union', system: 'Debian', url: '', up: true, problem: null, milliseconds: 5 },
  ...{ clockSkew: 0, status: STATUS, differs: false },
  ...change,
});
const board = (...replicas: ReplicaHealth[]): FollowedBoardHealth => ({
  ...{ name: 'Board', hostile: 1, down: 0, c: 100, hasForked: false },
  replicas,
});

test('replicas: health, who leads, who lags', async () => {
  const late = replica('b3', { status: { ...STATUS, c: 90, size: 6 } });
  const down = replica('b4', { up: false, status: null });
  const screen = await render(
    inConsole(<BoardCard board={board(replica('b1'), replica('b2'), late, down)} />),
  );
  const rows = screen.getByRole('row').elements().slice(1);
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells.map(([id, , , state, leads, entries, lag]) => [id, state, leads, entries, lag])).toEqual([
    ['b1', en.monitoring.up, '', '7', '0'],
    ['b2', en.monitoring.up, en.board.leads, '7', '0'],
    ['b3', en.monitoring.up, '', '6', '10'],
    ['b4', en.monitoring.down, '', '', ''],
  ]);
  await expect.element(screen.getByText(en.board.notVoting.replace('{replicas}', 'b4'))).toBeVisible();
  await expectAccessible();
});

test('a fork names who has another log; without answers nothing is said to work', async () => {
  const forked = board(replica('b1'), replica('b2', { differs: true }));
  const screen = await render(inConsole(<BoardCard board={forked} />));
  await expect.element(screen.getByText(en.board.fork.replace('{replicas}', 'b2'))).toBeVisible();
  expect(screen.getByText(en.board.twoLogs).elements()).toEqual([]);
  // Those that show one of the two logs may be down.
  await screen.rerender(inConsole(<BoardCard board={{ ...board(replica('b1')), hasForked: true }} />));
  await expect.element(screen.getByText(en.board.twoLogs)).toBeVisible();
  await screen.rerender(inConsole(<BoardCard board={{ ...board(), c: null }} />));
  await expect.element(screen.getByText(en.board.silence)).toBeVisible();
});
