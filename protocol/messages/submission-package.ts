/** The submission package: vote, bit commitment and signature, padded and sealed (paper section 2; step 3.1). */
import { bytes, encode, id, struct, type ValueOf } from '../primitives/cbor.ts';
import { SEALED_VOTE, sealOverhead } from '../primitives/hpke.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';
import { MAX_CHOICES_LENGTH } from './vote.ts';

export const packageContentCodec = struct({
  manifestHash: bytes(32),
  style: id,
  /** Bit commitment r. */
  commitment: bytes(32),
  choices: bytes(1, MAX_CHOICES_LENGTH),
  /** The Administrators' one threshold signature on m. */
  signature: bytes(G1_LENGTH),
});
export type PackageContent = ValueOf<typeof packageContentCodec>;

/** What a style's ballot contributes to the package size. */
export interface LongestVote {
  readonly style: string;
  /** Bytes of the longest vote that the style's ballot allows. */
  readonly maxVoteLength: number;
}

/** Padded size that fits the longest vote of every style, so that lengths tell nothing (bytes). */
export function packageSizeFor(styles: readonly LongestVote[]): number {
  const sizes = styles.map(({ style, maxVoteLength }) => {
    const content = {
      manifestHash: new Uint8Array(32),
      style,
      commitment: new Uint8Array(32),
      choices: new Uint8Array(maxVoteLength),
      signature: new Uint8Array(G1_LENGTH),
    };
    return encode(packageContentCodec, content).length;
  });
  return Math.max(...sizes) + 1;
}

/** Length of a sealed package, in bytes. */
export const sealedPackageLength = (packageSize: number): number => packageSize + sealOverhead(SEALED_VOTE);
