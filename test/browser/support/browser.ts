/** A real browser for tests. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import chromium from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type Page, chromium as playwright } from 'playwright';
import { namesTwice } from '../../../apps/shared/names-apart.ts';
import { CHROMIUM_ARGUMENTS } from '../../support/chromium.ts';

/** vitest.config.ts has unpacked it. */
export const openBrowser = async (): Promise<Browser> =>
  playwright.launch({ executablePath: await chromium.executablePath(), args: CHROMIUM_ARGUMENTS });

export interface Watched {
  /** What went wrong in the page: errors, and what the Content-Security-Policy stopped. */
  readonly complaints: string[];
  /** Addresses that it asked for. */
  readonly requests: string[];
}

/** ms: an election of 22 processes on two cores takes its time, and what never comes fails in the end. */
export const PATIENCE = 180_000;

/** `expected`: what a test brings about, such as a server that refuses. */
export function watch(page: Page, expected: RegExp | undefined = undefined): Watched {
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  const requests: string[] = [];
  const note = (text: string): void => {
    if (expected === undefined || !expected.test(text)) complaints.push(text);
  };
  page.on('console', (message) => note(message.text()));
  page.on('pageerror', (error) => note(error.message));
  page.on('request', (request) => requests.push(request.url()));
  return { complaints, requests };
}

/** Bytes of all scripts that a page has loaded, compressed as hosts send them. */
export function scriptSize(requests: readonly string[], folder: string): number {
  const paths = requests.map((url) => new URL(url).pathname).filter((path) => path.endsWith('.js'));
  const sizes = [...new Set(paths)].map(
    (path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** If the page scrolls sideways: what reaches beyond its right edge. */
const STICKING_OUT = `document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth)
      .map((one) => one.outerHTML.slice(0, 100))
  : []`;
/** What of it depends on colours: all that another colour scheme can change. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** WCAG 2.2 AA as far as axe can tell, what can be pressed has a name of its own, and nothing scrolls sideways. */
export async function checkAccessible(page: Page, where: string, runOnly = TAGS): Promise<void> {
  assert.deepEqual(await page.evaluate<string[]>(STICKING_OUT), [], `${where} scrolls sideways`);
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>(`axe.run({ runOnly: ${JSON.stringify(runOnly)} })`);
  const twice = await page.evaluate<string[]>(`(${namesTwice.toString()})(axe, document)`);
  assert.deepEqual(twice, [], `${where}: buttons that share a name`);
  const violations = found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  assert.deepEqual(violations, [], where);
}

const PICTURES = fileURLToPath(new URL('../../../.screenshots', import.meta.url));
const SIZES = { phone: { width: 320, height: 844 }, desk: { width: 1280, height: 900 } };

/** Checks the page and takes its picture, on a small phone and on a desk, light and dark, into `.screenshots/`. */
export async function lookAt(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await checkAccessible(
        page,
        `${name}, ${size}, ${colorScheme}`,
        colorScheme === 'dark' ? OF_COLOURS : TAGS,
      );
      const path = join(PICTURES, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
}
