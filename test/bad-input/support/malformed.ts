/** What a hostile client sends: fixed monsters, and mutants of messages that would be taken. */
import fc from 'fast-check';
import { concat, utf8 } from '../../../protocol/primitives/bytes.ts';

const filled = (length: number, byte = 0): Uint8Array => new Uint8Array(length).fill(byte);

/** Never a message of any kind, whatever the interface. */
export const MONSTERS: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', Uint8Array.of(0xff)],
  ['zeros', filled(1000)],
  ['text', utf8('not a message at all')],
  ['JSON', utf8('{"payload":"","signatures":[{"protected":"","signature":""}]}')],
  ['JSON in JSON in JSON', utf8('['.repeat(4000))],
  ['an array in an array, 10,000 deep', filled(10_000, 0x81)],
  ['a byte string that claims 2^63 bytes', Uint8Array.of(0x5b, 0x7f, 255, 255, 255, 255, 255, 255, 255)],
  ['an array that claims 2^32 items', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff, 0x00)],
  ['an array of indefinite length', concat(Uint8Array.of(0x9f), filled(100, 0x01))],
  ['a map', Uint8Array.of(0xa1, 0x61, 0x61, 0x01)],
  ['a tag', Uint8Array.of(0xc1, 0x1a, 0, 0, 0, 0)],
  ['a float', Uint8Array.of(0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0)],
  ['an array of 60,000 numbers', concat(Uint8Array.of(0x99, 0xea, 0x60), filled(60_000, 0x01))],
  ['a megabyte', filled(1_048_576, 0x40)],
];

/** Bytes flipped, cut off, added, doubled, nested, replaced. Never `valid` itself. */
export function mutantsOf(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(Math.max(0, valid.length - 1));
  const some = fc.uint8Array({ minLength: 1, maxLength: 40 });
  return fc
    .oneof(
      fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
        const flipped = valid.slice();
        flipped[at] = (flipped[at] ?? 0) ^ by;
        return flipped;
      }),
      place.map((length) => valid.slice(0, length)),
      some.map((more) => concat(valid, more)),
      some.map((more) => concat(more, valid)),
      fc.tuple(place, some).map(([at, more]) => concat(valid.slice(0, at), more, valid.slice(at))),
      fc.tuple(place, place).map(([from, to]) => concat(valid.slice(0, to), valid.slice(from))),
      fc.tuple(place, fc.nat(200)).map(([at, n]) => concat(valid.slice(0, at), valid.slice(at + n + 1))),
      fc.constant(concat(Uint8Array.of(0x81), valid)),
      fc.constant(concat(valid, valid)),
    )
    .filter((mutant) => Buffer.compare(mutant, valid) !== 0);
}
