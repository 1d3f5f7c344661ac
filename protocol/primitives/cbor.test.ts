import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { equalBytes, fromHex } from './bytes.ts';
import { bytes, type Codec, decode, encode, id, list, oneOf, optional, struct, text, uint } from './cbor.ts';

const hex = (digits: string): Uint8Array => fromHex(digits.replaceAll(' ', '')) ?? assert.fail('hex');
const anyBytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });

interface Sample {
  readonly n: number;
  readonly data: Uint8Array;
  readonly name: string;
  readonly title: string;
  readonly kind: 'yes' | 'no';
  readonly items: readonly { readonly a: number; readonly b: Uint8Array }[];
}
const sample: Codec<Sample> = struct({
  n: uint(),
  data: bytes(0, 300),
  name: id,
  title: text(300),
  kind: oneOf('yes', 'no'),
  items: list(struct({ a: uint(70_000, 3), b: bytes(2) }), 30),
});
/** Values with Object's prototype, as decoded ones have. */
const PLAIN = { noNullPrototype: true };
const anySample: fc.Arbitrary<Sample> = fc.record(
  {
    n: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32)),
    data: anyBytes(0, 300),
    name: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
    title: fc.string({ unit: 'grapheme', maxLength: 40 }).filter((t) => !/\p{Cc}/u.test(t)),
    kind: fc.constantFrom<'yes' | 'no'>('yes', 'no'),
    items: fc.array(fc.record({ a: fc.integer({ min: 3, max: 70_000 }), b: anyBytes(2, 2) }, PLAIN), {
      maxLength: 30,
    }),
  },
  PLAIN,
);

/** The code with which the input is refused; 'accepted' if it is not. Anything but a typed error fails the test. */
function refusal<T>(codec: Codec<T>, input: Uint8Array, max = 1000): string {
  return failureOf(ProtocolError, () => decode(codec, input, max))?.code ?? 'accepted';
}

test('every codec kind makes the round trip, and the result shares no memory with the input', () => {
  fc.assert(
    fc.property(anySample, (value) => {
      const encoded = encode(sample, value);
      const input = new Uint8Array(encoded);
      const decoded = decode(sample, input, 20_000);
      assert.deepEqual(decoded, value);
      input.fill(0xff);
      assert.deepEqual(encode(sample, decoded), encoded);
    }),
  );
});

test('text that begins with a byte order mark, or is not ASCII, keeps every byte', () => {
  for (const value of ['\ufeffmark', 'é', 'e\u0301', '🗳', '\u2028'])
    assert.equal(decode(text(20), encode(text(20), value), 100), value);
});

test('every change of one byte is refused, or is the canonical form of another value', () => {
  const anyMutation = fc.record({ value: anySample, at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });
  fc.assert(
    fc.property(anyMutation, ({ value, at, by }) => {
      const encoded = encode(sample, value);
      const mutated = new Uint8Array(encoded);
      const position = at % mutated.length;
      mutated[position] = (mutated[position] ?? 0) ^ by;
      failureOf(ProtocolError, () => {
        const decoded = decode(sample, mutated, 20_000);
        assert.deepEqual(encode(sample, decoded), mutated);
        assert.notDeepEqual(decoded, value);
      });
    }),
    { numRuns: 2000 },
  );
});

const kinds: readonly Codec<unknown>[] = [uint(), bytes(0, 60), text(60), list(uint(), 9)];
test('random bytes are refused with a typed error or are canonical', () => {
  fc.assert(
    fc.property(anyBytes(0, 60), (input) => {
      for (const codec of kinds)
        if (refusal(codec, input) === 'accepted')
          assert.ok(equalBytes(encode(codec, decode(codec, input, 60)), input));
    }),
    { numRuns: 2000 },
  );
});

