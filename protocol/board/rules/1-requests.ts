/** Rule 1: requests wait until they can be ordered, and are relayed, so that no replica is the only one to know them. */
import type { Request } from '../messages.ts';
import { type Replica, sendToAll, type Verdict } from '../replica.ts';
import { mayBeOrderedKey } from './13-keys.ts';

/** Bounds on what waits (section 9). */
const MAX_WAITING = 4096;
const MAX_WAITING_BYTES = 64 * 2 ** 20;
const MAX_WAITING_EACH = 16;
const MAX_DOUBLINGS = 6;

/** Takes a request whose signature was verified. */
export function takeRequest(replica: Replica, request: Request): void {
  const { pool, now, ports, outcome } = replica;
  if (pool.has(request.hash)) return;
  const verdict = checkRequest(replica, request, nextTime(replica), []);
  if (verdict !== 'ready' && verdict !== 'waits') {
    outcome.refused.push({ request, code: verdict });
    return;
  }
  if (!makeRoom(replica, request)) {
    outcome.refused.push({ request, code: 'board/quota' });
    return;
  }
  pool.set(request.hash, {
    request,
    readySince: verdict === 'ready' ? now : undefined,
    relayAt: now + ports.t0 / 2,
    relays: 0,
  });
}

/** `check` of the contract: pure, and the same at every replica. */
export function checkRequest(
  { ports, keys }: Replica,
  request: Request,
  time: number,
  earlier: readonly Request[],
): Verdict {
  const verdict = ports.machine.check(request, time, earlier);
  if (verdict !== 'ready' || request.rekey === undefined) return verdict;
  return mayBeOrderedKey(keys, request.rekey, time, ports.slot, earlier);
}

/** The time of a batch that would be proposed now: monotone. */
export const nextTime = ({ lastTime, now }: Replica): number => Math.max(lastTime, now);

/** If all is full, the election with most yields its latest: so none keeps the others out. */
function makeRoom({ pool, outcome }: Replica, request: Request): boolean {
  const { client, topic } = request;
  const waiting = [...pool.values()].map((entry) => entry.request);
  const own = waiting.filter((one) => one.client === client && one.topic === topic);
  if (own.length >= MAX_WAITING_EACH) return false;
  const all = [...waiting, request];
  const bytes = (requests: readonly Request[]): number =>
    requests.reduce((sum, one) => sum + one.bytes.length, 0);
  for (let size = bytes(all); all.length > MAX_WAITING || size > MAX_WAITING_BYTES; size = bytes(all)) {
    const measure = all.length > MAX_WAITING ? (of: readonly Request[]) => of.length : bytes;
    const elections = [...Map.groupBy(all, electionOf).values()];
    const most = elections.reduce((one, other) => (measure(other) >= measure(one) ? other : one));
    const last = most.at(-1);
    if (last === undefined || last === request) return false;
    all.splice(all.indexOf(last), 1);
    pool.delete(last.hash);
    outcome.refused.push({ request: last, code: 'board/quota' });
  }
  return true;
}

/** The part of a topic that says whose it is. */
const electionOf = ({ topic }: Request): string | undefined => topic.split('/')[0];

/** What can be ordered now is ready; what never can goes. */
export function sortRequests(replica: Replica): void {
  const { pool, now, outcome } = replica;
  const time = nextTime(replica);
  for (const [hash, waiting] of pool) {
    const verdict = checkRequest(replica, waiting.request, time, []);
    if (verdict === 'ready') waiting.readySince ??= now;
    else if (verdict === 'waits') waiting.readySince = undefined;
    else {
      pool.delete(hash);
      outcome.refused.push({ request: waiting.request, code: verdict });
    }
  }
}

export function relayRequests(replica: Replica): void {
  const { pool, now, ports } = replica;
  for (const waiting of pool.values()) {
    if (waiting.relayAt > now) continue;
    waiting.relayAt = now + ports.t0 * 2 ** Math.min(waiting.relays, MAX_DOUBLINGS);
    waiting.relays += 1;
    sendToAll(replica, { kind: 'request', request: waiting.request });
  }
}
