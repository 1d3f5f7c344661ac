/** The terminal's key and certificate, as the Commissioner hands them out with it: one JSON file that only its owner reads. */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  certificateCodec,
  isCertified,
  MAX_CERTIFICATE_LENGTH,
} from '../../protocol/messages/device-certificate.ts';
import { fromHex, toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import type { DeviceIdentity } from '../card/channel/mutual-authentication.ts';

interface Stored {
  readonly secretKey: string;
  readonly certificate: string;
  readonly commissionerKey: string;
}

export function writeTerminalIdentity(
  path: string,
  secretKey: Uint8Array,
  { certificate, commissionerKey }: Omit<DeviceIdentity, 'key'>,
): void {
  const stored: Stored = {
    secretKey: toHex(secretKey),
    certificate: toHex(encode(certificateCodec, certificate)),
    commissionerKey: toHex(commissionerKey),
  };
  writeFileSync(path, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
}

/** Errors: Error naming the file, if it is not one, or its certificate is not the Commissioner's for its key. */
export function readTerminalIdentity(path: string): DeviceIdentity {
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Partial<Stored>;
  const [secretKey, encoded, commissionerKey] = [
    fromHex(stored.secretKey ?? '-'),
    fromHex(stored.certificate ?? '-'),
    fromHex(stored.commissionerKey ?? '-'),
  ];
  if (secretKey === undefined || encoded === undefined || commissionerKey === undefined)
    throw new Error(`${path} is not a terminal's identity`);
  const key = signingKey(secretKey);
  const certificate = decode(certificateCodec, encoded, MAX_CERTIFICATE_LENGTH);
  if (
    !isCertified(certificate, 'terminal', commissionerKey) ||
    toHex(certificate.publicKey) !== toHex(key.publicKey)
  )
    throw new Error(`${path}: the certificate is not the Commissioner's for this key`);
  return { certificate, key, commissionerKey };
}
