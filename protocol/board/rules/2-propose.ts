/** Rule 2: the leader of regency 0 proposes as soon as something is ready or a tick is due. */
import type { Batch, Report, Request } from '../messages.ts';
import { leaderOf, mayVote, type Replica, sendToAll, signed } from '../replica.ts';
import { checkRequest, nextTime } from './1-requests.ts';

/** Of a batch: requests, and bytes of them (section 9). */
const MAX_BATCH = 256;
export const MAX_BATCH_BYTES = 2 ** 20;
/** ms: how far the time of a free batch may be from the own clock. */
export const MAX_CLOCK_DIFFERENCE = 5000;

export function propose(replica: Replica): boolean {
  const { open, ports } = replica;
  if (open.r !== 0 || !isMyTurn(replica)) return false;
  const batch = freshBatch(replica);
  if (batch === undefined) return false;
  if (batch.requests.length === 0 && !ports.machine.isTickDue(batch.time)) return false;
  sendProposal(replica, batch, []);
  return true;
}

/** Leads, has a key that counts, and has neither proposed nor written in this regency: once per (c, r). */
export const isMyTurn = (replica: Replica): boolean => {
  const { open, self } = replica;
  return (
    leaderOf(replica, open.r) === self &&
    mayVote(replica) &&
    !open.own.has(open.r) &&
    open.proposals.get(self)?.content.r !== open.r
  );
};

/** The own WRITE follows in the same step, and so in the same commit (rule 3). */
export function sendProposal(replica: Replica, batch: Batch, sync: readonly Report[]): void {
  const { open, c, self } = replica;
  const proposal = signed(replica, 'propose', { c, r: open.r, batch, sync });
  open.proposals.set(self, proposal);
  sendToAll(replica, proposal);
}

/**
 * What is ready, clients in turn, as far as a batch holds; undefined while the leader would not write a free batch itself:
 * it wishes for another regency, or its clock is far behind the log's. A proposal never leaves without the own WRITE's commit.
 */
export function freshBatch(replica: Replica): Batch | undefined {
  const { open, now } = replica;
  const time = nextTime(replica);
  if (open.wish > open.r || time > now + MAX_CLOCK_DIFFERENCE) return undefined;
  const requests: Request[] = [];
  let size = 0;
  for (const request of inTurn(replica)) {
    if (checkRequest(replica, request, time, requests) !== 'ready') continue;
    size += request.bytes.length;
    if (requests.length >= MAX_BATCH || size > MAX_BATCH_BYTES) break;
    requests.push(request);
  }
  return { proposer: replica.self, time, requests };
}

/** The first request of each client, then the second of each, and so on; each client's by seq. */
function inTurn({ pool }: Replica): Request[] {
  const ofClients = Map.groupBy(
    [...pool.values()].map(({ request }) => request),
    ({ client }) => client,
  );
  const queues = [...ofClients.values()].map((queue) => queue.toSorted((a, b) => a.seq - b.seq));
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => queues.flatMap((queue) => queue[i] ?? [])).flat();
}
