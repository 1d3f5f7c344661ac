/** Letters in the officer's journey: PIN letters at the station, election notices from the console. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { en } from '../../../apps/commissioner/texts/en.ts';
import { fill } from '../../../apps/shared/i18n.ts';
import { textsOf } from '../../../letters/test-support.ts';
import { lookAt } from './browser.ts';
import { type Office, PIN } from './office.ts';
import { button, download, says, textFile } from './pages.ts';

const own = en.letters;

/** The station writes a letter to each voter, and then erases it with its digits. */
export async function printPinLetters(
  page: Page,
  { cards }: Office,
  voters: readonly string[],
): Promise<void> {
  const before = readdirSync(cards).filter((file) => !file.endsWith('.pin'));
  await button(page, own.writePdf).click();
  await says(page, fill(own.written, { number: voters.length }));
  const letters = await textsOf(readFileSync(join(cards, 'pin-letters.pdf')));
  assert.deepEqual(
    letters.map((text) => /card of ([\w-]+)\./.exec(text)?.[1]),
    voters.toSorted(),
  );
  for (const text of letters) assert.ok(text.includes(`PIN ${PIN} `), text);
  await lookAt(page, 'console-pin-letters');
  await button(page, own.destroy).click();
  await page.getByRole('dialog').getByRole('button', { name: own.destroy }).click();
  await says(page, fill(own.destroyed, { number: voters.length }));
  assert.equal(existsSync(join(cards, 'pin-letters.pdf')), false);
  assert.deepEqual(readdirSync(cards).toSorted(), before.toSorted(), 'nothing is left but the cards');
}

/** A notice in German for the first voter, with a name and the fingerprint that the page shows. */
export async function printNotice(
  page: Page,
  [voter = '']: readonly string[],
  folder: string,
): Promise<void> {
  await page
    .getByLabel(own.addresses)
    .setInputFiles(textFile('people.csv', `voter,name,language\n${voter},Ägidius,de\n`));
  await page.getByLabel(own.voter).fill(voter);
  await lookAt(page, 'console-letters');
  const path = join(folder, 'notice.pdf');
  await download(page, button(page, own.makeNotices), path);
  await says(page, own.made);
  const letters = await textsOf(readFileSync(path));
  const shown = await page.locator('.mono.large').innerText();
  assert.equal(letters.length, 1);
  assert.match(letters[0] ?? '', /Ägidius Wahlbenachrichtigung/);
  assert.ok(letters[0]?.includes(shown), letters[0]);
}

/** The minutes name who did each step. */
export async function printMinutes(
  page: Page,
  by: { readonly counted: string; readonly published: string },
  folder: string,
): Promise<void> {
  const path = join(folder, 'minutes.pdf');
  await download(page, page.getByRole('link', { name: en.outcome.minutes }), path);
  const text = (await textsOf(readFileSync(path))).join(' ');
  assert.match(text, new RegExp(`Votes opened and counted .{10,40} ${by.counted} Results`));
  assert.match(text, new RegExp(`Results published .{10,40} ${by.published} Results`));
}
