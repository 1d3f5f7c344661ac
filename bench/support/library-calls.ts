/**
 * The calls of the libraries that REVS stands on, bare: no parsing of messages, no checks of ours, keys ready. What a
 * path costs is held against the sum of those that the protocol needs for it.
 */
import { generateKeyPairSync, hash, type KeyObject, sign, verify } from 'node:crypto';
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from 'hpke';
import mcl from 'mcl-wasm';
import { scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { CONCURRENCY } from './load.ts';
import { inParallel, type LimitPart } from './measure.ts';
import { systemRandom } from './random.ts';

type G1 = InstanceType<typeof mcl.G1>;
type Fr = InstanceType<typeof mcl.Fr>;

const ENC_LENGTH = 1120;
const MESSAGE_LENGTH = 200;

/** Item `i` of a list that is gone through again and again. */
export function nth<T>(items: readonly T[], i: number): T {
  const item = items[i % items.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
}

function repeat(each: (i: number) => unknown): LimitPart['run'] {
  return (count) => {
    for (let i = 0; i < count; i++) each(i);
  };
}

/** MLKEM768-X25519, as many at a time as requests are. */
export async function hpkeOpen(
  calls: number,
  secretKey: Uint8Array,
  info: Uint8Array,
  sealed: readonly Uint8Array[],
): Promise<LimitPart> {
  const suite = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
  const key = await suite.DeserializePrivateKey(secretKey, false);
  const split = sealed.map((bytes) => ({ enc: bytes.slice(0, ENC_LENGTH), text: bytes.slice(ENC_LENGTH) }));
  const open = (i: number): Promise<unknown> => {
    const { enc, text } = nth(split, i);
    return suite.Open(key, enc, text, { info });
  };
  return { name: `${calls} HPKE open`, calls, run: (count) => inParallel(count, CONCURRENCY, open) };
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

export function ecdsaVerify(calls: number, length = MESSAGE_LENGTH): LimitPart {
  const signed = signatures(length);
  return {
    name: `${calls} ECDSA verify`,
    calls,
    run: repeat((i) => {
      const { publicKey, message, signature } = nth(signed, i);
      verify('sha256', message, publicKey, signature);
    }),
  };
}

export function ecdsaSign(calls: number, length = MESSAGE_LENGTH): LimitPart {
  const signed = signatures(length);
  return {
    name: `${calls} ECDSA sign`,
    calls,
    run: repeat((i) => {
      const { key, message } = nth(signed, i);
      sign('sha256', message, key);
    }),
  };
}

export function sha256Hash(calls: number, length: number): LimitPart {
  const data = systemRandom(length);
  return { name: `${calls} SHA-256`, calls, run: repeat(() => hash('sha256', data, 'buffer')) };
}

// mcl-wasm: `loadMclBls` must have set it up.

export function parseG1(bytes: Uint8Array): G1 {
  const point = new mcl.G1();
  point.deserialize(bytes);
  return point;
}

export function scalar(value: bigint): Fr {
  const out = new mcl.Fr();
  out.deserialize(scalarToBytes(value));
  return out;
}

/** With the order check, which `loadMclBls` turns on. */
export const g1Parse = (calls: number, points: readonly Uint8Array[]): LimitPart => ({
  name: `${calls} G1 parse`,
  calls,
  run: repeat((i) => parseG1(nth(points, i))),
});

export function g1Multiply(calls: number, encoded: readonly Uint8Array[], factor: bigint): LimitPart {
  const points = encoded.map(parseG1);
  const fr = scalar(factor);
  return { name: `${calls} G1 multiply`, calls, run: repeat((i) => mcl.mul(nth(points, i), fr)) };
}
