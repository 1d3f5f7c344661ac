/** Counters' lists, fetched over HTTP from whoever has them, in full parts and within a time that their size decides. */
import type { Election } from '../../protocol/0-setup/election.ts';
import { longestList } from '../../protocol/3-vote-submission/list-bound.ts';
import type { HeldHead } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../protocol/errors.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { type BulletinBoard, PART } from './bulletin-board.ts';
import type { HostContext, HostedElection } from './hosted-election.ts';
import { getBytes } from './http-client.ts';
import { isRemote } from './persistently.ts';

/** Packages in a second that whoever serves a list must manage at least. */
const LEAST_RATE = 500;

/** An election with lists. */
export interface ListHost extends HostedElection<HostContext> {
  readonly bulletinBoard: BulletinBoard;
}

/** Milliseconds that whoever should have a list has for it, besides those for its size. */
const ALLOWANCE = 10_000;

/** Where the server at `url` serves packages of a list that it holds. */
export const listUrl = (url: string, electionId: string, { counter, size, root }: HeldHead): string =>
  `${url}/elections/${electionId}/lists/${counter}/${size}/${toHex(root)}/packages`;

/** Where a Counter serves its own list. */
export const ownListUrl = (url: string, electionId: string): string =>
  `${url}/elections/${electionId}/packages`;

/**
 * Fetches the list of a head, unless it is held already, from the URL that gives its packages. It is held only if it makes
 * the head. `allowance`: milliseconds that it may take, besides those for its size. Errors: head/invalid if it is longer than any list can be, freeze/list-mismatch, RemoteError.
 */
export async function fetchList(
  host: ListHost,
  head: HeldHead,
  url: string,
  allowance: number,
  signal: AbortSignal,
): Promise<void> {
  const { bulletinBoard, election } = host;
  requirePossible(election, head);
  if (bulletinBoard.holds(head)) return;
  const inTime = AbortSignal.timeout(Math.ceil(allowance + (1000 * head.size) / LEAST_RATE));
  await bulletinBoard.keep(head, packagesFrom(election, head, url, AbortSignal.any([signal, inTime])));
}

/** A Counter takes so many from each Anonymizer, and a larger list would only hold up whoever fetches it. */
function requirePossible(election: Election, { counter, size }: HeldHead): void {
  const most = longestList(election.voters, election.plan.anonymizers.length);
  ensure(size <= most, 'head/invalid', `${counter} states ${size} packages, more than there can be`, counter);
}

/** Every part but the last is full: otherwise one package for each request would take for ever. */
async function* packagesFrom(
  { manifest }: Election,
  { counter, size }: HeldHead,
  url: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array[]> {
  const length = sealedPackageLength(manifest.packageSize);
  for (let from = 0; from < size; from += PART) {
    const expected = Math.min(PART, size - from);
    const maxResponse = expected * length;
    const part = await getBytes(`${url}?from=${from}&limit=${expected}`, { maxResponse, signal });
    ensure(
      part.length === maxResponse,
      'freeze/list-mismatch',
      `a part of ${counter}'s list is not full`,
      counter,
    );
    yield Array.from({ length: expected }, (_, i) => part.slice(i * length, (i + 1) * length));
  }
}

/** Asks one after the other until the list is held. Errors: freeze/list-mismatch if nobody has it. */
export async function fetchFromAny(
  host: ListHost,
  head: HeldHead,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  requirePossible(host.election, head);
  for (const url of urls) {
    try {
      await fetchList(host, head, url, ALLOWANCE, signal);
    } catch (error) {
      if (!isRemote(error)) throw error;
      host.context.logger.warn({ url, list: error.message });
    }
  }
  ensure(
    host.bulletinBoard.holds(head),
    'freeze/list-mismatch',
    `nobody has ${head.counter}'s list`,
    head.counter,
  );
}
