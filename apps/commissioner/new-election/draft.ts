/** An election that an officer is still writing: nothing in it need be right or complete yet. */
import type { Ballot } from '../../../ballots/ballot.ts';
import type { TrialVoters } from '../../../protocol/messages/test-voter.ts';
import type { Directory, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { emptyBallot } from './edit-ballot.ts';

/** What the voters of a style are given. */
export interface Paper {
  readonly style: string;
  /** Another style, whose ballot these voters are given; null: their own. */
  readonly use: string | null;
  readonly ballot: Ballot;
}

/** Times are in seconds since 1970, NaN while they are not times; numbers are NaN while they are not numbers. */
export interface Draft {
  readonly title: string;
  /** Who votes in a trial election; null in a real one. */
  readonly trial: TrialVoters | null;
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  readonly papers: readonly Paper[];
  /** IDs of the servers that do not take part. */
  readonly absent: readonly string[];
  /** null: as the deployment has them. */
  readonly thresholds: Thresholds | null;
  /** Seconds from one renewal of the Trustees' shares to the next; null: they are not renewed. */
  readonly renewEvery: number | null;
}

export type TimeName = 'opens' | 'closes' | 'intakeEnds' | 'claimsEnd';
export const TIMES: readonly TimeName[] = ['opens', 'closes', 'intakeEnds', 'claimsEnd'];

const HOUR = 3600;
const DAY = 24 * HOUR;
/** How often shares may be renewed, in seconds; another way is the command line's. */
export const RENEWALS = { hourly: HOUR, daily: DAY, weekly: 7 * DAY } as const;

/** From tomorrow, nine o'clock here. `now`: milliseconds. */
export function newDraft(now: number): Draft {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  const times = timesFrom(morning.getTime() / 1000);
  return { title: '', trial: null, ...times, papers: [], absent: [], thresholds: null, renewEvery: null };
}

/** Voting for a week; an hour for late packages, then a week for claims. */
export function timesFrom(opens: number): Pick<Draft, TimeName> {
  const closes = opens + 7 * DAY;
  return { opens, closes, intakeEnds: closes + HOUR, claimsEnd: closes + HOUR + 7 * DAY };
}

/**
 * With a paper for every style of the roll; those of styles that are not on the roll (any more) are kept, but share their
 * ballots no longer: nobody could see them.
 */
export function withStyles(draft: Draft, styles: readonly string[], language: string): Draft {
  const missing = styles.filter((style) => !draft.papers.some((paper) => paper.style === style));
  const isStray = ({ use }: Paper): boolean => use !== null && !styles.includes(use);
  if (missing.length === 0 && !draft.papers.some(isStray)) return draft;
  const papers = draft.papers.map((paper) =>
    isStray(paper) ? { ...paper, use: null, ballot: ballotOf(draft, paper.style) ?? paper.ballot } : paper,
  );
  // The first style has its own ballot; the others begin with the same, which is the common case.
  const first = papers.find(({ use, style }) => use === null && styles.includes(style));
  const shared = first?.style ?? missing[0] ?? null;
  const added = missing.map((style) => ({
    style,
    use: style === shared ? null : shared,
    ballot: emptyBallot(style, language),
  }));
  return { ...draft, papers: [...papers, ...added] };
}

export const withPaper = (draft: Draft, style: string, change: (paper: Paper) => Paper): Draft => ({
  ...draft,
  papers: draft.papers.map((paper) => (paper.style === style ? change(paper) : paper)),
});

/** Styles whose ballot this one may share: those with ballots of their own. A style whose ballot others share keeps it. */
export function sharedBallotsFor(
  { papers }: Draft,
  style: string,
  styles: readonly string[],
): readonly string[] {
  if (papers.some(({ use }) => use === style)) return [];
  return papers
    .filter((paper) => paper.use === null && paper.style !== style && styles.includes(paper.style))
    .map((paper) => paper.style);
}

/** The papers that these styles have of their own. */
export const ownPapers = ({ papers }: Draft, styles: readonly string[]): readonly Paper[] =>
  papers.filter(({ style, use }) => use === null && styles.includes(style));

/** The ballot that the voters of a style are given. */
export function ballotOf({ papers }: Draft, style: string): Ballot | undefined {
  const own = papers.find((paper) => paper.style === style);
  return own?.use == null ? own?.ballot : papers.find((paper) => paper.style === own.use)?.ballot;
}

/** A share that opens the votes alone cannot be renewed. */
export const canRenew = ({ thresholds }: Directory): boolean => thresholds.hostileTrustees >= 1;

/** The servers that take part, and the thresholds as they are now. */
export function setupOf(draft: Draft, { servers, thresholds }: Directory): Directory {
  return {
    thresholds: draft.thresholds ?? thresholds,
    servers: servers.filter(({ id }) => !draft.absent.includes(id)),
  };
}
