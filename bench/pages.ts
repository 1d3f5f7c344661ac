/**
 * What a slow phone sees of pages that are being served (by `revs demo`, for example): bytes, largest contentful paint, layout
 * shift. Without a server, memory or extension of ours in the browser; the network and processor are Lighthouse's slow 4G.
 *
 * Usage: node bench/pages.ts ADDRESS...
 */
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright';
import { openBrowser } from '../test/browser/support/browser.ts';
import { measureLoading } from '../test/browser/support/loading.ts';

const PHONE = { width: 390, height: 844 };
/** Bytes per second and milliseconds, as Lighthouse simulates a slow 4G. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 };
const SLOWDOWN = 4;
/** Milliseconds after loading, in which a page asks its servers. */
const SETTLING = 6000;

const { positionals } = parseArgs({ allowPositionals: true });
const browser = await openBrowser();
for (const address of positionals) {
  const page = await (await browser.newContext({ viewport: PHONE, locale: 'en-GB' })).newPage();
  const bytes = await throttle(page);
  const loading = await measureLoading(page);
  await page.goto(address, { waitUntil: 'load' });
  await page.waitForTimeout(SETTLING);
  const { paint, shift } = await loading();
  console.log(
    `${new URL(address).origin}: ${Math.round(bytes() / 1024)} KiB, largest paint ${Math.round(paint)} ms, layout shift ${shift.toFixed(3)}`,
  );
  await page.context().close();
}
await browser.close();

async function throttle(page: Page): Promise<() => number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}
