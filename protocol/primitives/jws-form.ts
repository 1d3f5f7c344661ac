/**
 * The form of signed documents, without the cryptography, so that a browser can load it: JWS (RFC 7515), ES256, general
 * JSON serialisation, so that a document can be countersigned. One canonical byte form each: members in fixed order, no
 * white space, strict base64url (no padding, zero trailing bits), the protected header exactly
 * {"alg":"ES256","kid":ID,"typ":LABEL}. Other libraries read it.
 */
import { ensure, ProtocolError } from '../errors.ts';
import { equalBytes, utf8 } from './bytes.ts';
import type { Label } from './domain-labels.ts';

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
/** Arguments that one call takes on every engine. */
const MAX_ARGUMENTS = 8192;

function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += MAX_ARGUMENTS)
    binary += String.fromCharCode(...bytes.subarray(at, at + MAX_ARGUMENTS));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: unknown): Uint8Array {
  ensure(typeof text === 'string' && /^[A-Za-z0-9_-]*$/.test(text), 'jws/malformed', 'not base64url');
  ensure(text.length % 4 !== 1, 'jws/malformed', 'not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  ensure(base64url(bytes) === text, 'jws/malformed', 'not canonical base64url');
  return bytes;
}

const protectedHeader = (typ: Label, kid: string): string =>
  base64url(utf8(JSON.stringify({ alg: 'ES256', kid, typ })));

/** What `kid` signs. */
export const signingInput = (typ: Label, kid: string, payload: Uint8Array): Uint8Array =>
  utf8(`${protectedHeader(typ, kid)}.${base64url(payload)}`);

/** Whether these signed, each once, in this order, and nobody else: otherwise one document would have many forms. */
export const hasSigners = ({ signatures }: Jws, kids: readonly string[]): boolean =>
  signatures.length === kids.length && signatures.every(({ kid }, i) => kid === kids[i]);

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
  ensure(input.length <= maxLength, 'cbor/too-long', `the ${typ} document is longer than ${maxLength} bytes`);
  const parsed = parseJson(input);
  ensure(isRecord(parsed) && Array.isArray(parsed.signatures), 'jws/malformed', 'not a JWS in general form');
  const entries: unknown[] = parsed.signatures;
  ensure(
    entries.length > 0 && entries.length <= MAX_SIGNATURES,
    'jws/malformed',
    'too few or many signatures',
  );
  const jws = { typ, payload: fromBase64url(parsed.payload), signatures: entries.map(signatureOf) };
  const signers = new Set(jws.signatures.map(({ kid }) => kid));
  ensure(signers.size === entries.length, 'jws/malformed', 'a signer occurs twice');
  ensure(equalBytes(encodeJws(jws), input), 'jws/malformed', `not the canonical form of a ${typ} document`);
  return jws;
}

function signatureOf(entry: unknown): JwsSignature {
  ensure(isRecord(entry), 'jws/malformed', 'a signature is not an object');
  const header = parseJson(fromBase64url(entry.protected));
  ensure(isRecord(header) && typeof header.kid === 'string', 'jws/malformed', 'a header has no key ID');
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
