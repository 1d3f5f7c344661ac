import { randomBytes } from 'node:crypto';
import type { RandomSource } from '../../protocol/primitives/random.ts';

export const systemRandom: RandomSource = (length) => new Uint8Array(randomBytes(length));
