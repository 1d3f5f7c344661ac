/**
 * What HPKE is made of, as OpenSSL has it. Secrets are given to OpenSSL as key objects: Node 24 finds out what a byte string
 * is by an exception, which costs more than the HKDF or AES that it is for. In browsers web/hpke-library.ts stands in its place.
 */
import {
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  decapsulate,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  hash as nodeHash,
} from 'node:crypto';
import { scalarToBytes } from './bytes.ts';
import { spkiPem } from './spki-pem.ts';

const TAG_LENGTH = 16;

/** HKDF-SHA256 (RFC 5869) of one secret. */
export type Hkdf = (salt: Uint8Array, info: Uint8Array, length: number) => Uint8Array;

export function hkdfOf(secret: Uint8Array): Hkdf {
  const key = createSecretKey(secret);
  return (salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length));
}

export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  createHmac('sha256', key).update(message).digest();

/** Opens AES-256-GCM, whose tag of 16 bytes is at the end. Errors: whatever OpenSSL throws. */
export function openAesGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_LENGTH));
  decipher.final();
  return new Uint8Array(plain);
}

export const shake256 = (input: Uint8Array, outputLength: number): Uint8Array =>
  new Uint8Array(createHash('shake256', { outputLength }).update(input).digest());

export const sha3 = (input: Uint8Array): Uint8Array => nodeHash('sha3-256', input, 'buffer');

/** The shared secret of DHKEM(P-256, HKDF-SHA256) in an uncompressed point. Errors: whatever OpenSSL throws. */
export function p256Decapsulator(scalar: bigint): (enc: Uint8Array) => Uint8Array {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalarToBytes(scalar));
  const point = ecdh.getPublicKey();
  const part = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  const d = Buffer.from(scalarToBytes(scalar)).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return (enc) => decapsulate(key, enc);
}

/** A private key and its public one; what it has in common with who sent `theirs`. */
export interface KeyAgreement {
  readonly publicKey: Uint8Array;
  /** Errors: whatever OpenSSL throws, as for a point of low order. */
  shared(theirs: Uint8Array): Uint8Array;
}

/** DER prefixes: PKCS #8 of an ML-KEM-768 seed and of an X25519 key, SubjectPublicKeyInfo of an X25519 key. */
const ML_KEM_768_SEED = Buffer.from('3054020100300b060960864801650304040204428040', 'hex');
const X25519_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_PUBLIC = Buffer.from('302a300506032b656e032100', 'hex');
const ML_KEM_PUBLIC = 1184;
const X25519_LENGTH = 32;

/** @param seed of 64 bytes (FIPS 203, section 7.1: d || z) */
export function mlKem768(seed: Uint8Array): KeyAgreement {
  const key = pkcs8(ML_KEM_768_SEED, seed);
  return { publicKey: publicPart(key, ML_KEM_PUBLIC), shared: (enc) => decapsulate(key, enc) };
}

export function x25519(secret: Uint8Array): KeyAgreement {
  const privateKey = pkcs8(X25519_PRIVATE, secret);
  return {
    publicKey: publicPart(privateKey, X25519_LENGTH),
    shared: (point) =>
      diffieHellman({ privateKey, publicKey: createPublicKey(spkiPem(X25519_PUBLIC, point)) }),
  };
}

const pkcs8 = (prefix: Uint8Array, secret: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([prefix, secret]), format: 'der', type: 'pkcs8' });

/** The last `length` bytes of its SubjectPublicKeyInfo: the public key itself. */
const publicPart = (secret: KeyObject, length: number): Uint8Array =>
  new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-length));
