/** The roll as the service lists it: what the officer searches, counts, and leafs through. */
import { isTestVoter } from '../../../protocol/messages/test-voter.ts';
import type { ListedVoter } from '../../../servers/commissioner/api/roll.ts';

export const CARD_FILTERS = ['all', 'with', 'without'] as const;
export type CardFilter = (typeof CARD_FILTERS)[number];

export function findVoters(
  voters: readonly ListedVoter[],
  query: string,
  cards: CardFilter,
): readonly ListedVoter[] {
  const wanted = query.trim().toLowerCase();
  return voters.filter(
    ({ voter, style, card }) =>
      (cards === 'all' || card === (cards === 'with')) &&
      (voter.toLowerCase().includes(wanted) || style.toLowerCase() === wanted),
  );
}

/** Voters by style, in the order of styles. */
export function countByStyle(voters: readonly ListedVoter[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { style } of voters) counts.set(style, (counts.get(style) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As it is imported again, without test voters, who are not imported; IDs hold nothing that needs quotes. */
export const rollCsv = (voters: readonly ListedVoter[]): string =>
  [
    'voter,style',
    ...voters.filter(({ voter }) => !isTestVoter(voter)).map(({ voter, style }) => `${voter},${style}`),
    '',
  ].join('\n');

export interface ListPage<T> {
  readonly items: readonly T[];
  /** From 0; the last one if a later one was wanted. */
  readonly page: number;
  readonly pages: number;
}

export function pageOf<T>(items: readonly T[], wanted: number, size: number): ListPage<T> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.max(0, Math.min(wanted, pages - 1));
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}
