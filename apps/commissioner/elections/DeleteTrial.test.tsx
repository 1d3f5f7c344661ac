import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { answering, expectAccessible } from '../../shared/test-support.ts';
import { electionWith, inConsole, lines } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { DeleteTrial } from './DeleteTrial.tsx';

const own = en.jobs.delete;
const TRIAL = electionWith({ trial: true });

test('only a trial can be deleted, and only by the office', async () => {
  for (const [election, role] of [
    [electionWith({ trial: false }), 'office'],
    [TRIAL, 'approver'],
  ] as const) {
    const screen = await render(
      inConsole(<DeleteTrial election={election} onDone={() => undefined} />, role),
    );
    await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
    await screen.unmount();
  }
});

test('it is asked once more, with what is lost and what stays; servers that have not deleted it are named', async () => {
  let isDown = true;
  const fetched = answering({
    'POST /officer/elections/e/delete': () => lines({ result: isDown ? { 'counter-2': 'no route' } : {} }),
  });
  const onDone = vi.fn();
  const screen = await render(inConsole(<DeleteTrial election={TRIAL} onDone={onDone} />));
  await screen.getByRole('button', { name: own.name }).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(own.final)).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  expect(fetched).not.toHaveBeenCalled();
  await screen.getByRole('button', { name: own.name }).click();
  await dialog.getByRole('button', { name: own.name }).click();
  await expect.element(screen.getByRole('rowheader', { name: 'counter-2' })).toBeVisible();
  await expect.element(screen.getByText(own.missed)).toBeVisible();
  isDown = false;
  await screen.getByRole('button', { name: en.election.again }).click();
  await expect.element(screen.getByText(own.done)).toBeVisible();
  expect(onDone).toHaveBeenCalledTimes(2);
});
