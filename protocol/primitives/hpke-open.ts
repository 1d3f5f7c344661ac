/**
 * Opens HPKE base-mode messages (RFC 9180) synchronously on OpenSSL: both of our suites have HKDF-SHA256 and AES-256-GCM.
 * Sealing is the `hpke` package's business; these openings are tested against it. They cost half as much, and servers
 * and tally do little else. What is OpenSSL's is in hpke-library.ts, which browsers replace.
 */
import { ProtocolError } from '../errors.ts';
import { concat, EMPTY, toHex, utf8 } from './bytes.ts';
import {
  hkdfOf,
  hmacSha256,
  type KeyAgreement,
  mlKem768,
  openAesGcm,
  p256Decapsulator,
  sha3,
  shake256,
  x25519,
} from './hpke-library.ts';

/** Opens a sealed message, enc || ct, for that info. Its only error is hpke/failed. */
export type OpenSealed = (sealed: Uint8Array, info: Uint8Array) => Uint8Array;

interface Kem {
  /** KEM identifier of the IANA registry. */
  readonly id: number;
  readonly encLength: number;
  readonly decapsulate: (enc: Uint8Array) => Uint8Array;
}

const VERSION = utf8('HPKE-v1');
const TAG_LENGTH = 16;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
/** Contexts kept: a server opens for a handful of places. */
const MAX_CONTEXTS = 16;

/** Bytes of that length for that purpose: "key", "base_nonce". */
type Derive = (label: string, length: number) => Uint8Array;

/** The key schedule of a suite, whose identifier is `suite` (RFC 9180, section 5.1), from the KEM's shared secret. */
export function keySchedule(suite: Uint8Array): (shared: Uint8Array, info: Uint8Array) => Derive {
  const hkdf = hkdfOf(concat(VERSION, suite, utf8('secret')));
  const contexts = new Map<string, Uint8Array>();
  const contextOf = (info: Uint8Array): Uint8Array => {
    const name = toHex(info);
    const known = contexts.get(name) ?? keyScheduleContext(suite, info);
    if (contexts.size < MAX_CONTEXTS) contexts.set(name, known);
    return known;
  };
  return (shared, info) => (label, length) => {
    // LabeledExtract and LabeledExpand together are HKDF with labelled input and info.
    const labelled = concat(Uint8Array.of(0, length), VERSION, suite, utf8(label), contextOf(info));
    return hkdf(shared, labelled, length);
  };
}

function openerOf(kem: Kem): OpenSealed {
  // "HPKE", KEM, KDF HKDF-SHA256, AEAD AES-256-GCM.
  const scheduled = keySchedule(concat(utf8('HPKE'), Uint8Array.of(kem.id >> 8, kem.id & 0xff, 0, 1, 0, 2)));
  return (sealed, info) => {
    try {
      // Node would take a shorter tag for a whole one.
      if (sealed.length < kem.encLength + TAG_LENGTH) throw new Error('too short');
      const shared = kem.decapsulate(sealed.subarray(0, kem.encLength));
      const derive = scheduled(shared, info);
      return openAesGcm(
        derive('key', KEY_LENGTH),
        derive('base_nonce', NONCE_LENGTH),
        sealed.subarray(kem.encLength),
      );
    } catch {
      throw new ProtocolError('hpke/failed', 'the sealed message does not open');
    }
  };
}

/** mode_base || psk_id_hash || info_hash (RFC 9180, section 5.1). */
function keyScheduleContext(suite: Uint8Array, info: Uint8Array): Uint8Array {
  const extract = (label: string, ikm: Uint8Array): Uint8Array =>
    hmacSha256(EMPTY, concat(VERSION, suite, utf8(label), ikm));
  return concat(Uint8Array.of(0), extract('psk_id_hash', EMPTY), extract('info_hash', info));
}

/** First byte of an uncompressed point (SEC 1, section 2.3.3). */
const UNCOMPRESSED = 4;

/** Opens with DHKEM(P-256, HKDF-SHA256). */
export const p256Opener = (scalar: bigint): OpenSealed => openerOf(p256Kem(scalar));

