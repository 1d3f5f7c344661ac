/** Rule 13: a replica's keys are replaced through the log; one whose store was put back notices by its own votes. */
import { afterKey, entryOf, type KeysInForce, slotOf } from '../keys-in-force.ts';
import type { Batch, Decision, Rekey, Request, SignedMessage } from '../messages.ts';
import { hasOwnKeyInForce, type Replica, type Verdict } from '../replica.ts';

/** At most one KEY in a batch; the next epoch, in its time, one a replica and slot. */
export function mayBeOrderedKey(
  keys: KeysInForce,
  rekey: Rekey,
  time: number,
  slot: number,
  earlier: readonly Request[],
): Verdict {
  if (earlier.some((request) => request.rekey !== undefined)) return 'waits';
  const { epoch, lastSlot } = entryOf(keys.replicas, rekey.replica);
  if (rekey.epoch <= epoch) return 'board/seq-used';
  if (time >= rekey.to) return 'board/too-late';
  const isNext = rekey.epoch === epoch + 1 && rekey.from <= time && slotOf(time, slot) > lastSlot;
  return isNext ? 'ready' : 'waits';
}

/** K(c + 1). */
export function keysAfter(keys: KeysInForce, { time, requests }: Batch, slotLength: number): KeysInForce {
  const rekey = requests.find((request) => request.rekey !== undefined)?.rekey;
  return rekey === undefined ? keys : afterKey(keys, rekey, slotOf(time, slotLength));
}

/** A message of the open instance or a later one, signed by the own key in force, shown by a peer: does the store know it? */
export function noteOwnMessage(replica: Replica, { kind, content }: SignedMessage): void {
  const { open, c } = replica;
  if (!hasOwnKeyInForce(replica) || (kind !== 'write' && kind !== 'accept' && kind !== 'stopdata')) return;
  if (content.c > c) noteRollback(replica);
  else if (kind === 'write') noteOwnWrite(replica, content.r, content.h);
  else if (kind === 'accept') noteOwnAccept(replica, content.r, content.h);
  else if (content.r > open.r) noteRollback(replica);
}

/** Own votes in a DECISION whose signatures were verified. */
export function noteOwnVotes(replica: Replica, { vote, r, batch, c, signatures }: Decision): void {
  const { self, ports } = replica;
  if (!signatures.some(([index]) => index === self) || !hasOwnKeyInForce(replica)) return;
  if (vote === 'write') noteOwnWrite(replica, r, ports.hash(c, batch));
  else noteOwnAccept(replica, r, ports.hash(c, batch));
}

function noteOwnWrite(replica: Replica, r: number, h: string): void {
  if (replica.open.own.get(r)?.h !== h) noteRollback(replica);
}

function noteOwnAccept(replica: Replica, r: number, h: string): void {
  const { lock } = replica.open;
  const isKnown = lock !== undefined && (r < lock.r || (r === lock.r && h === lock.h));
  if (!isKnown) noteRollback(replica);
}

/** The store was put back: durable, so that a restart does not sign again until a peer shows the votes once more. */
function noteRollback(replica: Replica): void {
  if (!replica.isRolledBack) replica.outcome.rows.push({ kind: 'rolled-back' });
  replica.isRolledBack = true;
}
