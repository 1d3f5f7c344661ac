import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import { PcscCard } from './pcsc-card.ts';
import { pivPinVerification, requireRightPin, verifyPinCode } from './pin-pad.ts';
import { parsePinVerification } from './pin-structures.ts';
import { PIN_VERIFY, TestService } from './test-support.ts';

let service: TestService;

beforeEach(async () => {
  service = new TestService();
  await service.start();
});
afterEach(() => service.stop());

test('the structure is the one that stock programs send, but for the time', () => {
  const fixture = pivPinVerification();
  assert.deepEqual([...fixture.subarray(0, 2)], [60, 60]);
  assert.deepEqual(fixture.subarray(2), PIN_VERIFY.subarray(2));
});

test('it is parsed as what is meant: ASCII, 4 to 8 digits, in a block of 8, ended by OK', () => {
  const parsed = parsePinVerification(pivPinVerification());
  assert.ok(parsed !== undefined);
  const { format, minDigits, maxDigits, entryValidation, apdu } = parsed;
  const { encoding, justified, position, blockLength, lengthBits } = format;
  assert.deepEqual([encoding, justified, position, blockLength, lengthBits], ['ascii', 'left', 0, 8, 0]);
  assert.deepEqual([minDigits, maxDigits], [4, 8]);
  assert.deepEqual(entryValidation, { onMaxDigits: false, onKey: true, onTimeout: false });
  assert.equal(Buffer.from(apdu).toString('hex'), '0020008008ffffffffffffffff');
});

test('the code for PIN entry is taken from the features; a reader without it has no pin-pad', () => {
  const hex = (text: string) => Buffer.from(text, 'hex');
  assert.equal(verifyPinCode(hex('120442330012060442330006')), 0x42330006);
  assert.equal(verifyPinCode(hex('060442000db0')), 0x42000db0);
  for (const list of ['', '120442330012', '0604', '06044233', '060342330006', '0a0606044233'])
    assert.throws(() => verifyPinCode(hex(list)), { code: 'pin/no-pad' }, list);
});

const answers: readonly (readonly [string, string, number?])[] = [
  ['6400', 'pin/timeout'],
  ['6401', 'pin/cancelled'],
  ['6403', 'pin/wrong'],
  ['6b80', 'pin/no-pad'],
  ['63c2', 'pin/wrong', 2],
  ['63c1', 'pin/wrong', 1],
  ['63cf', 'pin/wrong', 15],
  ['63c0', 'pin/blocked', 0],
  ['6983', 'pin/blocked', 0],
  ['6300', 'pcsc/refused'],
  ['6a80', 'pcsc/refused'],
  ['6d00', 'pcsc/refused'],
  ['', 'pcsc/malformed'],
  ['90', 'pcsc/malformed'],
  ['900000', 'pcsc/malformed'],
];
for (const [hex, code, triesLeft] of answers)
  test(`the answer ${hex || 'of nothing'} is ${code}`, () => {
    const expected = triesLeft === undefined ? { code } : { code, triesLeft };
    assert.throws(() => requireRightPin(Buffer.from(hex, 'hex')), expected);
  });

test('only 9000 says that the PIN was right', () => {
  requireRightPin(Uint8Array.of(0x90, 0x00));
});

test('a card in a reader has its PIN asked for there', async () => {
  const card = await PcscCard.connect(service.socketPath);
  await assert.rejects(card.verifyPinOnPad(), { code: 'pin/wrong', triesLeft: 2 });
  assert.deepEqual(service.reader.verifications, [parsePinVerification(pivPinVerification())]);
  service.reader.remove();
  await assert.rejects(card.verifyPinOnPad(), { code: 'pcsc/no-card' });
  await card.close();
});
