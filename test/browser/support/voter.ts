/** What a voter of the whole journey does at the voter's page, and then at the terminal. */
import type { Locator, Page } from 'playwright';
import { en } from '../../../apps/voter/texts/en.ts';
import { keysToVote } from '../../../simulation/robot-voter.ts';
import type { Language } from '../../../tcb-emulator/dialogue/languages.ts';
import type { Key } from '../../../tcb-emulator/display/keys.ts';
import { ballot, TITLE, VOTES } from './journey-votes.ts';
import { PIN } from './office.ts';
import { button, says } from './pages.ts';
import { insertCard } from './web-terminal.ts';

const MAX_TABS = 40;

export async function startVoting(page: Page, terminal: Page, voter: string): Promise<void> {
  await insertCard(terminal, voter);
  await says(page, en.vote.ready);
  await button(page, en.vote.start).click();
  await says(page, en.vote.follow);
}

/** By keyboard alone. */
export async function pressByKeyboard(page: Page, target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((one) => one.matches(':focus'));
  for (let tabs = 0; tabs < MAX_TABS && !(await isFocused()); tabs += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

/** The whole vote, as the voter means it. */
export const keysOf = (voter: string, language: Language = 'en'): Key[] =>
  keysToVote(TITLE, ballot, VOTES[voter] ?? [], PIN, language);
