/** Rule 10: the leader of a later regency proposes what a quorum of STOPDATAs forces, or what it likes if they force nothing. */
import { maskOf } from '../../quorums/quorum-system.ts';
import { batchOrFetch, type Replica } from '../replica.ts';
import { freshBatch, isMyTurn, sendProposal } from './2-propose.ts';
import { choose } from './11-choose.ts';

export function lead(replica: Replica): boolean {
  const { open, ports } = replica;
  if (open.r === 0 || !isMyTurn(replica)) return false;
  const reports = [...open.reports.values()]
    .filter(({ content }) => content.r === open.r)
    .sort((a, b) => a.from - b.from);
  const reporters = maskOf(reports.map(({ from }) => from));
  if (!ports.quorums.isQuorum(reporters)) return false;
  const forced = choose(ports.quorums, reports);
  // Whoever reports a lock may lack its batch; of those who wrote it an honest one is among any quorum.
  const batch = forced === undefined ? freshBatch(replica) : batchOrFetch(replica, forced, reporters);
  if (batch === undefined) return false;
  sendProposal(replica, batch, reports);
  return true;
}
