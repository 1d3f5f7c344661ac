/**
 * HPKE base mode, single shot, empty aad (RFC 9180; ML-KEM suite: HPKE post-quantum draft). A sealed message is
 * enc || ct. `info` binds label, manifest hash, role, server and hop, so that a message sealed for one place opens
 * nowhere else (protocol section 2).
 */
import {
  AEAD_AES_256_GCM,
  CipherSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_P256_HKDF_SHA256,
  KEM_MLKEM768_X25519,
} from 'hpke';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, concat } from './bytes.ts';
import { bytes, encode, id, oneOf, struct, text, uint } from './cbor.ts';
import type { Label } from './domain-labels.ts';
import { hybridKeyPair, hybridOpener, isHybridKey, type OpenSealed, p256Opener } from './hpke-open.ts';

const TAG_LENGTH = 16;

interface Suite {
  readonly suite: CipherSuite;
  readonly encLength: number;
  readonly publicKeyLength: number;
  readonly openerOf: (secretKey: Uint8Array) => OpenSealed;
}

/** Requests, dealt shares and onions: hybrid post-quantum, as traffic can be stored today and opened later. */
export const TRAFFIC: Suite = {
  suite: new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM),
  encLength: 1120,
  publicKeyLength: 1216,
  openerOf: hybridOpener,
};

/** The sealed vote: its private key is the one that the Trustees share, hence a curve. */
export const SEALED_VOTE: Suite = {
  suite: new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM),
  encLength: 65,
  publicKeyLength: 65,
  openerOf: (secretKey) => p256Opener(bytesToScalar(secretKey)),
};

const infoCodec = struct({
  label: text(64),
  context: bytes(32),
  role: oneOf('administrator', 'trustee', 'anonymizer', 'election'),
  server: id,
  hop: uint(16, 1),
});

/** Where a sealed message belongs: `context` is the manifest hash, or the plan hash before there is a manifest. */
export interface SealingPlace {
  readonly label: Label;
  readonly context: Uint8Array;
  readonly role: 'administrator' | 'trustee' | 'anonymizer' | 'election';
  readonly server: string;
  readonly hop: number;
}

export const sealingInfo = (place: SealingPlace): Uint8Array => encode(infoCodec, place);

/** Bytes that sealing adds to a message. */
export const sealOverhead = ({ encLength }: Suite): number => encLength + TAG_LENGTH;

export interface TrafficKeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** The key pair that 32 secret bytes stand for. */
export const trafficKeyPair = (seed: Uint8Array): TrafficKeyPair => hybridKeyPair(seed);

/** Whether it can be sealed to safely: its ML-KEM part is reduced, its X25519 part not of low order. */
export const isTrafficKey = (publicKey: Uint8Array): boolean => isHybridKey(publicKey);

/** Errors: key/invalid when `publicKey` is not one of the suite. */
export async function seal(
  { suite }: Suite,
  publicKey: Uint8Array,
  place: SealingPlace,
  message: Uint8Array,
): Promise<Uint8Array> {
  try {
    const key = await suite.DeserializePublicKey(publicKey);
    const { encapsulatedSecret, ciphertext } = await suite.Seal(key, message, { info: sealingInfo(place) });
    return concat(encapsulatedSecret, ciphertext);
  } catch {
    throw new ProtocolError('key/invalid', 'sealing to this public key failed');
  }
}

/** Opens sealed messages with one private key. Errors: hpke/failed, for whatever reason, and nothing more. */
export type Opener = (sealed: Uint8Array, place: SealingPlace) => Promise<Uint8Array>;

export function opener({ openerOf }: Suite, secretKey: Uint8Array): Opener {
  const open = openerOf(secretKey);
  return async (sealed, place) => open(sealed, sealingInfo(place));
}
