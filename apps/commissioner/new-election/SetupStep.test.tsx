import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import { DIRECTORY, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { checkSetup } from './check-setup.ts';
import { type Draft, newDraft, setupOf } from './draft.ts';
import { SetupStep } from './SetupStep.tsx';

const own = en.editor.setup;

/** The step with a draft of its own; what it becomes is told to `onChange`. */
function Step({ onChange }: { readonly onChange: (draft: Draft) => void }) {
  const [draft, setDraft] = useState(() => newDraft(0));
  const change = (next: Draft): void => {
    onChange(next);
    setDraft(next);
  };
  const problems = checkSetup(setupOf(draft, DIRECTORY));
  return <SetupStep {...{ draft, problems, onChange: change, directory: DIRECTORY }} />;
}

async function open() {
  const onChange = vi.fn<(draft: Draft) => void>();
  const screen = await render(inConsole(<Step onChange={onChange} />));
  return { screen, last: () => onChange.mock.lastCall?.[0] };
}

test('every server takes part, listed by role with operator and system', async () => {
  const { screen } = await open();
  for (const { id } of DIRECTORY.servers)
    await expect.element(screen.getByRole('checkbox', { name: id, exact: false })).toBeChecked();
  const group = screen.getByRole('group', { name: en.roleNames.administrator, exact: false });
  await expect.element(group).toMatchTextContent(fill(own.of, { number: 4, total: 4 }));
  await expect.element(group).toMatchTextContent('Operator 1, Debian');
  await expectAccessible();
});

test('a server is left out, and the number of its role follows', async () => {
  const { screen, last } = await open();
  const box = screen.getByRole('checkbox', { name: 'counter-3', exact: false });
  await box.click();
  expect(last()?.absent).toEqual(['counter-3']);
  await expect
    .element(screen.getByRole('group', { name: en.roleNames.counter, exact: false }))
    .toMatchTextContent(fill(own.of, { number: 2, total: 3 }));
  await box.click();
  expect(last()?.absent).toEqual([]);
});

test('a role without any server is an error at that role', async () => {
  const { screen } = await open();
  for (const n of [1, 2, 3])
    await screen.getByRole('checkbox', { name: `counter-${n}`, exact: false }).click();
  const group = screen.getByRole('group', { name: en.roleNames.counter, exact: false });
  await expect.element(group.getByRole('alert')).toMatchTextContent(en.editor.problems['role-none']);
});

test('a threshold is changed within what the servers allow, and set back to the value of the deployment', async () => {
  const { screen, last } = await open();
  const field = screen.getByLabelText(en.survival.signingThreshold);
  await expect.element(field).toHaveValue(3);
  await expect.element(screen.getByRole('button', { name: own.reset })).not.toBeInTheDocument();
  await field.fill('9');
  expect(last()?.thresholds?.signingThreshold).toBe(9);
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  await screen.getByRole('button', { name: own.reset }).click();
  expect(last()?.thresholds).toBeNull();
  await expect.element(field).toHaveValue(3);
});

test('how often servers renew their shares is chosen; not at all unless somebody wants it', async () => {
  const { screen, last } = await open();
  const often = screen.getByLabelText(own.renewEvery);
  await expect.element(often).toHaveValue('never');
  await often.selectOptions(own.renewals.daily);
  expect(last()?.renewEvery).toBe(86_400);
  await often.selectOptions(own.renewals.never);
  expect(last()?.renewEvery).toBe(null);
  await expectAccessible();
});

test('shares of which each opens the votes cannot be renewed, and nobody is asked', async () => {
  const { screen, last } = await open();
  await screen.getByLabelText(en.survival.hostileTrustees).fill('0');
  expect(last()?.thresholds?.hostileTrustees).toBe(0);
  await expect.element(screen.getByLabelText(own.renewEvery)).not.toBeInTheDocument();
});