const refused: readonly [string, Codec<unknown>, string, string][] = [
  // RFC 8949, section 4.2.1: shortest argument, definite length
  ['uint in two bytes that fits one', uint(), '1817', 'cbor/malformed'],
  ['uint in three bytes that fits two', uint(), '1900ff', 'cbor/malformed'],
  ['uint in nine bytes', uint(), '1b0000000000000001', 'cbor/malformed'],
  ['byte string with a long length', bytes(1), '580161', 'cbor/malformed'],
  ['text with a long length', text(9), '780161', 'cbor/malformed'],
  ['array with a long length', list(uint(), 9), '980101', 'cbor/malformed'],
  ['indefinite byte string', bytes(0, 9), '5f4101ff', 'cbor/malformed'],
  ['indefinite text', text(9), '7f6161ff', 'cbor/malformed'],
  ['indefinite array', list(uint(), 9), '9f01ff', 'cbor/malformed'],
  ['reserved additional information', uint(), '1c', 'cbor/malformed'],
  ['a lone break', uint(), 'ff', 'cbor/malformed'],
  // not one whole item
  ['nothing', uint(), '', 'cbor/malformed'],
  ['a trailing byte', uint(), '0100', 'cbor/malformed'],
  ['two items', list(uint(), 9), '8080', 'cbor/malformed'],
  ['a truncated string', bytes(2), '4201', 'cbor/malformed'],
  ['a truncated array', list(uint(), 9), '8201', 'cbor/malformed'],
  ['a string longer than memory', bytes(0, 9), '5b7fffffffffffffff', 'cbor/malformed'],
  ['an array longer than memory', list(uint(), 9), '9b7fffffffffffffff', 'cbor/malformed'],
  ['text that is not UTF-8', text(9), '61ff', 'cbor/malformed'],
  ['text with a surrogate in UTF-8', text(9), '63eda080', 'cbor/malformed'],
  // kinds that the protocol does not have
  ['half float of an integer', uint(), 'f93c00', 'cbor/not-canonical'],
  ['half float', uint(), 'f93e00', 'cbor/wrong-type'],
  ['double', uint(), 'fb3ff199999999999a', 'cbor/wrong-type'],
  ['not a number', uint(), 'f97e00', 'cbor/wrong-type'],
  ['minus zero', uint(), 'f98000', 'cbor/wrong-type'],
  ['a negative integer', uint(), '20', 'cbor/out-of-bounds'],
  ['an integer beyond 2^53', uint(), '1b0020000000000000', 'cbor/wrong-type'],
  ['true', uint(), 'f5', 'cbor/wrong-type'],
  ['null', text(9), 'f6', 'cbor/wrong-type'],
  ['undefined', bytes(0, 9), 'f7', 'cbor/wrong-type'],
  ['a simple value', uint(), 'f0', 'cbor/wrong-type'],
  ['a map', struct({}), 'a0', 'cbor/wrong-type'],
  ['a map for an array', list(uint(), 9), 'a10001', 'cbor/wrong-type'],
  ['a bignum tag', uint(), 'c24101', 'cbor/malformed'],
  ['a tagged byte string', bytes(1), 'd84041ff', 'cbor/not-canonical'],
  ['a typed array of one-byte numbers', list(uint(), 9), 'd8404101', 'cbor/wrong-type'],
  ['self-described CBOR', uint(), 'd9d9f701', 'cbor/not-canonical'],
  // type, arity, bounds
  ['text for bytes', bytes(1), '6161', 'cbor/wrong-type'],
  ['bytes for text', text(9), '4161', 'cbor/wrong-type'],
  ['uint for an array', list(uint(), 9), '01', 'cbor/wrong-type'],
  ['a place too few', struct({ a: uint(), b: uint() }), '8101', 'cbor/wrong-type'],
  ['a place too many', struct({ a: uint() }), '820101', 'cbor/wrong-type'],
  ['an unknown word', oneOf('yes', 'no'), '6161', 'cbor/wrong-type'],
  ['bytes too short', bytes(2), '4101', 'cbor/out-of-bounds'],
  ['bytes too long', bytes(2), '43010101', 'cbor/out-of-bounds'],
  ['text too long', text(1), '626161', 'cbor/out-of-bounds'],
  ['a control character', text(9), '610a', 'cbor/out-of-bounds'],
  ['an ID with a slash', id, '632e2e2f', 'cbor/out-of-bounds'],
  ['an ID with a line feed at its end', id, '62610a', 'cbor/out-of-bounds'],
  ['an empty ID', id, '60', 'cbor/out-of-bounds'],
  ['an ID of 65 bytes', id, `7841${'61'.repeat(65)}`, 'cbor/out-of-bounds'],
  ['too many items', list(uint(), 1), '820101', 'cbor/out-of-bounds'],
  ['too few items', list(uint(), 9, 1), '80', 'cbor/out-of-bounds'],
  ['a number too large', uint(4), '05', 'cbor/out-of-bounds'],
  ['a number too small', uint(4, 2), '01', 'cbor/out-of-bounds'],
];

