/**
 * Opens HPKE messages of the sealed vote's suite (RFC 9180: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base
 * mode) with OpenSSL's own DHKEM: twice as fast as the package that seals them, which matters in the tally alone.
 * Tested against that package.
 */
import { createDecipheriv, createECDH, createHmac, createPrivateKey, decapsulate } from 'node:crypto';
import { ProtocolError } from '../errors.ts';
import { concat, scalarToBytes, utf8 } from './bytes.ts';
import { type SealingPlace, sealingInfo } from './hpke.ts';

/** "HPKE", KEM 0x0010, KDF 0x0001, AEAD 0x0002 (RFC 9180, section 5.1). */
const SUITE_ID = concat(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
const VERSION = utf8('HPKE-v1');
const NONE = new Uint8Array();
const ENC_LENGTH = 65;
const UNCOMPRESSED = 4;
const TAG_LENGTH = 16;

function hmac(key: Uint8Array, ...data: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of data) mac.update(part);
  return mac.digest();
}

const labeledExtract = (salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
  hmac(salt, VERSION, SUITE_ID, utf8(label), ikm);

/** One block of HKDF-Expand is enough for 32 bytes or fewer. */
const labeledExpand = (prk: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array =>
  hmac(prk, Uint8Array.of(0, length), VERSION, SUITE_ID, utf8(label), info, Uint8Array.of(1)).subarray(
    0,
    length,
  );

export type SealedVoteOpener = (sealed: Uint8Array) => Uint8Array;

/** `scalar`: the election private key. The opener's only error is hpke/failed. */
export function sealedVoteOpener(scalar: bigint, place: SealingPlace): SealedVoteOpener {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalarToBytes(scalar));
  const point = ecdh.getPublicKey();
  const part = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  const d = Buffer.from(scalarToBytes(scalar)).toString('base64url');
  const key = createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d },
    format: 'jwk',
  });
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(NONE, 'psk_id_hash', NONE),
    labeledExtract(NONE, 'info_hash', sealingInfo(place)),
  );
  return (sealed) => {
    try {
      // Else enc and tag could overlap; and OpenSSL also takes points in hybrid form, which RFC 9180 does not.
      if (sealed.length < ENC_LENGTH + TAG_LENGTH || sealed[0] !== UNCOMPRESSED) throw new Error('form');
      const shared = decapsulate(key, sealed.subarray(0, ENC_LENGTH));
      const secret = labeledExtract(shared, 'secret', NONE);
      const decipher = createDecipheriv(
        'aes-256-gcm',
        labeledExpand(secret, 'key', context, 32),
        labeledExpand(secret, 'base_nonce', context, 12),
      );
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
      const plain = decipher.update(sealed.subarray(ENC_LENGTH, sealed.length - TAG_LENGTH));
      decipher.final();
      return new Uint8Array(plain);
    } catch {
      throw new ProtocolError('hpke/failed', 'the sealed message does not open');
    }
  };
}
