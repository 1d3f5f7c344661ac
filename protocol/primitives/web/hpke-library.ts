/** {@link import('../hpke-library.ts')} in browsers, whose own cryptography is asynchronous, and absent where a page came by http. */
import { gcm } from '@noble/ciphers/aes.js';
import { x25519 as curve25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sha3_256, shake256 as shake } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, scalarToBytes, utf8 } from '../bytes.ts';
import type { Hkdf, KeyAgreement } from '../hpke-library.ts';

export const hkdfOf =
  (secret: Uint8Array): Hkdf =>
  (salt, info, length) =>
    hkdf(sha256, secret, salt, info, length);

export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(sha256, key, message);

export const openAesGcm = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array =>
  gcm(key, nonce).decrypt(sealed);

export const shake256 = (input: Uint8Array, outputLength: number): Uint8Array =>
  shake(input, { dkLen: outputLength });

export const sha3 = (input: Uint8Array): Uint8Array => sha3_256(input);

/** "KEM", DHKEM(P-256, HKDF-SHA256). */
const P256_SUITE = concat(utf8('KEM'), Uint8Array.of(0, 0x10));
const VERSION = utf8('HPKE-v1');
const SHARED_LENGTH = 32;

/** RFC 9180, section 4.1: ExtractAndExpand of the x coordinate, bound to both public keys. */
export function p256Decapsulator(scalar: bigint): (enc: Uint8Array) => Uint8Array {
  const secret = scalarToBytes(scalar);
  const publicKey = p256.getPublicKey(secret, false);
  return (enc) => {
    const x = p256.getSharedSecret(secret, enc).subarray(1);
    const extracted = extract(sha256, concat(VERSION, P256_SUITE, utf8('eae_prk'), x));
    const length = Uint8Array.of(0, SHARED_LENGTH);
    const info = concat(length, VERSION, P256_SUITE, utf8('shared_secret'), enc, publicKey);
    return expand(sha256, extracted, info, SHARED_LENGTH);
  };
}

export function mlKem768(seed: Uint8Array): KeyAgreement {
  const { publicKey, secretKey } = ml_kem768.keygen(seed);
  return { publicKey, shared: (enc) => ml_kem768.decapsulate(enc, secretKey) };
}

export const x25519 = (secret: Uint8Array): KeyAgreement => ({
  publicKey: curve25519.getPublicKey(secret),
  shared: (point) => curve25519.getSharedSecret(secret, point),
});
