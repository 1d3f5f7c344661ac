/**
 * Signed documents: JWS (RFC 7515), ES256, general JSON serialisation, so that a document can be countersigned.
 * One canonical byte form each: members in fixed order, no white space, strict base64url (no padding, zero trailing
 * bits), the protected header exactly {"alg":"ES256","kid":ID,"typ":LABEL}, low-s signatures. Other libraries read it.
 */
import { ProtocolError, require } from '../errors.ts';
import { equalBytes, utf8 } from './bytes.ts';
import type { Label } from './domain-labels.ts';
import { type SigningKey, verifySignature } from './p256-signature.ts';

export interface JwsSignature {
  /** ID of the signer, as the plan names it. */
  readonly kid: string;
  readonly signature: Uint8Array;
}

export interface Jws {
  readonly typ: Label;
  readonly payload: Uint8Array;
  readonly signatures: readonly JwsSignature[];
}

/** Up to the Commissioner's signature and those of 16 Administrators and 16 Trustees. */
const MAX_SIGNATURES = 33;

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

function fromBase64url(text: unknown): Uint8Array {
  require(typeof text === 'string' && /^[A-Za-z0-9_-]*$/.test(text), 'jws/malformed', 'not base64url');
  const bytes = new Uint8Array(Buffer.from(text, 'base64url'));
  require(base64url(bytes) === text, 'jws/malformed', 'not canonical base64url');
  return bytes;
}

const protectedHeader = (typ: Label, kid: string): string =>
  base64url(utf8(JSON.stringify({ alg: 'ES256', kid, typ })));

const signingInput = (typ: Label, kid: string, payload: Uint8Array): Uint8Array =>
  utf8(`${protectedHeader(typ, kid)}.${base64url(payload)}`);

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
  require(valid, 'signature/invalid', `the ${jws.typ} document is not signed by ${kid}`, kid);
}

export function encodeJws({ typ, payload, signatures }: Jws): Uint8Array {
  return utf8(
    JSON.stringify({
      payload: base64url(payload),
      signatures: signatures.map(({ kid, signature }) => ({
        protected: protectedHeader(typ, kid),
        signature: base64url(signature),
      })),
    }),
  );
}

/** Errors: cbor/too-long, jws/malformed. Signatures are parsed here, verified by whoever knows the keys. */
export function decodeJws(typ: Label, input: Uint8Array, maxLength: number): Jws {
  require(input.length <=
    maxLength, 'cbor/too-long', `the ${typ} document is longer than ${maxLength} bytes`);
  const parsed = parseJson(input);
  require(isRecord(parsed) && Array.isArray(parsed.signatures), 'jws/malformed', 'not a JWS in general form');
  const entries: unknown[] = parsed.signatures;
  require(entries.length > 0 &&
    entries.length <= MAX_SIGNATURES, 'jws/malformed', 'too few or many signatures');
  const jws = { typ, payload: fromBase64url(parsed.payload), signatures: entries.map(signatureOf) };
  const signers = new Set(jws.signatures.map(({ kid }) => kid));
  require(signers.size === entries.length, 'jws/malformed', 'a signer occurs twice');
  require(equalBytes(encodeJws(jws), input), 'jws/malformed', `not the canonical form of a ${typ} document`);
  return jws;
}

function signatureOf(entry: unknown): JwsSignature {
  require(isRecord(entry), 'jws/malformed', 'a signature is not an object');
  const header = parseJson(fromBase64url(entry.protected));
  require(isRecord(header) && typeof header.kid === 'string', 'jws/malformed', 'a header has no key ID');
  return { kid: header.kid, signature: fromBase64url(entry.signature) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(input: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input));
  } catch {
    throw new ProtocolError('jws/malformed', 'not JSON');
  }
}
