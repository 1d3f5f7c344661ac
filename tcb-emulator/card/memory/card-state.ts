/**
 * All that the card remembers, and its form in memory (paper Table 1, Smart card, Storage). Values are never changed in
 * place: a command makes a new state out of the old one, so that the card has exactly one of the two.
 */
import { ProtocolError } from '../../../protocol/errors.ts';
import { certificateCodec, type DeviceCertificate } from '../../../protocol/messages/device-certificate.ts';
import { MAX_CHOICES_LENGTH } from '../../../protocol/messages/vote.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import {
  bytes,
  type Codec,
  decode,
  encode,
  id,
  list,
  oneOf,
  optional,
  struct,
  uint,
} from '../../../protocol/primitives/cbor.ts';
import { G1_LENGTH } from '../../../protocol/primitives/threshold-blind-bls.ts';
import { NO_PIN, type PinState, pinStateCodec } from '../../iso7816/reference-data.ts';
import { MEMORY_CAPACITY, MemoryError } from './non-volatile-memory.ts';
import { NO_PIV, type PivState, pivStateCodec } from './piv-state.ts';

export const MAX_PACKAGE = 4096;
export const MAX_ONION = 16_384;
/** A card issues at most two onions (protocol step 3.2). */
const MAX_ONIONS = 2;
/** Votes that are not done yet. */
export const MAX_UNFINISHED = 8;
/** All votes, done or not. None is ever dropped: it is what stops a second vote in the same election. */
export const MAX_VOTES = 256;

/** Which vote it is; all that is left of a vote that is done. */
export interface VoteId {
  /** 16 bytes. */
  readonly electionId: Uint8Array;
  /** 32 bytes. */
  readonly manifestHash: Uint8Array;
}

/** A vote that the voter has confirmed: final, and resumable (protocol step 2.2). */
export interface VotedEntry extends VoteId {
  readonly style: string;
  /** When the terminal began it, in seconds since 1970; shown to the voter who resumes it, and nothing else. */
  readonly begun: number;
  readonly choices: Uint8Array;
  /** The bit commitment: 32 bytes. */
  readonly r: Uint8Array;
  /** The blinding factor: 48 bytes, to be reduced. */
  readonly rho: Uint8Array;
  /** M, once the terminal has asked for a signature on it: 48 bytes. */
  readonly blinded: Uint8Array | undefined;
}

/** A vote of which only the submission package and its onions are left (protocol step 3.1). */
export interface SealedEntry extends VoteId {
  readonly begun: number;
  readonly package: Uint8Array;
  /** Phase sealed, sent or sent-twice: none, one or two onions. */
  readonly onions: readonly Uint8Array[];
}

/** Terminated: everything but the votes' IDs is erased, for good. */
export type LifeCycle = 'blank' | 'personalised' | 'terminated';

export interface CardState {
  readonly lifeCycle: LifeCycle;
  /** The voting key: 32 bytes. */
  readonly secretKey: Uint8Array | undefined;
  readonly voterId: string | undefined;
  /** 33 bytes. */
  readonly commissionerKey: Uint8Array | undefined;
  /** Opens the channel to terminals: 32 bytes. */
  readonly channelKey: Uint8Array | undefined;
  /** The Commissioner's, for the channel key. */
  readonly certificate: DeviceCertificate | undefined;
  /** The PIN for voting, and its PUK. */
  readonly pin: PinState;
  readonly voted: readonly VotedEntry[];
  readonly sealed: readonly SealedEntry[];
  readonly done: readonly VoteId[];
  /** Keys, PIN and objects for stock tools: they have nothing to do with voting. */
  readonly piv: PivState;
}

export const PHASES = ['voted', 'sealed', 'sent', 'sent-twice', 'done'] as const;
export type Phase = (typeof PHASES)[number];

export const BLANK: CardState = {
  lifeCycle: 'blank',
  secretKey: undefined,
  voterId: undefined,
  commissionerKey: undefined,
  channelKey: undefined,
  certificate: undefined,
  pin: NO_PIN,
  voted: [],
  sealed: [],
  done: [],
  piv: NO_PIV,
};

export const idOf = ({ electionId, manifestHash }: VoteId): VoteId => ({ electionId, manifestHash });

