/**
 * What refreshes may take of the room that an election has on the board (board contract, section 9), so that a short period in a
 * long election, or hostile servers in each of them, cannot fill it.
 */
import { type Plan, renewalOf } from '../messages/plan.ts';

type Role = 'administrator' | 'trustee';

/** Bytes of a one-time key, or of a seal, and what stands around it. */
const FOR_EACH_OTHER = 1360;
/** Bytes of a share, and of a commitment in G2, and what stands around each. */
const FOR_EACH_SHARE = 40;
const FOR_EACH_COMMITMENT = 100;
const BESIDES = 2048;

/** Bytes of the longest post of a refresh: a STATE has a key for each of n dealers, a DEAL a seal for each of n receivers. */
export function longestRefreshPost(
  { trustees, administrators, styles, hostileTrustees, signingThreshold }: Plan,
  role: Role,
): number {
  const [members, keys, threshold] =
    role === 'trustee'
      ? [trustees.length, 1, hostileTrustees + 1]
      : [administrators.length, styles.length, signingThreshold];
  const sealed = members * (FOR_EACH_OTHER + FOR_EACH_SHARE * keys);
  return sealed + FOR_EACH_COMMITMENT * keys * (threshold - 1) + BESIDES;
}

/** Bytes that all refreshes may take of an election's 512 MiB; hostile members may post some times as much as honest ones. */
export const ROOM_FOR_REFRESHES = 64 * 2 ** 20;

/** Bytes of all refreshes of a role until then (Unix ms), by honest members: of each a STATE and a DEAL. */
export function refreshBytes(plan: Plan, role: Role, end: number): number {
  const renewal = renewalOf(plan, role);
  if (renewal === undefined) return 0;
  const refreshes = Math.max(0, Math.ceil((end - renewal.first) / renewal.every));
  return refreshes * plan[`${role}s`].length * 2 * longestRefreshPost(plan, role);
}
