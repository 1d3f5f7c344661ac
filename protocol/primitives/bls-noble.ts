/** The BLS backend of the trusted client and of the second verifier: @noble/curves. */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ProtocolError } from '../errors.ts';
import { toHex, utf8 } from './bytes.ts';
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

type Lines = ReturnType<typeof bls12_381.utils.calcPairingPrecomputes>;
const GENERATOR_LINES = bls12_381.utils.calcPairingPrecomputes(G2.BASE);

// A third of a pairing is for the G2 point alone, and a terminal verifies under few public keys.
const knownLines = new Map<string, Lines>();
const MAX_KNOWN_LINES = 64;

function linesOf(publicKey: Uint8Array): Lines {
  const name = toHex(publicKey);
  const lines = knownLines.get(name) ?? bls12_381.utils.calcPairingPrecomputes(parseG2(publicKey));
  if (knownLines.size >= MAX_KNOWN_LINES) knownLines.clear();
  knownLines.set(name, lines);
  return lines;
}

function affine(point: G1Point): [bigint, bigint] {
  const { x, y } = point.toAffine();
  return [x, y];
}

export const nobleBls: BlsBackend = {
  hashToG1: (message, dst = SUITE_DST) => bls12_381.G1.hashToCurve(message, { DST: utf8(dst) }).toBytes(),
  combine: (points, scalars) => {
    const sum = points.reduce((total, bytes, i) => {
      const point = parseG1(bytes);
      const scalar = scalars[i] ?? 0n;
      // noble refuses to multiply by 0.
      return scalar === 0n ? total : total.add(point.multiply(scalar));
    }, G1.ZERO);
    if (sum.is0()) throw new ProtocolError('point/invalid', 'the points cancel out');
    return sum.toBytes();
  },
  pairingsEqual: (point, hashed, publicKey) => {
    const product = bls12_381.millerLoopBatch([
      [GENERATOR_LINES, ...affine(parseG1(point).negate())],
      [linesOf(publicKey), ...affine(parseG1(hashed))],
    ]);
    const { Fp12 } = bls12_381.fields;
    return Fp12.eql(Fp12.finalExponentiate(product), Fp12.ONE);
  },
};
