import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Stage } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { shortTime } from '../console/format.ts';
import { electionWith, inConsole, lines } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { NextAction } from './NextAction.tsx';

const HOUR = 3_600_000;
const NAME_OF = {
  created: 'open',
  open: 'close',
  closing: 'tally',
  frozen: 'tally',
  disclosed: 'tally',
  tallied: 'publish',
} as const;

const EXPIRES = Date.UTC(2027, 0, 2);
const ASKED = fill(en.approvals.asked, { expires: shortTime(EXPIRES, 'en') });
const onDone = vi.fn();
const at = (stage: Stage, now = 5 * HOUR) =>
  inConsole(<NextAction election={electionWith({ stage })} now={now} onDone={onDone} />);

const STAGES = ['closing', 'frozen', 'disclosed'] as const;

test.each(STAGES)('%s: one button, which does the next step at once', async (stage) => {
  const step = NAME_OF[stage];
  const fetched = answering({ [`POST /officer/elections/e/${step}`]: () => lines({ result: {} }) });
  const screen = await render(at(stage));
  await expectAccessible();
  await screen.getByRole('button', { name: en.jobs[step].name }).click();
  await expect.element(screen.getByRole('status')).toBeVisible();
  expect(fetched).toHaveBeenCalledOnce();
  expect(onDone).toHaveBeenCalled();
});

test.each([
  ['created', true],
  ['open', false],
  ['tallied', true],
] as const)('%s: whether styles with few voters are named', async (stage, isNamed) => {
  const styles = [
    { style: 'north', voters: 20 },
    { style: 'islands', voters: 19 },
  ];
  const screen = await render(
    inConsole(<NextAction election={electionWith({ stage, styles })} now={5 * HOUR} onDone={onDone} />),
  );
  const warning = screen.getByText(fill(en.fewVoters.title, { styles: 'islands' }));
  if (isNamed) await expect.element(warning).toBeVisible();
  else await expect.element(warning).not.toBeInTheDocument();
  await expectAccessible();
});

const FINAL = ['created', 'open', 'tallied'] as const;

test.each(FINAL)('%s: what cannot be taken back is asked for once more, and can be left', async (stage) => {
  const step = NAME_OF[stage];
  const fetched = answering({ [`POST /officer/elections/e/${step}`]: () => lines({ result: null }) });
  const screen = await render(at(stage));
  const button = screen.getByRole('button', { name: en.jobs[step].name });
  await button.click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(en.jobs[step].final)).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(fetched).not.toHaveBeenCalled();
  await button.click();
  await dialog.getByRole('button', { name: en.jobs[step].name }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.poll(() => fetched.mock.calls.length).toBe(1);
});

for (const stage of FINAL)
  test(`${stage}: where four eyes are wanted it is asked for, and not done`, async () => {
    const fetched = answering({ 'POST /officer/approvals': () => json({ expires: EXPIRES }, 201) });
    const election = electionWith({ stage });
    const screen = await render(
      inConsole(<NextAction election={election} now={5 * HOUR} onDone={onDone} />, 'office', true),
    );
    await screen.getByRole('button', { name: en.jobs[NAME_OF[stage]].name }).click();
    const dialog = screen.getByRole('dialog');
    await expect.element(dialog.getByText(en.approvals.note)).toBeVisible();
    await expectAccessible();
    await dialog.getByRole('button', { name: en.approvals.ask }).click();
    await expect.element(screen.getByText(ASKED)).toBeVisible();
    expect(fetched.mock.calls.map(([url, init]) => [url, init?.body])).toEqual([
      ['/officer/approvals', JSON.stringify({ step: `election/${NAME_OF[stage]}`, election: 'e' })],
    ]);
  });

test('counting waits for the end of claims, and says until when', async () => {
  const screen = await render(at('closing', HOUR));
  await expect.element(screen.getByRole('button', { name: en.jobs.tally.name })).toBeDisabled();
});

for (const role of ['observer', 'approver'] as const)
  test(`${role}: reads what the next step is, and has no button`, async () => {
    const election = electionWith({ stage: 'created' });
    const action = <NextAction election={election} now={0} onDone={onDone} />;
    const screen = await render(inConsole(action, role));
    await expect.element(screen.getByText(en.jobs.open.final)).toBeVisible();
    await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
  });

test('published: nothing is left to do', async () => {
  const screen = await render(at('published'));
  await expect.element(screen.getByText(en.election.allDone)).toBeVisible();
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
});

test('servers that missed a step are named with their reasons, and the step can be repeated', async () => {
  let isDown = true;
  answering({
    'POST /officer/elections/e/open': () => lines({ result: isDown ? { 'counter-2': 'no route' } : {} }),
  });
  const screen = await render(at('created'));
  await screen.getByRole('button', { name: en.jobs.open.name }).click();
  await screen.getByRole('dialog').getByRole('button', { name: en.jobs.open.name }).click();
  await expect.element(screen.getByRole('rowheader', { name: 'counter-2' })).toBeVisible();
  await expect.element(screen.getByRole('cell', { name: 'no route' })).toBeVisible();
  await expectAccessible();
  isDown = false;
  await screen.getByRole('button', { name: en.election.again }).click();
  await expect.element(screen.getByRole('rowheader', { name: 'counter-2' })).not.toBeInTheDocument();
});

test('a step that fails says why; one that broke off, that it goes on', async () => {
  let answer = () => lines({ error: { code: 'service/not-found', message: '2 of 3' } });
  answering({ 'POST /officer/elections/e/tally': () => answer() });
  const screen = await render(at('closing'));
  const button = screen.getByRole('button', { name: en.jobs.tally.name });
  await button.click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.notFound.title)).toBeVisible();
  await expect.element(screen.getByText('2 of 3', { exact: false })).toBeVisible();
  answer = () => lines({ stage: 'final roots', done: 1, total: 4 });
  await button.click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.brokenOff.title)).toBeVisible();
});
