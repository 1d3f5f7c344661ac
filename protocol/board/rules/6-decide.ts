/** Rule 6: the decided batch is executed, and the next instance opens with the keys that follow from it: one commit. */
import { newInstance, type Replica } from '../replica.ts';
import { sortRequests } from './1-requests.ts';
import { keysAfter } from './13-keys.ts';

export function decide(replica: Replica): boolean {
  const { decision } = replica.open;
  if (decision === undefined) return false;
  const { batch, c } = decision;
  // One that holds the tick back, by its time, does not restart the clock of who waits for it.
  if (replica.ports.machine.isTickDue(batch.time)) replica.tickDueSince = undefined;
  const executed = replica.ports.machine.execute(c, batch);
  replica.keys = keysAfter(replica.keys, batch, replica.ports.slot);
  replica.outcome.rows.push({ kind: 'decided', decision, keys: replica.keys, executed });
  for (const { hash } of batch.requests) replica.pool.delete(hash);
  if (batch.proposer !== replica.base) replica.baseSince = replica.now;
  replica.base = batch.proposer;
  replica.lastTime = batch.time;
  replica.c = c + 1;
  replica.open = newInstance(replica.now);
  sortRequests(replica);
  return true;
}
