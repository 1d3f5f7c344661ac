import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { DeletionRecord } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import '../styles/app.css';
import { electionWith, inConsole, lines } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { PersonalData } from './PersonalData.tsx';

const own = en.personalData;
const job = en.jobs['delete-data'];
const DAY = 86_400_000;
const DUE = electionWith({ stage: 'published', deletableFrom: Date.now() - DAY });
const BEGUN = { ...DUE, dataDeletion: 'begun' } as const;
const STEPS = '/officer/elections/e/delete-data';
const RECORD = '/officer/elections/e/deletion.json';
const nothing = () => undefined;

const record = (servers: readonly [string, number | null][]): DeletionRecord => ({
  ...{ election: 'e', title: 'Board', manifestHash: '', order: 'aa' },
  steps: [{ time: Date.UTC(2027, 0, 5), officers: ['ana', 'ben'] }],
  parties: servers.map(([id, at]) => ({
    ...{ id, role: id === 'commissioner' ? ('commissioner' as const) : ('administrator' as const) },
    ...{ publicKey: '', deleted: at === null ? null : { at, confirmation: '' } },
  })),
});

test('until when they are kept, or that no time is set; no button before the time, nor for who runs nothing', async () => {
  for (const [election, role, text] of [
    [electionWith({ stage: 'published' }), 'office', own.unset],
    [{ ...DUE, deletableFrom: Date.now() + DAY }, 'office', /^They are kept until/],
    [DUE, 'approver', own.due],
    [{ ...DUE, stage: 'created' }, 'observer', own.due],
  ] as const) {
    const screen = await render(inConsole(<PersonalData election={election} onDone={nothing} />, role));
    await expect.element(screen.getByText(text)).toBeVisible();
    await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
    await screen.unmount();
  }
  const open = await render(
    inConsole(
      <PersonalData
        election={electionWith({ stage: 'open', claimsEnd: Date.now() + DAY })}
        onDone={nothing}
      />,
    ),
  );
  await expect.element(open.getByText(own.heading)).not.toBeInTheDocument();
});

test('it is asked once more, with what is lost and what stays; a server that was missed is named', async () => {
  const fetched = answering({
    [`POST ${STEPS}`]: () => lines({ result: { 'administrator-2': 'no route' } }),
  });
  const onDone = vi.fn();
  const screen = await render(inConsole(<PersonalData election={DUE} onDone={onDone} />));
  await screen.getByRole('button', { name: job.name }).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(job.final)).toBeVisible();
  await expect.element(dialog.getByText(job.does)).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  expect(fetched).not.toHaveBeenCalled();
  await screen.getByRole('button', { name: job.name }).click();
  await dialog.getByRole('button', { name: job.name }).click();
  await expect.element(screen.getByRole('rowheader', { name: 'administrator-2' })).toBeVisible();
  await expect.element(screen.getByText(job.missed)).toBeVisible();
  expect(onDone).toHaveBeenCalledTimes(1);
});

test('with four eyes it is only asked for', async () => {
  const asked = { request: '1', step: { step: 'election/delete-data', election: 'e' }, expires: 0 };
  const fetched = answering({ 'POST /officer/approvals': () => json(asked, 201) });
  const screen = await render(inConsole(<PersonalData election={DUE} onDone={nothing} />, 'office', true));
  await screen.getByRole('button', { name: job.name }).click();
  await screen.getByRole('dialog').getByRole('button', { name: en.approvals.ask }).click();
  await expect.poll(() => fetched.mock.calls.map(([url]) => String(url))).toContain('/officer/approvals');
  expect(JSON.parse(String(fetched.mock.calls[0]?.[1]?.body))).toEqual(asked.step);
});

test('what was missed is sent again without asking anew; who ordered it and who has confirmed is shown, and is a file', async () => {
  const fetched = answering({
    [`GET ${RECORD}`]: () =>
      json(
        record([
          ['commissioner', Date.UTC(2027, 0, 5)],
          ['administrator-2', null],
        ]),
      ),
    [`POST ${STEPS}`]: () => lines({ result: {} }),
  });
  const screen = await render(inConsole(<PersonalData election={BEGUN} onDone={nothing} />, 'office', true));
  await expect.element(screen.getByText(own.begun)).toBeVisible();
  await expect.element(screen.getByText(/ana and ben$/)).toBeVisible();
  await expect
    .element(screen.getByRole('row', { name: fill('administrator-2 {at}', { at: own.notYet }) }))
    .toBeVisible();
  await expect.element(screen.getByRole('rowheader', { name: own.here })).toBeVisible();
  await expect.element(screen.getByRole('link', { name: own.record })).toHaveAttribute('href', RECORD);
  await expectAccessible();
  await page.viewport(320, 900);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  await page.viewport(1280, 900);
  await screen.getByRole('button', { name: en.election.again }).click();
  await expect.element(screen.getByText(job.done)).toBeVisible();
  expect(fetched.mock.calls.filter(([, init]) => init?.method === 'POST').length).toBe(1);
});

test('when all have confirmed there is nothing to do, and the record stays', async () => {
  answering({ [`GET ${RECORD}`]: () => json(record([['commissioner', 1]])) });
  const election = { ...DUE, dataDeletion: 'done' } as const;
  const screen = await render(inConsole(<PersonalData election={election} onDone={nothing} />));
  await expect.element(screen.getByText(own.gone)).toBeVisible();
  await expect.element(screen.getByRole('link', { name: own.record })).toBeVisible();
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
});
