import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../../shared/test-support.ts';
import { en } from '../texts/en.ts';
import { ElectionChoice, ElectionHead } from './ElectionHead.tsx';
import { ELECTION } from './test-support.ts';

const servers = { silent: 0, all: 3, needed: 2 };
const TRIAL = { ...ELECTION, election: 'f'.repeat(32), title: 'Rehearsal', trial: true };

test('a trial election says so in words, a real one does not', async () => {
  const screen = await render(<ElectionHead election={TRIAL} stage="openNow" servers={servers} />);
  await expect.element(screen.getByText(en.trial.title)).toBeVisible();
  await expectAccessible();
  await screen.rerender(<ElectionHead election={ELECTION} stage="openNow" servers={servers} />);
  await expect.element(screen.getByText(en.trial.title)).not.toBeInTheDocument();
});

test('in the list of elections it stands beside the title', async () => {
  const screen = await render(
    <ElectionChoice elections={[ELECTION, TRIAL]} isUnknown={false} onChoose={() => undefined} />,
  );
  const items = screen.getByRole('listitem');
  await expect.element(items.nth(1).getByText(en.trial.tag)).toBeVisible();
  await expect.element(items.nth(0).getByText(en.trial.tag)).not.toBeInTheDocument();
  await expectAccessible();
});
