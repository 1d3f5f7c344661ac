/** Rule 9: what a STOPDATA must prove. */

import { keyOf } from '../keys-in-force.ts';
import type { Report } from '../messages.ts';
import { signersOf } from '../messages.ts';
import type { Replica } from '../replica.ts';

export function isValidReport(replica: Replica, { from, content, signature }: Report, r: number): boolean {
  const { c, keys, ports } = replica;
  const { lock, last } = content;
  if (content.c !== c || content.r !== r) return false;
  if (last !== undefined && (last.r <= (lock?.r ?? -1) || last.r >= r)) return false;
  if (!ports.verify(keyOf(keys, from), 'stopdata', content, signature)) return false;
  return lock === undefined || isValidLock(replica, lock, r);
}

function isValidLock(
  { c, keys, ports }: Replica,
  lock: NonNullable<Report['content']['lock']>,
  r: number,
): boolean {
  const content = { c, r: lock.r, h: lock.h };
  return (
    lock.r < r &&
    lock.signatures.every(([index]) => index < ports.quorums.replicas) &&
    ports.quorums.isQuorum(signersOf(lock.signatures)) &&
    lock.signatures.every(([index, signature]) =>
      ports.verify(keyOf(keys, index), 'write', content, signature),
    )
  );
}
