import { afterEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { DIRECTORY, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { NewElection } from './NewElection.tsx';
import { BALLOT_XML } from './test-support.ts';

const { new: own, times } = en.editor;
afterEach(() => localStorage.clear());

const VOTERS = [{ voter: 'ana', style: 'north', card: true }];

async function open(voters: unknown = VOTERS) {
  answering({
    'GET /officer/voters': () => json(voters),
    'GET /officer/servers': () => json(DIRECTORY),
  });
  return render(inConsole(<NewElection />));
}

test('a step with errors is not left forwards: how many there are, and which field', async () => {
  const screen = await open();
  const next = screen.getByRole('button', { name: own.next.replace('{step}', own.ballots) });
  await next.click();
  await expect.element(screen.getByText(own.errors.replace('{number}', '1'))).toBeVisible();
  await expect.element(screen.getByLabelText(times.title)).toHaveAttribute('aria-invalid', 'true');
  await expect.element(screen.getByRole('heading', { name: own.times })).toBeVisible();
  await expectAccessible();
});

test('before the first attempt nothing is said to be wrong', async () => {
  const screen = await open();
  await expect.element(screen.getByLabelText(times.title)).not.toHaveAttribute('aria-invalid');
});

test('a step that is right leads to the next, whose heading has the focus; the way back keeps what was typed', async () => {
  const screen = await open();
  await screen.getByLabelText(times.title).fill('Board');
  await screen.getByRole('button', { name: own.next.replace('{step}', own.ballots) }).click();
  await expect.element(screen.getByRole('heading', { name: own.ballots, exact: true })).toHaveFocus();
  await screen.getByRole('button', { name: own.back, exact: true }).click();
  await expect.element(screen.getByLabelText(times.title)).toHaveValue('Board');
});

test('what was typed is there after a reload; starting over erases it, once confirmed', async () => {
  const first = await open();
  await first.getByLabelText(times.title).fill('Board');
  await first.unmount();
  const screen = await open();
  await expect.element(screen.getByLabelText(times.title)).toHaveValue('Board');
  await screen.getByRole('button', { name: own.startOver }).click();
  await screen.getByRole('button', { name: own.keep }).click();
  await expect.element(screen.getByLabelText(times.title)).toHaveValue('Board');
  await screen.getByRole('button', { name: own.startOver }).click();
  await screen.getByRole('button', { name: own.startOverYes }).click();
  await expect.element(screen.getByLabelText(times.title)).toHaveValue('');
});

test('without a roll there is nothing to write, and the way to it is shown', async () => {
  const screen = await open([]);
  await expect.element(screen.getByRole('link', { name: own.toRoll })).toHaveAttribute('href', '/roll');
  await expectAccessible();
});

test('a service that refuses: the reason, and another try', async () => {
  let isBroken = true;
  answering({
    'GET /officer/voters': () =>
      isBroken ? json({ code: 'service/internal', message: 'broken' }, 500) : json(VOTERS),
    'GET /officer/servers': () => json(DIRECTORY),
  });
  const screen = await render(inConsole(<NewElection />));
  await expect.element(screen.getByRole('alert').getByText(en.problems.internal.title)).toBeVisible();
  isBroken = false;
  await screen.getByRole('button', { name: en.actions.retry }).click();
  await expect.element(screen.getByLabelText(times.title)).toBeVisible();
});

test('test voters take part in trials only: styles and cards are those of whoever takes part', async () => {
  const screen = await open([
    { voter: 'ana', style: 'north', card: true },
    { voter: 'TEST-1', style: 'laboratory', card: false },
  ]);
  await screen.getByLabelText(times.title).fill('Board');
  const kind = screen.getByLabelText(times.kind);
  const ballots = screen.getByRole('button', { name: own.next.replace('{step}', own.ballots) });
  const back = screen.getByRole('button', { name: own.back, exact: true });
  for (const [chosen, style] of [
    [times.real, 'north'],
    [times.testCards, 'laboratory'],
  ] as const) {
    await kind.selectOptions(chosen);
    await ballots.click();
    await expect.element(screen.getByRole('heading', { name: own.ballots, exact: true })).toBeVisible();
    expect(document.body.textContent).not.toContain(style === 'north' ? 'laboratory' : 'north');
    await back.click();
  }
  await expectAccessible();
});

test('a trial with test cards needs some', async () => {
  const screen = await open();
  await screen.getByLabelText(times.title).fill('Board');
  await screen.getByLabelText(times.kind).selectOptions(times.testCards);
  await screen.getByRole('button', { name: own.next.replace('{step}', own.ballots) }).click();
  await expect.element(screen.getByText(en.editor.problems['no-test-voters'])).toBeVisible();
  await expect.element(screen.getByRole('heading', { name: own.times })).toBeVisible();
});

describe('a copy of an election', () => {
  const MADE = {
    ...{ title: 'Last year', opens: 1, closes: 1000, intakeEnds: 2000, claimsEnd: 3000 },
    ballots: [{ style: 'north', xml: BALLOT_XML }],
    thresholds: DIRECTORY.thresholds,
    servers: DIRECTORY.servers.map(({ id }) => id),
  };

  async function copy() {
    answering({
      'GET /officer/voters': () => json(VOTERS),
      'GET /officer/servers': () => json(DIRECTORY),
      'GET /officer/elections/e1/request': () => json(MADE),
    });
    const onCopied = vi.fn();
    const screen = await render(inConsole(<NewElection like="e1" onCopied={onCopied} />));
    return { screen, title: screen.getByLabelText(times.title), onCopied };
  }

  test('begins with its title and ballots, at times to come; a reload does not copy again', async () => {
    const { screen, title, onCopied } = await copy();
    await expect.element(title).toHaveValue('Last year');
    expect(onCopied).toHaveBeenCalledOnce();
    await screen.getByRole('button', { name: own.next.replace('{step}', own.ballots) }).click();
    await expect.element(screen.getByText(en.editor.ballot.noProblems)).toBeVisible();
    await expectAccessible();
  });

  test('takes the place of what is being written only if that is wanted', async () => {
    const first = await open();
    await first.getByLabelText(times.title).fill('This year');
    await first.unmount();
    const kept = await copy();
    await expect.element(kept.screen.getByText(own.copyDraft.replace('{title}', 'This year'))).toBeVisible();
    await expectAccessible();
    await kept.screen.getByRole('button', { name: own.copyKeep }).click();
    await expect.element(kept.title).toHaveValue('This year');
    await kept.screen.unmount();
    const replaced = await copy();
    await replaced.screen.getByRole('button', { name: own.copyReplace }).click();
    await expect.element(replaced.title).toHaveValue('Last year');
  });
});
