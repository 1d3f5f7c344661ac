/** Prepare: the voter's signed request to one Administrator (paper section 3.4; protocol step 2.4). */
import { bytes, encode, id, list, optional, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';
import { periodSignatureCodec } from './sign-request.ts';

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

/**
 * What an Administrator answers: its echo, or the other requests that it holds for this voter: one, or two where it has learned of
 * two from others, and then echoes neither.
 */
export const prepareAnswerCodec = struct({
  echo: optional(periodSignatureCodec),
  /** Each naming another M, to whichever Administrator; none beside an echo. */
  conflicts: list(bytes(1, PREPARE_LENGTH), 2),
});
export type PrepareAnswer = ValueOf<typeof prepareAnswerCodec>;
export const MAX_PREPARE_ANSWER_LENGTH = 1200;
