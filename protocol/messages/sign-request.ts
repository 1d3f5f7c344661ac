/** Sign: the digest and the echoes of t different Administrators, all of one period (protocol step 2.5). */
import { bytes, encode, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';
import { MAX_SERVERS } from './plan.ts';

/** p: in which period, by which of the signer's keys (trustees contract, section 1); 0 where keys are not renewed. */
export const period = uint();

/** A signature by the signer's key of that period: an Administrator's echo, on {@link echoBody}. */
export const periodSignatureCodec = struct({ period, signature: bytes(64) });
export type PeriodSignature = ValueOf<typeof periodSignatureCodec>;

/** And whose it is. */
const echo = struct({ administrator: id, signature: bytes(64) });
export type Echo = ValueOf<typeof echo>;

export const signRequestCodec = struct({
  manifestHash: bytes(32),
  /** d of the voter's blinded vote. */
  digest: bytes(32),
  /** Of all the echoes. */
  period,
  echoes: list(echo, MAX_SERVERS, 1),
});
export type SignRequest = ValueOf<typeof signRequestCodec>;
export const MAX_SIGN_REQUEST_LENGTH = 4096;

/** A partial signature on M, by the share of that period: only t of one period make a signature. */
export const partialCodec = struct({ period, signature: bytes(G1_LENGTH) });
export type PartialSignature = ValueOf<typeof partialCodec>;
export const MAX_PARTIAL_LENGTH = 64;

const echoBodyCodec = struct({ label: text(64), manifestHash: bytes(32), digest: bytes(32) });

/** What an Administrator signs to say: this is the one M that I hold for that voter. */
export const echoBody = (manifestHash: Uint8Array, digest: Uint8Array): Uint8Array =>
  encode(echoBodyCodec, { label: LABELS.echo, manifestHash, digest });
