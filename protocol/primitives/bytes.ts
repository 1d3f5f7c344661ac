/** Byte-string helpers that every layer needs. Pure; no secrets are kept. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ensure, fail } from '../errors.ts';

/** For fields that are empty by the protocol, such as the hash of a closing order that nobody gave. Never for what is missing. */
export const EMPTY: Uint8Array = new Uint8Array();

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Compares without an early exit, so that the time taken tells nothing about where two strings differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Orders byte strings as unsigned bytes, shorter first on a tie: the order of the frozen bulletin board. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export const toHex: (bytes: Uint8Array) => string = bytesToHex;

/** Strict lower-case hexadecimal; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/.test(text)) return undefined;
  return hexToBytes(text);
}

/** {@link fromHex} of constants, and of what a schema has checked. Errors: cbor/malformed. */
export const requireHex = (text: string): Uint8Array =>
  fromHex(text) ?? fail('cbor/malformed', 'not hexadecimal');

/** Big-endian unsigned integer of exactly `length` bytes. */
export function scalarToBytes(value: bigint, length = 32): Uint8Array {
  const digits = value.toString(16).padStart(2 * length, '0');
  ensure(
    value >= 0n && digits.length === 2 * length,
    'cbor/out-of-bounds',
    'a scalar is longer than its field',
  );
  return hexToBytes(digits);
}

export function bytesToScalar(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** Pads with 0x80 and zeros to exactly `length` bytes (ISO 7816-4), so that lengths tell nothing. */
export function pad(bytes: Uint8Array, length: number): Uint8Array {
  ensure(bytes.length < length, 'padding/malformed', 'a message is longer than its padded size');
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = 0x80;
  return out;
}

/** Undoes {@link pad}. Errors: padding/malformed. */
export function unpad(padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  ensure(end >= 0 && padded[end] === 0x80, 'padding/malformed', 'the padding is not 0x80 and zeros');
  return padded.subarray(0, end);
}
