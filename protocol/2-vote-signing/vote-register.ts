/** What an Administrator is in steps 2.4 and 2.5, and the port to where it keeps the roll and each voter's one M. */
import type { Times } from '../0-setup/close-early.ts';
import { ensure } from '../errors.ts';
import type { RollEntry } from '../messages/roll.ts';
import type { PartialSignature, PeriodSignature } from '../messages/sign-request.ts';
import type { MclBls } from '../primitives/bls-mcl.ts';
import type { Opener } from '../primitives/hpke.ts';
import type { PartialRequest } from './give-partial.ts';
import type { HeldRow } from './held-row.ts';

/** What holds the Administrator's keys of a period: nothing that serves requests does (trustees contract, section 4). */
export interface VoteKeeper {
  /** p: that of its keys. */
  readonly period: number;
  /** Of whatever style; else it signs no vote. */
  readonly holdsShares: boolean;
  /** Its signature on a body, which begins with its label, by its key of the period. */
  sign(body: Uint8Array): Promise<PeriodSignature>;
  /** Errors: those of give-partial.ts. */
  partial(asked: PartialRequest): Promise<PartialSignature>;
}

export interface Signer {
  readonly id: string;
  readonly keeper: VoteKeeper;
  readonly times: Times;
  /** Its clock, Unix milliseconds. */
  readonly now: number;
}

export interface Administrator extends Signer {
  /** Opens what is sealed to its HPKE key for this election. */
  readonly open: Opener;
  readonly bls: Pick<MclBls, 'parseG1'>;
}

/** A request that is held for a voter, and this Administrator's newest echo of it. */
export interface PreparedVote extends HeldRow {
  readonly echo: PeriodSignature | undefined;
}

/** In a database, or in memory. What an answer of `keep`, `keepEcho` or `keepSigned` says is durable. */
export interface VoteRegister {
  voter(id: string): Pick<RollEntry, 'publicKey' | 'style'> | undefined;
  /** Nothing, one request, or two of different M, which a merge has found: then none is echoed. */
  prepared(voter: string): readonly PreparedVote[];
  /** By d (32 bytes). */
  preparedAs(digest: Uint8Array): PreparedVote | undefined;
  /** Keeps it unless something is held for this voter by now; gives what is held. */
  keep(vote: PreparedVote, digest: Uint8Array): Promise<readonly PreparedVote[]>;
  /** Keeps it unless there is one of that period by now; gives the one that is there. */
  keepEcho(digest: Uint8Array, echo: PeriodSignature): Promise<PeriodSignature>;
  /**
   * For the ledger: this voter is given a partial signature. The Sign request shows why, to others too; of two requests of the
   * voter this one stays.
   */
  keepSigned(digest: Uint8Array, signRequest: Uint8Array): Promise<void>;
}

/** Errors: time/not-open, time/closed. */
export function ensureVoting({ times: { opens, closes }, now }: Pick<Signer, 'times' | 'now'>): void {
  ensure(now >= opens, 'time/not-open', 'the election has not opened');
  ensure(now < closes, 'time/closed', 'the election has closed');
}
