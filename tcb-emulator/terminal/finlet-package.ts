/**
 * A Finlet as it is handed to the terminal: name, version and code (one ECMAScript module), signed by the Commissioner,
 * who hands out the terminals (FINREAD: Finlets are signed, and a terminal runs no other).
 */
import { bytes, decode, encode, struct, text, uint, type ValueOf } from '../../protocol/primitives/cbor.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { type SigningKey, verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { LCD_COLUMNS } from '../display/lcd.ts';
import type { Finlet } from '../finlet/finlet-runtime.ts';
import { TERMINAL_MEMORY, TerminalRefusal } from './terminal-refusal.ts';

const packageCodec = struct({
  /** Shown on the display. */
  name: text(LCD_COLUMNS, /^[A-Za-z0-9 .-]+$/),
  version: uint(9999, 1),
  code: bytes(1, TERMINAL_MEMORY),
  signature: bytes(64),
});
export type FinletPackage = ValueOf<typeof packageCodec>;

const signedPart = struct({
  label: text(64),
  name: text(LCD_COLUMNS),
  version: uint(9999, 1),
  code: bytes(32),
});

const body = ({ name, version, code }: Omit<FinletPackage, 'signature'>): Uint8Array =>
  encode(signedPart, { label: LABELS.finlet, name, version, code: sha256(code) });

export const packFinlet = (content: Omit<FinletPackage, 'signature'>, signer: SigningKey): Uint8Array =>
  encode(packageCodec, { ...content, signature: signer.sign(body(content)) });

/** Errors: TerminalRefusal finlet/unsigned, whatever is wrong with it. */
export function openFinletPackage(input: Uint8Array, commissionerKey: Uint8Array): FinletPackage {
  const opened = decodePackage(input);
  if (opened === undefined || !verifySignature(commissionerKey, body(opened), opened.signature))
    throw new TerminalRefusal('finlet/unsigned');
  return opened;
}

function decodePackage(input: Uint8Array): FinletPackage | undefined {
  try {
    return decode(packageCodec, input, TERMINAL_MEMORY, 'Finlet');
  } catch {
    return undefined;
  }
}

/** Runs the verified code: the very bytes that were verified, from memory. */
export async function loadFinlet({ code }: FinletPackage): Promise<Finlet> {
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
    finlet: Finlet;
  };
  return module.finlet;
}
