/**
 * Signed statements between servers: CBOR [body, signer, signature], the body beginning with its label and the hash that
 * it is bound to (manifest hash, or plan hash before there is a manifest). One shape for all, one place that checks it.
 */
import { ensure } from '../errors.ts';
import { equalBytes } from './bytes.ts';
import { decode, encode } from './cbor.ts';
import { type SigningKey, verifySignature } from './p256-signature.ts';
import { bodyCodec, envelope, type StatementType } from './statement-form.ts';

export interface Statement<T> {
  readonly signer: string;
  readonly content: T;
}

/** Finds the identity key (33 bytes) of the party that may make the statement; undefined if there is none. */
export type KeyLookup = (signer: string) => Uint8Array | undefined;

/** What a server signs with in that period, from the chain of records; undefined if it has no key then. */
export type PeriodKeys = (period: number, signer: string) => Uint8Array | undefined;

export function signStatement<T>(
  type: StatementType<T>,
  context: Uint8Array,
  content: T,
  signer: string,
  key: SigningKey,
): Uint8Array {
  const body = encode(bodyCodec(type.content), { label: type.label, context, content });
  return encode(envelope(type.maxLength), { body, signer, signature: key.sign(body) });
}

/** A statement of that form, whose signature is still to be checked. Errors: those of {@link decode}, statement/wrong-context. */
export function readStatement<T>(
  type: StatementType<T>,
  context: Uint8Array,
  input: Uint8Array,
): Statement<T> & { readonly body: Uint8Array; readonly signature: Uint8Array } {
  const { body, signer, signature } = decode(
    envelope(type.maxLength),
    input,
    type.maxLength + 256,
    type.label,
  );
  const {
    label,
    context: bound,
    content,
  } = decode(bodyCodec(type.content), body, type.maxLength, type.label);
  ensure(
    label === type.label && equalBytes(bound, context),
    'statement/wrong-context',
    `not a ${type.label} statement of this election`,
    signer,
  );
  return { signer, content, body, signature };
}

/**
 * Decodes a statement and checks label, context, signer and signature; the key may rest on what it says, such as its period.
 * Errors: those of {@link readStatement}, statement/unknown-signer, signature/invalid.
 */
export function openStatement<T>(
  type: StatementType<T>,
  context: Uint8Array,
  input: Uint8Array,
  keyOf: (signer: string, content: T) => Uint8Array | undefined,
): Statement<T> {
  const { signer, content, body, signature } = readStatement(type, context, input);
  const key = keyOf(signer, content);
  ensure(key !== undefined, 'statement/unknown-signer', `${signer} may not make a ${type.label} statement`);
  ensure(
    verifySignature(key, body, signature),
    'signature/invalid',
    `${signer}'s signature is not valid`,
    signer,
  );
  return { signer, content };
}
