/** Elections: what one is made of, how it stands, what its steps answer. */
import { type Static, Type } from 'typebox';
import type { HolderRole } from '../../../protocol/ceremony/refresh-role.ts';
import type { Role } from '../../../protocol/messages/plan.ts';
import { id, strict } from '../fields.ts';
import { type Thresholds, thresholdsSchema } from './servers.ts';

/** Seconds: four phases of what needs time to be read by all, twice. */
const SHORTEST_RENEWAL = 15;

/** Unix time in seconds. */
const time = Type.Integer({ minimum: 0, maximum: 253_402_300_799 });
export const electionSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    opens: time,
    closes: time,
    intakeEnds: time,
    claimsEnd: time,
    ballots: Type.Array(Type.Object({ style: id, xml: Type.String({ maxLength: 65_536 }) }, strict), {
      minItems: 1,
      maxItems: 64,
    }),
    /** Left out in a real election. */
    trial: Type.Optional(Type.Union([Type.Literal('test-cards'), Type.Literal('everybody')])),
    /** Seconds; left out, Trustees keep their shares as they were made. */
    renewEvery: Type.Optional(Type.Integer({ minimum: SHORTEST_RENEWAL, maximum: 31_536_000 })),
    /** The directory's own, and all of its servers, unless chosen. */
    thresholds: Type.Optional(thresholdsSchema),
    servers: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 80, uniqueItems: true })),
  },
  strict,
);
export type ElectionRequest = Static<typeof electionSchema>;

/** In this order. `closing`: votes that were cast in time still come in, and claims are heard. */
export type Stage = 'created' | 'open' | 'closing' | 'frozen' | 'disclosed' | 'tallied' | 'published';

/** What an officer does with an election, in this order; a trial may be deleted at any time, personal data when their time has come. Each answers line by line. */
export type ElectionStep = 'open' | 'close' | 'tally' | 'publish' | 'delete' | 'delete-data';

/** Times are Unix ms. */
export interface ElectionSummary {
  /** Its ID: 16 bytes in hexadecimal. */
  readonly election: string;
  readonly title: string;
  readonly trial: boolean;
  readonly stage: Stage;
  /** Put away; taken back whenever somebody wants. */
  readonly archived: boolean;
  /** SHA-256, in hexadecimal. */
  readonly manifestHash: string;
  readonly fingerprint: string;
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  /** Of the roll. */
  readonly voters: number;
  readonly styles: readonly { readonly style: string; readonly voters: number }[];
  readonly thresholds: Thresholds;
  readonly servers: readonly { readonly id: string; readonly url: string }[];
  /** IDs of Counters that have signed heads which cannot be of one list. */
  readonly contradicted: readonly string[];
  /** Unix ms from which its personal data may be deleted; null if the deployment sets no time. */
  readonly deletableFrom: number | null;
  /** Whether they are: at this service, and at all servers that had some. */
  readonly dataDeletion: 'none' | 'begun' | 'done';
  /** Seconds from one renewal of the Trustees' and Administrators' shares to the next; null if they are not renewed. */
  readonly renewEvery: number | null;
  /** Where the election record is written: a folder on the service's machine. */
  readonly record: string;
}

/** Of the personal data of an election. Statements are in hexadecimal, times Unix ms. */
export interface DeletionRecord {
  readonly election: string;
  readonly title: string;
  readonly manifestHash: string;
  /** Who ordered it, and who sent it again to servers that were away: of an approval who asked and who approved. */
  readonly steps: readonly { readonly time: number; readonly officers: readonly string[] }[];
  /** Signed by the Commissioner; null as long as nothing is deleted. */
  readonly order: string | null;
  /** Whoever had personal data; null until it has confirmed that they are deleted. */
  readonly parties: readonly {
    readonly id: string;
    readonly role: 'commissioner' | Role;
    readonly publicKey: string;
    readonly deleted: { readonly at: number; readonly confirmation: string } | null;
  }[];
}

/** By ID of a server that did not do what it was asked: the reason. */
export type Failures = Readonly<Record<string, string>>;

export interface TurnoutPoint {
  /** Unix ms. */
  readonly time: number;
  readonly packages: number;
}

export interface Turnout {
  /** Of the roll. */
  readonly voters: number;
  /** Voters for whom Administrators have signed, at least: b + 1 of them say so, and so an honest one does. */
  readonly signedFor: number;
  /** The most that each Administrator has said; null if it has not answered yet. */
  readonly administrators: readonly { readonly id: string; readonly signed: number | null }[];
  /** In order of time. */
  readonly series: readonly TurnoutPoint[];
  /** Size of each Counter's list; null if it gave no valid head when it was asked last. */
  readonly counters: readonly { readonly id: string; readonly size: number | null }[];
}

/** How Trustees renew their shares of the election key, or Administrators those of the keys that sign votes. Times are Unix ms. */
export interface Renewals {
  readonly role: HolderRole;
  /** p. */
  readonly period: number;
  /** From which on the next may begin; null once none begins any more. */
  readonly next: number | null;
  readonly isUnderWay: boolean;
  /** Whether one that was due has come to nothing by its deadline. */
  readonly isLate: boolean;
  /** So many must hold shares of one period: for votes to be frozen, q; to be signed, t. */
  readonly needed: number;
  /** Those of the role that hold no share in this period. */
  readonly without: readonly string[];
  /** The last ones, the newest first, with who holds its share; no time: made with the election. */
  readonly last: readonly {
    readonly period: number;
    readonly time: number | null;
    readonly holders: readonly string[];
  }[];
}

/** A head that a Counter has signed; root and signed statement in hexadecimal. */
export interface SignedHead {
  /** Where it was seen: on the board as such, or served to whoever asks. */
  readonly kind: 'counter-head' | 'close-head' | 'final-head' | 'served';
  readonly size: number;
  readonly root: string;
  readonly statement: string;
}

/** Two heads of one Counter that cannot be of one list: see protocol/board/counter-heads.ts. */
export interface ListContradiction {
  readonly counter: string;
  readonly reason: 'other-root' | 'shrunk' | 'not-continued';
  /** Unix ms. */
  readonly found: number;
  readonly earlier: SignedHead;
  readonly later: SignedHead;
}

/** A line of an answer to a step: how far it is, and at the end what came of it. */
export type JobLine<T> =
  | { readonly stage: string; readonly done: number; readonly total: number }
  | { readonly result: T }
  | { readonly error: { readonly code: string; readonly message: string } };
