import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../../shared/test-support.ts';
import { en } from '../texts/en.ts';
import { NoticeLinks } from './NoticeLinks.tsx';

test("officers find both pages on the voters' host", async () => {
  const screen = await render(<NoticeLinks texts={en} voterPage="https://vote.example" />);
  const link = (name: string) => screen.getByRole('link', { name, exact: true });
  await expect
    .element(link(en.notices.data))
    .toHaveAttribute('href', 'https://vote.example/data-protection.html');
  await expect
    .element(link(en.notices.accessibility))
    .toHaveAttribute('href', 'https://vote.example/accessibility.html');
  await expectAccessible();
  expect(screen.getByRole('navigation').element().getAttribute('aria-label')).toBe(en.notices.label);
});
