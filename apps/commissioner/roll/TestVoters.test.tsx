import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { TestVoters } from './TestVoters.tsx';

const own = en.editor.testVoters;

test('so many test voters are made, named, and the roll is read again', async () => {
  const fetched = answering({ 'POST /officer/test-voters': () => json({ voters: ['TEST-4', 'TEST-5'] }) });
  const onAdded = vi.fn();
  const screen = await render(inConsole(<TestVoters styles={['north']} onAdded={onAdded} />));
  await screen.getByLabelText(own.number).fill('2');
  await screen.getByRole('button', { name: own.add }).click();
  const said = fill(own.added, { first: 'TEST-4', last: 'TEST-5' });
  await expect.element(screen.getByRole('status').getByText(said)).toBeVisible();
  expect(JSON.parse(String(fetched.mock.calls[0]?.[1]?.body))).toEqual({ number: 2, style: 'north' });
  expect(onAdded).toHaveBeenCalledOnce();
  await expectAccessible();
});

test('no number, no style: nothing can be made', async () => {
  const screen = await render(inConsole(<TestVoters styles={[]} onAdded={() => undefined} />));
  const add = screen.getByRole('button', { name: own.add });
  await expect.element(add).toBeDisabled();
  await screen.getByLabelText(own.style).fill('north');
  await expect.element(add).toBeEnabled();
  await screen.getByLabelText(own.number).fill('1001');
  await expect.element(add).toBeDisabled();
});
