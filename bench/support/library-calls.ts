/**
 * The calls of the libraries that REVS stands on, bare: no parsing of messages, no checks of ours, keys ready. What a
 * path costs is checked against the sum of those that the protocol needs for it.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPrivateKey,
  decapsulate,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  AEAD_AES_256_GCM,
  CipherSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_P256_HKDF_SHA256,
  KEM_MLKEM768_X25519,
} from 'hpke';
import { systemRandom } from '../../common/system-random.ts';
import { scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { CONCURRENCY } from './load.ts';
import { inParallel, type LimitPart } from './measure.ts';

/** Lengths in bytes of what a KEM's sender adds. */
const TRAFFIC_ENC = 1120;
const SEALED_VOTE_ENC = 65;
const MESSAGE_LENGTH = 200;

/** Item `i` of a list that is gone through again and again. */
export function nth<T>(items: readonly T[], i: number): T {
  const item = items[i % items.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
}

/** Makes the call `calls` times for each item. */
export function repeat(calls: number, each: (i: number) => unknown): LimitPart['run'] {
  return (items) => {
    for (let i = 0; i < items * calls; i++) each(i);
  };
}

function suiteOf(kem: 'traffic' | 'sealed vote'): CipherSuite {
  const factory = kem === 'traffic' ? KEM_MLKEM768_X25519 : KEM_DHKEM_P256_HKDF_SHA256;
  return new CipherSuite(factory, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
}

/** MLKEM768-X25519, as many at a time as requests are. */
export async function hpkeOpen(
  calls: number,
  secretKey: Uint8Array,
  info: Uint8Array,
  sealed: readonly Uint8Array[],
): Promise<LimitPart> {
  const suite = suiteOf('traffic');
  const key = await suite.DeserializePrivateKey(secretKey, false);
  const split = sealed.map((bytes) => ({ enc: bytes.slice(0, TRAFFIC_ENC), text: bytes.slice(TRAFFIC_ENC) }));
  const open = (i: number): Promise<unknown> => {
    const { enc, text } = nth(split, i);
    return suite.Open(key, enc, text, { info });
  };
  return { name: `${calls} HPKE open`, run: (items) => inParallel(items * calls, CONCURRENCY, open) };
}

/** One after the other. `length`: of the message in bytes. */
export async function hpkeSeal(
  calls: number,
  kem: 'traffic' | 'sealed vote',
  length: number,
): Promise<LimitPart> {
  const suite = suiteOf(kem);
  const { publicKey } = await suite.GenerateKeyPair(false);
  const info = systemRandom(100);
  const message = systemRandom(length);
  const run = async (items: number): Promise<void> => {
    for (let i = 0; i < items * calls; i++) await suite.Seal(publicKey, message, { info });
  };
  return { name: `${calls} HPKE seal (${kem}, ${length} bytes)`, run };
}

/** DHKEM(P-256) by OpenSSL. */
export function decapsulateP256(secret: bigint, sealed: readonly Uint8Array[]): LimitPart {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalarToBytes(secret));
  const point = ecdh.getPublicKey();
  const part = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  const d = Buffer.from(scalarToBytes(secret)).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return {
    name: '1 DHKEM decapsulate',
    run: repeat(1, (i) => decapsulate(key, nth(sealed, i).subarray(0, SEALED_VOTE_ENC))),
  };
}

/** `length`: of the plaintext in bytes. */
export function aesGcmOpen(calls: number, length: number): LimitPart {
  const key = systemRandom(32);
  const nonce = systemRandom(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = cipher.update(systemRandom(length));
  cipher.final();
  const tag = cipher.getAuthTag();
  return {
    name: `${calls} AES-GCM open`,
    run: repeat(calls, () => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(tag);
      decipher.update(text);
      decipher.final();
    }),
  };
}

interface Signed {
  readonly key: { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' };
  readonly publicKey: { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' };
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

function signatures(length: number): Signed[] {
  return Array.from({ length: 64 }, () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const publicKey = { key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const message = systemRandom(length);
    return { key, publicKey, message, signature: sign('sha256', message, key) };
  });
}

/** `length`: of the signed message in bytes. */
export function ecdsaVerify(calls: number, length = MESSAGE_LENGTH): LimitPart {
  const signed = signatures(length);
  return {
    name: `${calls} ECDSA verify`,
    run: repeat(calls, (i) => {
      const { publicKey, message, signature } = nth(signed, i);
      verify('sha256', message, publicKey, signature);
    }),
  };
}

export function ecdsaSign(calls: number, length = MESSAGE_LENGTH): LimitPart {
  const signed = signatures(length);
  return {
    name: `${calls} ECDSA sign`,
    run: repeat(calls, (i) => {
      const { key, message } = nth(signed, i);
      sign('sha256', message, key);
    }),
  };
}

export function sha256(calls: number, length: number): LimitPart {
  const data = systemRandom(length);
  return { name: `${calls} SHA-256`, run: repeat(calls, () => hash('sha256', data, 'buffer')) };
}
