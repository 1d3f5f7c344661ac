/** Calls of mcl-wasm, bare. `loadMclBls` must have set it up. */
import mcl from 'mcl-wasm';
import { systemRandom } from '../../common/system-random.ts';
import { bytesToScalar, scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { nth, repeat } from './library-calls.ts';
import type { LimitPart } from './measure.ts';

type G1 = InstanceType<typeof mcl.G1>;
type Fr = InstanceType<typeof mcl.Fr>;

function parse(bytes: Uint8Array): G1 {
  const point = new mcl.G1();
  point.deserialize(bytes);
  return point;
}

function scalar(value: bigint): Fr {
  const out = new mcl.Fr();
  out.deserialize(scalarToBytes(value));
  return out;
}

/** With the order check, which `loadMclBls` turns on. */
export const g1Parse = (calls: number, points: readonly Uint8Array[]): LimitPart => ({
  name: `${calls} G1 parse`,
  run: repeat(calls, (i) => parse(nth(points, i))),
});

export function g1Multiply(calls: number, encoded: readonly Uint8Array[], factor: bigint): LimitPart {
  const points = encoded.map(parse);
  const fr = scalar(factor);
  return { name: `${calls} G1 multiply`, run: repeat(calls, (i) => mcl.mul(nth(points, i), fr)) };
}

export const g1Hash = (calls: number, messages: readonly Uint8Array[]): LimitPart => ({
  name: `${calls} hash to G1`,
  run: repeat(calls, (i) => mcl.hashAndMapToG1(nth(messages, i))),
});

/** For each full batch two multi-scalar multiplications, with weights of 128 bits. */
export function multiScalar(batch: number, encoded: readonly Uint8Array[]): LimitPart {
  const points = Array.from({ length: batch }, (_, i) => parse(nth(encoded, i)));
  const weights = points.map(() => scalar(bytesToScalar(systemRandom(16))));
  const run = (items: number): void => {
    for (let i = 0; i < (2 * items) / batch; i++) mcl.mulVec(points, weights);
  };
  return { name: `2 multi-scalar multiplications for ${batch}`, run };
}

/** For each full batch one product of two pairings with prepared points of G2. */
export function pairingProduct(
  batch: number,
  encoded: readonly Uint8Array[],
  publicKey: Uint8Array,
): LimitPart {
  const point = parse(nth(encoded, 0));
  const g2 = new mcl.G2();
  g2.deserialize(publicKey);
  const prepared = new mcl.PrecomputedG2(g2);
  const run = (items: number): void => {
    for (let i = 0; i < items / batch; i++)
      mcl.finalExp(mcl.precomputedMillerLoop2(point, prepared, point, prepared)).isOne();
  };
  return { name: `1 product of pairings for ${batch}`, run };
}
