/** What a screen reader goes through on a page: roles, names, states, in order. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const TREES = fileURLToPath(new URL('../spoken', import.meta.url));
const DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
/** What differs from one run to the next. */
const PASSING: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `(?:${DAY})?\\d{1,2} ${MONTH}(?: \\d{4})?(?: at|,)? \\d\\d:\\d\\d(?::\\d\\d)?(?: [A-Z]{3,5})?`,
      'g',
    ),
    '(time)',
  ],
  [/(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}/g, '(fingerprint)'],
  [/[0-9a-f]{16,}/g, '(hex)'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d/g, '(time)'],
  // Where Next announces, once, which page has been gone to.
  [/^- alert.*$/m, '- alert'],
  [/http:\/\/127\.0\.0\.1:\d+/g, '(host)'],
];

/**
 * Compares the accessibility tree of the page with the one that was read and found good, in `test/browser/spoken/`; `vitest -u`
 * writes it anew, to be read again.
 */
export async function hears(page: Page, name: string): Promise<void> {
  const tree = await page.locator('body').ariaSnapshot();
  const lasting = PASSING.reduce((text, [passing, as]) => text.replace(passing, as), tree);
  await expect(`${lasting}\n`).toMatchFileSnapshot(join(TREES, `${name}.yml`));
}
