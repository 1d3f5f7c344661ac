/** The pages of the audit log: entries have numbers from 0, the newest the highest; pages begin with the newest. */

export const PAGE = 50;

/** What to ask for, for page `page` (from 0). Before the number of entries is known, nothing can be asked but that number. */
export function rangeOf(total: number, page: number): { readonly from: number; readonly limit: number } {
  const end = Math.max(0, total - page * PAGE);
  const from = Math.max(0, end - PAGE);
  return { from, limit: end - from };
}

export const pagesOf = (total: number): number => Math.max(1, Math.ceil(total / PAGE));

/** "election: 1f3a…, voters: 12" */
export const detailOf = (detail: Readonly<Record<string, string | number>>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
