/** What a page does while it loads, as the browser measures it (Largest Contentful Paint and Layout Instability, W3C). */
import type { Page } from 'playwright';

/** What Web Vitals calls good. */
export const MOST_SHIFT = 0.1;

export interface Loading {
  /** Milliseconds from navigation to the largest paint. */
  readonly paint: number;
  /** Sum of all unexpected shifts: nothing to one. */
  readonly shift: number;
  /** What moved. */
  readonly moved: readonly string[];
}

const OBSERVER = `
  window.revsLoading = { paint: 0, shift: 0, moved: [] };
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) revsLoading.paint = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      revsLoading.shift += value;
      for (const { node } of sources) revsLoading.moved.push(value.toFixed(3) + ' ' + (node?.className || node?.nodeName));
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

/** To be called before the page is loaded; what it resolves to tells what has happened since the last navigation. */
export async function measureLoading(page: Page): Promise<() => Promise<Loading>> {
  await page.addInitScript(OBSERVER);
  return () => page.evaluate<Loading>('revsLoading');
}
