/** SHA-256 (FIPS 180-4). */
import { hash } from 'node:crypto';

export function sha256(data: Uint8Array): Uint8Array {
  // A plain Uint8Array, not Node's Buffer, so that values compare and print alike everywhere.
  return new Uint8Array(hash('sha256', data, 'buffer'));
}
