/**
 * The one form of X.509 certificate (RFC 5280) that a card is given for its PIV keys: version 3, P-256, named by a common
 * name, self-signed. The signature is made by the card, which does not let its keys out.
 */
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encodeTlv } from '../../iso7816/ber-tlv.ts';

export interface CertificateFields {
  /** 1 to 64 characters (RFC 5280, ub-common-name). */
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
  /** Uncompressed point of P-256: 65 bytes. */
  readonly publicKey: Uint8Array;
  /** Whether signatures by the key are to stand as evidence, and not only in a log-in. */
  readonly nonRepudiation: boolean;
}

const DER = {
  bitString: 0x03,
  integer: 0x02,
  octetString: 0x04,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
};
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const EXTENSIONS = 0xa3;
const MAX_COMMON_NAME = 64;

const der = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const sequence = (...parts: Uint8Array[]): Uint8Array => encodeTlv(DER.sequence, ...parts);
/** A string of whole bytes: none of its last bits are unused. */
const bitString = (bits: Uint8Array): Uint8Array => encodeTlv(DER.bitString, Uint8Array.of(0), bits);

const VERSION_3 = der('a003020102');
/** AlgorithmIdentifiers: ecdsa-with-SHA256 (RFC 5758), id-ecPublicKey with prime256v1 (RFC 5480). */
const ECDSA_WITH_SHA256 = der('300a06082a8648ce3d040302');
const EC_P256 = der('301306072a8648ce3d020106082a8648ce3d030107');
const ID_COMMON_NAME = der('0603550403');
/** Of the extension keyUsage: its OID, and that it is critical. */
const CRITICAL_KEY_USAGE = der('0603551d0f0101ff');
const DIGITAL_SIGNATURE = der('03020780');
const DIGITAL_SIGNATURE_AND_NON_REPUDIATION = der('030206c0');

/** What is to be signed. Errors: RangeError for a common name that is no X.520 one, or dates that are none. */
export function tbsCertificate(fields: CertificateFields): Uint8Array {
  const name = distinguishedName(fields.commonName);
  return sequence(
    VERSION_3,
    encodeTlv(DER.integer, positive(fields.serial)),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    name,
    sequence(EC_P256, bitString(fields.publicKey)),
    encodeTlv(EXTENSIONS, sequence(keyUsage(fields.nonRepudiation))),
  );
}

/** `signature`: ECDSA with SHA-256 over `tbs`, in DER. */
export const signedCertificate = (tbs: Uint8Array, signature: Uint8Array): Uint8Array =>
  sequence(tbs, ECDSA_WITH_SHA256, bitString(signature));

function distinguishedName(commonName: string): Uint8Array {
  const length = [...commonName].length;
  if (length === 0 || length > MAX_COMMON_NAME) throw new RangeError('a common name has 1 to 64 characters');
  const attribute = sequence(ID_COMMON_NAME, encodeTlv(DER.utf8String, utf8(commonName)));
  return sequence(encodeTlv(DER.set, attribute));
}

const keyUsage = (nonRepudiation: boolean): Uint8Array =>
  sequence(
    CRITICAL_KEY_USAGE,
    encodeTlv(DER.octetString, nonRepudiation ? DIGITAL_SIGNATURE_AND_NON_REPUDIATION : DIGITAL_SIGNATURE),
  );

/** An INTEGER's value: above zero, and with no byte too many. */
const positive = (bytes: Uint8Array): Uint8Array => bytes.with(0, ((bytes[0] ?? 0) & 0x7f) | 0x40);

/** RFC 5280, section 4.1.2.5: two digits for the years 1950 to 2049, in seconds and UTC. */
function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\.\d+|\D/g, '');
  const isShort = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() <= 2049;
  const tag = isShort ? UTC_TIME : GENERALIZED_TIME;
  return encodeTlv(tag, utf8(`${isShort ? digits.slice(2) : digits}Z`));
}
