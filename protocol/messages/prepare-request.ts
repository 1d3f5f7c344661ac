/** Prepare: the voter's signed request to one Administrator (paper section 3.4; protocol step 2.4). */
import { bytes, encode, id, list, optional, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';
import { periodEchoCodec } from './sign-request.ts';

const fields = {
  manifestHash: bytes(32),
  administrator: id,
  voter: id,
  style: id,
  /** M. */
  blinded: bytes(G1_LENGTH),
};

export const prepareRequestCodec = struct({ ...fields, signature: bytes(64) });
export type PrepareRequest = ValueOf<typeof prepareRequestCodec>;

/** All requests have this length before sealing, in bytes. */
export const PREPARE_LENGTH = 512;

const signedPart = struct({ label: text(64), ...fields });

/** What the card signs: everything in the request before the signature, under its label. */
export const prepareBody = (request: Omit<PrepareRequest, 'signature'>): Uint8Array =>
  encode(signedPart, { label: LABELS.prepare, ...request });

/** What an Administrator answers: its echo, or the other request that it holds for this voter. */
export const prepareAnswerCodec = struct({
  /** Signature on the digest d (64 bytes); empty on a conflict. */
  echo: bytes(0, 64),
  /** The stored request that names another M; empty when there is no conflict. */
  conflict: bytes(0, PREPARE_LENGTH),
});
export type PrepareAnswer = ValueOf<typeof prepareAnswerCodec>;
export const MAX_PREPARE_ANSWER_LENGTH = 1024;

/** The same where Administrators renew their keys: one of them may have learned of two requests, and then echoes neither. */
export const periodPrepareAnswerCodec = struct({
  echo: optional(periodEchoCodec),
  /** Those that are held, each naming another M. */
  conflicts: list(bytes(1, PREPARE_LENGTH), 2),
});
export const MAX_PERIOD_PREPARE_ANSWER_LENGTH = 1200;
