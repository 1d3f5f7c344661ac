/** The voting applet's commands as both sides know them: instruction codes, data objects, forms of data and answers. */
import { MAX_CHOICES_LENGTH } from '../../../protocol/messages/vote.ts';
import { bytes, type Codec, id, list, oneOf, struct, uint } from '../../../protocol/primitives/cbor.ts';
import { G1_LENGTH } from '../../../protocol/primitives/threshold-blind-bls.ts';
import {
  MAX_ONION,
  MAX_PACKAGE,
  MAX_VOTES,
  PHASES,
  type VoteId,
  type VoteStatus,
  voteIdFields,
} from '../memory/card-state.ts';

/** Application identifier: a proprietary one (first nibble F), 'REVS', version 1. */
export const AID = Uint8Array.of(0xf0, 0x52, 0x45, 0x56, 0x53, 0x01);

/** Class and instruction in one number: 00 for ISO/IEC 7816-4 and -9 commands, 80 for the applet's own. */
export const INS = {
  select: 0x00a4,
  getChallenge: 0x0084,
  verifyCertificate: 0x002a,
  mutualAuthenticate: 0x0082,
  verify: 0x0020,
  changeReferenceData: 0x0024,
  resetRetryCounter: 0x002c,
  activate: 0x0044,
  terminate: 0x00fe,
  generateKeyPair: 0x0047,
  getData: 0x00ca,
  putData: 0x00da,
  beginVote: 0x8010,
  readVote: 0x8012,
  signRequest: 0x8014,
  storePackage: 0x8016,
  storeOnion: 0x8018,
  readStored: 0x801a,
  finish: 0x801c,
  abandon: 0x801e,
} as const;

/** P1-P2 of the commands that need a value there. */
export const P1P2 = {
  none: 0x0000,
  byName: 0x0400,
  pin: 0x0081,
  certificate: 0x00be,
  /** Which key GENERATE KEY PAIR makes. */
  votingKey: 0x0000,
  channelKey: 0x0100,
} as const;

/** Data objects: P1-P2 of GET DATA and PUT DATA. */
export const TAG = {
  voterId: 0xdf01,
  votingKey: 0xdf02,
  commissionerKey: 0xdf03,
  votes: 0xdf04,
  pin: 0xdf05,
  puk: 0xdf06,
  certificate: 0xdf07,
} as const;

/** What READ STORED reads and STORE ONION stores: P1 is the object's number, P2 is 0. */
export const STORED = { package: 0x0000, 'onion-1': 0x0100, 'onion-2': 0x0200 } as const;
export type StoredObject = keyof typeof STORED;
/** The slots of STORE ONION, in the order in which they are filled. */
export const ONION_SLOTS: readonly number[] = [STORED['onion-1'], STORED['onion-2']];

/** Length of the answer to BEGIN VOTE: r (32 bytes) || rho (48 bytes). */
export const BIT_COMMITMENT_LENGTH = 32;
export const BLINDING_FACTOR_LENGTH = 48;

/** Most bytes of data that a command can bring: an onion, and what stands around it. */
export const MAX_DATA = MAX_ONION + 256;

/** A voter ID stands by itself in its data object, as ASCII text. Errors: those of a codec. */
export const parseVoterId = (data: Uint8Array): string =>
  id.fromCbor(Buffer.from(data).toString('latin1'), 'voter ID');

export interface BeginVote extends VoteId {
  readonly style: string;
  /** Seconds since 1970, by the terminal's clock. */
  readonly begun: number;
  readonly choices: Uint8Array;
}

export const beginVoteCodec: Codec<BeginVote> = struct<BeginVote>({
  ...voteIdFields,
  style: id,
  begun: uint(),
  choices: bytes(1, MAX_CHOICES_LENGTH),
});

/** Data of the commands that only say which vote they mean. */
export interface WhichVote {
  readonly manifestHash: Uint8Array;
}

export const whichVoteCodec: Codec<WhichVote> = struct<WhichVote>({ manifestHash: bytes(32) });

export interface SignRequest extends WhichVote {
  readonly administrator: string;
  /** M: 48 bytes. */
  readonly blinded: Uint8Array;
}

export const signRequestCodec: Codec<SignRequest> = struct<SignRequest>({
  manifestHash: bytes(32),
  administrator: id,
  blinded: bytes(G1_LENGTH),
});

export interface StoreCommand extends WhichVote {
  readonly content: Uint8Array;
}

const storeCodec = (maxLength: number): Codec<StoreCommand> =>
  struct<StoreCommand>({ manifestHash: bytes(32), content: bytes(1, maxLength) });

export const storePackageCodec = storeCodec(MAX_PACKAGE);
export const storeOnionCodec = storeCodec(MAX_ONION);

export interface VoteAnswer {
  readonly style: string;
  readonly choices: Uint8Array;
  readonly r: Uint8Array;
  readonly rho: Uint8Array;
  /** M, or empty before the first SIGN REQUEST. */
  readonly blinded: Uint8Array;
}

export const voteAnswerCodec: Codec<VoteAnswer> = struct<VoteAnswer>({
  style: id,
  choices: bytes(1, MAX_CHOICES_LENGTH),
  r: bytes(BIT_COMMITMENT_LENGTH),
  rho: bytes(BLINDING_FACTOR_LENGTH),
  blinded: bytes(0, G1_LENGTH),
});

export const votesCodec: Codec<readonly VoteStatus[]> = list(
  struct<VoteStatus>({ ...voteIdFields, phase: oneOf(...PHASES), begun: uint() }),
  MAX_VOTES,
);
