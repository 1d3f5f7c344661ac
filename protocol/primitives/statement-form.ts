/** The form of a signed statement, without the cryptography: a browser that only carries statements can load it. */
import { bytes, type Codec, decode, id, struct, text } from './cbor.ts';
import type { Label } from './domain-labels.ts';

/** A kind of statement: its label, what it says, and how long it can be in bytes. */
export interface StatementType<T> {
  readonly label: Label;
  readonly content: Codec<T>;
  readonly maxLength: number;
}

/** The signature is r||s of p256-signature.ts, which needs node:crypto. */
export const envelope = (maxLength: number) =>
  struct({ body: bytes(1, maxLength), signer: id, signature: bytes(64) });

export const bodyCodec = <T>(content: Codec<T>) => struct({ label: text(64), context: bytes(32), content });

/** What a statement says, and in which context, unchecked: for those who only carry it, or do not know its context yet. */
export function peekStatement<T>(content: Codec<T>, input: Uint8Array): { context: Uint8Array; content: T } {
  const { body } = decode(envelope(input.length), input, input.length, 'statement');
  return decode(bodyCodec(content), body, body.length, 'statement');
}
