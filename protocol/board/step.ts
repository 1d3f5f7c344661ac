/**
 * One step of a replica (board contract, section 3): an event is filed, then the rules act, in the contract's order, until none
 * has anything to do. Pure: the same state and event give the same outcome.
 */
import { keyOf } from './keys-in-force.ts';
import type { Batch, Message, SignedMessage } from './messages.ts';
import { newOutcome, type Outcome, type Replica, send } from './replica.ts';
import { relayRequests, sortRequests, takeRequest } from './rules/1-requests.ts';
import { propose } from './rules/2-propose.ts';
import { write } from './rules/3-write.ts';
import { countWrites } from './rules/4-lock.ts';
import { countAccepts } from './rules/5-count-accepts.ts';
import { decide } from './rules/6-decide.ts';
import { watchTheLeader } from './rules/7-timers.ts';
import { followWishes } from './rules/8-stop.ts';
import { isValidReport } from './rules/9-stopdata.ts';
import { lead } from './rules/10-lead.ts';
import {
  askWhoIsAhead,
  DECISIONS_AT_ONCE,
  helpLaggard,
  noteAhead,
  sayAgain,
  sendStatus,
  takeDecision,
} from './rules/12-status.ts';
import { noteOwnMessage } from './rules/13-keys.ts';

export type Event =
  /** `size`: entries in the log, for STATUS. */
  | { readonly kind: 'clock'; readonly now: number; readonly size: number }
  | { readonly kind: 'message'; readonly message: Message };

const RULES = [
  decide,
  countWrites,
  countAccepts,
  followWishes,
  write,
  propose,
  lead,
  watchTheLeader,
  askWhoIsAhead,
];

/** Messages of the next instance that are kept of a peer (section 9). */
const MAX_EARLY = 256;

/** What must be stored, then sent. The caller stores `rows` in one commit, and sends nothing if it cannot. */
export function step(replica: Replica, event: Event): Outcome {
  replica.outcome = newOutcome();
  if (event.kind === 'clock') passTime(replica, event.now, event.size);
  else receive(replica, event.message);
  settle(replica);
  return replica.outcome;
}

function settle(replica: Replica): void {
  for (;;) {
    const { c } = replica;
    if (!RULES.some((rule) => rule(replica))) return;
    if (replica.c !== c) takeEarly(replica);
  }
}

function passTime(replica: Replica, now: number, size: number): void {
  replica.now = Math.max(replica.now, now);
  sortRequests(replica);
  relayRequests(replica);
  sendStatus(replica, size);
}

function receive(replica: Replica, message: Message): void {
  if ('from' in message && message.from >= replica.ports.quorums.replicas) return;
  if (message.kind === 'request') takeRequest(replica, message.request);
  else if (message.kind === 'ask') answerAsk(replica, message.from, message.c);
  else if (message.kind === 'fetch') answerFetch(replica, message.from, message.h);
  else if (message.kind === 'batch') {
    const h = replica.ports.hash(replica.c, message.batch);
    if (replica.open.fetching.delete(h)) takeBatch(replica, h, message.batch);
  } else if (message.kind === 'decision') takeDecision(replica, message.decision);
  else takeSigned(replica, message);
}

function answerAsk({ c, outcome }: Replica, peer: number, from: number): void {
  if (from < c) outcome.wanted.push({ peer, from, count: DECISIONS_AT_ONCE });
}

function answerFetch(replica: Replica, peer: number, h: string): void {
  const batch = replica.open.batches.get(h);
  if (batch !== undefined) send(replica, [peer], { kind: 'batch', batch });
}

function takeBatch({ open, outcome }: Replica, h: string, batch: Batch): void {
  open.batches.set(h, batch);
  outcome.rows.push({ kind: 'batch', h, batch });
}

function takeSigned(replica: Replica, message: SignedMessage): void {
  const { from, content } = message;
  if (from === replica.self) takeOwn(replica, message);
  else if (content.c < replica.c) helpLaggard(replica, from, content.c);
  else if (content.c > replica.c) keepForLater(replica, message);
  else if (isSigned(replica, message)) file(replica, message);
}

function takeOwn(replica: Replica, message: SignedMessage): void {
  if (message.content.c >= replica.c && isSigned(replica, message)) noteOwnMessage(replica, message);
}

/** Of the next instance: it waits if it is right under K(c). Of later ones, and STATUS: only a hint that the peer is further. */
function keepForLater(replica: Replica, message: SignedMessage): void {
  const { c, early } = replica;
  const { from, content, kind } = message;
  if (content.c > c + 1 || kind === 'status') {
    noteAhead(replica, from, content.c);
    return;
  }
  const waiting = early.get(from) ?? new Map<string, SignedMessage>();
  const name = kind === 'propose' ? kind : `${kind} ${content.r}`;
  if (waiting.has(name) || waiting.size >= MAX_EARLY || !isSigned(replica, message)) return;
  early.set(from, waiting.set(name, message));
}

const isSigned = ({ keys, ports }: Replica, message: SignedMessage): boolean =>
  ports.verify(keyOf(keys, message.from), message.kind, message.content, message.signature);

/** Files a message of the open instance whose signature is right under K(c). */
function file(replica: Replica, message: SignedMessage): void {
  const { open } = replica;
  const { from, signature } = message;
  if (message.kind === 'write') open.writes.add(from, message.content.r, message.content.h, signature);
  else if (message.kind === 'accept') open.accepts.add(from, message.content.r, message.content.h, signature);
  else if (message.kind === 'propose') keepHighest(open.proposals, message);
  else if (message.kind === 'status') sayAgain(replica, from);
  else if (message.kind === 'stop') keepHighest(open.stops, message);
  else if (isValidReport(replica, message, message.content.r)) keepHighest(open.reports, message);
}

/** A peer's first of the highest regency: what it said in an earlier one, which anyone can show again, does not push it out. */
function keepHighest<T extends { readonly from: number; readonly content: { readonly r: number } }>(
  kept: Map<number, T>,
  message: T,
): void {
  if (message.content.r > (kept.get(message.from)?.content.r ?? -1)) kept.set(message.from, message);
}

/** Messages that came before their instance; those signed under keys that a KEY has replaced fall away. */
function takeEarly(replica: Replica): void {
  const waiting = [...replica.early.values()].flatMap((ofPeer) => [...ofPeer.values()]);
  replica.early.clear();
  for (const message of waiting) takeSigned(replica, message);
}
