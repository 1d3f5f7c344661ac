/**
 * BER-TLV data objects (ISO/IEC 7816-4, section 5.2.2), one level at a time: tags of 1 to 3 bytes as numbers, definite
 * lengths below 65,536. What is encoded has its length in the fewest bytes, and so is DER too.
 */
import { concat } from '../../protocol/primitives/bytes.ts';

const LONG_TAG = 0x1f;
const MORE = 0x80;
const LONG_LENGTH = 0x80;
const MAX_LENGTH_BYTES = 2;

/** One data object; `parts` together are its value. */
export function encodeTlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = concat(...parts);
  const length = bigEndian(value.length);
  const header = value.length < LONG_LENGTH ? length : [LONG_LENGTH | length.length, ...length];
  return concat(Uint8Array.from([...bigEndian(tag), ...header]), value);
}

/** The values of `tags` in that order; undefined unless `data` is exactly one object of each, in any order. */
export function parseTlvs<const Tags extends readonly number[]>(
  data: Uint8Array,
  ...tags: Tags
): { readonly [Place in keyof Tags]: Uint8Array } | undefined {
  const values: Uint8Array[] = [];
  for (let at = 0; at < data.length; ) {
    const object = parseTlv(data, at);
    const place = tags.indexOf(object?.tag ?? -1);
    if (object === undefined || place < 0 || values[place] !== undefined) return undefined;
    values[place] = object.value;
    at = object.end;
  }
  const isComplete = tags.every((_, place) => values[place] !== undefined);
  return isComplete ? (values as unknown as { [Place in keyof Tags]: Uint8Array }) : undefined;
}

/** The number that stands for a tag, or for a length. */
export const fromBigEndian = (bytes: Uint8Array): number =>
  bytes.reduce((value, byte) => (value << 8) | byte, 0);

function parseTlv(data: Uint8Array, at: number) {
  const lengthAt = at + tagLength(data, at);
  const first = data[lengthAt] ?? 0;
  const lengthBytes = first < LONG_LENGTH ? 0 : first & ~LONG_LENGTH;
  // No length bytes after 80 would be the indefinite form.
  if (first === LONG_LENGTH || lengthBytes > MAX_LENGTH_BYTES) return undefined;
  const start = lengthAt + 1 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : fromBigEndian(data.subarray(lengthAt + 1, start)));
  if (end > data.length) return undefined;
  return { tag: fromBigEndian(data.subarray(at, lengthAt)), value: data.subarray(start, end), end };
}

/** A longer tag than 3 bytes is cut, and then is none that anyone asks for. */
function tagLength(data: Uint8Array, at: number): number {
  if (((data[at] ?? 0) & LONG_TAG) !== LONG_TAG) return 1;
  return ((data[at + 1] ?? 0) & MORE) === 0 ? 2 : 3;
}

function bigEndian(value: number): number[] {
  const low = value & 0xff;
  return value > 0xff ? [...bigEndian(value >> 8), low] : [low];
}
