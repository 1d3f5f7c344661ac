import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { electionWith, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Archive } from './Archive.tsx';
import { WithArchive } from './WithArchive.tsx';

const own = en.election.archive;
const DONE = electionWith({ stage: 'published' });

test('only what is published is put away, and only by the office', async () => {
  for (const [election, role] of [
    [electionWith({ stage: 'tallied' }), 'office'],
    [DONE, 'approver'],
  ] as const) {
    const screen = await render(inConsole(<Archive election={election} onDone={() => undefined} />, role));
    await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
    await screen.unmount();
  }
});

test('it is put away and taken out again; a refusal is shown', async () => {
  const path = '/officer/elections/e/archive';
  const fetched = answering({
    [`PUT ${path}`]: () => new Response(null, { status: 204 }),
    [`DELETE ${path}`]: () => json({ code: 'store/full', message: 'full' }, 507),
  });
  const onDone = vi.fn();
  const screen = await render(inConsole(<Archive election={DONE} onDone={onDone} />));
  await screen.getByRole('button', { name: own.putAway }).click();
  await expect.poll(() => onDone.mock.calls.length).toBe(1);
  await screen.rerender(inConsole(<Archive election={{ ...DONE, archived: true }} onDone={onDone} />));
  await screen.getByRole('button', { name: own.takeOut }).click();
  await expect.element(screen.getByText(/store\/full/)).toBeVisible();
  await expectAccessible();
  expect(onDone).toHaveBeenCalledTimes(1);
  expect(fetched.mock.calls.map(([, init]) => init?.method)).toEqual(['PUT', 'DELETE']);
});

test('the list shows archived elections apart, folded; the newest first', async () => {
  const titled = (title: string, opens: number, archived = false) => electionWith({ title, opens, archived });
  const all = [titled('Board 2020', 1, true), titled('Board 2026', 3), titled('Board 2027', 4)];
  const list = (elections: readonly ElectionSummary[]) => (
    <p>{elections.map(({ title }) => title).join(', ')}</p>
  );
  const screen = await render(inConsole(<WithArchive elections={all}>{list}</WithArchive>));
  await expect.element(screen.getByText('Board 2027, Board 2026')).toBeVisible();
  await expect.element(screen.getByText('Board 2020')).not.toBeVisible();
  await screen.getByText(fill(en.elections.archived, { number: 1 })).click();
  await expect.element(screen.getByText('Board 2020')).toBeVisible();
  await expectAccessible();
  await screen.rerender(inConsole(<WithArchive elections={all.slice(1)}>{list}</WithArchive>));
  expect(document.querySelector('details')).toBeNull();
});