/** DHKEM(P-256, HKDF-SHA256), whose private key is a scalar. */
export function p256Kem(scalar: bigint): Kem {
  const decapsulate = p256Decapsulator(scalar);
  return {
    id: 0x0010,
    encLength: 65,
    decapsulate: (enc) => {
      // OpenSSL also takes hybrid forms (06, 07), which are second encodings of the same point.
      if (enc[0] !== UNCOMPRESSED) throw new ProtocolError('point/invalid', 'not an uncompressed point');
      return decapsulate(enc);
    },
  };
}

const ML_KEM_CIPHERTEXT = 1088;
const ML_KEM_SEED = 64;
const ML_KEM_PUBLIC = 1184;
/** Bytes of a public key before the seed of its matrix, and what each coefficient is below. */
const ML_KEM_COEFFICIENTS = 1152;
const ML_KEM_Q = 3329;
const X25519_LENGTH = 32;
/** KEM identifier of MLKEM768-X25519. */
const HYBRID = 0x647a;
/** The combiner's label in MLKEM768-X25519 (draft-irtf-cfrg-hybrid-kems): "\.//^\". */
const COMBINER_LABEL = utf8('\\.//^\\');

/** Opens with MLKEM768-X25519. */
export const hybridOpener = (seed: Uint8Array): OpenSealed => openerOf(hybridKem(seed));

/** The two parts that a private key, a seed of 32 bytes, stands for. */
function hybridParts(seed: Uint8Array): { mlKem: KeyAgreement; traditional: KeyAgreement } {
  const expanded = shake256(seed, ML_KEM_SEED + X25519_LENGTH);
  return {
    mlKem: mlKem768(expanded.subarray(0, ML_KEM_SEED)),
    traditional: x25519(expanded.subarray(ML_KEM_SEED)),
  };
}

/** DeriveKeyPair of MLKEM768-X25519 (HPKE post-quantum draft): the pair that 32 secret bytes stand for. */
export function hybridKeyPair(ikm: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array } {
  const label = utf8('DeriveKeyPair');
  const lengths = [Uint8Array.of(0, label.length), Uint8Array.of(0, KEY_LENGTH)] as const;
  const suite = concat(utf8('KEM'), Uint8Array.of(HYBRID >> 8, HYBRID & 0xff));
  const secretKey = shake256(concat(ikm, VERSION, suite, lengths[0], label, lengths[1]), KEY_LENGTH);
  const { mlKem, traditional } = hybridParts(secretKey);
  return { publicKey: concat(mlKem.publicKey, traditional.publicKey), secretKey };
}

/** Whether it is a public key of MLKEM768-X25519: the one part reduced (FIPS 203, section 7.2), the other not of low order. */
export function isHybridKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== ML_KEM_PUBLIC + X25519_LENGTH) return false;
  return (
    isReduced(publicKey.subarray(0, ML_KEM_COEFFICIENTS)) && !isLowOrder(publicKey.subarray(ML_KEM_PUBLIC))
  );
}

/** Two coefficients of 12 bits in each three bytes. */
function isReduced(coefficients: Uint8Array): boolean {
  for (let i = 0; i < coefficients.length; i += 3) {
    const [a, b, c] = [coefficients[i] ?? 0, coefficients[i + 1] ?? 0, coefficients[i + 2] ?? 0];
    if ((((b & 0xf) << 8) | a) >= ML_KEM_Q || ((c << 4) | (b >> 4)) >= ML_KEM_Q) return false;
  }
  return true;
}

/** Made once: to parse a key costs more than to use it. */
let anyone: KeyAgreement | undefined;

/** Every secret is a multiple of the cofactor, so that any one carries a point of low order to nothing, which is refused. */
function isLowOrder(point: Uint8Array): boolean {
  anyone ??= x25519(new Uint8Array(X25519_LENGTH).fill(1));
  try {
    anyone.shared(point);
    return false;
  } catch {
    return true;
  }
}

/** MLKEM768-X25519, whose private key is a seed of 32 bytes. */
export function hybridKem(seed: Uint8Array): Kem {
  const { mlKem, traditional } = hybridParts(seed);
  const decapsulateBoth = (enc: Uint8Array): Uint8Array => {
    const ephemeral = enc.subarray(ML_KEM_CIPHERTEXT);
    const secrets = [mlKem.shared(enc.subarray(0, ML_KEM_CIPHERTEXT)), traditional.shared(ephemeral)];
    return sha3(concat(...secrets, ephemeral, traditional.publicKey, COMBINER_LABEL));
  };
  return { id: HYBRID, encLength: 1120, decapsulate: decapsulateBoth };
}
