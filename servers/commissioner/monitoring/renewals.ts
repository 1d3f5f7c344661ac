/** How far the Trustees of an election are with renewing their shares, by the Commissioner's own copy of the log. */
import { isLate, isUnderWay } from '../../../protocol/ceremony/refresh-course.ts';
import { trusteeQuorum } from '../../../protocol/messages/plan.ts';
import type { Renewals } from '../api/elections.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';

/** Of the console's list. */
const LAST = 10;

/** Null where shares are not renewed, and until the board has been read; `now`: Unix ms. */
export function renewalsOf(hosted: CommissionerElection, now: number): Renewals | null {
  const { trusteeRenewal, trustees } = hosted.election.plan;
  // Before the board has been read there is no log.
  const log = hosted.isFollowed ? hosted.log : undefined;
  const periods = log?.renewal('trustee');
  if (trusteeRenewal === undefined || periods === undefined) return null;
  const renewal = periods.log;
  const holdersIn = (keys: ReadonlyMap<number, Uint8Array>): string[] =>
    trustees.flatMap(({ id }, i) => (keys.has(i) ? [id] : []));
  const { period, opens } = renewal;
  // Once votes are frozen no renewal begins any more.
  const isOver = hosted.documents.get('final-roots') !== undefined;
  return {
    period: period.number,
    next: opens,
    isUnderWay: isUnderWay(renewal),
    isLate: !isOver && isLate(renewal, trusteeRenewal, now),
    needed: trusteeQuorum(hosted.election.plan),
    without: trustees.flatMap(({ id }, i) => (period.keys.has(i) ? [] : [id])),
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