for (const [what, codec, input, code] of refused)
  test(`refused: ${what}`, () => assert.equal(refusal(codec, hex(input)), code));

test('input beyond its bound is refused before it is parsed', () => {
  assert.equal(refusal(bytes(0, 9), new Uint8Array(1001).fill(0xff)), 'cbor/too-long');
  assert.equal(refusal(bytes(0, 9), encode(bytes(0, 9), new Uint8Array(9)), 10), 'accepted');
  assert.equal(refusal(bytes(0, 9), encode(bytes(0, 9), new Uint8Array(9)), 9), 'cbor/too-long');
});

test('deep nesting is refused and exhausts nothing', () => {
  for (const opening of [0x81, 0x9f, 0xa1, 0xc1, 0x5f, 0xd8]) {
    const deep = new Uint8Array(1_000_000).fill(opening);
    assert.match(refusal(list(uint(), 9), deep, deep.length), /^cbor\/(malformed|wrong-type)$/);
  }
  const announced = new Uint8Array(1_000_000);
  for (let i = 0; i < announced.length; i += 5) announced.set([0x9a, 0xff, 0xff, 0xff, 0xff], i);
  assert.match(refusal(list(uint(), 9), announced, announced.length), /^cbor\/(malformed|wrong-type)$/);
});

test('what may not be read may not be written', () => {
  const bad: (() => Uint8Array)[] = [
    () => encode(uint(4), 5),
    () => encode(uint(4), -1),
    () => encode(uint(4), Number.NaN),
    () => encode(uint(4), 1.5),
    () => encode(uint(), 2 ** 53),
    () => encode(bytes(2), new Uint8Array(3)),
    () => encode(text(2), 'abc'),
    () => encode(text(2), '\ud800'),
    () => encode(id, 'a b'),
    () => encode(list(uint(), 1), [1, 2]),
    () => encode(uint(4), -0),
  ];
  for (const make of bad) assert.throws(make, ProtocolError, make.toString());
});

test('a Buffer is encoded as the byte string that it is', () => {
  assert.deepEqual(encode(bytes(3), Buffer.from([1, 2, 3])), Uint8Array.of(0x43, 1, 2, 3));
});

test('what is as long as it may be is read and written, also below a least length', () => {
  const accepted: readonly (readonly [Codec<string> | Codec<readonly number[]>, unknown])[] = [
    [text(3), 'abc'],
    [text(0), ''],
    [list(uint(), 2), [1, 2]],
    [list(uint(), 2, 2), [1, 2]],
  ];
  for (const [codec, value] of accepted as readonly (readonly [Codec<unknown>, unknown])[])
    assert.deepEqual(decode(codec, encode(codec, value), 100), value);
  assert.throws(() => encode(list(uint(), 2, 1), []), { code: 'cbor/out-of-bounds' });
  assert.equal(refusal(list(uint(), 2, 1), encode(list(uint(), 2), [])), 'cbor/out-of-bounds');
  assert.equal(
    refusal(text(9), encode(text(9, /\t/), '\ta')),
    'cbor/out-of-bounds',
    'control character first',
  );
  assert.equal(
    refusal(text(9), encode(text(9, /\t/), 'a\t')),
    'cbor/out-of-bounds',
    'control character last',
  );
});

test('what may be absent is the empty list, or the value alone', () => {
  const maybe = optional(uint());
  for (const value of [undefined, 0, 7]) assert.equal(decode(maybe, encode(maybe, value), 9), value);
  assert.deepEqual(encode(maybe, undefined), Uint8Array.of(0x80));
  assert.deepEqual(encode(maybe, 7), Uint8Array.of(0x81, 7));
  assert.equal(refusal(maybe, Uint8Array.of(0x82, 1, 2)), 'cbor/out-of-bounds');
});
