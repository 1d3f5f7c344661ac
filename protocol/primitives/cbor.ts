/**
 * Strict deterministic CBOR (RFC 8949, section 4.2): arrays of fixed order, unsigned integers, byte and text strings,
 * nothing else. A codec refuses non-canonical form, wrong arity or type, trailing bytes and anything beyond its bound.
 * The bytes are parsed by `cbor2`; canonical form is then proved by encoding the result again.
 */
import { decode as cborDecode, encode as cborEncode, cdeDecodeOptions, cdeEncodeOptions } from 'cbor2';
import { ensure, ProtocolError } from '../errors.ts';
import { equalBytes } from './bytes.ts';

type CborValue = number | string | Uint8Array | readonly CborValue[];

/** Turns a value into its CBOR form and back; `path` names the field in errors. */
export interface Codec<T> {
  toCbor(value: T): CborValue;
  fromCbor(value: unknown, path: string): T;
}

export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** Deepest nesting that any message of the protocol has. */
const MAX_DEPTH = 16;

function fail(path: string, expected: string): never {
  throw new ProtocolError('cbor/wrong-type', `${path}: expected ${expected}`);
}

function bounded(ok: boolean, path: string, bound: string): void {
  ensure(ok, 'cbor/out-of-bounds', `${path}: ${bound}`);
}

export function uint(max = Number.MAX_SAFE_INTEGER, min = 0): Codec<number> {
  const check = (value: unknown, path: string): number => {
    // Minus zero is a float, and would be a second form of 0.
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return fail(path, 'an unsigned integer');
    const number = value as number;
    bounded(number >= min && number <= max, path, `must be from ${min} to ${max}`);
    return number;
  };
  return { toCbor: (value) => check(value, 'uint'), fromCbor: check };
}

/** A Buffer is not a byte string to `cbor2`. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A byte string of `min` to `max` bytes; exactly `min` when `max` is left out. */
export function bytes(min: number, max = min): Codec<Uint8Array> {
  const check = (value: Uint8Array, path: string): Uint8Array => {
    bounded(value.length >= min && value.length <= max, path, `must be ${min} to ${max} bytes long`);
    return value;
  };
  return {
    toCbor: (value) => plain(check(value, 'bytes')),
    fromCbor: (value, path) =>
      value instanceof Uint8Array ? check(value, path) : fail(path, 'a byte string'),
  };
}

export function text(max: number, pattern = /^[^\p{Cc}]*$/u): Codec<string> {
  const check = (value: string, path: string): string => {
    bounded(value.length <= max, path, `must be at most ${max} characters long`);
    bounded(pattern.test(value) && value.isWellFormed(), path, 'has characters that are not allowed');
    return value;
  };
  return {
    toCbor: (value) => check(value, 'text'),
    fromCbor: (value, path) => (typeof value === 'string' ? check(value, path) : fail(path, 'a text string')),
  };
}

/** IDs of voters, servers, styles: at most 64 bytes of plain ASCII. */
export const id: Codec<string> = text(64, /^[A-Za-z0-9._-]+$/);

export function oneOf<const T extends string>(...values: readonly T[]): Codec<T> {
  return {
    toCbor: (value) => value,
    fromCbor: (value, path) => values.find((known) => known === value) ?? fail(path, values.join(' or ')),
  };
}

export function list<T>(item: Codec<T>, max: number, min = 0): Codec<readonly T[]> {
  return {
    toCbor: (values) => {
      bounded(values.length >= min && values.length <= max, 'list', `must have ${min} to ${max} items`);
      return values.map((value) => item.toCbor(value));
    },
    fromCbor: (value, path) => {
      if (!Array.isArray(value)) return fail(path, 'an array');
      bounded(value.length >= min && value.length <= max, path, `must have ${min} to ${max} items`);
      return value.map((entry: unknown, i) => item.fromCbor(entry, `${path}[${i}]`));
    },
  };
}

/** An absent value is the empty list. */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  const atMostOne = list(codec, 1);
  return {
    toCbor: (value) => atMostOne.toCbor(value === undefined ? [] : [value]),
    fromCbor: (value, path) => atMostOne.fromCbor(value, path)[0],
  };
}

/** An array of fixed order whose places have names; the order of `fields` is the order on the wire. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(fields) as [keyof T & string, Codec<T[keyof T]>][];
  return {
    toCbor: (value) => entries.map(([name, codec]) => codec.toCbor(value[name])),
    fromCbor: (value, path) => {
      if (!Array.isArray(value) || value.length !== entries.length)
        return fail(path, `an array of ${entries.length} items`);
      const items: unknown[] = value;
      return Object.fromEntries(
        entries.map(([name, codec], i) => [name, codec.fromCbor(items[i], `${path}.${name}`)]),
      ) as T;
    },
  };
}

/** A struct with a mark: one more item at its end, the word `mark` itself. Without it the form is that of the plain struct. */
export function markedStruct<T extends object, N extends string>(
  fields: { readonly [K in keyof T]: Codec<T[K]> },
  mark: N,
): Codec<T & Readonly<Record<N, boolean>>> {
  const plain = struct<T>(fields);
  const length = Object.keys(fields).length;
  return {
    toCbor: (value) => {
      const items = plain.toCbor(value) as readonly CborValue[];
      return value[mark] ? [...items, mark] : items;
    },
    fromCbor: (value, path) => {
      const isMarked = Array.isArray(value) && value.length === length + 1 && value[length] === mark;
      const items: unknown = isMarked ? value.slice(0, length) : value;
      return { ...plain.fromCbor(items, path), [mark]: isMarked } as T & Record<N, boolean>;
    },
  };
}

/** Bytes that `cbor2` takes memory in, twice for each item. Most messages fit; its own 4,096 cost more than the encoding. */
const ENCODE_OPTIONS = { ...cdeEncodeOptions, chunkSize: 512 };

export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  return cborEncode(codec.toCbor(value), ENCODE_OPTIONS);
}

/**
 * Decodes exactly one canonical item of at most `maxLength` bytes. The result shares no memory with the input.
 * Errors: cbor/too-long, cbor/malformed, cbor/not-canonical, cbor/wrong-type, cbor/out-of-bounds.
 */
export function decode<T>(codec: Codec<T>, input: Uint8Array, maxLength: number, name = 'message'): T {
  ensure(input.length <= maxLength, 'cbor/too-long', `${name}: longer than ${maxLength} bytes`);
  const value = codec.fromCbor(parse(input.slice(), name), name);
  ensure(equalBytes(encode(codec, value), input), 'cbor/not-canonical', `${name}: not in canonical form`);
  return value;
}

function parse(input: Uint8Array, name: string): unknown {
  try {
    return cborDecode(input, { ...cdeDecodeOptions, maxDepth: MAX_DEPTH });
  } catch {
    throw new ProtocolError('cbor/malformed', `${name}: not one well-formed CBOR item`);
  }
}
