/** SHA-256 (FIPS 180-4). In browsers web/sha256.ts stands in its place. */
import { createHash, hash } from 'node:crypto';

export function sha256(data: Uint8Array): Uint8Array {
  // A plain Uint8Array, not Node's Buffer, so that values compare and print alike everywhere.
  return new Uint8Array(hash('sha256', data, 'buffer'));
}

/** Of what comes in parts. */
export interface Sha256 {
  update(part: Uint8Array): unknown;
  /** Once, at the end. */
  digest(): Uint8Array;
}

export function startSha256(): Sha256 {
  const state = createHash('sha256');
  return { update: (part) => state.update(part), digest: () => new Uint8Array(state.digest()) };
}
