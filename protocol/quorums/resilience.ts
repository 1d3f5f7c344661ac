/**
 * Which sets of replicas stop or split a board (board contract, section 1), for its boot and for officers: the same quorum system
 * as the replicas' own. Pure; for browsers too.
 */
import { type Mask, maskOf, type QuorumSystem, quorumSystem } from './quorum-system.ts';

export interface Replicas {
  /** k' and k. */
  readonly hostile: number;
  readonly down: number;
  /** What may be hostile as a whole: 0 nothing more, 1 operators, 2 systems, 3 both. */
  readonly protect: number;
  readonly replicas: readonly { readonly id: string; readonly operator: string; readonly system: string }[];
}

/** Errors: quorums/invalid. */
export const quorumsOf = (board: Replicas): QuorumSystem =>
  quorumSystem({
    replicas: board.replicas.length,
    hostile: board.hostile,
    down: board.down,
    groups: [
      ...((board.protect & 1) !== 0 ? groupsBy(board, ({ operator }) => operator) : []),
      ...((board.protect & 2) !== 0 ? groupsBy(board, ({ system }) => system) : []),
    ],
  });

const groupsBy = (board: Replicas, nameOf: (replica: Replicas['replicas'][number]) => string): Mask[] =>
  [...new Set(board.replicas.map(nameOf))].map((name) =>
    maskWhere(board, (replica) => nameOf(replica) === name),
  );

export const maskWhere = (
  { replicas }: Replicas,
  isIn: (replica: Replicas['replicas'][number]) => boolean,
): Mask => maskOf(replicas.flatMap((replica, i) => (isIn(replica) ? [i] : [])));

/** Whether nothing more is decided once these are down, or refuse. */
export const stops = (quorums: QuorumSystem, mask: Mask): boolean =>
  !quorums.isQuorum(quorums.everyone & ~mask);

/** So few replicas, at least, are enough for that. */
export function leastToStop(quorums: QuorumSystem): number {
  const sizes = Array.from({ length: quorums.everyone + 1 }, (_, mask) => mask)
    .filter((mask) => stops(quorums, mask))
    .map((mask) => mask.toString(2).replaceAll('0', '').length);
  return Math.min(...sizes);
}
