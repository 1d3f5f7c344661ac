/** Accepted votes while they are counted: equal m once, equal votes together. */
import type { RefusalReason, TallySink } from '../protocol/4-vote-tallying/tally-votes.ts';

export interface VoteStore extends TallySink {
  /** Refused packages by reason. */
  readonly refused: ReadonlyMap<RefusalReason, number>;
  votes(style: string): number;
  /** Each different choices of a style with its number of votes, in order of the choices' bytes. */
  counted(style: string): Iterable<{ choices: Uint8Array; count: number }>;
  close(): void;
}
