/**
 * ECDSA over P-256 with SHA-256 (FIPS 186-5), signatures as raw r||s (64 bytes), low-s enforced when signing and when
 * verifying, so that no one but the signer can make a second signature for the same message. Public keys are compressed
 * points (33 bytes), private keys scalars (32 bytes, big-endian).
 */
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  ECDH,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, scalarToBytes } from './bytes.ts';

export const PUBLIC_KEY_LENGTH = 33;
export const SIGNATURE_LENGTH = 64;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface SigningKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** Makes a signing key of 32 secret bytes. Errors: key/invalid when they are not a scalar from 1 to the order less 1. */
export function signingKey(secret: Uint8Array): SigningKey {
  const scalar = bytesToScalar(secret);
  if (secret.length !== 32 || scalar === 0n || scalar >= ORDER)
    throw new ProtocolError('key/invalid', 'not a P-256 private key');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const point = new Uint8Array(ecdh.getPublicKey());
  const d = Buffer.from(secret).toString('base64url');
  const key = createPrivateKey({ key: { ...jwk(point), d }, format: 'jwk' });
  return {
    publicKey: new Uint8Array(ecdh.getPublicKey(null, 'compressed')),
    sign: (message) => lowS(nodeSign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })),
  };
}

/** Draws a private key from `random`, which returns that many secret random bytes. */
export function randomSecretKey(random: (length: number) => Uint8Array): Uint8Array {
  for (;;) {
    const secret = random(32);
    const scalar = bytesToScalar(secret);
    if (scalar > 0n && scalar < ORDER) return secret;
  }
}

/** True if `signature` is `publicKey`'s over `message`, with low s. A malformed key or signature is simply not valid. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_LENGTH || bytesToScalar(signature.subarray(32)) > ORDER / 2n)
    return false;
  const key = parsePublicKey(publicKey);
  return key !== undefined && nodeVerify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Errors: key/invalid unless `publicKey` is a compressed point of P-256. */
export function requirePublicKey(publicKey: Uint8Array): void {
  if (parsePublicKey(publicKey) === undefined)
    throw new ProtocolError('key/invalid', 'not a P-256 public key');
}

// Parsing a key costs as much as a third of a verification; an election has few signers besides its voters.
const parsedKeys = new Map<string, KeyObject>();
const MAX_PARSED_KEYS = 256;

function parsePublicKey(publicKey: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = parsedKeys.get(name);
  if (known !== undefined) return known;
  const first = publicKey[0];
  if (publicKey.length !== PUBLIC_KEY_LENGTH || (first !== 2 && first !== 3)) return undefined;
  try {
    const point = ECDH.convertKey(publicKey, 'prime256v1', undefined, undefined, 'uncompressed');
    const key = createPublicKey({ key: jwk(new Uint8Array(Buffer.from(point))), format: 'jwk' });
    if (parsedKeys.size >= MAX_PARSED_KEYS) parsedKeys.clear();
    parsedKeys.set(name, key);
    return key;
  } catch {
    return undefined;
  }
}

function jwk(point: Uint8Array): { kty: string; crv: string; x: string; y: string } {
  const part = (from: number): string => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) };
}

function lowS(signature: Uint8Array): Uint8Array {
  const s = bytesToScalar(signature.subarray(32));
  const out = new Uint8Array(signature);
  if (s > ORDER / 2n) out.set(scalarToBytes(ORDER - s), 32);
  return out;
}
