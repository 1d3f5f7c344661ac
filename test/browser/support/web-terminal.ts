/** The web page of the terminal as a voter uses it: cards from the table, keys by mouse. */
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright';
import type { TerminalAddress } from '../../../deployment/processes.ts';
import type { Key } from '../../../tcb-emulator/display/keys.ts';
import { webAddress } from '../../../tcb-emulator/terminal/web-face.ts';
import { PATIENCE } from './browser.ts';

/** Milliseconds between presses of a key that the terminal was not yet ready for. */
const IMPATIENCE = 50;
const MAX_PRESSES = 400;

export async function openTerminal(
  context: BrowserContext,
  { human, token }: TerminalAddress,
): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(webAddress(human, token));
  await page.locator('#device:not(.off)').waitFor();
  return page;
}

export async function insertCard(terminal: Page, voter: string): Promise<void> {
  await terminal.reload();
  await terminal.getByLabel('Cards on the table').selectOption(voter);
  await terminal.getByRole('button', { name: 'Insert' }).click();
  await terminal.locator('#card.inserted').waitFor();
}

export async function removeCard(terminal: Page): Promise<void> {
  await terminal.getByRole('button', { name: 'Remove' }).click();
  await terminal.locator('#card:not(.inserted)').waitFor({ state: 'attached' });
}

/** Clicks each key until the terminal takes it: there is no type-ahead. */
export async function pressKeys(terminal: Page, keys: readonly Key[]): Promise<void> {
  for (const key of keys) {
    let presses = 0;
    while (!(await press(terminal, key))) {
      presses += 1;
      assert.ok(presses < MAX_PRESSES, 'the terminal waits for no key');
      await terminal.waitForTimeout(IMPATIENCE);
    }
  }
}

async function press(terminal: Page, key: Key): Promise<boolean> {
  const answer = terminal.waitForResponse((response) => response.url().endsWith('/keys'));
  await terminal.locator(`[data-key="${key}"]`).click();
  const { accepted } = (await (await answer).json()) as { accepted: number };
  return accepted === 1;
}

/** Resolves when the display shows the text. */
export const shows = (terminal: Page, text: string): Promise<void> =>
  terminal.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
