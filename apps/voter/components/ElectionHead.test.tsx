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

test("the title is in the reader's language, and marked as what it is", async () => {
  const both = { ...ELECTION, title: 'Vorstand', titles: { de: 'Vorstand', 'en-GB': 'Board of the union' } };
  const screen = await render(<ElectionHead election={both} stage="openNow" servers={servers} />);
  const heading = screen.getByRole('heading', { name: 'Board of the union' });
  await expect.element(heading).toHaveAttribute('lang', 'en-GB');
  await screen.rerender(<ElectionChoice elections={[both]} isUnknown={false} onChoose={() => undefined} />);
  await expect.element(screen.getByRole('heading', { level: 2 })).toHaveTextContent('Board of the union');
  await expect
    .element(screen.getByRole('button'))
    .toHaveAccessibleName(expect.stringContaining('Board of the union'));
  await screen.rerender(<ElectionHead election={ELECTION} stage="openNow" servers={servers} />);
  await expect
    .element(screen.getByRole('heading', { name: 'Board', exact: true }))
    .not.toHaveAttribute('lang');
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
