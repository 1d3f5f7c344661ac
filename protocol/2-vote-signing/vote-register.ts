/** What an Administrator is in steps 2.4 and 2.5, and the port to where it keeps the roll and each voter's one M. */
import type { Times } from '../0-setup/close-early.ts';
import { ensure } from '../errors.ts';
import type { PrepareRequest } from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import type { PartialSignature, PeriodSignature } from '../messages/sign-request.ts';
import type { MclBls } from '../primitives/bls-mcl.ts';
import type { Opener } from '../primitives/hpke.ts';
import type { PartialRequest } from './give-partial.ts';

/** What holds the Administrator's keys of a period: nothing that serves requests does (trustees contract, section 4). */
export interface VoteKeeper {
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

/** The one request that is held for a voter, and the echo that was answered. */
export interface PreparedVote extends Pick<PrepareRequest, 'voter' | 'style' | 'blinded' | 'signature'> {
  readonly echo: PeriodSignature;
}

export interface LedgerEntry extends PreparedVote {
  /** Whether the voter has been given a partial signature. */
  readonly isSigned: boolean;
}

/** In a database, or in memory. What an answer of `keep` or `markSigned` says is durable. */
export interface VoteRegister {
  voter(id: string): Pick<RollEntry, 'publicKey' | 'style'> | undefined;
  prepared(voter: string): PreparedVote | undefined;
  /** By d (32 bytes). */
  preparedAs(digest: Uint8Array): LedgerEntry | undefined;
  /** Keeps it unless there is one for this voter by now; gives the one that is there. */
  keep(vote: PreparedVote, digest: Uint8Array): Promise<PreparedVote>;
  /** For the ledger: this voter has been given a partial signature. */
  markSigned(voter: string): Promise<void>;
}

/** Errors: time/not-open, time/closed. */
export function ensureVoting({ times: { opens, closes }, now }: Pick<Signer, 'times' | 'now'>): void {
  ensure(now >= opens, 'time/not-open', 'the election has not opened');
  ensure(now < closes, 'time/closed', 'the election has closed');
}
