/**
 * The two groups in which keys are generated: P-256 (election key) and G2 of BLS12-381 (issuance keys). Elements travel
 * compressed and are checked to be on the curve, in the subgroup and not the identity. Servers use G2 of bls-mcl.ts, which takes
 * the same for elements and is faster.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { p256 } from '@noble/curves/nist.js';
import { ProtocolError } from '../errors.ts';
import { RecentlyUsed } from './recently-used.ts';

export interface PrimeGroup {
  readonly name: 'p256' | 'bls12381g2';
  readonly order: bigint;
  /** Length of an encoded element in bytes. */
  readonly elementLength: number;
  /** The generator times `scalar`, which is not 0 modulo the order; takes as long for every one. */
  fromSecret(scalar: bigint): Uint8Array;
  /** Likewise of a scalar that everyone may know, and faster. */
  fromPublic(scalar: bigint): Uint8Array;
  /** Refuses what is not a canonical element other than the identity. Errors: point/invalid. */
  check(element: Uint8Array): void;
  /** Sum of the elements times their public scalars. Errors: point/invalid, also if the sum is the identity. */
  combine(elements: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array;
}

/** What the two libraries' points have in common. */
interface Point<P> {
  add(other: P): P;
  multiply(scalar: bigint): P;
  multiplyUnsafe(scalar: bigint): P;
  is0(): boolean;
  toBytes(): Uint8Array;
}

interface Curve<P> {
  readonly BASE: P;
  readonly ZERO: P;
  readonly Fn: { readonly ORDER: bigint };
  fromBytes(bytes: Uint8Array): P;
}

// Key generation meets each commitment four times: in its deal's check, its proof, its share and the sum. To parse it costs
// more than what is done with it: a square root, and a multiplication for the subgroup.
const MAX_PARSED = 256;

function primeGroup<P extends Point<P>>(
  name: PrimeGroup['name'],
  curve: Curve<P>,
  length: number,
): PrimeGroup {
  const order = curve.Fn.ORDER;
  const parse = (element: Uint8Array): P => {
    try {
      if (element.length !== length) throw new Error('length');
      // Checks that it is canonical, on the curve and in the subgroup.
      const point = curve.fromBytes(element);
      if (point.is0()) throw new Error('identity');
      return point;
    } catch {
      throw new ProtocolError('point/invalid', `not an element of ${name}`);
    }
  };
  const parsed = new RecentlyUsed<P>(MAX_PARSED);
  const elementOf = (element: Uint8Array): P => parsed.get(element, parse);
  return {
    name,
    order,
    elementLength: length,
    fromSecret: (scalar) => curve.BASE.multiply(scalar).toBytes(),
    fromPublic: (scalar) => curve.BASE.multiplyUnsafe(scalar).toBytes(),
    check: (element) => void elementOf(element),
    combine: (elements, scalars) => {
      const sum = elements.reduce(
        (total, element, i) => total.add(elementOf(element).multiplyUnsafe((scalars[i] ?? 0n) % order)),
        curve.ZERO,
      );
      if (sum.is0()) throw new ProtocolError('point/invalid', 'the elements cancel out');
      return sum.toBytes();
    },
  };
}

export const P256: PrimeGroup = primeGroup('p256', p256.Point, 33);
export const BLS12381_G2: PrimeGroup = primeGroup('bls12381g2', bls12_381.G2.Point, 96);

/** HPKE's DHKEM takes uncompressed points (65 bytes). Errors: point/invalid. */
export function uncompressP256(element: Uint8Array): Uint8Array {
  P256.check(element);
  return p256.Point.fromBytes(element).toBytes(false);
}
