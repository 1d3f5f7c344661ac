/**
 * Which contests of several styles' ballots are one: those that are equal in everything, ID, texts in all languages, rules, and
 * options in their order. Their votes are counted together: a style says who may vote in what, not whose votes make a result.
 */
import type { Ballot, Contest } from './ballot.ts';

export interface SharedContest {
  readonly contest: Contest;
  /** Of the first style that has it. */
  readonly ballot: Ballot;
  /** Its place on each style's ballot, from 0; in the order of the styles. */
  readonly places: ReadonlyMap<string, number>;
}

/** Each contest once, in the order of the styles given and of their ballots. */
export function sharedContests(ballots: Iterable<readonly [style: string, ballot: Ballot]>): SharedContest[] {
  const found = new Map<string, SharedContest & { readonly places: Map<string, number> }>();
  for (const [style, ballot] of ballots)
    for (const [place, contest] of ballot.contests.entries()) {
      const name = nameOf(contest);
      const shared = found.get(name) ?? { contest, ballot, places: new Map() };
      found.set(name, shared);
      shared.places.set(style, place);
    }
  return [...found.values()];
}

/** The same for contests that are equal, whatever the order of the languages in the file. */
const nameOf = (contest: Contest): string =>
  JSON.stringify(contest, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
