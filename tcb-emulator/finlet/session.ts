/** What the Finlet keeps in the terminal's memory while one card is in it: nothing that the card does not hold or recover. */
import { CodedError } from '../../common/coded-error.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import type { BlindedBallot } from '../../protocol/2-vote-signing/blind-vote.ts';
import type { PartialSignature, PeriodSignature } from '../../protocol/messages/sign-request.ts';
import type { Commitments } from '../../protocol/primitives/key-generation.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import type { BlsBackend } from '../../protocol/primitives/threshold-blind-bls.ts';
import type { CardClient } from '../card/voting/card-client.ts';
import type { DialogueIo } from '../dialogue/dialogue-io.ts';
import type { ScreenId, Texts } from '../dialogue/screens.ts';
import type { ShownChain } from './shown-chain.ts';

/** What the Finlet works with. */
export interface FinletDeps {
  readonly io: DialogueIo;
  readonly card: CardClient;
  readonly random: RandomSource;
  readonly bls: BlsBackend;
  /** The terminal's clock: milliseconds since 1970. */
  readonly clock: () => number;
  /** In the language that the voter chose. */
  readonly setTexts: (texts: Texts) => void;
  /** Checks a manifest document, or knows that it has. */
  readonly openManifest: (document: Uint8Array, commissionerKey: Uint8Array) => Election;
}

/** The vote between Prepare and the submission package. */
export interface VoteInProgress {
  readonly style: string;
  readonly commitment: Uint8Array;
  readonly choices: Uint8Array;
  readonly ballot: BlindedBallot;
  /** d. */
  readonly digest: Uint8Array;
  /** By Administrator; verified. */
  readonly echoes: Map<string, PeriodSignature>;
  /** By Administrator; verified together. */
  readonly partials: Map<string, PartialSignature>;
  /** To the style's key, by period: of later ones as far as the PC has brought them. */
  readonly commitments: Map<number, Commitments>;
  /** Of the Administrators' periods; undefined where they renew nothing. */
  readonly chain: ShownChain | undefined;
}

/** How the Finlet stopped; the PC is told the code and nothing else. */
export class FinletError extends CodedError<FinletErrorCode> {
  /** What the voter is shown, if there is more to say than the code. */
  readonly screen: ScreenId | undefined;

  constructor(code: FinletErrorCode, screen?: ScreenId) {
    super(code, FINLET_ERRORS[code]);
    this.screen = screen;
  }
}

const FINLET_ERRORS = {
  'finlet/cancelled': 'the voter cancelled at the terminal',
  'finlet/pin-blocked': "the card's PIN is blocked",
  'finlet/already-voted': 'the card has completed this vote',
  'finlet/test-card': 'the card can vote in trial elections only',
  'finlet/other-manifest': 'the card holds a vote under another manifest of this election',
  'finlet/wrong-step': 'the voting protocol is not at this step',
  'finlet/no-vote': 'the card holds no vote of this election',
  'finlet/given-up': 'the voter has given up a vote that was never signed',
} as const;
export type FinletErrorCode = keyof typeof FINLET_ERRORS;

/** Overwrites what a vote in progress holds that nobody else may know; the card has it, should it be needed again. */
export function eraseVote({ choices, commitment, ballot }: VoteInProgress): void {
  choices.fill(0);
  commitment.fill(0);
  ballot.hashed.fill(0);
}

/** A session with an election that has been checked, in the voter's language. */
export interface FinletSession extends FinletDeps {
  readonly election: Election;
  readonly texts: Texts;
}
