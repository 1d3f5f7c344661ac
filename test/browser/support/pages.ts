/** What journeys do with pages: open them, find what a person would look for, send files. */
import type { BrowserContext, Locator, Page } from 'playwright';
import { type Watched, watch } from './browser.ts';

/** What a browser says by itself of a refusal that the test brings about, or of a card personalisation station that is somebody else's. */
const REFUSALS = /Failed to load resource|:8620\/desk/;

interface Opened extends Watched {
  readonly name: string;
}

/** Pages that a journey has opened, with what they complained of and whom they asked. */
export class OpenedPages {
  readonly all: Opened[] = [];

  async open(context: BrowserContext, url: string, name: string): Promise<Page> {
    const page = await context.newPage();
    this.all.push({ name, ...watch(page, REFUSALS) });
    await page.goto(url);
    return page;
  }

  /** Addresses that the page opened last has asked for. */
  get lastRequests(): readonly string[] {
    return this.all.at(-1)?.requests ?? [];
  }
}

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** Resolves when the page shows the text. */
export const says = (page: Page, text: string, exact = true): Promise<void> =>
  page.getByText(text, { exact }).first().waitFor();

/** A file that a person chooses. */
export const textFile = (name: string, text: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

/** The local time in so many minutes, as `<input type="datetime-local">` takes it. */
export function inMinutes(minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What comes when that is clicked, as a file. */
export async function download(page: Page, link: Locator, path: string): Promise<void> {
  const coming = page.waitForEvent('download');
  await link.click();
  await (await coming).saveAs(path);
}
