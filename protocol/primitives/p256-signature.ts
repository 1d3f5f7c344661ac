/**
 * ECDSA over P-256 with SHA-256 (FIPS 186-5), signatures as raw r||s (64 bytes), low-s enforced when signing and when
 * verifying, so that no one but the signer can make a second signature for the same message. Public keys are compressed
 * points (33 bytes), private keys scalars (32 bytes, big-endian).
 */
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, requireHex } from './bytes.ts';
import { RecentlyUsed } from './recently-used.ts';
import { spkiPem } from './spki-pem.ts';

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
    sign: (message) => signatureFromDer(nodeSign('sha256', message, key)),
  };
}

/** The same signature of the same message each time (RFC 6979), and slower. `secret`: one that makes a {@link signingKey}. */
export const signRepeatably = (secret: Uint8Array, message: Uint8Array): Uint8Array =>
  p256.sign(message, secret, { lowS: true, prehash: true, format: 'compact' });

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
  const parsed = parseSignature(signature);
  if (parsed === undefined || parsed.hasHighS()) return false;
  const key = parsePublicKey(publicKey);
  // OpenSSL takes DER a third faster than raw r||s.
  return key !== undefined && nodeVerify('sha256', message, key, parsed.toBytes('der'));
}

type Signature = ReturnType<typeof p256.Signature.fromBytes>;

/** Undefined unless r and s are from 1 to the order less 1, in 64 bytes. */
function parseSignature(signature: Uint8Array): Signature | undefined {
  try {
    return p256.Signature.fromBytes(signature, 'compact');
  } catch {
    return undefined;
  }
}

/** Errors: key/invalid unless `publicKey` is a compressed point of P-256. */
export function requirePublicKey(publicKey: Uint8Array): void {
  if (parsePublicKey(publicKey) === undefined)
    throw new ProtocolError('key/invalid', 'not a P-256 public key');
}

// Parsing a key costs as much as a third of a verification. Servers' keys come again and again and must not be driven out
// by voters' keys, which come once or twice: the one not used for longest goes.
const parsedKeys = new RecentlyUsed<KeyObject>(256);
/** SubjectPublicKeyInfo of a compressed P-256 point, up to the point (RFC 5480). */
const SPKI_PREFIX = requireHex('3039301306072a8648ce3d020106082a8648ce3d030107032200');

const parsePublicKey = (publicKey: Uint8Array): KeyObject | undefined =>
  parsedKeys.get(publicKey, importPublicKey);

function importPublicKey(publicKey: Uint8Array): KeyObject | undefined {
  const first = publicKey[0];
  if (publicKey.length !== PUBLIC_KEY_LENGTH || (first !== 2 && first !== 3)) return undefined;
  try {
    return createPublicKey(spkiPem(SPKI_PREFIX, publicKey));
  } catch {
    return undefined;
  }
}

function jwk(point: Uint8Array): { kty: string; crv: string; x: string; y: string } {
  const part = (from: number): string => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) };
}

/**
 * A signature in DER as raw r||s, with the smaller of the two values of s: other signers give either.
 * Errors: signature/invalid for what is no signature.
 */
export function signatureFromDer(der: Uint8Array): Uint8Array {
  const { r, s } = parseDer(der);
  return new p256.Signature(r, s > ORDER / 2n ? ORDER - s : s).toBytes('compact');
}

function parseDer(der: Uint8Array): Signature {
  try {
    return p256.Signature.fromBytes(der, 'der');
  } catch {
    throw new ProtocolError('signature/invalid', 'not a signature in DER');
  }
}
