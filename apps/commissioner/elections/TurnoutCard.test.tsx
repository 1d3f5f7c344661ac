import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Turnout } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible } from '../../shared/test-support.ts';
import { electionWith, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { TurnoutCard } from './TurnoutCard.tsx';

const turnout: Turnout = {
  voters: 14,
  signedFor: 14,
  administrators: [
    { id: 'a1', signed: 14 },
    { id: 'a2', signed: null },
  ],
  series: [
    { time: 1, packages: 2 },
    { time: 2, packages: 5 },
  ],
  counters: [{ id: 'c1', size: 5 }],
};

test('all who have voted are counted as signed for, while fewer votes have arrived; and what each server says', async () => {
  answering({ 'GET /officer/elections/e/turnout': () => Response.json(turnout) });
  const screen = await render(inConsole(<TurnoutCard election={electionWith({ stage: 'open' })} />));
  const told = (term: string) => screen.getByRole('term').filter({ hasText: term }).element().parentElement;
  await expect.element(screen.getByRole('term').first()).toBeVisible();
  expect(told(en.monitoring.signedFor)?.textContent).toContain('14 of 14 on the roll (100%)');
  expect(told(en.monitoring.arrived)?.lastElementChild?.textContent).toBe('5');
  await expect.element(screen.getByText(fill(en.monitoring.atLeast, { hostile: 1 }))).toBeVisible();
  await screen.getByText(en.monitoring.each).click();
  await expect.element(screen.getByText('a1: 14')).toBeVisible();
  await expect.element(screen.getByText(`a2: ${en.monitoring.noAnswer}`)).toBeVisible();
  await expect.element(screen.getByText('c1: 5')).toBeVisible();
  await expectAccessible();
});
