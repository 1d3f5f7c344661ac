import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { checkTimes } from './check-draft.ts';
import { type Draft, newDraft, timesFrom } from './draft.ts';
import { TimesStep } from './TimesStep.tsx';

const own = en.editor.times;
const START: Draft = { ...newDraft(0), title: 'Board' };

/** The step with a draft of its own; what it becomes is told to `onChange`. */
function Step({ onChange }: { readonly onChange: (draft: Draft) => void }) {
  const [draft, setDraft] = useState(START);
  const change = (next: Draft): void => {
    onChange(next);
    setDraft(next);
  };
  return <TimesStep draft={draft} problems={checkTimes(draft, 0)} isAttempted onChange={change} />;
}

async function open() {
  const onChange = vi.fn<(draft: Draft) => void>();
  const screen = await render(inConsole(<Step onChange={onChange} />));
  return { screen, last: () => onChange.mock.lastCall?.[0] };
}

test('times are in the zone of this computer, which is named', async () => {
  const { screen } = await open();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await expect.element(screen.getByText(timeZone, { exact: false })).toBeVisible();
  await expect.element(screen.getByLabelText(own.opens)).toHaveValue('1970-01-02T09:00');
  await expectAccessible();
});

test('a close before the opening is an error at the close', async () => {
  const { screen, last } = await open();
  const closes = screen.getByLabelText(own.closes);
  await closes.fill('1970-01-02T08:00');
  expect(last()?.closes).toBe(START.opens - 3600);
  await expect
    .element(closes)
    .toHaveAccessibleDescription(expect.stringContaining(en.editor.problems['closes-order']));
  await expectAccessible();
});

test('the other times are set from the opening at a press, which needs an opening', async () => {
  const { screen, last } = await open();
  const standard = screen.getByRole('button', { name: own.standard });
  await screen.getByLabelText(own.opens).fill('1970-01-03T09:00');
  await standard.click();
  expect(last()).toMatchObject(timesFrom(START.opens + 86_400));
  await screen.getByLabelText(own.opens).fill('');
  await expect.element(standard).toBeDisabled();
});
