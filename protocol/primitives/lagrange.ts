/** Polynomials over the integers modulo a prime: the arithmetic of Shamir's secret sharing. */

export const modulo = (value: bigint, order: bigint): bigint => ((value % order) + order) % order;

/** Inverse by Fermat's little theorem; `order` is prime and `value` not a multiple of it. */
export function invert(value: bigint, order: bigint): bigint {
  let result = 1n;
  let base = modulo(value, order);
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

/** Value at `x` of the polynomial whose coefficients are given constant term first (Horner). */
export function evaluate(coefficients: readonly bigint[], x: number, order: bigint): bigint {
  return coefficients.reduceRight((sum, coefficient) => modulo(sum * BigInt(x) + coefficient, order), 0n);
}

/** Weights that carry the values at the distinct, non-zero `indices` to the value at 0. */
export function lagrangeAtZero(indices: readonly number[], order: bigint): bigint[] {
  return indices.map((i) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const j of indices) {
      if (j === i) continue;
      numerator = modulo(numerator * BigInt(j), order);
      denominator = modulo(denominator * BigInt(j - i), order);
    }
    return modulo(numerator * invert(denominator, order), order);
  });
}
