import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import {
  bytesToScalar,
  compareBytes,
  concat,
  equalBytes,
  fromHex,
  pad,
  requireHex,
  scalarToBytes,
  toHex,
  unpad,
} from './bytes.ts';

const anyBytes = fc.uint8Array({ maxLength: 60 });

test('padding: every message shorter than the padded size comes back, at one length', () => {
  fc.assert(
    fc.property(anyBytes, fc.integer({ min: 1, max: 20 }), (message, more) => {
      const padded = pad(message, message.length + more);
      assert.equal(padded.length, message.length + more);
      assert.deepEqual(unpad(padded), message);
    }),
  );
});

test('padding: a message as long as the padded size, or longer, does not fit', () => {
  for (const length of [8, 9, 100])
    assert.throws(() => pad(new Uint8Array(length), 8), { code: 'padding/malformed' });
});

test('padding: what does not end in 0x80 and zeros is refused', () => {
  for (const text of ['', '00', '0000', '01', '7f00', '8001', '80ff0000'])
    assert.throws(() => unpad(fromHex(text) ?? assert.fail()), { code: 'padding/malformed' }, text);
  assert.deepEqual(unpad(Uint8Array.of(0x80)), new Uint8Array());
  assert.deepEqual(unpad(Uint8Array.of(0x80, 0x80, 0)), Uint8Array.of(0x80));
});

test('padding is injective: two messages never share a padded form', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      assert.equal(equalBytes(pad(a, 61), pad(b, 61)), equalBytes(a, b));
    }),
  );
});

test('scalars are big-endian, of exact length, and never wrap', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
      const encoded = scalarToBytes(value);
      assert.equal(encoded.length, 32);
      assert.equal(bytesToScalar(encoded), value);
      assert.equal(toHex(encoded), value.toString(16).padStart(64, '0'));
    }),
  );
  assert.throws(() => scalarToBytes(2n ** 256n), { code: 'cbor/out-of-bounds' });
  assert.throws(() => scalarToBytes(-1n), { code: 'cbor/out-of-bounds' });
  assert.equal(bytesToScalar(new Uint8Array()), 0n);
});

test('hexadecimal is strict and lower-case', () => {
  fc.assert(fc.property(anyBytes, (bytes) => assert.deepEqual(fromHex(toHex(bytes)), bytes)));
  for (const text of ['0', 'AB', '0g', ' 00', '00 ', '00\n', '0x00'])
    assert.equal(fromHex(text), undefined, JSON.stringify(text));
});

test('comparison is that of unsigned bytes, shorter first, and agrees with equality', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(a, b));
      assert.equal(compareBytes(a, b) === 0, equalBytes(a, b));
    }),
  );
  assert.ok(compareBytes(Uint8Array.of(0x7f), Uint8Array.of(0x80)) < 0);
  assert.ok(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0)) < 0);
});

test('concatenation keeps every byte in order', () => {
  fc.assert(
    fc.property(fc.array(anyBytes), (parts) => {
      assert.deepEqual(concat(...parts), new Uint8Array(parts.flatMap((part) => [...part])));
    }),
  );
});

test('what must be hexadecimal and is not is refused by name', () => {
  assert.deepEqual(requireHex('00ff'), Uint8Array.of(0, 255));
  for (const text of ['0', 'FF', 'xy', '00 '])
    assert.throws(() => requireHex(text), { code: 'cbor/malformed' }, text);
});
