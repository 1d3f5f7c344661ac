/**
 * Protocol step 1 in the PC: the signatures that the terminal will check, checked before it is bothered, so that a
 * Distributor that answers first with what nobody signed costs the voter nothing. The Commissioner's key is the
 * terminal's. Only the terminal's own check counts: a PC that skips this one harms itself alone.
 */

import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { CodedError } from '../common/coded-error.ts';
import { requireCountersigned } from '../protocol/messages/countersignatures.ts';
import { type Enrolment, enrolmentCodec, MAX_ENROLMENT_LENGTH } from '../protocol/messages/enrolment.ts';
import {
  MAX_MANIFEST_DOCUMENT,
  MAX_MANIFEST_LENGTH,
  type Manifest,
  manifestCodec,
} from '../protocol/messages/manifest.ts';
import {
  COMMISSIONER,
  MAX_PLAN_LENGTH,
  type Party,
  type Plan,
  planCodec,
} from '../protocol/messages/plan.ts';
import { equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws, hasSigners, type Jws, signingInput } from '../protocol/primitives/jws-form.ts';
import { bodyCodec, envelope, type StatementType } from '../protocol/primitives/statement-form.ts';

/** A manifest that the Commissioner signed, and enough Administrators and Trustees. */
export interface OpenedManifest {
  readonly manifestDocument: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly manifest: Manifest;
  readonly plan: Plan;
}

/** The last document that passed: many Distributors serve the same one, and a robot opens it for every voter. */
let passed: { readonly name: string; readonly opened: OpenedManifest } | undefined;

/**
 * With the Commissioner's public key (33 bytes).
 * Errors: CodedError signature/invalid; ProtocolError manifest/not-countersigned, and for what has not the form.
 */
export function openManifest(document: Uint8Array, commissionerKey: Uint8Array): OpenedManifest {
  const name = toHex(sha256(document)) + toHex(commissionerKey);
  if (passed?.name !== name) passed = { name, opened: checkManifest(document, commissionerKey) };
  return passed.opened;
}

function checkManifest(document: Uint8Array, commissionerKey: Uint8Array): OpenedManifest {
  const jws = decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT);
  requireSigned(jws, commissionerKey);
  const manifest = decode(manifestCodec, jws.payload, MAX_MANIFEST_LENGTH, 'manifest');
  const plan = decode(planCodec, manifest.plan, MAX_PLAN_LENGTH, 'plan');
  requireCountersigned(jws, plan, ({ id, identityKey }) => isSigned(jws, id, identityKey));
  return { manifestDocument: document, manifestHash: sha256(jws.payload), manifest, plan };
}

/** Errors: CodedError signature/invalid, enrolment/invalid; ProtocolError for what has not the form. */
export function openEnrolment(
  document: Uint8Array,
  { manifestHash, plan }: OpenedManifest,
  keyHash: Uint8Array,
): Enrolment {
  const jws = decodeJws(LABELS.enrolment, document, MAX_ENROLMENT_LENGTH);
  requireSigned(jws, plan.commissionerKey);
  // The terminal takes it in one form only.
  if (!hasSigners(jws, [COMMISSIONER]))
    throw new CodedError('enrolment/invalid', 'the enrolment has other signatures besides');
  const enrolment = decode(enrolmentCodec, jws.payload, MAX_ENROLMENT_LENGTH, 'enrolment');
  if (
    !equalBytes(enrolment.manifestHash, manifestHash) ||
    !equalBytes(enrolment.keyHash, keyHash) ||
    !plan.styles.includes(enrolment.style)
  )
    throw new CodedError('enrolment/invalid', 'the enrolment is of another election, card or style');
  return enrolment;
}

/** Errors: CodedError ballot/other. */
export function checkBallot(ballot: Uint8Array, { manifest }: OpenedManifest, style: string): void {
  const entry = manifest.styles.find((one) => one.style === style);
  if (entry === undefined || !equalBytes(sha256(ballot), entry.ballotHash))
    throw new CodedError('ballot/other', 'not the ballot of the manifest');
}

/** What `party` says in a statement about this manifest. Errors: CodedError false-answer; ProtocolError for the form. */
export function openStatementOf<T>(
  type: StatementType<T>,
  { manifestHash }: OpenedManifest,
  party: Party,
  input: Uint8Array,
): T {
  const { body, signer, signature } = decode(
    envelope(type.maxLength),
    input,
    type.maxLength + 256,
    type.label,
  );
  const { label, context, content } = decode(bodyCodec(type.content), body, type.maxLength, type.label);
  if (
    label !== type.label ||
    !equalBytes(context, manifestHash) ||
    signer !== party.id ||
    !verifies(party.identityKey, body, signature)
  )
    throw new CodedError('false-answer', `not ${party.id}'s ${type.label} statement about this manifest`);
  return content;
}

function requireSigned(jws: Jws, commissionerKey: Uint8Array): void {
  if (!isSigned(jws, COMMISSIONER, commissionerKey))
    throw new CodedError('signature/invalid', `the ${jws.typ} document is not the Commissioner's`);
}

function isSigned({ typ, payload, signatures }: Jws, id: string, publicKey: Uint8Array): boolean {
  const own = signatures.find(({ kid }) => kid === id);
  return own !== undefined && verifies(publicKey, signingInput(typ, id, payload), own.signature);
}

/** By noble, not WebCrypto: it reads compressed keys in every browser, on pages without TLS too, for 15 kB. Low-s only. */
function verifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return p256.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}
