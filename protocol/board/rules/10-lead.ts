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
  if (!ports.quorums.isQuorum(maskOf(reports.map(({ from }) => from)))) return false;
  const forced = choose(ports.quorums, reports);
  const reporters = reports.filter(({ content: { lock, last } }) => lock?.h === forced || last?.h === forced);
  const batch =
    forced === undefined
      ? freshBatch(replica)
      : batchOrFetch(replica, forced, maskOf(reporters.map(({ from }) => from)));
  if (batch === undefined) return false;
  sendProposal(replica, batch, reports);
  return true;
}
