import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { fromHex } from '../../protocol/primitives/bytes.ts';
import {
  type Command,
  encodeCommand,
  encodeResponse,
  parseCommand,
  parseResponse,
  StatusError,
  SW,
} from './apdu.ts';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? assert.fail(text);
const isWrongLength = (error: unknown): boolean =>
  error instanceof StatusError && error.statusWord === SW.wrongLength;

const HEADER = { cla: 0x00, ins: 0xca, p1p2: 0xdf01 };
const NONE = new Uint8Array();
const AB = hex('aa bb');

describe('command APDUs (ISO/IEC 7816-4 section 5.3)', () => {
  const cases: readonly [string, string, Pick<Command, 'data' | 'expected'>][] = [
    ['case 1', '00 ca df 01', { data: NONE, expected: 0 }],
    ['case 2 short', '00 ca df 01 21', { data: NONE, expected: 0x21 }],
    ['case 2 short, Le = 00', '00 ca df 01 00', { data: NONE, expected: 256 }],
    ['case 3 short', '00 ca df 01 02 aa bb', { data: AB, expected: 0 }],
    ['case 4 short', '00 ca df 01 02 aa bb 50', { data: AB, expected: 0x50 }],
    ['case 4 short, Le = 00', '00 ca df 01 02 aa bb 00', { data: AB, expected: 256 }],
    ['case 2 extended', '00 ca df 01 00 01 02', { data: NONE, expected: 0x102 }],
    ['case 2 extended, Le = 0000', '00 ca df 01 00 00 00', { data: NONE, expected: 65_536 }],
    ['case 3 extended', '00 ca df 01 00 00 02 aa bb', { data: AB, expected: 0 }],
    ['case 4 extended', '00 ca df 01 00 00 02 aa bb 01 00', { data: AB, expected: 256 }],
    ['case 4 extended, Le = 0000', '00 ca df 01 00 00 02 aa bb 00 00', { data: AB, expected: 65_536 }],
  ];
  for (const [name, bytes, body] of cases)
    test(`${name} is understood`, () => assert.deepEqual(parseCommand(hex(bytes)), { ...HEADER, ...body }));

  for (const bytes of [
    '',
    '00 ca df',
    '00 ca df 01 03 aa bb',
    '00 ca df 01 01 aa bb cc',
    '00 ca df 01 00 01',
    '00 ca df 01 00 00 00 aa',
    '00 ca df 01 00 00 00 00 00',
    '00 ca df 01 00 00 03 aa bb',
    '00 ca df 01 00 00 02 aa bb 00',
    '00 ca df 01 00 00 02 aa bb 00 00 00',
  ])
    test(`'${bytes}' is refused`, () => assert.throws(() => parseCommand(hex(bytes)), isWrongLength));

  test('what is encoded is parsed again, in short form wherever it fits', () => {
    const command = fc.record(
      {
        cla: fc.nat(255),
        ins: fc.nat(255),
        p1p2: fc.nat(65_535),
        data: fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.uint8Array({ minLength: 65_000, maxLength: 65_535 }),
        ),
        expected: fc.oneof(fc.nat(300), fc.constantFrom(65_535, 65_536)),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(command, (value) => {
        const apdu = encodeCommand(value);
        assert.deepEqual(parseCommand(apdu), value);
        const isShort = value.data.length < 256 && value.expected <= 256;
        if (isShort) assert.ok(apdu.length <= 4 + 1 + value.data.length + 1);
      }),
    );
  });

  test('what fits into no APDU is not encoded', () => {
    const command = { ...HEADER, data: NONE, expected: 0 };
    assert.throws(() => encodeCommand({ ...command, data: new Uint8Array(65_536) }), RangeError);
    assert.throws(() => encodeCommand({ ...command, expected: 65_537 }), RangeError);
  });
});

describe('response APDUs', () => {
  test('data and status word come back', () => {
    assert.deepEqual(parseResponse(encodeResponse(AB, SW.ok)), { data: AB, statusWord: SW.ok });
    assert.deepEqual(encodeResponse(NONE, SW.dataNotFound), hex('6a 88'));
  });

  test('what is too short or too long is no response', () => {
    assert.equal(parseResponse(hex('90')), undefined);
    assert.equal(parseResponse(new Uint8Array(65_539)), undefined);
  });
});
