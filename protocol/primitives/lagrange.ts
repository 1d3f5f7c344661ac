/** Polynomials over the integers modulo a prime: the arithmetic of Shamir's secret sharing. */

import { invert, mod } from '@noble/curves/abstract/modular.js';

/** Value at `x` of the polynomial whose coefficients are given constant term first (Horner). */
export function evaluate(coefficients: readonly bigint[], x: number, order: bigint): bigint {
  return coefficients.reduceRight((sum, coefficient) => mod(sum * BigInt(x) + coefficient, order), 0n);
}

/** Weights that carry the values at the distinct, non-zero `indices` to the value at 0. */
export const lagrangeAtZero = (indices: readonly number[], order: bigint): bigint[] =>
  lagrangeAt(0, indices, order);

/** Weights that carry the values at the distinct `indices` to the value at `x`. */
export function lagrangeAt(x: number, indices: readonly number[], order: bigint): bigint[] {
  return indices.map((i) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const j of indices) {
      if (j === i) continue;
      numerator = mod(numerator * BigInt(j - x), order);
      denominator = mod(denominator * BigInt(j - i), order);
    }
    return mod(numerator * invert(denominator, order), order);
  });
}
