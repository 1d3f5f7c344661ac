import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { exactTime } from '../console/format.ts';
import { inConsole } from '../console/test-support.tsx';
import Audit from '../pages/audit.tsx';
import { en } from '../texts/en.ts';

const own = en.audit;
const HEAD = 'ab'.repeat(32);
const entry = (index: number, change: object = {}) => ({
  ...{ index, time: Date.UTC(2027, 0, 1), officer: 'ana', action: 'roll/import', hash: `hash-${index}` },
  ...{ detail: { voters: index }, outcome: 'done' },
  ...change,
});
const NOTHING = { newest: null, contradicting: null };
const pageOf =
  (total: number, ...entries: readonly object[]) =>
  () =>
    json({ total, head: HEAD, entries, onBoard: NOTHING });

async function open(answers: Readonly<Record<string, () => Response>>) {
  const fetched = answering(answers);
  const screen = await render(inConsole(<Audit />));
  return { screen, asked: () => fetched.mock.calls.map(([url]) => String(url)) };
}

test('the hash to write down, with the command that checks an exported log, and the log as a file', async () => {
  const { screen } = await open({ 'GET /officer/audit?from=0&limit=0': pageOf(0) });
  await expect.element(screen.getByText(HEAD, { exact: true })).toBeVisible();
  await expect.element(screen.getByText(fill(own.total, { total: 0 }))).toBeVisible();
  await expect.element(screen.getByText(`./revs audit verify audit.jsonl --anchor ${HEAD}`)).toBeVisible();
  const file = screen.getByRole('link', { name: own.export });
  await expect.element(file).toHaveAttribute('href', '/officer/audit.jsonl');
  await expect.element(file).toHaveAttribute('download');
  await expectAccessible();
});

const POSTED = { total: 3, head: HEAD, time: Date.UTC(2027, 0, 1) };
const withOnBoard = async (onBoard: object) => {
  const page = () => json({ total: 0, head: HEAD, entries: [], onBoard });
  return (await open({ 'GET /officer/audit?from=0&limit=0': page })).screen;
};

test('how much of it is on the board, or that nothing is yet', async () => {
  const time = exactTime(POSTED.time, 'en');
  const posted = await withOnBoard({ ...NOTHING, newest: POSTED });
  await expect.element(posted.getByText(fill(own.onBoard, { total: '3', time }))).toBeVisible();
  await posted.unmount();
  await expect.element((await withOnBoard(NOTHING)).getByText(own.notOnBoard)).toBeVisible();
});

test('a log that is not the one on the board: an alert that says since when', async () => {
  const screen = await withOnBoard({ newest: POSTED, contradicting: { ...POSTED, total: 2 } });
  await expect.element(screen.getByText(own.rewritten)).toBeVisible();
  const text = fill(own.rewrittenText, { total: '2', time: exactTime(POSTED.time, 'en') });
  await expect.element(screen.getByText(text)).toBeVisible();
  await expectAccessible();
});

test('entries, the newest first: who did what, and what came of it, in words', async () => {
  const { screen } = await open({
    'GET /officer/audit?from=0&limit=0': pageOf(4),
    'GET /officer/audit?from=0&limit=4': pageOf(
      4,
      entry(0),
      entry(1, { officer: 'token', action: 'election/create', outcome: 'begun', detail: { title: 'Board' } }),
      entry(2, { officer: '(unknown)', action: 'session/start', outcome: 'officer/locked', detail: {} }),
      entry(3, { action: 'of/tomorrow' }),
    ),
  });
  await expect.element(screen.getByRole('row').nth(4)).toBeVisible();
  const rows = screen.getByRole('row').elements().slice(1);
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells.map(([number, , ...rest]) => [number, ...rest])).toEqual([
    ['4', 'ana', 'of/tomorrow', own.done, 'voters: 3'],
    ['3', own.unknownName, own.actions['session/start'], 'officer/locked', ''],
    ['2', own.token, own.actions['election/create'], own.begun, 'title: Board'],
    ['1', 'ana', own.actions['roll/import'], own.done, 'voters: 0'],
  ]);
  await expectAccessible();
});

test('the log is read page by page, to the oldest entry and back', async () => {
  const { screen, asked } = await open({
    'GET /officer/audit?from=0&limit=0': pageOf(60),
    'GET /officer/audit?from=10&limit=50': pageOf(60, entry(59)),
    'GET /officer/audit?from=0&limit=10': pageOf(60, entry(9)),
  });
  const newer = screen.getByRole('button', { name: own.newer });
  const older = screen.getByRole('button', { name: own.older });
  await expect.element(screen.getByText('60 to 11 of 60')).toBeVisible();
  await expect.element(newer).toBeDisabled();
  await older.click();
  await expect.element(screen.getByText('10 to 1 of 60')).toBeVisible();
  await expect.element(screen.getByText('voters: 9')).toBeVisible();
  await expect.element(older).toBeDisabled();
  await newer.click();
  await expect.element(screen.getByText('voters: 59')).toBeVisible();
  expect(asked()).toContain('/officer/audit?from=0&limit=10');
});

test('a log that cannot be read: why, and another try', async () => {
  let isBroken = true;
  const { screen } = await open({
    'GET /officer/audit?from=0&limit=0': () =>
      isBroken ? json({ code: 'service/internal', message: 'broken' }, 500) : pageOf(0)(),
  });
  await expect.element(screen.getByRole('alert').getByText(en.problems.internal.title)).toBeVisible();
  await expect.element(screen.getByRole('table')).not.toBeInTheDocument();
  isBroken = false;
  await screen.getByRole('button', { name: en.actions.retry }).click();
  await expect.element(screen.getByText(own.empty)).toBeVisible();
});
