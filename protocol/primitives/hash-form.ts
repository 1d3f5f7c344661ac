/** SHA-256 as text where it is compared and looked up by, as bytes on the wire. */
import { requireHex, toHex } from './bytes.ts';
import { bytes, type Codec } from './cbor.ts';

/** SHA-256 in lower-case hex. */
export type Hash = string;

export const hash: Codec<Hash> = {
  toCbor: (value) => bytes(32).toCbor(requireHex(value)),
  fromCbor: (value, path) => toHex(bytes(32).fromCbor(value, path)),
};
