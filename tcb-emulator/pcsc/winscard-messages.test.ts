import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { PcscError } from './pcsc-error.ts';
import {
  type CallName,
  calls,
  changeSignal,
  commandOf,
  dataAfterAnswer,
  dataAfterCall,
  encodeCall,
  encodeQuestion,
  header,
  MAX_DATA,
  RV,
  readerStates,
} from './winscard-messages.ts';

const malformed = { name: 'PcscError', code: 'pcsc/malformed' };
const NAMES = Object.keys(calls) as CallName[];
const QUESTIONS = [
  ['getReadersState', 0x12],
  ['waitReaderStateChange', 0x13],
  ['stopWaitingReaderStateChange', 0x14],
  ['getReaderEvents', 0x15],
] as const;

/** sizeof of each structure in winscard_msg.h, and its command, as a C compiler has them. */
const SIZES: { readonly [N in CallName]: readonly [command: number, size: number] } = {
  establishContext: [0x01, 12],
  releaseContext: [0x02, 8],
  connect: [0x04, 152],
  reconnect: [0x05, 24],
  disconnect: [0x06, 12],
  beginTransaction: [0x07, 8],
  endTransaction: [0x08, 12],
  transmit: [0x09, 32],
  control: [0x0a, 24],
  status: [0x0b, 8],
  cancel: [0x0d, 8],
  getAttribute: [0x0f, 280],
  setAttribute: [0x10, 280],
  version: [0x11, 12],
};

for (const name of NAMES)
  test(`${name} has command and length of pcsc-lite, and every body comes back as it was`, () => {
    const [command, size] = SIZES[name];
    fc.assert(
      fc.property(wellFormed(name, size), (bytes) => {
        const message = encodeCall(name, calls[name].decode(bytes));
        assert.deepEqual(header.decode(message.subarray(0, 8)), { size, command });
        assert.equal(commandOf(message.subarray(0, 8)), name);
        assert.deepEqual(message.subarray(8), bytes);
      }),
    );
  });

/** Any bytes; where a name stands, one with its end (a C string of 128 bytes after the first word). */
const wellFormed = (name: CallName, size: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.uint8Array({ minLength: size, maxLength: size }), fc.string({ maxLength: 127 }))
    .map(([random, text]) => {
      const bytes = Buffer.from(random);
      if (name === 'connect') bytes.fill(0, 4, 4 + 128).write(text.replaceAll('\0', ' '), 4, 'latin1');
      return bytes;
    });

test('a connect message byte by byte', () => {
  const body = {
    context: 0x01020304,
    reader: 'AB',
    shareMode: 2,
    protocols: 3,
    card: -1,
    protocol: 0,
    rv: 0,
  };
  const bytes = encodeCall('connect', body);
  const name = `4142${'00'.repeat(126)}`;
  const fields = `04030201${name}0200000003000000ffffffff0000000000000000`;
  assert.equal(bytes.toString('hex'), `9800000004000000${fields}`);
});

test('questions are headers alone', () => {
  for (const [name, command] of QUESTIONS) {
    assert.deepEqual(header.decode(encodeQuestion(name)), { size: 0, command });
    assert.equal(commandOf(encodeQuestion(name)), name);
  }
});

test('a header with another command or length is malformed', () => {
  const known = new Set(
    [...Object.values(SIZES), ...QUESTIONS.map(([, command]) => [command, 0] as const)].map(String),
  );
  fc.assert(
    fc.property(fc.nat(0x30), fc.oneof(fc.nat(300), fc.nat(0xffffffff)), (command, size) => {
      fc.pre(!known.has(String([command, size])));
      assert.throws(() => commandOf(header.encode({ size, command })), malformed);
    }),
  );
});

test('a body of another length, and a name without end, are malformed', () => {
  for (const name of NAMES) {
    assert.throws(() => calls[name].decode(Buffer.alloc(SIZES[name][1] - 1)), malformed);
    assert.throws(() => calls[name].decode(Buffer.alloc(SIZES[name][1] + 1)), malformed);
  }
  const endless = Buffer.alloc(152).fill(0x41, 4, 4 + 128);
  assert.throws(() => calls.connect.decode(endless), malformed);
  endless[4 + 127] = 0;
  assert.equal(calls.connect.decode(endless).reader, 'A'.repeat(127));
});

test('a name of 128 characters is not sent', () => {
  const body = calls.connect.decode(Buffer.alloc(152));
  assert.throws(() => encodeCall('connect', { ...body, reader: 'A'.repeat(128) }), malformed);
});

test('data follows transmit and control: as long as an extended APDU, never longer', () => {
  const transmit = { ...calls.transmit.decode(Buffer.alloc(32)), sendLength: MAX_DATA, receiveLength: 7 };
  const control = { ...calls.control.decode(Buffer.alloc(24)), sendLength: 3, receiveLength: 9, returned: 8 };
  assert.equal(MAX_DATA, 65_546);
  assert.equal(dataAfterCall(transmit), MAX_DATA);
  assert.equal(dataAfterCall(control), 3);
  assert.equal(dataAfterAnswer(transmit), 7);
  assert.equal(dataAfterAnswer(control), 8);
  assert.equal(dataAfterAnswer({ ...transmit, rv: RV.removedCard }), 0);
  assert.equal(dataAfterCall({ card: 1, rv: 0 }), 0);
  assert.throws(() => dataAfterCall({ ...transmit, sendLength: MAX_DATA + 1 }), malformed);
  assert.throws(() => dataAfterAnswer({ ...transmit, receiveLength: MAX_DATA + 1 }), malformed);
});

test('the table of readers has 16 places of 184 bytes', () => {
  const state = fc.record(
    {
      name: fc.string({ unit: fc.constantFrom(...'AZaz09 -_()'), minLength: 1, maxLength: 127 }),
      events: fc.nat(0xffff),
      state: fc.nat(0xff),
      sharing: fc.integer({ min: -1, max: 32 }),
      atr: fc.uint8Array({ maxLength: 33 }),
      protocol: fc.nat(4),
    },
    { noNullPrototype: true },
  );
  assert.equal(readerStates.length, 16 * 184);
  fc.assert(
    fc.property(fc.array(state, { maxLength: 16 }), (states) => {
      const bytes = readerStates.encode(states);
      assert.equal(bytes.length, readerStates.length);
      assert.deepEqual(readerStates.decode(bytes), states);
    }),
  );
});

test('a reader whose card never had power has no ATR', () => {
  const state = { name: 'R', events: 0, state: 4, sharing: 0, atr: new Uint8Array(33).fill(7), protocol: 0 };
  const bytes = readerStates.encode([state]);
  bytes.writeUInt32LE(0xff, 128 + 12 + 36);
  assert.deepEqual(readerStates.decode(bytes), [{ ...state, atr: new Uint8Array() }]);
});

test('any bytes are decoded or refused as malformed, nothing else', () => {
  const structs = [...Object.values(calls), readerStates, changeSignal, header];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4000 }), fc.nat(structs.length - 1), (bytes, which) => {
      const failure = failureOf(PcscError, () => structs[which]?.decode(Buffer.from(bytes)));
      assert.equal(failure?.code ?? 'pcsc/malformed', 'pcsc/malformed');
    }),
  );
});
