/** {@link import('../sha256.ts')} in browsers, whose own SHA-256 is asynchronous. */
import { sha256 as hash } from '@noble/hashes/sha2.js';
import type { Sha256 } from '../sha256.ts';

export const sha256 = (data: Uint8Array): Uint8Array => hash(data);
export const startSha256 = (): Sha256 => hash.create();
