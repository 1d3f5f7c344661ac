import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { parsePinModification, parsePinVerification } from './pin-structures.ts';
import { PIN_MODIFY, PIN_VERIFY } from './test-support.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('a verification as OpenSC asks for it', () => {
  assert.deepEqual(parsePinVerification(PIN_VERIFY), {
    timeoutSeconds: 30,
    format: {
      encoding: 'ascii',
      justified: 'left',
      position: 0,
      positionUnit: 'bytes',
      blockLength: 8,
      lengthBits: 0,
      lengthPosition: 0,
      lengthUnit: 'bits',
    },
    minDigits: 4,
    maxDigits: 8,
    entryValidation: { onMaxDigits: false, onKey: true, onTimeout: false },
    messageCount: undefined,
    languageId: 0x0409,
    messageIndex: 0,
    apdu: hex('0020008008ffffffffffffffff'),
  });
});

test('a modification', () => {
  const parsed = parsePinModification(PIN_MODIFY);
  assert.ok(parsed !== undefined);
  const { format, apdu, ...rest } = parsed;
  assert.equal(format.encoding, 'ascii');
  assert.deepEqual(apdu, hex('0024008010ffffffffffffffffffffffffffffffff'));
  assert.deepEqual(rest, {
    timeoutSeconds: 30,
    oldPinOffset: 0,
    newPinOffset: 8,
    minDigits: 4,
    maxDigits: 8,
    confirmsNew: true,
    asksOld: true,
    entryValidation: { onMaxDigits: false, onKey: true, onTimeout: false },
    messageCount: 3,
    languageId: 0x0409,
    messageIndices: [0, 1, 2],
  });
});

test('the format of a GlobalPlatform PIN: BCD, its length in four bits', () => {
  assert.deepEqual(parsePinVerification(changed(PIN_VERIFY, { 2: 0x45, 3: 0x47, 4: 0x14 }))?.format, {
    encoding: 'bcd',
    justified: 'right',
    position: 8,
    positionUnit: 'bits',
    blockLength: 7,
    lengthBits: 4,
    lengthPosition: 4,
    lengthUnit: 'bytes',
  });
});

function changed(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  return Uint8Array.from(bytes, (byte, i) => changes[i] ?? byte);
}

const refused: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['a head alone', PIN_VERIFY.subarray(0, 19)],
  ['one byte less', PIN_VERIFY.subarray(0, -1)],
  ['one byte more', Uint8Array.of(...PIN_VERIFY, 0)],
  ['an unknown encoding', changed(PIN_VERIFY, { 2: 0x83 })],
  ['reserved bits of the length format', changed(PIN_VERIFY, { 4: 0x20 })],
  ['no digits', changed(PIN_VERIFY, { 5: 0, 6: 0 })],
  ['fewer digits at most than at least', changed(PIN_VERIFY, { 5: 3 })],
  ['an entry without end', changed(PIN_VERIFY, { 7: 0 })],
  ['an unknown end of the entry', changed(PIN_VERIFY, { 7: 8 })],
  ['two messages', changed(PIN_VERIFY, { 8: 2 })],
  ['a length beyond the end', changed(PIN_VERIFY, { 15: 0x0e })],
  ['a length of gigabytes', changed(PIN_VERIFY, { 18: 0x80 })],
  ['a command of three bytes', changed(PIN_VERIFY.subarray(0, 22), { 15: 3 })],
  [
    'a command of 262 bytes',
    Uint8Array.of(...changed(PIN_VERIFY.subarray(0, 19), { 15: 6, 16: 1 }), ...Array(262).fill(0)),
  ],
];
for (const [what, bytes] of refused)
  test(`no verification: ${what}`, () => assert.equal(parsePinVerification(bytes), undefined));

test('no modification: reserved bits of the confirmation, four messages', () => {
  assert.equal(parsePinModification(changed(PIN_MODIFY, { 9: 0x04 })), undefined);
  assert.equal(parsePinModification(changed(PIN_MODIFY, { 11: 4 })), undefined);
});

test('a command of 261 bytes is the longest', () => {
  const bytes = Uint8Array.of(
    ...changed(PIN_VERIFY.subarray(0, 19), { 15: 5, 16: 1 }),
    ...Array(261).fill(0),
  );
  assert.equal(parsePinVerification(bytes)?.apdu.length, 261);
});

test('whatever is parsed keeps its bounds, and nothing throws', () => {
  const mutant = fc
    .tuple(
      fc.constantFrom(PIN_VERIFY, PIN_MODIFY),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 }),
    )
    .map(([bytes, changes]) => changed(bytes, Object.fromEntries(changes)));
  fc.assert(
    fc.property(fc.oneof(mutant, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      for (const parsed of [parsePinVerification(bytes), parsePinModification(bytes)]) {
        if (parsed === undefined) continue;
        assert.ok(parsed.apdu.length >= 4 && parsed.apdu.length <= 261);
        assert.ok(parsed.minDigits <= parsed.maxDigits && parsed.maxDigits > 0);
        assert.ok(Object.values(parsed.entryValidation).includes(true));
      }
    }),
    { numRuns: 2000 },
  );
});
