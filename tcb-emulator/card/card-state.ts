/**
 * All that the card remembers, and its form in memory (paper Table 1, Smart card, Storage). Values are never changed in
 * place: a command makes a new state out of the old one, so that the card has exactly one of the two.
 */
import { ProtocolError } from '../../protocol/errors.ts';
import { MAX_CHOICES_LENGTH } from '../../protocol/messages/vote.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import {
  bytes,
  type Codec,
  decode,
  encode,
  id,
  list,
  oneOf,
  struct,
  uint,
} from '../../protocol/primitives/cbor.ts';
import { G1_LENGTH } from '../../protocol/primitives/threshold-blind-bls.ts';
import { MEMORY_CAPACITY, MemoryError } from './non-volatile-memory.ts';

export const PIN_TRIES = 3;
/** Bytes of a stored PIN: its digits, then 0xff. */
export const PIN_BLOCK = 8;
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
  readonly package: Uint8Array;
  /** Phase sealed, sent or sent-twice: none, one or two onions. */
  readonly onions: readonly Uint8Array[];
}

export interface CardState {
  readonly lifeCycle: 'blank' | 'personalised';
  /** The voting key: 32 bytes. */
  readonly secretKey: Uint8Array | undefined;
  readonly voterId: string | undefined;
  /** 33 bytes. */
  readonly commissionerKey: Uint8Array | undefined;
  /** {@link PIN_BLOCK} bytes. */
  readonly pin: Uint8Array | undefined;
  readonly triesLeft: number;
  readonly voted: readonly VotedEntry[];
  readonly sealed: readonly SealedEntry[];
  readonly done: readonly VoteId[];
}

export const PHASES = ['voted', 'sealed', 'sent', 'sent-twice', 'done'] as const;
export type Phase = (typeof PHASES)[number];

export const BLANK: CardState = {
  lifeCycle: 'blank',
  secretKey: undefined,
  voterId: undefined,
  commissionerKey: undefined,
  pin: undefined,
  triesLeft: PIN_TRIES,
  voted: [],
  sealed: [],
  done: [],
};

export const idOf = ({ electionId, manifestHash }: VoteId): VoteId => ({ electionId, manifestHash });

export const allVotes = (state: CardState): readonly VoteId[] => [
  ...state.voted,
  ...state.sealed,
  ...state.done,
];

/** Every vote with its phase. */
export function phases(state: CardState): readonly (VoteId & { readonly phase: Phase })[] {
  const bySealed = ['sealed', 'sent', 'sent-twice'] as const;
  return [
    ...state.voted.map((entry) => ({ ...idOf(entry), phase: 'voted' as const })),
    ...state.sealed.map((entry) => ({
      ...idOf(entry),
      phase: bySealed[entry.onions.length] ?? 'sent-twice',
    })),
    ...state.done.map((entry) => ({ ...entry, phase: 'done' as const })),
  ];
}

/** An absent value is the empty list. */
function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  const atMostOne = list(codec, 1);
  return {
    toCbor: (value) => atMostOne.toCbor(value === undefined ? [] : [value]),
    fromCbor: (value, path) => atMostOne.fromCbor(value, path)[0],
  };
}

export const voteIdFields = { electionId: bytes(16), manifestHash: bytes(32) };

const stateCodec: Codec<CardState> = struct<CardState>({
  lifeCycle: oneOf('blank', 'personalised'),
  secretKey: optional(bytes(32)),
  voterId: optional(id),
  commissionerKey: optional(bytes(33)),
  pin: optional(bytes(PIN_BLOCK)),
  triesLeft: uint(PIN_TRIES),
  voted: list(
    struct<VotedEntry>({
      ...voteIdFields,
      style: id,
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
      package: bytes(1, MAX_PACKAGE),
      onions: list(bytes(1, MAX_ONION), MAX_ONIONS),
    }),
    MAX_UNFINISHED,
  ),
  done: list(struct<VoteId>(voteIdFields), MAX_VOTES),
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
    (state.lifeCycle === 'personalised' ? isComplete(state) : votes.length === 0) &&
    state.voted.length + state.sealed.length <= MAX_UNFINISHED &&
    votes.length <= MAX_VOTES &&
    votes.every(isOnce)
  );
}

/** Whether nothing is missing for the card to be handed to its voter. */
export const isComplete = (state: CardState): boolean =>
  [state.secretKey, state.voterId, state.commissionerKey, state.pin].every((value) => value !== undefined);

/** A vote is the same if either ID is: one election has one manifest for this card. */
export const isSameVote = (a: VoteId, b: VoteId): boolean =>
  equalBytes(a.electionId, b.electionId) || equalBytes(a.manifestHash, b.manifestHash);
