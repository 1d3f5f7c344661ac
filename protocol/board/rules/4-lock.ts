/** Rule 4: a class-1 quorum of WRITEs decides at once; a quorum locks, and is answered by ACCEPT. */
import { batchOrFetch, mayVote, type Replica, sendToAll, signed } from '../replica.ts';

export function countWrites(replica: Replica): boolean {
  const { open, ports, c } = replica;
  for (const { r, h, mask } of open.writes.alike()) {
    const isFast = ports.quorums.isFastQuorum(mask);
    const isLocking = ports.quorums.isQuorum(mask) && r === open.r;
    const batch = isFast || isLocking ? batchOrFetch(replica, h, mask) : undefined;
    if (isFast && batch !== undefined) {
      open.decision = { c, batch, vote: 'write', r, signatures: open.writes.signatures(r, h) };
      return true;
    }
    if (isLocking && (open.lock?.r ?? -1) < r && mayVote(replica)) {
      accept(replica, r, h);
      return true;
    }
  }
  return false;
}

/** The lock and its signatures are stored before the ACCEPT leaves; a lock is the proof of the ACCEPT that was sent. */
function accept(replica: Replica, r: number, h: string): void {
  const { open, c, self, outcome } = replica;
  open.lock = { r, h, signatures: open.writes.signatures(r, h) };
  outcome.rows.push({ kind: 'lock', lock: open.lock });
  const message = signed(replica, 'accept', { c, r, h });
  open.accepts.add(self, r, h, message.signature);
  sendToAll(replica, message);
}
