/** What the Commissioner's service answers. Times in milliseconds since 1970, its own clock. */
import type { Thresholds } from '../new-election/draft.ts';

export type Role = 'administrator' | 'trustee' | 'anonymizer' | 'counter' | 'distributor';

export const STAGES = ['created', 'open', 'closing', 'frozen', 'disclosed', 'tallied', 'published'] as const;
export type Stage = (typeof STAGES)[number];

export interface ElectionSummary {
  readonly election: string;
  readonly title: string;
  readonly stage: Stage;
  readonly fingerprint: string;
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  /** Of the roll. */
  readonly voters: number;
  readonly thresholds: Thresholds;
  readonly servers: readonly { readonly id: string; readonly url: string }[];
}

export interface ServerHealth {
  readonly id: string;
  readonly role: Role;
  /** It answers, and can store what it is sent. */
  readonly up: boolean;
  /** The code of what is wrong with it, such as store/full. */
  readonly problem: string | null;
  readonly milliseconds: number;
  /** Milliseconds that its clock is ahead; null if nobody knows. */
  readonly clockSkew: number | null;
}

export interface Health {
  readonly now: number;
  readonly servers: readonly ServerHealth[];
}

export interface Turnout {
  readonly voters: number;
  readonly series: readonly { readonly time: number; readonly packages: number }[];
  readonly counters: readonly { readonly id: string; readonly size: number | null }[];
}

export interface AuditEntry {
  readonly index: number;
  readonly time: number;
  readonly officer: string;
  /** `area/what`. */
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number>>;
  /** `begun`, `done`, or the code of the error. */
  readonly outcome: string;
  readonly hash: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly total: number;
  /** Hash of the newest entry. */
  readonly head: string;
}

export interface Officer {
  readonly name: string;
  readonly created: number;
  readonly lockedUntil: number | null;
}
