/** Opens sealed votes with the election private key, once the Trustees have disclosed it (protocol step 4.4). */
import { type SealingPlace, sealingInfo } from './hpke.ts';
import { p256Opener } from './hpke-open.ts';

export type SealedVoteOpener = (sealed: Uint8Array) => Uint8Array;

/** `scalar`: the election private key. The opener's only error is hpke/failed. */
export function sealedVoteOpener(scalar: bigint, place: SealingPlace): SealedVoteOpener {
  const open = p256Opener(scalar);
  const info = sealingInfo(place);
  return (sealed) => open(sealed, info);
}
