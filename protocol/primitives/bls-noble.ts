/** The BLS backend of the trusted client and of the second verifier: @noble/curves. */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ProtocolError } from '../errors.ts';
import { utf8 } from './bytes.ts';
import { type BlsBackend, G1_LENGTH, G2_LENGTH, SUITE_DST } from './threshold-blind-bls.ts';

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;

/** noble accepts the identity and 96-byte points of G1: neither is a point of ours. */
function parse<P extends { is0(): boolean; assertValidity(): void }>(
  fromBytes: (bytes: Uint8Array) => P,
  bytes: Uint8Array,
  length: number,
): P {
  try {
    if (bytes.length !== length) throw new Error('length');
    const point = fromBytes(bytes);
    if (point.is0()) throw new Error('identity');
    point.assertValidity();
    return point;
  } catch {
    throw new ProtocolError('point/invalid', 'not a point of BLS12-381');
  }
}

const parseG1 = (bytes: Uint8Array): G1Point => parse((b) => G1.fromBytes(b), bytes, G1_LENGTH);
const parseG2 = (bytes: Uint8Array): G2Point => parse((b) => G2.fromBytes(b), bytes, G2_LENGTH);

export const nobleBls: BlsBackend = {
  hashToG1: (message, dst = SUITE_DST) => bls12_381.G1.hashToCurve(message, { DST: utf8(dst) }).toBytes(),
  combine: (points, scalars) => {
    const sum = points.reduce(
      (total, point, i) => total.add(parseG1(point).multiply(scalars[i] ?? 0n)),
      G1.ZERO,
    );
    if (sum.is0()) throw new ProtocolError('point/invalid', 'the points cancel out');
    return sum.toBytes();
  },
  pairingsEqual: (point, hashed, publicKey) => {
    const product = bls12_381.pairingBatch([
      { g1: parseG1(point).negate(), g2: G2.BASE },
      { g1: parseG1(hashed), g2: parseG2(publicKey) },
    ]);
    return bls12_381.fields.Fp12.eql(product, bls12_381.fields.Fp12.ONE);
  },
};
