/** Rule 13: a replica's keys are replaced through the log; one whose store was put back notices by its own votes. */
import { afterKey, entryOf, type KeysInForce, mayRekey, slotOf } from '../keys-in-force.ts';
import type { Batch, Decision, MessageOf, Rekey, Request } from '../messages.ts';
import type { Replica, Verdict } from '../replica.ts';

/** At most one KEY in a batch; the next epoch, in its time, one a replica and slot. */
export function mayBeOrderedKey(
  keys: KeysInForce,
  rekey: Rekey,
  time: number,
  slot: number,
  earlier: readonly Request[],
): Verdict {
  if (earlier.some((request) => request.rekey !== undefined)) return 'waits';
  if (rekey.epoch <= entryOf(keys.replicas, rekey.replica).epoch) return 'board/seq-used';
  if (time >= rekey.to) return 'board/too-late';
  return mayRekey(keys, rekey, time, slot) ? 'ready' : 'waits';
}

/** K(c + 1). */
export function keysAfter(keys: KeysInForce, { time, requests }: Batch, slotLength: number): KeysInForce {
  const rekey = requests.find((request) => request.rekey !== undefined)?.rekey;
  return rekey === undefined ? keys : afterKey(keys, rekey, slotOf(time, slotLength));
}

/** A message signed by the own key in force, shown by a peer: does the store know it? */
export function noteOwnMessage(
  replica: Replica,
  message: MessageOf<'write'> | MessageOf<'accept'> | MessageOf<'stopdata'>,
): void {
  const { open } = replica;
  if (message.kind === 'write') noteOwnWrite(replica, message.content.r, message.content.h);
  if (message.kind === 'accept') noteOwnAccept(replica, message.content.r, message.content.h);
  if (message.kind === 'stopdata' && message.content.r > open.r) replica.isRolledBack = true;
}

/** Own votes in a DECISION whose signatures were verified. */
export function noteOwnVotes(replica: Replica, { vote, r, batch, c, signatures }: Decision): void {
  const { self, epoch, keys, ports } = replica;
  if (!signatures.some(([index]) => index === self) || entryOf(keys.replicas, self).epoch !== epoch) return;
  if (vote === 'write') noteOwnWrite(replica, r, ports.hash(c, batch));
  else noteOwnAccept(replica, r, ports.hash(c, batch));
}

function noteOwnWrite(replica: Replica, r: number, h: string): void {
  if (replica.open.own.get(r)?.h !== h) replica.isRolledBack = true;
}

function noteOwnAccept(replica: Replica, r: number, h: string): void {
  const { lock } = replica.open;
  const isKnown = lock !== undefined && (r < lock.r || (r === lock.r && h === lock.h));
  if (!isKnown) replica.isRolledBack = true;
}
