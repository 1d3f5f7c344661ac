import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { en } from '../texts/en.ts';
import { makeApi } from './api.ts';
import { LogIn } from './LogIn.tsx';

async function logIn(answer: () => Response) {
  const fetched = answering({ 'POST /officer/session': answer });
  const onLogIn = vi.fn();
  const screen = await render(<LogIn api={makeApi()} texts={en} onLogIn={onLogIn} />);
  await screen.getByLabelText(en.logIn.name).fill('ana');
  await screen.getByLabelText(en.logIn.passphrase).fill('four words of mine');
  await screen.getByRole('button', { name: en.logIn.submit }).click();
  return { screen, onLogIn, fetched };
}

const REFUSALS = [
  ['officer/wrong-passphrase', 401, en.problems.wrongPassphrase],
  ['officer/locked', 429, en.problems.locked],
  ['service/rate-limited', 429, en.problems.tooMany],
  ['service/internal', 500, en.problems.internal],
] as const;

test.each(REFUSALS)(
  'refused with %s: what it means and what to do; the passphrase is typed again',
  async (code, status, { title, next }) => {
    const { screen, onLogIn } = await logIn(() => json({ code, message: 'no' }, status));
    await expect.element(screen.getByRole('alert').getByText(title)).toBeVisible();
    await expect.element(screen.getByText(next)).toBeVisible();
    await expect.element(screen.getByLabelText(en.logIn.passphrase)).toHaveValue('');
    await expect.element(screen.getByLabelText(en.logIn.name)).toHaveValue('ana');
    expect(onLogIn).not.toHaveBeenCalled();
    await expectAccessible();
  },
);

test('no service at all', async () => {
  const { screen } = await logIn(() => {
    throw new TypeError('no connection');
  });
  await expect.element(screen.getByRole('alert').getByText(en.problems.unreachable.title)).toBeVisible();
});

test('let in: by the name that the service says', async () => {
  const session = { officer: 'Ana', role: 'observer', fourEyes: false, expires: 1 };
  const { screen, onLogIn, fetched } = await logIn(() => json(session));
  await vi.waitFor(() => expect(onLogIn).toHaveBeenCalledExactlyOnceWith(session));
  expect(fetched.mock.calls[0]?.[1]?.body).toBe(
    JSON.stringify({ name: 'ana', passphrase: 'four words of mine' }),
  );
  await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
});
