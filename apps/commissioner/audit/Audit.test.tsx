import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { canonical, hashOf } from '../../../servers/commissioner/audit/verify-audit.ts';
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

/** As the service writes it: three entries, each with the hash of the one before. */
function auditLog(): { lines: string[]; hashes: string[] } {
  const lines: string[] = [];
  const hashes: string[] = [];
  for (const index of [0, 1, 2]) {
    const unhashed = {
      ...{ action: 'roll/import', detail: { voters: index }, index, officer: 'ana', outcome: 'done' },
      ...{ previous: hashes.at(-1) ?? '0'.repeat(64), time: 0 },
    };
    const hash = hashOf(unhashed);
    lines.push(canonical({ ...unhashed, hash }));
    hashes.push(hash);
  }
  return { lines, hashes };
}

const LOG = auditLog();
const fileOf = (lines: readonly string[]): File => new File([`${lines.join('\n')}\n`], 'audit.jsonl');

async function checking(file: File | undefined, anchor = '', onBoard: object = NOTHING) {
  const page = () => json({ total: 0, head: HEAD, entries: [], onBoard });
  const { screen } = await open({ 'GET /officer/audit?from=0&limit=0': page });
  if (file !== undefined) await userEvent.upload(screen.getByLabelText(own.verify.file), file);
  await screen.getByLabelText(own.verify.anchor).fill(anchor);
  await screen.getByRole('button', { name: own.verify.check, exact: true }).click();
  return screen;
}

test('an exported log that is sound: how long it is, its head, the noted hash, and what the board has', async () => {
  const [, second = '', third = ''] = LOG.hashes;
  const posted = { total: 2, head: second, time: POSTED.time };
  const screen = await checking(fileOf(LOG.lines), second.toUpperCase(), { ...NOTHING, newest: posted });
  const verdict = screen.getByRole('status').filter({ hasText: 'audit.jsonl' });
  await expect.element(verdict.getByText(fill(own.verify.sound, { file: 'audit.jsonl' }))).toBeVisible();
  await expect.element(verdict.getByText(third)).toBeVisible();
  await expect
    .element(verdict.getByText(fill(own.verify.soundText, { total: '3' }), { exact: false }))
    .toBeVisible();
  await expect.element(verdict.getByText(own.verify.anchored)).toBeVisible();
  const told = { total: '2', time: exactTime(POSTED.time, 'en') };
  await expect.element(verdict.getByText(fill(own.verify.posted, told))).toBeVisible();
  await expectAccessible();
});

const { faults } = own.verify;
const [FIRST = '', SECOND = '', THIRD = ''] = LOG.lines;
const AT = { time: exactTime(POSTED.time, 'en') };
const BAD: readonly (readonly [string, File, number, string, string?, object?])[] = [
  ['changed', fileOf([FIRST, SECOND.replace('ana', 'ben'), THIRD]), 2, faults['audit/changed']],
  ['with a line less', fileOf([FIRST, THIRD]), 2, faults['audit/other-index']],
  ['with a line that is none', fileOf([FIRST, '{}']), 2, faults['audit/not-an-entry']],
  ['cut before what was noted', fileOf([FIRST]), 2, faults['audit/no-anchor'], LOG.hashes[2] ?? ''],
  [
    'cut before what is on the board',
    fileOf([FIRST]),
    2,
    fill(faults['audit/behind-the-board'], { ...AT, total: '3' }),
    '',
    { ...NOTHING, newest: POSTED },
  ],
  [
    'other than what is on the board',
    fileOf(LOG.lines),
    2,
    fill(faults['audit/remade'], { ...AT, total: '2' }),
    '',
    { newest: POSTED, contradicting: { ...POSTED, total: 2 } },
  ],
];

for (const [what, file, line, fault, anchor, onBoard] of BAD)
  test(`an exported log ${what}: from which line on, and why`, async () => {
    const screen = await checking(file, anchor, onBoard);
    const alert = screen.getByRole('alert').filter({ hasText: fault });
    await expect.element(alert).toBeVisible();
    await expect.element(alert.getByText(fill(own.verify.bad, { file: 'audit.jsonl', line }))).toBeVisible();
    await expectAccessible();
  });

test('no file, a file that is no text, and a hash that is none are said', async () => {
  const screen = await checking(undefined, 'abc');
  await expect.element(screen.getByText(own.verify.noFile)).toBeVisible();
  await expect.element(screen.getByText(own.verify.anchorWrong)).toBeVisible();
  await screen.getByLabelText(own.verify.anchor).fill('');
  await userEvent.upload(
    screen.getByLabelText(own.verify.file),
    new File([Uint8Array.of(0xff, 0xfe)], 'audit.jsonl'),
  );
  await screen.getByRole('button', { name: own.verify.check, exact: true }).click();
  await expect.element(screen.getByText(own.verify.notUtf8)).toBeVisible();
});

test('with a hash that is none nothing is said of the file', async () => {
  const readings = vi.spyOn(File.prototype, 'arrayBuffer');
  const screen = await checking(fileOf(LOG.lines), 'abc');
  await expect.element(screen.getByText(own.verify.anchorWrong)).toBeVisible();
  expect(readings).not.toHaveBeenCalled();
  await screen.getByLabelText(own.verify.anchor).fill('');
  await screen.getByRole('button', { name: own.verify.check, exact: true }).click();
  await expect.element(screen.getByText(fill(own.verify.sound, { file: 'audit.jsonl' }))).toBeVisible();
  expect(readings).toHaveBeenCalledOnce();
});
