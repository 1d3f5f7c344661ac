/** Rule 8: wishes that cannot all be hostile pull everybody in; a quorum of them begins the regency. */
import type { Mask } from '../../quorums/quorum-system.ts';
import type { StopData } from '../messages.ts';
import {
  leaderOf,
  mayVote,
  type OpenInstance,
  type OwnWrite,
  type Replica,
  send,
  signed,
} from '../replica.ts';
import { wish } from './7-timers.ts';

export function followWishes(replica: Replica): boolean {
  const { open, ports } = replica;
  if (!mayVote(replica)) return false;
  const join = highest(replica, open.wish, (mask) => !ports.quorums.isHostile(mask));
  if (join !== undefined) wish(replica, join);
  const next = highest(replica, open.r, (mask) => ports.quorums.isQuorum(mask));
  if (next !== undefined) enter(replica, next);
  return join !== undefined || next !== undefined;
}

/** The largest x above `floor` such that those who wish for x or more are enough. */
function highest({ open }: Replica, floor: number, isEnough: (mask: Mask) => boolean): number | undefined {
  let best: number | undefined;
  for (const { content } of open.stops.values())
    if (content.r > (best ?? floor) && isEnough(wishersFor(open, content.r))) best = content.r;
  return best;
}

function wishersFor({ stops }: OpenInstance, x: number): Mask {
  let mask = 0;
  for (const { from, content } of stops.values()) if (content.r >= x) mask |= 1 << from;
  return mask;
}

/** From here on no WRITE or ACCEPT below `r`. */
function enter(replica: Replica, r: number): void {
  const { open, c, self, now, outcome } = replica;
  open.r = r;
  open.entered = now;
  const content: StopData = { c, r, lock: open.lock, last: lastWrite(open.own, open.lock?.r ?? -1) };
  const message = signed(replica, 'stopdata', content);
  open.report = { from: self, content, signature: message.signature };
  outcome.rows.push({ kind: 'regency', r, report: open.report });
  if (leaderOf(replica, r) === self) open.reports.set(self, open.report);
  send(replica, [leaderOf(replica, r)], message);
}

function lastWrite(own: ReadonlyMap<number, OwnWrite>, floor: number): StopData['last'] {
  const r = Math.max(-1, ...own.keys());
  const write = own.get(r);
  return write === undefined || r <= floor ? undefined : { r, h: write.h };
}
