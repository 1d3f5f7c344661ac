import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import '../styles/app.css';
import { Accessibility } from './Accessibility.tsx';
import { DataProtection } from './DataProtection.tsx';
import { NOTICE_TEXTS } from './texts/texts.ts';

const CONFIG = {
  distributors: ['https://distributor.example'],
  commissioner: 'https://office.example',
  commissionerKey: `02${'ab'.repeat(32)}`,
};
const SET = {
  ...CONFIG,
  organisation: { name: 'Union of Voters', help: 'Room 12', hasLogo: false },
  retentionDays: 90,
};
const { data, accessibility } = NOTICE_TEXTS.en;
const tell = (config: object | undefined) =>
  answering(config === undefined ? {} : { 'GET /config.json': () => json(config) });

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test('data protection: whose data, whom to ask, and the time that the deployment sets', async () => {
  tell(SET);
  const screen = await render(<DataProtection />);
  await expect.element(screen.getByRole('heading', { level: 1 })).toHaveTextContent(data.title);
  await expect.element(screen.getByText(/^Union of Voters holds the election/)).toBeVisible();
  await expect.element(screen.getByText('Whom to ask: Room 12').first()).toBeVisible();
  await expect.element(screen.getByText(/^From 90 days after the end/)).toBeVisible();
  await expect.element(screen.getByText(data.time.unset)).not.toBeInTheDocument();
  await expectAccessible();
});

test('data protection: without an organisation and a time it says so, also where nothing can be read', async () => {
  for (const config of [CONFIG, undefined]) {
    tell(config);
    const screen = await render(<DataProtection />);
    await expect.element(screen.getByText(data.who.unnamed)).toBeVisible();
    await expect.element(screen.getByText(data.time.unset)).toBeVisible();
    await expect.element(screen.getByText(data.who.office).first()).toBeVisible();
    await screen.unmount();
  }
});

test('accessibility: what is tested, what is known not to be good enough, and whom to tell', async () => {
  tell(SET);
  const screen = await render(<Accessibility />);
  await expect.element(screen.getByText(/what else can be done: Room 12/)).toBeVisible();
  for (const text of [...Object.values(accessibility.tested), ...Object.values(accessibility.limits)])
    await expect.element(screen.getByText(text)).toBeVisible();
  await expectAccessible();
  await screen.unmount();
  tell(CONFIG);
  const without = await render(<Accessibility />);
  await expect.element(without.getByText(accessibility.report.office)).toBeVisible();
});

test('every page leads to both, and back; in the language that was chosen', async () => {
  tell(SET);
  const screen = await render(<Accessibility />);
  const link = (name: string) => screen.getByRole('link', { name, exact: true });
  await expect.element(link(data.title)).toHaveAttribute('href', 'data-protection.html');
  await expect.element(link(accessibility.title)).toHaveAttribute('href', 'accessibility.html');
  await screen.getByRole('combobox').selectOptions('Deutsch');
  await expect.element(link(NOTICE_TEXTS.de.back)).toHaveAttribute('href', './');
  const heading = screen.getByRole('heading', { level: 1 });
  await expect.element(heading).toHaveTextContent(NOTICE_TEXTS.de.accessibility.title);
});

test('at 320 px nothing scrolls sideways, in any language', async () => {
  await page.viewport(320, 800);
  for (const language of Object.keys(NOTICE_TEXTS)) {
    localStorage.setItem('revs-language', language);
    for (const Page of [DataProtection, Accessibility]) {
      tell(SET);
      const screen = await render(<Page />);
      const { back } = NOTICE_TEXTS[language as keyof typeof NOTICE_TEXTS];
      await expect.element(screen.getByText(back)).toBeVisible();
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
      await screen.unmount();
    }
  }
  await page.viewport(1280, 900);
});
