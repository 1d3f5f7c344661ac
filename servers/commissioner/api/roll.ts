/** Roll, cards and letters. */

import { type Static, Type } from 'typebox';
import { LANGUAGES } from '../../../common/languages.ts';
import { id, publicKey, strict } from '../fields.ts';
import type { ElectionSummary } from './elections.ts';

export const MAX_VOTERS = 200_000;
export const votersSchema = Type.Array(Type.Object({ voter: id, style: id }, strict), {
  maxItems: MAX_VOTERS,
});
export const testVotersSchema = Type.Object(
  { number: Type.Integer({ minimum: 1, maximum: 1000 }), style: id },
  strict,
);
export const cardsSchema = Type.Array(Type.Object({ voter: id, publicKey }, strict), {
  maxItems: MAX_VOTERS,
});
export const deviceSchema = Type.Object(
  { role: Type.Union([Type.Literal('card'), Type.Literal('terminal')]), serial: id, publicKey },
  strict,
);

/** What is printed for the voters of an election; answered as PDF, the mail merge as CSV. */
export const lettersSchema = Type.Object(
  {
    what: Type.Enum(['notices', 'cover-list', 'mail-merge']),
    /** For voters whose address names none. */
    language: Type.Enum([...LANGUAGES]),
    /** Of the times in the letters: an IANA name, such as Europe/Lisbon. */
    timeZone: Type.String({ maxLength: 64 }),
    /** All if left out. */
    voters: Type.Optional(Type.Array(id, { minItems: 1, maxItems: MAX_VOTERS, uniqueItems: true })),
    /** CSV: see letters/recipients.ts. */
    addresses: Type.Optional(Type.String()),
  },
  strict,
);
export type LettersRequest = Readonly<Static<typeof lettersSchema>>;

export const voterParams = Type.Object({ voter: id });

export interface ListedVoter {
  readonly voter: string;
  readonly style: string;
  /** Whether a card is registered. */
  readonly card: boolean;
  /** An earlier one has been revoked. */
  readonly hadCard?: true;
}

/** That have been made with the voter on their roll, and in which votes can still be cast. */
export type VotersElections = readonly Pick<ElectionSummary, 'election' | 'title' | 'stage'>[];

export interface RollRow {
  readonly voter: string;
  readonly style: string;
  /** From 1; the header is line 1. */
  readonly line: number;
}

export interface RollProblem {
  readonly line: number;
  readonly reason: string;
}

/** A roll that is looked at before it is imported. */
export interface RollContent {
  readonly voters: number;
  /** Voters who would be new, and those who would get another style. */
  readonly added: number;
  readonly changed: number;
  /** Voters by style. */
  readonly styles: Readonly<Record<string, number>>;
  /** The first rows. */
  readonly sample: readonly RollRow[];
  /** The first problems, and how many there are; with any, nothing is imported. */
  readonly problems: readonly RollProblem[];
  readonly problemCount: number;
}
