/** Rule 11: what may have been decided in an earlier regency must be proposed again. */

import type { Hash } from '../../primitives/hash-form.ts';
import { type Mask, maskOf, type QuorumSystem } from '../../quorums/quorum-system.ts';
import type { Report } from '../messages.ts';

/** The batch that a quorum's STOPDATAs force; undefined if the leader is free. */
export function choose(quorums: QuorumSystem, reports: readonly Report[]): Hash | undefined {
  const reporters = maskOf(reports.map(({ from }) => from));
  const lock = reports
    .flatMap(({ content }) => content.lock ?? [])
    .reduce<{ r: number; h: Hash } | undefined>(
      (best, one) => (one.r > (best?.r ?? -1) ? one : best),
      undefined,
    );
  const above = reports.filter(({ content: { last } }) => last !== undefined && last.r > (lock?.r ?? -1));
  const written = new Set(above.flatMap(({ content: { last } }) => last?.h ?? []));
  const wrote = (h: Hash): Mask =>
    maskOf(above.filter(({ content: { last } }) => last?.h === h).map(({ from }) => from));
  const fast = [...written].find((h) => isFastPossible(quorums, reporters, wrote(h)));
  return fast ?? lock?.h;
}

/** For some C of class 1, those of it who report and do not report this WRITE may all be hostile. At most one batch is so. */
const isFastPossible = (quorums: QuorumSystem, reporters: Mask, wrote: Mask): boolean =>
  quorums.fastQuorums.some((fast) => quorums.isHostile(reporters & fast & ~wrote));
