/**
 * What Administrators show one another when they merge what they hold of voters (trustees contract, section 3): first the
 * names of all rows, under a signed head, then those rows that the other one lacks.
 */
import { bytes, encode, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';
import { PREPARE_LENGTH } from './prepare-request.ts';
import { MAX_SIGN_REQUEST_LENGTH, period } from './sign-request.ts';

const rowSummary = struct({ voter: id, style: id, blinded: bytes(G1_LENGTH), signed: uint(1) });

/**
 * A row's name: SHA-256(CBOR[voter, style, M, 1 if t echoes are shown, else 0]). It leaves out for which Administrator the
 * request was, so that whoever holds the same M has it under the same name. It needs no label: it is compared with such names only.
 */
export const rowName = (
  { voter, style, blinded }: Omit<ValueOf<typeof rowSummary>, 'signed'>,
  isSigned: boolean,
): Uint8Array => sha256(encode(rowSummary, { voter, style, blinded, signed: isSigned ? 1 : 0 }));

export const ROW_NAME_LENGTH = 32;
/** An Administrator holds no more of a voter: two that contradict each other are enough to echo none. */
export const MAX_ROWS_OF_VOTER = 2;

const mergeHead = struct({
  period,
  count: uint(),
  /** SHA-256 of the names, sorted, one after the other. */
  hash: bytes(32),
});
export type MergeHead = ValueOf<typeof mergeHead>;
/** Bytes of the names of two rows of each of a million voters. */
const MAX_LIST = 64_000_000;

/** By the key of that period. */
export const mergeHeadStatement: StatementType<MergeHead> = {
  label: LABELS.mergeHead,
  content: mergeHead,
  maxLength: 256,
};

/** Names, in bytes, under a head. */
export const mergeListCodec = struct({
  head: bytes(1, mergeHeadStatement.maxLength + 256),
  names: bytes(0, MAX_LIST),
});

/** Each part by itself: what somebody left in one row does not spoil the others of its page. */
const row = struct({
  /** The voter's Prepare request, to whichever Administrator. */
  request: bytes(1, PREPARE_LENGTH),
  /** The newest Sign request for it, of a period; empty without one. */
  signRequest: bytes(0, MAX_SIGN_REQUEST_LENGTH),
});
export type Row = ValueOf<typeof row>;

export const ROW_PAGE = 500;
export const rowPageCodec = list(row, ROW_PAGE);
export const MAX_ROW_PAGE_LENGTH = ROW_PAGE * (PREPARE_LENGTH + MAX_SIGN_REQUEST_LENGTH + 16);

const mergeRequest = struct({
  period,
  /** Who is asked: what one was asked shows another one nothing. */
  administrator: id,
  /** Of rows that are wanted; none: the list. */
  names: list(bytes(ROW_NAME_LENGTH), ROW_PAGE),
});
export type MergeRequest = ValueOf<typeof mergeRequest>;
const rollRequest = struct({
  period,
  /** Who is asked. */
  administrator: id,
  /** The part of the roll that comes after this voter ID; empty: from the beginning. */
  after: text(64),
});
export type RollRequest = ValueOf<typeof rollRequest>;
/** By the key of that period; the answer is a part of the roll (roll.ts). */
export const rollRequestStatement: StatementType<RollRequest> = {
  label: LABELS.rollRequest,
  content: rollRequest,
  maxLength: 512,
};

/** By the key of that period. */
export const mergeRequestStatement: StatementType<MergeRequest> = {
  label: LABELS.mergeRequest,
  content: mergeRequest,
  maxLength: 32_768,
};
