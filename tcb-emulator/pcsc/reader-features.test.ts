import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import { ATR, PIN_MODIFY, PIN_VERIFY, type Program, TestService } from './test-support.ts';
import { MAX_ATTRIBUTE, PROTOCOL, RV, SHARE } from './winscard-messages.ts';

/** CM_IOCTL_GET_FEATURE_REQUEST (PC/SC part 10, section 2.2). */
const GET_FEATURES = 0x42000d48;
const NOTHING = Buffer.alloc(0);
let service: TestService;
let program: Program;

beforeEach(async () => {
  service = new TestService();
  await service.start();
  program = await service.program();
});
afterEach(() => service.stop());

/** Control codes by feature, as a PC learns them: tag, length 4, code (big-endian). */
async function features(): Promise<ReadonlyMap<number, number>> {
  const { rv, data } = await program.control(GET_FEATURES, NOTHING);
  assert.equal(rv, RV.success);
  assert.equal(data.length % 6, 0);
  const found = new Map<number, number>();
  for (let at = 0; at < data.length; at += 6) {
    assert.equal(data[at + 1], 4);
    found.set(data.readUInt8(at), data.readUInt32BE(at + 2));
  }
  return found;
}

async function code(feature: number): Promise<number> {
  const found = (await features()).get(feature);
  assert.ok(found !== undefined);
  return found;
}

test('the features: PIN entry and change, PIN properties, TLV properties', async () => {
  await program.connect();
  assert.deepEqual([...(await features()).keys()], [0x06, 0x07, 0x0a, 0x12]);
});

test('a display of 4 x 20; the OK key ends an entry', async () => {
  await program.connect();
  const { data } = await program.control(await code(0x0a), NOTHING);
  assert.equal(data.readUInt16LE(0), 0x0414);
  assert.deepEqual([data.length, data[2], data[3]], [4, 0x02, 0x00]);
  const tlv = (await program.control(await code(0x12), NOTHING)).data.toString('hex');
  assert.equal(tlv, '01021404' + '020102' + '030100' + '0a0400000100');
});

test('a PIN is asked for as the PC describes it, and the reader’s answer goes back', async () => {
  await program.connect();
  const verified = await program.control(await code(0x06), PIN_VERIFY);
  assert.deepEqual([verified.rv, verified.data.toString('hex')], [RV.success, '63c2']);
  assert.deepEqual(service.reader.verifications[0]?.apdu, PIN_VERIFY.slice(19));
  const modified = await program.control(await code(0x07), PIN_MODIFY);
  assert.deepEqual([modified.rv, modified.data.toString('hex')], [RV.success, '6401']);
  assert.equal(service.reader.modifications[0]?.newPinOffset, 8);
});

test('a structure that is none is refused with 6B80, and nobody is asked', async () => {
  await program.connect();
  for (const [feature, structure] of [
    [0x06, PIN_VERIFY.subarray(1)],
    [0x07, PIN_MODIFY.subarray(1)],
    [0x06, NOTHING],
  ] as const) {
    const { rv, data } = await program.control(await code(feature), structure);
    assert.deepEqual([rv, data.toString('hex')], [RV.success, '6b80']);
  }
  assert.equal(service.reader.verifications.length + service.reader.modifications.length, 0);
});

test('no PIN without a card, after its reset, or in secure mode', async () => {
  const other = await service.program();
  await program.connect();
  await other.connect();
  const verify = await code(0x06);
  const result = async (): Promise<number> => (await program.control(verify, PIN_VERIFY)).rv;
  service.reader.isSecure = true;
  assert.equal(await result(), RV.sharingViolation);
  service.reader.isSecure = false;
  await other.reconnect({ initialization: 1 });
  assert.equal(await result(), RV.resetCard);
  await program.reconnect();
  service.reader.remove();
  assert.equal(await result(), RV.removedCard);
  await program.connect({ shareMode: SHARE.direct, protocols: PROTOCOL.undefined });
  assert.equal(await result(), RV.noSmartcard);
  assert.equal(service.reader.verifications.length, 0);
});

test('the reader answers for itself without a card, over a direct connection', async () => {
  service.reader.remove();
  await program.connect({ shareMode: SHARE.direct, protocols: PROTOCOL.undefined });
  assert.equal((await features()).size, 4);
});

test('other control codes are unsupported; an answer that does not fit is withheld', async () => {
  await program.connect();
  for (const other of [0, GET_FEATURES + 1, 0x42330013, 0x42000001])
    assert.equal((await program.control(other, NOTHING)).rv, RV.unsupportedFeature);
  const { rv, returned, data } = await program.control(GET_FEATURES, NOTHING, 23);
  assert.deepEqual([rv, returned, data.length], [RV.insufficientBuffer, 24, 0]);
});

test('attributes: ATR, names; none can be set', async () => {
  await program.connect();
  const ask = (id: number, length = MAX_ATTRIBUTE) =>
    program.client.call('getAttribute', { card: program.card, id, value: new Uint8Array(), length, rv: 0 });
  const value = async (id: number): Promise<Uint8Array> => {
    const answer = await ask(id);
    assert.equal(answer.rv, RV.success);
    return answer.value.slice(0, answer.length);
  };
  assert.deepEqual(await value(0x00090303), ATR);
  assert.equal(Buffer.from(await value(0x7fff0003)).toString(), `${service.reader.name}\0`);
  assert.equal(Buffer.from(await value(0x00010100)).toString(), 'REVS\0');
  assert.equal((await ask(0x00090303, ATR.length - 1)).rv, RV.insufficientBuffer);
  assert.equal((await ask(0x00010101)).rv, RV.unsupportedFeature);
  const set = { card: program.card, id: 0x00090303, value: ATR, length: ATR.length, rv: 0 };
  assert.equal((await program.client.call('setAttribute', set)).rv, RV.unsupportedFeature);
});
