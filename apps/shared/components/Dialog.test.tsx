import { useState } from 'react';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../test-support.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

function Opener() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Open</Button>
      <Button>Behind</Button>
      <Dialog title="Sure?" isOpen={isOpen} onClose={() => setOpen(false)}>
        <Button>Yes</Button>
        <Button>No</Button>
      </Dialog>
    </>
  );
}

test('it is named by its title and holds the focus: Tab goes round within', async () => {
  const screen = await render(<Opener />);
  await screen.getByRole('button', { name: 'Open' }).click();
  const dialog = screen.getByRole('dialog', { name: 'Sure?' });
  await expect.element(dialog).toBeVisible();
  for (let i = 0; i < 4; i++) {
    await userEvent.keyboard('{Tab}');
    expect(dialog.element().contains(document.activeElement)).toBe(true);
  }
  await expectAccessible();
});

test('Escape closes it, and the focus is back where it was', async () => {
  const screen = await render(<Opener />);
  await screen.getByRole('button', { name: 'Open' }).click();
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
});
