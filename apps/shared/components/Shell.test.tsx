import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../test-support.ts';
import { useLanguage } from '../use-language.ts';
import { Button } from './Button.tsx';
import { Shell, type ShellProps } from './Shell.tsx';

afterEach(() => localStorage.clear());

const LOAD = {
  pt: async () => 'Olá',
  fr: async () => 'Bonjour',
  de: () => Promise.reject<string>(new TypeError('offline')),
};

function Page() {
  const { language, texts, setLanguage } = useLanguage('Hello', LOAD);
  return (
    <Shell
      title="REVS"
      language={language}
      onLanguage={setLanguage}
      labels={{ skip: 'Skip', language: 'Language' }}
    >
      <p>{texts}</p>
    </Shell>
  );
}

test('another language: texts, the page’s own language, and kept for the next visit', async () => {
  const screen = await render(<Page />);
  await screen.getByRole('combobox', { name: 'Language' }).selectOptions('Français');
  await expect.element(screen.getByText('Bonjour')).toBeVisible();
  await expect.poll(() => document.documentElement.lang).toBe('fr');
  await expectAccessible();
  await screen.unmount();
  const again = await render(<Page />);
  await expect.element(again.getByText('Bonjour')).toBeVisible();
});

test('whose page it is: name and logo, instead of the mark', async () => {
  const shell = (organisation?: ShellProps['organisation']) => (
    <Shell
      title="REVS"
      organisation={organisation}
      language="en"
      onLanguage={() => undefined}
      labels={{ skip: 'Skip', language: 'Language' }}
    >
      <p>Hello</p>
    </Shell>
  );
  const screen = await render(shell({ name: 'Union of Voters', hasLogo: true }));
  const brand = screen.getByRole('link', { name: /REVS\s*Union of Voters/ });
  expect(brand.element().querySelector('img')?.getAttribute('src')).toBe('/logo.png');
  await screen.rerender(shell({ name: { de: 'Verein der Wähler', en: 'Union of Voters' }, hasLogo: false }));
  await expect.element(brand).toBeVisible();
  expect(brand.element().querySelectorAll('img, svg').length).toBe(1);
  expect(brand.element().querySelector('svg')).not.toBeNull();
  await expectAccessible();
});

test('a language that cannot be loaded leaves the page as it is', async () => {
  const screen = await render(<Page />);
  const language = screen.getByRole('combobox', { name: 'Language' });
  await language.selectOptions('Deutsch');
  await expect.element(language).toHaveValue('en');
  await expect.element(screen.getByText('Hello')).toBeVisible();
});

test('the first Tab is the way past the navigation, to the content', async () => {
  const screen = await render(<Page />);
  await userEvent.keyboard('{Tab}');
  await expect.element(screen.getByRole('link', { name: 'Skip' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('main')).toHaveFocus();
});

test('a button at work keeps the focus and does nothing', async () => {
  const onPress = vi.fn();
  const screen = await render(<Button onPress={onPress}>Make</Button>);
  const button = screen.getByRole('button', { name: 'Make' });
  await button.click();
  expect(onPress).toHaveBeenCalledTimes(1);
  await screen.rerender(
    <Button onPress={onPress} isPending>
      Make
    </Button>,
  );
  await expect.element(button).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await button.click();
  expect(onPress).toHaveBeenCalledTimes(1);
});
