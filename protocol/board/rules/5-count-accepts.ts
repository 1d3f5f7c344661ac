/** Rule 5: a quorum of ACCEPTs decides. */
import { batchOrFetch, type Replica } from '../replica.ts';

export function countAccepts(replica: Replica): boolean {
  const { open, ports, c } = replica;
  for (const { r, h, mask } of open.accepts.alike()) {
    const batch = ports.quorums.isQuorum(mask) ? batchOrFetch(replica, h, mask) : undefined;
    if (batch === undefined) continue;
    open.decision = { c, batch, vote: 'accept', r, signatures: open.accepts.signatures(r, h) };
    return true;
  }
  return false;
}
