/** Randomness is passed in: a source returns that many fresh secret bytes. Edges pass `systemRandom` (common/system-random.ts). */
export type RandomSource = (length: number) => Uint8Array;

/** A uniform integer from 0 to `bound` less 1, by rejection. `bound` is at most 2^32. */
export function uniform(random: RandomSource, bound: number): number {
  const limit = Math.floor(2 ** 32 / bound) * bound;
  for (;;) {
    const draw = new DataView(random(4).slice().buffer).getUint32(0);
    if (draw < limit) return draw % bound;
  }
}

/** Fisher-Yates shuffle of a copy. */
export function shuffled<T>(random: RandomSource, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = uniform(random, i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** A uniform non-zero scalar below `order`, from 48 random bytes (bias below 2^-128; RFC 9380 section 5.1). */
export function randomScalar(random: RandomSource, order: bigint): bigint {
  for (;;) {
    const scalar = reduceScalar(random(48), order);
    if (scalar !== 0n) return scalar;
  }
}

/** 48 bytes reduced modulo `order`. */
export function reduceScalar(bytes: Uint8Array, order: bigint): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value % order;
}
