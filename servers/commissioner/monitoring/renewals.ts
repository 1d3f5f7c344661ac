/** How far the servers of an election are with renewing their shares, by the Commissioner's own copy of the log. */
import { isUnderWay, missedSlot } from '../../../protocol/ceremony/refresh-course.ts';
import { HOLDER_ROLES, type HolderRole } from '../../../protocol/ceremony/refresh-role.ts';
import { renewalOf } from '../../../protocol/messages/plan.ts';
import type { Renewals } from '../api/elections.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';

/** Of the console's list. */
const LAST = 10;

/** Of both roles, as far as they renew; null until the board has been read. `now`: Unix ms. */
export const allRenewals = (hosted: CommissionerElection, now: number): readonly Renewals[] | null =>
  hosted.isFollowed ? HOLDER_ROLES.flatMap((role) => renewalsOf(hosted, role, now) ?? []) : null;

/** Null where shares are not renewed, and until the board has been read; `now`: Unix ms. */
export function renewalsOf(hosted: CommissionerElection, role: HolderRole, now: number): Renewals | null {
  const times = renewalOf(hosted.election.plan, role);
  // Before the board has been read there is no log.
  const periods = hosted.isFollowed ? hosted.log.renewal(role) : undefined;
  if (times === undefined || periods === undefined) return null;
  const { log: renewal } = periods;
  const { participants, quorum } = periods.role;
  const holdersIn = (keys: ReadonlyMap<number, Uint8Array>): string[] =>
    participants.flatMap(({ id }, i) => (keys.has(i) ? [id] : []));
  const { period, opens } = renewal;
  const isOver = endsBefore(hosted, role, now);
  return {
    role,
    period: period.number,
    next: isOver || endsBefore(hosted, role, opens) ? null : opens,
    isUnderWay: isUnderWay(renewal),
    isLate: !isOver && missedSlot(renewal, times, now) !== undefined,
    needed: quorum,
    without: participants.flatMap(({ id }, i) => (period.keys.has(i) ? [] : [id])),
    last: periods.periods
      .slice(-LAST)
      .reverse()
      .map(({ period: { number, keys }, time }) => ({
        period: number,
        time: time ?? null,
        holders: holdersIn(keys),
      })),
  };
}

/** Whether no renewal begins then any more: for Administrators once voting has ended, for Trustees once votes are frozen. */
const endsBefore = ({ documents, times }: CommissionerElection, role: HolderRole, then: number): boolean =>
  role === 'administrator' ? then >= times.closes : documents.get('final-roots') !== undefined;
