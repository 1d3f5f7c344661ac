/** Counters' lists, fetched over HTTP from whoever has them, in full parts and within a time that their size decides. */
import { anySignal } from '../../common/any-signal.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { longestList } from '../../protocol/3-vote-submission/list-bound.ts';
import { type HeldHead, headsOf } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { type Frozen, type Gathering, isHeldBy } from '../../protocol/board/folds/freeze.ts';
import { ensure } from '../../protocol/errors.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { BulletinBoard, ListSource } from './bulletin-board.ts';
import type { HostContext, HostedElection } from './hosted-election.ts';
import { getBytes } from './http-client.ts';
import { isRemote } from './persistently.ts';

/** Packages in a second that whoever serves a list must manage at least. */
const LEAST_RATE = 500;
/** Milliseconds that whoever should have a list has for it, besides those for its size. */
const ALLOWANCE = 10_000;
/** Milliseconds after all who should have a list were asked in vain. */
const PAUSE = 1_000;
const LEAF = 32;

/** An election with lists. */
export interface ListHost extends HostedElection<HostContext> {
  readonly bulletinBoard: BulletinBoard;
}

/** Where the server at `url` serves a list that it holds. */
const listUrl = (url: string, electionId: string, { counter, size, root }: HeldHead): string =>
  `${url}/elections/${electionId}/lists/${counter}/${size}/${toHex(root)}`;

/** The lists that the log names: a stream for each, and again until it is held. */
export class ListFetching {
  readonly #host: ListHost;
  readonly #stop = new AbortController();
  /** By head: Unix ms from which on it may be fetched again. */
  readonly #next = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();

  constructor(host: ListHost) {
    this.#host = host;
  }

  /** Those of these lists that are held, by Counters' index in the plan's order; the others are fetched. */
  held(freeze: Gathering | Frozen): number[] {
    const lists = freeze.step === 'frozen' ? freeze.available : [...freeze.heads];
    const { election, bulletinBoard } = this.#host;
    const heads = headsOf(election, lists);
    return lists.flatMap(([counter], i) => {
      const head = heads[i] as HeldHead;
      if (bulletinBoard.holds(head)) return counter;
      this.#fetch(counter, head, freeze);
      return [];
    });
  }

  #fetch(counter: number, head: HeldHead, freeze: Gathering | Frozen): void {
    const { clock, logger } = this.#host.context;
    const name = listUrl('', '', head);
    if ((this.#next.get(name) ?? 0) > clock()) return;
    this.#next.set(name, Number.POSITIVE_INFINITY);
    const { counters } = this.#host.election.plan;
    const first = Math.floor((head.size * counter) / counters.length);
    const sources = this.#sources(counter, head, freeze);
    const job = fetchFromAny(this.#host, head, first, sources, this.#stop.signal)
      .catch((error: unknown) => {
        logger.warn({ counter: head.counter, list: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        this.#next.set(name, clock() + PAUSE);
        this.#running.delete(job);
      });
    this.#running.add(job);
  }

  /** The Counter itself, then Trustees that say that they hold it. */
  #sources(counter: number, head: HeldHead, freeze: Gathering | Frozen): string[] {
    const { election, electionId, context } = this.#host;
    const own = `${election.member('counters', head.counter)?.url}/elections/${electionId}`;
    const trustees = election
      .members('trustees')
      .filter(({ id }, i) => id !== context.id && isHeldBy(freeze, i, counter));
    return [own, ...trustees.map(({ url }) => listUrl(url, electionId, head))];
  }

  /** What is under way is given up; resolves when it is. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }
}

/**
 * Asks one after the other, each for what those before have not given, until the list is held; packages from `first` on.
 * Errors: head/invalid if it is longer than any list can be; those of the own store.
 */
async function fetchFromAny(
  host: ListHost,
  head: HeldHead,
  first: number,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { bulletinBoard, election, context } = host;
  requirePossible(election, head);
  for (const url of urls) {
    if (bulletinBoard.holds(head)) return;
    const inTime = AbortSignal.timeout(Math.ceil(ALLOWANCE + (1000 * head.size) / LEAST_RATE));
    try {
      await bulletinBoard.take(head, sourceAt(url, election, head, anySignal(signal, inTime)), first);
    } catch (error) {
      if (!isRemote(error)) throw error;
      if (!signal.aborted) context.logger.warn({ url, list: error.message });
    }
  }
}

/** A Counter takes so many from each Anonymizer, and a larger list would only hold up whoever fetches it. */
function requirePossible(election: Election, { counter, size }: HeldHead): void {
  const most = longestList(election.voters, election.plan.anonymizers.length);
  ensure(size <= most, 'head/invalid', `${counter} states ${size} packages, more than there can be`, counter);
}

/** Parts must be full: otherwise one package for each request would take for ever. */
function sourceAt(
  url: string,
  { manifest }: Election,
  { counter }: HeldHead,
  signal: AbortSignal,
): ListSource {
  const part = async (name: string, length: number, from: number, limit: number): Promise<Uint8Array[]> => {
    const maxResponse = limit * length;
    const body = await getBytes(`${url}/${name}?from=${from}&limit=${limit}`, { maxResponse, signal });
    const isFull = body.length === maxResponse;
    ensure(isFull, 'freeze/list-mismatch', `a part of ${counter}'s list is not full`, counter);
    return Array.from({ length: limit }, (_, i) => body.slice(i * length, (i + 1) * length));
  };
  return {
    leaves: (from, limit) => part('leaves', LEAF, from, limit),
    packages: (from, limit) => part('packages', sealedPackageLength(manifest.packageSize), from, limit),
  };
}
