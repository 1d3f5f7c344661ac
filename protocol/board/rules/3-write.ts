/** Rule 3: a replica writes the batch that the leader of its regency proposes, once, if all that the contract asks holds. */

import { maskOf } from '../../quorums/quorum-system.ts';
import type { Batch, MessageOf, Request } from '../messages.ts';
import { leaderOf, mayVote, type Replica, sendToAll, signed } from '../replica.ts';
import { checkRequest } from './1-requests.ts';
import { MAX_BATCH_BYTES, MAX_CLOCK_DIFFERENCE } from './2-propose.ts';
import { isValidReport } from './9-stopdata.ts';
import { choose } from './11-choose.ts';

export function write(replica: Replica): boolean {
  const { open } = replica;
  if (!mayVote(replica)) return false;
  for (const [from, proposal] of open.proposals) {
    const { r } = proposal.content;
    if (r !== open.r || from !== leaderOf(replica, r)) continue;
    if (open.own.has(r) || open.refused === r) continue;
    const h = replica.ports.hash(replica.c, proposal.content.batch);
    const answer = judge(replica, proposal, h);
    if (answer === 'refused') open.refused = r;
    if (answer !== 'right') continue;
    vote(replica, proposal, h);
    return true;
  }
  return false;
}

function vote(replica: Replica, { content: { r, batch } }: MessageOf<'propose'>, h: string): void {
  const { open, c, self, outcome } = replica;
  const message = signed(replica, 'write', { c, r, h });
  const { signature } = message;
  open.own.set(r, { h, signature });
  open.writes.add(self, r, h, signature);
  open.batches.set(h, batch);
  outcome.rows.push({ kind: 'batch', h, batch }, { kind: 'write', r, h, signature });
  sendToAll(replica, message);
}

function judge(
  replica: Replica,
  { content }: MessageOf<'propose'>,
  h: string,
): 'right' | 'waits' | 'refused' {
  const { ports } = replica;
  const { r, batch, sync } = content;
  let forced: string | undefined;
  if (r === 0 && sync.length > 0) return 'refused';
  if (r > 0) {
    const reporters = maskOf(sync.map(({ from }) => from));
    const isProven =
      isAscending(sync.map(({ from }) => from)) &&
      ports.quorums.isQuorum(reporters) &&
      sync.every((report) => isValidReport(replica, report, r));
    if (!isProven) return 'refused';
    forced = choose(ports.quorums, sync);
    if (forced !== undefined && forced !== h) return 'refused';
  }
  if (!isOrderable(replica, batch)) return 'refused';
  if (forced !== undefined) return 'right';
  return judgeFree(replica, batch, r);
}

/** What holds of a batch that the leader made itself; a forced one was judged by the honest ones who wrote it. */
function judgeFree(replica: Replica, batch: Batch, r: number): 'right' | 'waits' | 'refused' {
  const { now, ports, open } = replica;
  if (batch.proposer !== leaderOf(replica, r) || open.wish > r) return 'refused';
  if (batch.time < now - MAX_CLOCK_DIFFERENCE) return 'refused';
  if (batch.time > now + MAX_CLOCK_DIFFERENCE) return 'waits';
  const isIdle = batch.requests.length === 0 && !ports.machine.isTickDue(batch.time);
  return r === 0 && isIdle ? 'refused' : 'right';
}

/** All requests pass `check` in sequence, at most one KEY, time monotone; a longer batch would not fit into a DECISION. */
function isOrderable(replica: Replica, { time, requests }: Batch): boolean {
  const size = requests.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (time < replica.lastTime || size > MAX_BATCH_BYTES) return false;
  const earlier: Request[] = [];
  return requests.every((request) => {
    const verdict = checkRequest(replica, request, time, earlier);
    earlier.push(request);
    return verdict === 'ready';
  });
}

const isAscending = (indices: readonly number[]): boolean =>
  indices.every((index, i) => i === 0 || index > (indices[i - 1] ?? index));
