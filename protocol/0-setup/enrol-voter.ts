/**
 * Protocol step 0.4: the Commissioner says which style the holder of a card's key votes on.
 * Errors: enrolment/invalid, signature/invalid, jws, cbor.
 */
import { ensure } from '../errors.ts';
import { type Enrolment, enrolmentCodec, MAX_ENROLMENT_LENGTH } from '../messages/enrolment.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, encodeJws, requireOnlySignature, signPayload } from '../primitives/jws.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';

export function enrol(
  manifestHash: Uint8Array,
  publicKey: Uint8Array,
  style: string,
  commissioner: SigningKey,
): Uint8Array {
  const payload = encode(enrolmentCodec, { manifestHash, keyHash: sha256(publicKey), style });
  const signature = signPayload(LABELS.enrolment, payload, COMMISSIONER, commissioner);
  return encodeJws({ typ: LABELS.enrolment, payload, signatures: [signature] });
}

/** The enrolment of the card that holds `publicKey`. */
export function openEnrolment(
  document: Uint8Array,
  manifestHash: Uint8Array,
  publicKey: Uint8Array,
  commissionerKey: Uint8Array,
): Enrolment {
  const jws = decodeJws(LABELS.enrolment, document, MAX_ENROLMENT_LENGTH);
  requireOnlySignature(jws, COMMISSIONER, commissionerKey);
  const enrolment = decode(enrolmentCodec, jws.payload, MAX_ENROLMENT_LENGTH, 'enrolment');
  ensure(equalBytes(enrolment.manifestHash, manifestHash), 'enrolment/invalid', 'it is for another election');
  ensure(equalBytes(enrolment.keyHash, sha256(publicKey)), 'enrolment/invalid', 'it is for another card');
  return enrolment;
}
