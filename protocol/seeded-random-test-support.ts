import { concat, utf8 } from './primitives/bytes.ts';
import type { RandomSource } from './primitives/random.ts';
import { sha256 } from './primitives/sha256.ts';

/** Bytes that a seed decides: the same test draws the same each time. */
export function seededRandom(seed: string): RandomSource {
  let draws = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () => sha256(utf8(`${seed} ${draws++}`)));
    return concat(...blocks).slice(0, length);
  };
}
