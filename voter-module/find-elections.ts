/** The elections that the Distributors list: any of them may be hostile, down or hung. */
import { type LocalText, MAX_LANGUAGES, MAX_LONG_TEXT } from '../ballots/ballot.ts';
import { oneLine } from '../ballots/text.ts';
import { GRACE, gather } from './gather.ts';
import type { Send } from './send.ts';

export interface ListedElection {
  /** ID, in hexadecimal. */
  readonly election: string;
  /** One line that can be shown as it is. */
  readonly title: string;
  /** By language, if ballots have the title too; like the title. */
  readonly titles: LocalText;
  /** Whether it is a trial election; like all of this, as signed once the manifest has been fetched. */
  readonly trial: boolean;
  /** Milliseconds since 1970, as all times here. */
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
}

export interface FoundElections {
  readonly elections: readonly ListedElection[];
  /** URLs of Distributors that did not answer soon after the others, or not in this form. */
  readonly silent: readonly string[];
}

const MAX_ELECTIONS = 1000;
/** As long as in a manifest. */
const MAX_TITLE = 200;
/** The end of the year 9999, in milliseconds: the last that dates can be written for. */
const LAST_TIME = 253_402_300_799_000;

/**
 * Asks all Distributors, and goes on soon after half of them have answered. What at least half of those list can be
 * chosen, as most of them describe it, the newest first: voting needs f + 1 Distributors anyway, and one hostile one must
 * not bury the election under a thousand of its own. Whether it is genuine is checked later.
 */
export async function findElections(send: Send, distributors: readonly string[]): Promise<FoundElections> {
  const end = new AbortController();
  const answers = await gather(
    distributors.map(async (url) => {
      const list = readElections(await send(`${url}/elections`, undefined, end.signal));
      return { url, list };
    }),
    ({ length }) => length * 2 >= distributors.length,
    GRACE,
  );
  end.abort();
  const listed = answers.map(({ list }) => list);
  return {
    elections: asMostSay(listed).sort((a, b) => b.opens - a.opens),
    silent: distributors.filter((url) => !answers.some((answer) => answer.url === url)),
  };
}

/** One entry for each election that half of the lists have: the one that occurs most often; of as many, the first. */
function asMostSay(lists: readonly (readonly ListedElection[])[]): ListedElection[] {
  const entries = lists.flat();
  const times = countOf(entries.map((entry) => JSON.stringify(entry)));
  const listings = countOf(entries.map(({ election }) => election));
  const most = entries.toSorted((a, b) => times(JSON.stringify(b)) - times(JSON.stringify(a)));
  const chosen = new Map(most.toReversed().map((entry) => [entry.election, entry]));
  return [...chosen.values()].filter(({ election }) => listings(election) * 2 >= lists.length);
}

function countOf(values: readonly string[]): (value: string) => number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => counts.get(value) ?? 0;
}

/** Errors: RangeError, SyntaxError, TypeError. */
export function readElections(bytes: Uint8Array): ListedElection[] {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(value) || value.length > MAX_ELECTIONS) throw new RangeError('not a list of elections');
  const elections = value.map(readElection);
  if (new Set(elections.map(({ election }) => election)).size !== elections.length)
    throw new RangeError('an election is listed twice');
  return elections;
}

function readElection(value: unknown): ListedElection {
  const { election, title, titles, trial, ...times } = value as Readonly<Record<string, unknown>>;
  if (typeof election !== 'string' || !/^[0-9a-f]{32}$/.test(election)) throw new RangeError('election ID');
  if (typeof title !== 'string' || title.length > MAX_TITLE) throw new RangeError('title');
  if (typeof trial !== 'boolean') throw new RangeError('trial');
  const time = (name: string): number => {
    const at = times[name] as number;
    if (!Number.isSafeInteger(at) || at < 0 || at > LAST_TIME) throw new RangeError(name);
    return at;
  };
  return {
    election,
    title: oneLine(title),
    titles: readTitles(titles),
    trial,
    opens: time('opens'),
    closes: time('closes'),
    intakeEnds: time('intakeEnds'),
    claimsEnd: time('claimsEnd'),
  };
}

function readTitles(value: unknown): LocalText {
  if (typeof value !== 'object' || value === null) throw new RangeError('titles');
  const entries = Object.entries(value);
  const fit = entries.every(
    ([tag, text]) =>
      /^[A-Za-z0-9-]{2,20}$/.test(tag) && typeof text === 'string' && text.length <= MAX_LONG_TEXT * 2,
  );
  if (!fit || entries.length > MAX_LANGUAGES) throw new RangeError('titles');
  return Object.fromEntries(entries.map(([tag, text]) => [tag, oneLine(text)]));
}
