/**
 * What a Trustee gathers before it states what it holds: every Counter's list, every Administrator's ledger, Anonymizers'
 * erasures. A server that does not answer is left out only after `patience`, but Anonymizers are not waited for
 * (protocol steps 4.2 and 4.3).
 */

import { openHead } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../protocol/errors.ts';
import type { FreezeContent } from '../../protocol/messages/freezing.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { fetchList, type ListHost, ownListUrl } from '../shared/fetch-list.ts';
import { getBytes } from '../shared/http-client.ts';
import { keepNamed, type NamedKind } from '../shared/named-statements.ts';
import { persistently } from '../shared/persistently.ts';

/** Milliseconds that erasures may come after everything else. */
const ERASURES_LATE = 10_000;

export interface Gathering {
  readonly host: ListHost;
  /** Milliseconds until a server that does not answer is left out. */
  readonly patience: number;
  /** Ends it all. */
  readonly stop: AbortSignal;
  /** IDs of the servers that are waited for now. */
  readonly awaited: Set<string>;
}

/** Errors: the reason of `stop`; those of the Trustee's own store. */
export async function gather(gathering: Gathering): Promise<Omit<FreezeContent, 'closingOrder'>> {
  const { host, patience, stop } = gathering;
  const { election } = host;
  const patient = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
  const late = new AbortController();
  const erasures = Promise.all(
    election
      .members('anonymizers')
      .map((server) => fetchNamed(gathering, 'erasures', server, AbortSignal.any([stop, late.signal]))),
  );
  const essential = Promise.all([
    Promise.all(election.members('counters').map((counter) => fetchHeld(gathering, counter, patient))),
    Promise.all(
      election.members('administrators').map((server) => fetchNamed(gathering, 'ledgers', server, patient)),
    ),
  ]).finally(() => setTimeout(() => late.abort(), ERASURES_LATE).unref());
  try {
    const [[heads, ledgers], erased] = await Promise.all([essential, erasures]);
    stop.throwIfAborted();
    return { heads: heads.filter((head) => head !== undefined), ledgers, erasures: erased };
  } finally {
    late.abort();
  }
}

interface Server {
  readonly id: string;
  readonly url: string;
}

/** A Counter's head, once its whole list is held. */
function fetchHeld(
  { host, patience, stop, awaited }: Gathering,
  { id, url }: Server,
  patient: AbortSignal,
): Promise<Uint8Array | undefined> {
  const end = performance.now() + patience;
  const attempt = async (): Promise<Uint8Array> => {
    const signedHead = await getBytes(`${url}/elections/${host.electionId}/head`, { signal: patient });
    const head = openHead(host.election, signedHead);
    ensure(head.counter === id, 'head/invalid', 'a head of another Counter', id);
    const left = Math.max(0, end - performance.now());
    await fetchList(host, head, ownListUrl(url, host.electionId), left, stop);
    return signedHead;
  };
  return waitingFor(awaited, id, () =>
    persistently(attempt, patient, (list) => host.context.logger.warn({ counter: id, list })),
  );
}

/** The hash of a server's ledger or erasure, once it is kept; empty if it gives none. */
async function fetchNamed(
  { host, awaited }: Gathering,
  kind: NamedKind,
  { id, url }: Server,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const route = { ledgers: 'ledger', erasures: 'erasure' }[kind];
  const attempt = async (): Promise<Uint8Array> => {
    const statement = await getBytes(`${url}/elections/${host.electionId}/${route}`, { signal });
    return keepNamed(host, kind, id, statement);
  };
  const hash = await waitingFor(awaited, id, () =>
    persistently(attempt, signal, (reason) => host.context.logger.warn({ server: id, [route]: reason })),
  );
  return hash ?? EMPTY;
}

async function waitingFor<T>(awaited: Set<string>, id: string, job: () => Promise<T>): Promise<T> {
  awaited.add(id);
  try {
    return await job();
  } finally {
    awaited.delete(id);
  }
}
