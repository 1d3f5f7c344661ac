/**
 * What makes a card or a terminal one of this system's: its public key, signed by the Commissioner, who hands out both.
 * Two devices believe each other by these before any voting command passes between them.
 */
import { bytes, type Codec, encode, id, oneOf, struct, text } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { type SigningKey, verifySignature } from '../primitives/p256-signature.ts';

const fields = {
  role: oneOf('card', 'terminal'),
  /** Its serial number: says nothing of the voter. */
  serial: id,
  /** Compressed point of P-256. */
  publicKey: bytes(33),
};

export interface DeviceCertificate {
  readonly role: 'card' | 'terminal';
  readonly serial: string;
  readonly publicKey: Uint8Array;
  /** The Commissioner's (64 bytes). */
  readonly signature: Uint8Array;
}
export type Device = Omit<DeviceCertificate, 'signature'>;

export const certificateCodec: Codec<DeviceCertificate> = struct<DeviceCertificate>({
  ...fields,
  signature: bytes(64),
});
export const MAX_CERTIFICATE_LENGTH = 256;

const signedPart = struct({ label: text(64), ...fields });
const body = ({ role, serial, publicKey }: Device): Uint8Array =>
  encode(signedPart, { label: LABELS.deviceCertificate, role, serial, publicKey });

export const certifyDevice = (device: Device, commissioner: SigningKey): DeviceCertificate => ({
  ...device,
  signature: commissioner.sign(body(device)),
});

export const isCertified = (
  certificate: DeviceCertificate,
  role: Device['role'],
  commissionerKey: Uint8Array,
): boolean =>
  certificate.role === role && verifySignature(commissionerKey, body(certificate), certificate.signature);
