/** The elections that the Distributors list, and how far each is by the clock of this computer. */
import type { Send } from '../../../voter-module/send.ts';

export interface ListedElection {
  readonly election: string;
  readonly title: string;
  /** Milliseconds since 1970, as all times here. */
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
}

export interface FoundElections {
  readonly elections: readonly ListedElection[];
  /** Distributors that did not answer, or not in this form. */
  readonly silent: readonly string[];
}

const MAX_ELECTIONS = 1000;
/** The end of the year 9999, in milliseconds: the last that dates can be written for. */
const LAST_TIME = 253_402_300_799_000;

/**
 * Asks all Distributors: what any of them lists can be chosen, as most of them describe it. Whether they agree is for the
 * terminal to check.
 */
export async function findElections(send: Send, distributors: readonly string[]): Promise<FoundElections> {
  const answers = await Promise.all(
    distributors.map(async (url) => {
      const list = await send(`${url}/elections`)
        .then(readElections)
        .catch(() => undefined);
      return { url, list };
    }),
  );
  return {
    elections: asMostSay(answers.flatMap(({ list }) => list ?? [])).sort((a, b) => b.opens - a.opens),
    silent: answers.filter(({ list }) => list === undefined).map(({ url }) => url),
  };
}

/** One entry for each election: the one that occurs most often; of as many, the first. */
function asMostSay(entries: readonly ListedElection[]): ListedElection[] {
  const votes = new Map<string, { readonly entry: ListedElection; count: number }>();
  for (const entry of entries) {
    const key = JSON.stringify(entry);
    const vote = votes.get(key) ?? { entry, count: 0 };
    vote.count += 1;
    votes.set(key, vote);
  }
  const most = [...votes.values()].sort((a, b) => b.count - a.count);
  const first = new Map(most.toReversed().map(({ entry }) => [entry.election, entry]));
  return [...first.values()];
}

/** Errors: RangeError, SyntaxError. */
export function readElections(bytes: Uint8Array): ListedElection[] {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(value) || value.length > MAX_ELECTIONS) throw new RangeError('not a list of elections');
  return value.map(readElection);
}

function readElection(value: unknown): ListedElection {
  const { election, title, ...times } = value as Readonly<Record<string, unknown>>;
  if (typeof election !== 'string' || !/^[0-9a-f]{32}$/.test(election)) throw new RangeError('election ID');
  if (typeof title !== 'string' || title.length > 200) throw new RangeError('title');
  const time = (name: string): number => {
    const at = times[name];
    if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0 || at > LAST_TIME)
      throw new RangeError(name);
    return at;
  };
  return {
    election,
    title,
    opens: time('opens'),
    closes: time('closes'),
    intakeEnds: time('intakeEnds'),
    claimsEnd: time('claimsEnd'),
  };
}

/** `mixing`: closed, votes are still shuffled and claimed. `counting`: nothing is added any more. */
export type Stage = 'before' | 'openNow' | 'mixing' | 'counting';

export function stageOf({ opens, closes, claimsEnd }: ListedElection, now: number): Stage {
  if (now < opens) return 'before';
  if (now < closes) return 'openNow';
  return now < claimsEnd ? 'mixing' : 'counting';
}
