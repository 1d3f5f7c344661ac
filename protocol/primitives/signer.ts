/**
 * Signatures by a key that may be kept elsewhere, such as on a card. The steps of the protocol are pure and sign as they
 * go; {@link signing} runs such a step with a key that answers later.
 */
import { ensure } from '../errors.ts';
import { equalBytes } from './bytes.ts';
import { SIGNATURE_LENGTH, type SigningKey, verifySignature } from './p256-signature.ts';

/** Called when a person has to act before the signature comes, such as to type a PIN. */
export type OnWait = () => void;

export interface Signer {
  /** Compressed point of P-256 (33 bytes). */
  readonly publicKey: Uint8Array;
  /** The key, if it is in this process's memory. */
  readonly key?: SigningKey;
  /** Resolves to raw r||s with low s (64 bytes). Rejects with an error of its own, of a code. */
  sign(message: Uint8Array, onWait?: OnWait): Promise<Uint8Array>;
}

export const signerOf = (key: SigningKey): Signer => ({
  publicKey: key.publicKey,
  key,
  sign: async (message) => key.sign(message),
});

/**
 * What `step` makes with the signer's key. A step whose key is elsewhere runs twice: to learn what it signs, and with the
 * signatures; so it must have no effect but its result, and sign the same messages, in order, whatever the signatures are.
 * Errors: those of `step`, before anything is signed, and of the signer; signature/invalid for a signature that is not the
 * key's; RangeError for a step that signs something else the second time.
 */
export async function signing<T>(signer: Signer, step: (key: SigningKey) => T, onWait?: OnWait): Promise<T> {
  const { publicKey, key } = signer;
  if (key !== undefined) return step(key);
  const messages = messagesOf(publicKey, step);
  const signatures: Uint8Array[] = [];
  for (const message of messages) {
    const signature = await signer.sign(message, onWait);
    ensure(
      verifySignature(publicKey, message, signature),
      'signature/invalid',
      'the signature that came is not of the expected key: it may be another card',
    );
    signatures.push(signature);
  }
  return replayed(publicKey, messages, signatures, step);
}

function messagesOf<T>(publicKey: Uint8Array, step: (key: SigningKey) => T): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  step({
    publicKey,
    sign: (message) => {
      messages.push(message.slice());
      return new Uint8Array(SIGNATURE_LENGTH);
    },
  });
  return messages;
}

function replayed<T>(
  publicKey: Uint8Array,
  messages: readonly Uint8Array[],
  signatures: readonly Uint8Array[],
  step: (key: SigningKey) => T,
): T {
  let next = 0;
  const sign = (message: Uint8Array): Uint8Array => {
    const [expected, signature] = [messages[next], signatures[next]];
    next += 1;
    if (expected === undefined || signature === undefined || !equalBytes(expected, message))
      throw otherMessages();
    return signature;
  };
  const result = step({ publicKey, sign });
  if (next !== messages.length) throw otherMessages();
  return result;
}

const otherMessages = (): RangeError => new RangeError('a step signs other messages the second time');
