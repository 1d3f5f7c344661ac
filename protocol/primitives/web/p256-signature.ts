/** What verifiers need of {@link import('../p256-signature.ts')}, in browsers, whose own ECDSA is asynchronous. Nothing signs here. */
import { p256 } from '@noble/curves/nist.js';
import { ProtocolError } from '../../errors.ts';

export const PUBLIC_KEY_LENGTH = 33;
export const SIGNATURE_LENGTH = 64;

/** See there. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isPublicKey(publicKey)) return false;
  try {
    return p256.verify(signature, message, publicKey, { lowS: true, prehash: true, format: 'compact' });
  } catch {
    // Not from 1 to the order less 1, or not 64 bytes.
    return false;
  }
}

/** See there. Errors: key/invalid. */
export function requirePublicKey(publicKey: Uint8Array): void {
  if (!isPublicKey(publicKey)) throw new ProtocolError('key/invalid', 'not a P-256 public key');
}

function isPublicKey(publicKey: Uint8Array): boolean {
  try {
    return publicKey.length === PUBLIC_KEY_LENGTH && p256.Point.fromBytes(publicKey) !== undefined;
  } catch {
    return false;
  }
}
