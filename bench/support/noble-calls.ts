/** Calls of @noble/curves, bare. */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { systemRandom } from '../../common/system-random.ts';
import { bytesToScalar } from '../../protocol/primitives/bytes.ts';
import { BLS_ORDER } from '../../protocol/primitives/threshold-blind-bls.ts';
import { repeat } from './library-calls.ts';
import type { LimitPart } from './measure.ts';

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;

const randomScalar = (): bigint => bytesToScalar(systemRandom(32)) % BLS_ORDER;

export const nobleHash = (calls: number): LimitPart => ({
  name: `${calls} noble hash to G1`,
  run: repeat(calls, () => bls12_381.G1.hashToCurve(systemRandom(200))),
});

export function nobleParse(calls: number): LimitPart {
  const encoded = G1.BASE.multiply(randomScalar()).toBytes();
  return {
    name: `${calls} noble G1 parse`,
    run: repeat(calls, () => G1.fromBytes(encoded).assertValidity()),
  };
}

export const nobleMultiply = (calls: number): LimitPart => ({
  name: `${calls} noble G1 multiply`,
  run: (items) => {
    const point = G1.BASE.multiply(randomScalar());
    repeat(calls, () => point.multiply(randomScalar()))(items);
  },
});

export function noblePairings(calls: number): LimitPart {
  const g1 = G1.BASE.multiply(randomScalar());
  const g2 = G2.BASE.multiply(randomScalar());
  const pairs = [
    { g1: g1.negate(), g2: G2.BASE },
    { g1, g2 },
  ];
  return {
    name: `${calls} noble product of 2 pairings`,
    run: repeat(calls, () => bls12_381.pairingBatch(pairs)),
  };
}
