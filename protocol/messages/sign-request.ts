/** Sign: the digest and the echoes of t different Administrators (protocol step 2.5). */
import { bytes, encode, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { MAX_SERVERS } from './plan.ts';

const echo = struct({ administrator: id, signature: bytes(64) });
export type Echo = ValueOf<typeof echo>;

const fields = {
  manifestHash: bytes(32),
  /** d of the voter's blinded vote. */
  digest: bytes(32),
};
const echoes = list(echo, MAX_SERVERS, 1);

export const signRequestCodec = struct({ ...fields, echoes });
export type SignRequest = ValueOf<typeof signRequestCodec>;
export const MAX_SIGN_REQUEST_LENGTH = 4096;

/** Where Administrators renew their keys: in which period an echo was signed. */
export const period = uint();

/** Likewise of echoes under keys that are renewed: all of one period. */
export const periodSignRequestCodec = struct({ ...fields, period, echoes });
export type PeriodSignRequest = ValueOf<typeof periodSignRequestCodec>;

/** Such an echo as an Administrator answers it: the signature is on the same body, by its key of that period. */
export const periodEchoCodec = struct({ period, signature: bytes(64) });

const echoBodyCodec = struct({ label: text(64), manifestHash: bytes(32), digest: bytes(32) });

/** What an Administrator signs to say: this is the one M that I hold for that voter. */
export const echoBody = (manifestHash: Uint8Array, digest: Uint8Array): Uint8Array =>
  encode(echoBodyCodec, { label: LABELS.echo, manifestHash, digest });
