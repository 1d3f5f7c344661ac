/** Rule 7: when a replica wishes for another leader. */
import { mayVote, type Replica, sendToAll, signed } from '../replica.ts';
import { nextTime } from './1-requests.ts';

const MAX_DOUBLINGS = 6;

export function watchTheLeader(replica: Replica): boolean {
  const { open, now, ports } = replica;
  noteTick(replica);
  if (!mayVote(replica) || open.wish > open.r) return false;
  const isTime =
    open.r === 0 ? isOverdue(replica) : now >= open.entered + ports.t0 * 2 ** Math.min(open.r, MAX_DOUBLINGS);
  if (!isTime) return false;
  wish(replica, open.r + 1);
  return true;
}

/** Asks for regency x, and says so to all. */
export function wish(replica: Replica, x: number): void {
  const { open, c, self } = replica;
  open.wish = x;
  const stop = signed(replica, 'stop', { c, r: x });
  open.stops.set(self, stop);
  sendToAll(replica, stop);
}

/**
 * Something waited T0 under one base. Only a new base restarts this clock: otherwise a hostile one, forced at r = 1, would come
 * back with a fresh T0 for ever.
 */
function isOverdue({ pool, tickDueSince, baseSince, now, ports }: Replica): boolean {
  const waits = (since: number | undefined): boolean =>
    since !== undefined && now - Math.max(since, baseSince) >= ports.t0;
  return waits(tickDueSince) || [...pool.values()].some(({ readySince }) => waits(readySince));
}

function noteTick(replica: Replica): void {
  const isDue = replica.ports.machine.isTickDue(nextTime(replica));
  replica.tickDueSince = isDue ? (replica.tickDueSince ?? replica.now) : undefined;
}
