import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { Progress } from './Progress.tsx';

test('how far it is, in words and as a value; none while nobody can say', async () => {
  const screen = await render(<Progress label="Votes" value={0.5} text="2 of 4" />);
  const bar = screen.getByRole('progressbar', { name: 'Votes' });
  await expect.element(bar).toHaveAttribute('aria-valuetext', '2 of 4');
  await expect.element(bar).toHaveAttribute('value', '0.5');
  await screen.rerender(<Progress label="Votes" />);
  await expect.element(bar).not.toHaveAttribute('value');
});
