import assert from 'node:assert/strict';
import { encode as cborEncode, cdeEncodeOptions } from 'cbor2';
import fc from 'fast-check';
import { test } from 'vitest';
import { MAX_OP } from './forms.ts';
import { cas, clientKey, hashOfKey, out, probe, wait } from './machine-test-support.ts';
import {
  decodeOperation,
  decodeResult,
  encodeOperation,
  encodeResult,
  type Field,
  matches,
  type Operation,
} from './operations.ts';

const DAY = 24 * 3600 * 1000;
const someKey = hashOfKey(clientKey(1));

/** The wire form of a list of parts, in canonical CBOR. */
const wire = (...parts: readonly unknown[]): Uint8Array => cborEncode(parts, cdeEncodeOptions);

const refuses = (input: Uint8Array, code: string) => assert.throws(() => decodeOperation(input), { code });

const RIGHT: readonly Operation[] = [
  out([1, 'two', Uint8Array.of(3)], { readers: [someKey], takers: [], lease: 30 * DAY }),
  cas([undefined, 'two'], ['one', 2], { takers: [someKey, hashOfKey(clientKey(2))] }),
  probe('rdp', [undefined]),
  probe('inp', [0]),
  wait('rd', ['x', undefined], 1),
  wait('in', ['x'], 30 * DAY),
];

test('operations come back as they were', () => {
  for (const operation of RIGHT) assert.deepEqual(decodeOperation(encodeOperation(operation)), operation);
});

test('what does not apply is an empty list', () => {
  assert.deepEqual(encodeOperation(probe('rdp', [1, undefined])), wire('rdp', [[1], []], [], [], [], [], []));
  assert.deepEqual(encodeOperation(out([1])), wire('out', [], [1], [], [], [], 0));
  assert.deepEqual(encodeOperation(wait('in', [1], 5)), wire('in', [[1]], [], [], [], [], 5));
  assert.deepEqual(encodeOperation(cas([1], [2])), wire('cas', [[1]], [2], [], [], [], 0));
});

test('a part that is missing, or does not apply, is refused', () => {
  const wrong: readonly Uint8Array[] = [
    wire('out', [], [], [], [], [], 0),
    wire('out', [[1]], [1], [], [], [], 0),
    wire('out', [], [1], [], [], [], []),
    wire('cas', [], [1], [], [], [], 0),
    wire('cas', [[1]], [], [], [], [], 0),
    wire('rdp', [], [], [], [], [], []),
    wire('rdp', [[1]], [1], [], [], [], []),
    wire('rdp', [[1]], [], [], [], [], 0),
    wire('inp', [[1]], [], [], [new Uint8Array(32)], [], []),
    wire('inp', [[1]], [], [], [], [new Uint8Array(32)], []),
    wire('rd', [[1]], [], [], [], [], []),
    wire('rd', [[1]], [], [], [], [], 0),
    wire('in', [[1]], [], [], [], [], 0),
  ];
  for (const input of wrong) refuses(input, 'cbor/out-of-bounds');
  assert.throws(() => encodeOperation(out([])), { code: 'cbor/out-of-bounds' });
});

test('nothing is secret yet', () => {
  refuses(wire('out', [], [1], [1], [], [], 0), 'cbor/out-of-bounds');
});

test('an unknown name is refused', () => {
  refuses(wire('put', [], [1], [], [], [], 0), 'cbor/wrong-type');
});

test('fields are unsigned integers, text and bytes, at most 16', () => {
  const fields = Array.from({ length: 16 }, (_, i) => i);
  assert.deepEqual(decodeOperation(encodeOperation(out(fields))).tuple, fields);
  assert.throws(() => encodeOperation(out([...fields, 16])), { code: 'cbor/out-of-bounds' });
  assert.throws(() => encodeOperation(probe('rdp', [...fields, undefined])), { code: 'cbor/out-of-bounds' });
  refuses(wire('out', [], [-1], [], [], [], 0), 'cbor/out-of-bounds');
  for (const field of [0.5, true, null, [1]])
    refuses(wire('out', [], [field], [], [], [], 0), 'cbor/wrong-type');
  refuses(wire('rdp', [[1, 2]], [], [], [], [], []), 'cbor/out-of-bounds');
  refuses(wire('rdp', [1], [], [], [], [], []), 'cbor/wrong-type');
});

test('at most 32 readers and takers, hashes of 32 bytes', () => {
  const keys = (n: number) => Array.from({ length: n }, (_, i) => hashOfKey(clientKey(i)));
  for (const list of ['readers', 'takers']) {
    encodeOperation(out([1], { [list]: keys(32) }));
    assert.throws(() => encodeOperation(out([1], { [list]: keys(33) })), { code: 'cbor/out-of-bounds' });
    assert.throws(() => encodeOperation(out([1], { [list]: ['00'] })), { code: 'cbor/out-of-bounds' });
  }
});

test('a lease is at most 30 days', () => {
  for (const operation of [out([1], { lease: 30 * DAY + 1 }), wait('rd', [1], 30 * DAY + 1)])
    assert.throws(() => encodeOperation(operation), { code: 'cbor/out-of-bounds' });
  refuses(wire('rdp', [[1]], [], [], [], [], [1]), 'cbor/out-of-bounds');
});

test('an operation is at most 200 KiB, in canonical form', () => {
  assert.equal(MAX_OP, 200 * 1024);
  refuses(wire('out', [], [new Uint8Array(MAX_OP)], [], [], [], 0), 'cbor/too-long');
  refuses(Uint8Array.of(...wire('out', [], [1], [], [], [], 0), 0), 'cbor/malformed');
  const lax = wire('out', [], [1], [], [], [], 0);
  refuses(Uint8Array.of(0x98, 7, ...lax.subarray(1)), 'cbor/malformed');
});

const someField = fc.oneof(fc.constantFrom<Field>(0, 1, 'a', 'b'), fc.uint8Array({ maxLength: 1 }));

test('a template matches tuples of its length, field by field', () => {
  assert.ok(matches([1, undefined, Uint8Array.of(1)], [1, 'any', Uint8Array.of(1)]));
  assert.ok(!matches([undefined], [1, 2]));
  assert.ok(!matches([undefined, undefined], [1]));
  assert.ok(!matches([1], ['1']));
  assert.ok(!matches([Uint8Array.of(1)], [Uint8Array.of(1, 2)]));
  assert.ok(!matches([Uint8Array.of(1)], [1]));
  fc.assert(
    fc.property(fc.array(fc.tuple(someField, someField, fc.boolean()), { maxLength: 4 }), (fields) => {
      const template = fields.map(([wanted, , isAny]) => (isAny ? undefined : wanted));
      const tuple = fields.map(([, field]) => field);
      const isMatch = fields.every(
        ([wanted, field, isAny]) => isAny || Buffer.compare(wire(wanted), wire(field)) === 0,
      );
      assert.equal(matches(template, tuple), isMatch);
    }),
  );
});

test('results come back as they were', () => {
  for (const result of [
    { code: '', tuples: [[1, 'a', Uint8Array.of(2)]] },
    { code: 'board/refused', tuples: [] },
  ])
    assert.deepEqual(decodeResult(encodeResult(result)), result);
});
