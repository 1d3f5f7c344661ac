/** What only shows: tables, steps, notices, charts. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../test-support.ts';
import { BarChart } from './BarChart.tsx';
import { DataTable } from './DataTable.tsx';
import { LineChart } from './LineChart.tsx';
import { Notice } from './Notice.tsx';
import { Steps } from './Steps.tsx';

const COLUMNS = [
  { key: 'server', label: 'Server' },
  { key: 'answer', label: 'Answer', numeric: true },
];

test('a table: the first column names its row, and the frame that scrolls can be reached by keyboard', async () => {
  const rows = [{ id: 'a', cells: { server: 'counter-1', answer: '3 ms' } }];
  const screen = await render(<DataTable caption="Servers" columns={COLUMNS} rows={rows} empty="none" />);
  await expect.element(screen.getByRole('table', { name: 'Servers' })).toBeVisible();
  await expect.element(screen.getByRole('rowheader', { name: 'counter-1' })).toBeVisible();
  await expect.element(screen.getByRole('cell', { name: '3 ms' })).toBeVisible();
  await expect.element(screen.getByText('none')).not.toBeInTheDocument();
  const frame = screen.getByRole('region', { name: 'Servers' });
  (frame.element() as HTMLElement).focus();
  await expect.element(frame).toHaveFocus();
  await expectAccessible();
});

test('a table without rows says so', async () => {
  const screen = await render(<DataTable caption="Servers" columns={COLUMNS} rows={[]} empty="No server" />);
  await expect.element(screen.getByRole('cell', { name: 'No server' })).toHaveAttribute('colspan', '2');
});

test('steps: exactly one is the current one, and the state of each is said', async () => {
  const screen = await render(
    <Steps
      label="Course"
      labels={{ done: 'done', current: 'now', todo: 'to come' }}
      steps={[
        { label: 'Open', state: 'done' },
        { label: 'Close', state: 'current' },
        { label: 'Count', state: 'todo' },
      ]}
    />,
  );
  await expect.element(screen.getByRole('list', { name: 'Course' })).toBeVisible();
  const items = screen.getByRole('listitem').elements();
  expect(items.map((item) => item.textContent)).toEqual(['Open (done)', 'Close (now)', 'Count (to come)']);
  expect(items.map((item) => item.getAttribute('aria-current'))).toEqual([null, 'step', null]);
  await expectAccessible();
});

const ROLES = [
  ['danger', true, 'alert'],
  ['warning', true, 'status'],
  ['success', true, 'status'],
  ['info', true, 'status'],
  ['danger', false, null],
] as const;

test.each(ROLES)('a notice: %s, live %s, has the role %s', async (kind, live, role) => {
  const screen = await render(<Notice kind={kind} title="Mind this" live={live} />);
  const notice = screen.container.querySelector('.notice');
  expect(notice?.getAttribute('role')).toBe(role);
  await expectAccessible();
});

test('bars are read as label and value; the longest is full, the drawing is for eyes alone', async () => {
  const screen = await render(
    <BarChart
      caption="Chair"
      rows={[
        { id: 'a', label: 'Ana', value: 4, text: '4 votes', mark: { kind: 'success', text: 'elected' } },
        { id: 'b', label: 'Bo', value: 1, text: '1 vote' },
      ]}
    />,
  );
  await expect.element(screen.getByRole('figure', { name: 'Chair' })).toBeVisible();
  const items = screen.getByRole('listitem').elements();
  expect(items.map((item) => item.textContent)).toEqual(['Ana elected4 votes', 'Bo 1 vote']);
  const bars = [...screen.container.querySelectorAll('rect')].map((bar) => bar.getAttribute('width'));
  expect(bars).toEqual(['100', '25']);
  expect(screen.container.querySelectorAll('svg:not([aria-hidden="true"])')).toHaveLength(0);
  await expectAccessible();
});

test('bars without a single vote have no length', async () => {
  const screen = await render(
    <BarChart caption="Chair" rows={[{ id: 'a', label: 'Ana', value: 0, text: '0' }]} />,
  );
  expect(screen.container.querySelector('rect')?.getAttribute('width')).toBe('0');
});

const LABELS = { xLabel: (x: number) => `at ${x}`, yLabel: (y: number) => `${y} votes` };

test('a line: its course is said in words, its numbers are those of the ends and the top', async () => {
  const points = [
    { x: 0, y: 1 },
    { x: 10, y: 4 },
  ];
  const screen = await render(
    <LineChart caption="Turnout" points={points} summary="from 1 to 4" max={8} {...LABELS} />,
  );
  expect(screen.container.querySelector('figcaption')?.textContent).toBe('Turnout: from 1 to 4');
  const ticks = [...screen.container.querySelectorAll('.ticks span')].map((tick) => tick.textContent);
  expect(ticks).toEqual(['8 votes', 'at 0', 'at 10']);
  await expectAccessible();
});

test('a line without a point is not drawn', async () => {
  const screen = await render(<LineChart caption="Turnout" points={[]} summary="" {...LABELS} />);
  await expect.element(screen.getByRole('figure')).not.toBeInTheDocument();
});
