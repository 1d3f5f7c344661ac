/**
 * What refreshes may take of the room that an election has on the board (board contract, section 9), so that a short period in a
 * long election, or hostile Trustees in each of them, cannot fill it.
 */
import type { Plan } from '../messages/plan.ts';

/** Bytes of a one-time key, or of a sealed share of one key, and what stands around it. */
const FOR_EACH_OTHER = 1400;
const BESIDES = 2048;

/** Bytes of the longest post of a refresh: a STATE has a key for each of n dealers, a DEAL a seal for each of n receivers. */
export const longestRefreshPost = ({ trustees }: Pick<Plan, 'trustees'>): number =>
  FOR_EACH_OTHER * trustees.length + BESIDES;

/** Bytes that all refreshes may take of an election's 512 MiB; hostile Trustees may post some times as much as honest ones. */
export const ROOM_FOR_REFRESHES = 64 * 2 ** 20;

/** Bytes of all refreshes until then (Unix ms), by honest Trustees: of each a STATE and a DEAL. */
export function refreshBytes(
  { trustees, trusteeRenewal }: Pick<Plan, 'trustees' | 'trusteeRenewal'>,
  end: number,
): number {
  if (trusteeRenewal === undefined) return 0;
  const refreshes = Math.max(0, Math.ceil((end - trusteeRenewal.first) / trusteeRenewal.every));
  return refreshes * trustees.length * 2 * longestRefreshPost({ trustees });
}