export const allVotes = (state: CardState): readonly VoteId[] => [
  ...state.voted,
  ...state.sealed,
  ...state.done,
];

/** A vote as the card's list has it. `begun`: in seconds since 1970, 0 once the vote is done. */
export interface VoteStatus extends VoteId {
  readonly phase: Phase;
  readonly begun: number;
}

export function phases(state: CardState): readonly VoteStatus[] {
  const bySealed = ['sealed', 'sent', 'sent-twice'] as const;
  const status = (entry: VoteId & { readonly begun: number }, phase: Phase): VoteStatus => ({
    ...idOf(entry),
    phase,
    begun: entry.begun,
  });
  return [
    ...state.voted.map((entry) => status(entry, 'voted')),
    ...state.sealed.map((entry) => status(entry, bySealed[entry.onions.length] ?? 'sent-twice')),
    ...state.done.map((entry) => status({ ...entry, begun: 0 }, 'done')),
  ];
}

export const voteIdFields = { electionId: bytes(16), manifestHash: bytes(32) };

const stateCodec: Codec<CardState> = struct<CardState>({
  lifeCycle: oneOf('blank', 'personalised', 'terminated'),
  secretKey: optional(bytes(32)),
  voterId: optional(id),
  commissionerKey: optional(bytes(33)),
  channelKey: optional(bytes(32)),
  certificate: optional(certificateCodec),
  pin: pinStateCodec,
  voted: list(
    struct<VotedEntry>({
      ...voteIdFields,
      style: id,
      begun: uint(),
      choices: bytes(1, MAX_CHOICES_LENGTH),
      r: bytes(32),
      rho: bytes(48),
      blinded: optional(bytes(G1_LENGTH)),
    }),
    MAX_UNFINISHED,
  ),
  sealed: list(
    struct<SealedEntry>({
      ...voteIdFields,
      begun: uint(),
      package: bytes(1, MAX_PACKAGE),
      onions: list(bytes(1, MAX_ONION), MAX_ONIONS),
    }),
    MAX_UNFINISHED,
  ),
  done: list(struct<VoteId>(voteIdFields), MAX_VOTES),
  piv: pivStateCodec,
});

export const encodeState = (state: CardState): Uint8Array => encode(stateCodec, state);

/** Errors: MemoryError memory/corrupted. */
export function decodeState(image: Uint8Array): CardState {
  const state = decodeStrictly(image);
  if (!isConsistent(state)) throw new MemoryError('memory/corrupted', 'the card memory contradicts itself');
  return state;
}

function decodeStrictly(image: Uint8Array): CardState {
  try {
    return decode(stateCodec, image, MEMORY_CAPACITY, 'card memory');
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new MemoryError('memory/corrupted', cause.message, { cause });
    throw cause;
  }
}

/** What every command preserves. */
function isConsistent(state: CardState): boolean {
  const votes = allVotes(state);
  const isOnce = (vote: VoteId) => votes.filter((other) => isSameVote(vote, other)).length === 1;
  return (
    isOfItsLifeCycle(state) &&
    state.voted.length + state.sealed.length <= MAX_UNFINISHED &&
    votes.length <= MAX_VOTES &&
    votes.every(isOnce)
  );
}

function isOfItsLifeCycle(state: CardState): boolean {
  if (state.lifeCycle === 'personalised') return isComplete(state);
  if (state.lifeCycle === 'blank') return allVotes(state).length === 0;
  return state.secretKey === undefined && state.voted.length + state.sealed.length === 0;
}

/** Whether nothing is missing for the card to be handed to its voter. */
export function isComplete({ pin, ...state }: CardState): boolean {
  const { secretKey, voterId, commissionerKey, channelKey, certificate } = state;
  return [secretKey, voterId, commissionerKey, channelKey, certificate, pin.pin, pin.puk].every(
    (value) => value !== undefined,
  );
}

/** Erases all but that there were votes, which stops a second one. */
export const terminated = (state: CardState): CardState => ({
  ...BLANK,
  lifeCycle: 'terminated',
  done: allVotes(state).map(idOf),
});

/** A vote is the same if either ID is: one election has one manifest for this card. */
export const isSameVote = (a: VoteId, b: VoteId): boolean =>
  equalBytes(a.electionId, b.electionId) || equalBytes(a.manifestHash, b.manifestHash);
