/** One layer of an onion, and the lengths that all onions of an election have (protocol step 3.2). */
import { bytes, oneOf, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { sealOverhead, TRAFFIC } from '../primitives/hpke.ts';
import { sealedPackageLength } from './submission-package.ts';

/** Largest body of a layer in bytes: five layers around the largest package. */
const MAX_BODY = 12_288;

export const layerCodec = struct({
  kind: oneOf('forward', 'deliver', 'cover'),
  /** ID of the next Anonymizer; empty in the innermost layer. */
  next: text(64, /^[A-Za-z0-9._-]*$/),
  body: bytes(1, MAX_BODY),
});
export type OnionLayer = ValueOf<typeof layerCodec>;

/** Room for a layer's own fields at their longest, and one byte of padding. */
export const LAYER_OVERHEAD = 84;

/** Length in bytes of an onion as the Anonymizer at `hop` (from 1) receives it. */
export function onionLength(packageSize: number, pathLength: number, hop: number): number {
  const layers = pathLength - hop + 1;
  return sealedPackageLength(packageSize) + layers * (LAYER_OVERHEAD + sealOverhead(TRAFFIC));
}
