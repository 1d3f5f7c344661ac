/** Rule 12: replicas tell each other where they are; who is behind asks, and whoever is as far gets everything again. */
import { keyOf } from '../keys-in-force.ts';
import type { Decision, Message, MessageOf } from '../messages.ts';
import { signersOf } from '../messages.ts';
import { leaderOf, mayVote, type Replica, send, sendToAll, signed } from '../replica.ts';
import { noteOwnVotes } from './13-keys.ts';

/** DECISIONs that answer one ASK, if they are not more than 4 MiB. */
export const DECISIONS_AT_ONCE = 16;
/** ms. */
const STATUS_INTERVAL = 500;

export function sendStatus(replica: Replica, size: number): void {
  if (replica.now < replica.statusAt || !mayVote(replica)) return;
  replica.statusAt = replica.now + STATUS_INTERVAL;
  sendToAll(replica, status(replica, size));
}

const status = (replica: Replica, size: number): MessageOf<'status'> =>
  signed(replica, 'status', { c: replica.c, r: replica.open.r, size });

/** A hint that a peer is further: what it then gives proves itself. */
export function noteAhead({ ahead }: Replica, peer: number, c: number): void {
  ahead.set(peer, Math.max(ahead.get(peer) ?? 0, c));
}

/**
 * One peer at a time, another one after T0 without an answer. The next question follows the last DECISION of a whole answer, or
 * of a shorter one as soon as the clock has moved on: not each DECISION, or every one would come sixteen times.
 */
export function askWhoIsAhead(replica: Replica): boolean {
  const { ahead, c, now, ports, self, asked } = replica;
  const isAnswered =
    asked !== undefined && (c >= asked.c + DECISIONS_AT_ONCE || (c > asked.c && now > asked.at));
  if (asked !== undefined && !isAnswered && now - asked.at < ports.t0) return false;
  const further = [...ahead]
    .filter(([, at]) => at > c)
    .map(([peer]) => peer)
    .sort((a, b) => a - b);
  const preferred = isAnswered && further.includes(asked.peer) ? asked.peer : undefined;
  const peer = preferred ?? further.find((one) => one > (asked?.peer ?? -1)) ?? further[0];
  if (peer === undefined) return false;
  replica.asked = { peer, c, at: now };
  send(replica, [peer], { kind: 'ask', from: self, c });
  return true;
}

/** To a peer at a decided instance: its DECISION, one in 500 ms. */
export function helpLaggard({ given, now, outcome }: Replica, peer: number, c: number): void {
  const last = given.get(peer);
  if (last !== undefined && now - last < STATUS_INTERVAL) return;
  given.set(peer, now);
  outcome.wanted.push({ peer, from: c, count: 1 });
}

/**
 * To a peer at the same instance: all that one has said in it, and the last votes that one holds of that peer. Not more often
 * than peers say where they are, give or take: a STATUS is short, and what answers it may be megabytes.
 */
export function sayAgain(replica: Replica, peer: number): void {
  const { open, now } = replica;
  if (now - (open.toldAgain.get(peer) ?? -STATUS_INTERVAL) < STATUS_INTERVAL / 2) return;
  open.toldAgain.set(peer, now);
  if (mayVote(replica)) for (const message of ownMessages(replica)) send(replica, [peer], message);
  for (const message of votesOf(replica, peer)) send(replica, [peer], message);
  if (open.report !== undefined && leaderOf(replica, open.r) === peer)
    send(replica, [peer], { kind: 'stopdata', ...open.report });
}

function* ownMessages(replica: Replica): Iterable<Message> {
  const { open, c, self } = replica;
  const proposal = ownProposal(replica);
  if (proposal !== undefined) yield proposal;
  for (const [r, { h, signature }] of open.own)
    yield { kind: 'write', from: self, content: { c, r, h }, signature };
  if (open.lock !== undefined) yield signed(replica, 'accept', { c, r: open.lock.r, h: open.lock.h });
  if (open.wish > 0) yield open.stops.get(self) ?? signed(replica, 'stop', { c, r: open.wish });
}

/** The one that was sent; after a crash that of regency 0 can be made again, as it carries no STOPDATAs. */
function ownProposal(replica: Replica): MessageOf<'propose'> | undefined {
  const { open, c, self } = replica;
  const sent = open.proposals.get(self);
  const batch = open.batches.get(open.own.get(0)?.h ?? '');
  if (sent !== undefined || batch === undefined || open.r !== 0 || leaderOf(replica, 0) !== self) return sent;
  return signed(replica, 'propose', { c, r: 0, batch, sync: [] });
}

function* votesOf({ open, c }: Replica, peer: number): Iterable<Message> {
  const [write, accept] = [open.writes.lastOf(peer), open.accepts.lastOf(peer)];
  if (write !== undefined)
    yield { kind: 'write', from: peer, content: { c, r: write.r, h: write.h }, signature: write.signature };
  if (accept !== undefined)
    yield {
      kind: 'accept',
      from: peer,
      content: { c, r: accept.r, h: accept.h },
      signature: accept.signature,
    };
}

/** A DECISION of the open instance ends it, if its certificate is right under K(c). */
export function takeDecision(replica: Replica, decision: Decision): void {
  if (decision.c !== replica.c || !isCertified(replica, decision)) return;
  replica.open.decision = decision;
  noteOwnVotes(replica, decision);
}

function isCertified({ ports, keys, c }: Replica, decision: Decision): boolean {
  const { vote, r, batch, signatures } = decision;
  const { quorums } = ports;
  if (signatures.some(([index]) => index >= quorums.replicas)) return false;
  const mask = signersOf(signatures);
  if (vote === 'write' ? !quorums.isFastQuorum(mask) : !quorums.isQuorum(mask)) return false;
  const content = { c, r, h: ports.hash(c, batch) };
  return signatures.every(([index, signature]) => ports.verify(keyOf(keys, index), vote, content, signature));
}
