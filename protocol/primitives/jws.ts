/** Signed documents: the form of jws-form.ts with the signatures of p256-signature.ts, which are low-s. */
import { ensure } from '../errors.ts';
import type { Label } from './domain-labels.ts';
import { hasSigners, type Jws, type JwsSignature, signingInput } from './jws-form.ts';
import { type SigningKey, verifySignature } from './p256-signature.ts';

export { decodeJws, encodeJws, hasSigners, type Jws, type JwsSignature } from './jws-form.ts';

export function signPayload(typ: Label, payload: Uint8Array, kid: string, key: SigningKey): JwsSignature {
  return { kid, signature: key.sign(signingInput(typ, kid, payload)) };
}

export function verifyJwsSignature(
  { typ, payload }: Jws,
  { kid, signature }: JwsSignature,
  publicKey: Uint8Array,
): boolean {
  return verifySignature(publicKey, signingInput(typ, kid, payload), signature);
}

/** Requires a valid signature of `kid`. Errors: signature/invalid. */
export function requireSignature(jws: Jws, kid: string, publicKey: Uint8Array): void {
  const signature = jws.signatures.find((candidate) => candidate.kid === kid);
  const valid = signature !== undefined && verifyJwsSignature(jws, signature, publicKey);
  ensure(valid, 'signature/invalid', `the ${jws.typ} document is not signed by ${kid}`, kid);
}

/** Requires that `kid` signed, and nobody else. Errors: signature/invalid, jws/malformed. */
export function requireOnlySignature(jws: Jws, kid: string, publicKey: Uint8Array): void {
  requireSignature(jws, kid, publicKey);
  ensure(hasSigners(jws, [kid]), 'jws/malformed', `a ${jws.typ} document has one signature`);
}
