import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, test } from 'vitest';
import { PcscClient } from './pcsc-client.ts';
import { createPcscServer } from './pcsc-server.ts';
import { ATR, FakeReader, type Program, select, TestService, until } from './test-support.ts';
import { changeSignal, DISPOSITION, PROTOCOL, RV, readerEvents, SHARE, STATE } from './winscard-messages.ts';

const OK = Buffer.of(0x90, 0x00);
let service: TestService;
let one: Program;
let two: Program;

beforeEach(async () => {
  service = new TestService();
  await service.start();
  one = await service.program();
  two = await service.program();
});
afterEach(() => service.stop());

const answered = async (program: Program): Promise<number> => (await program.transmit(select())).rv;

describe('the socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-pcsc-place-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is its user’s alone, in a folder of its user alone, and goes with the service', async () => {
    const path = join(folder, 'new', 'deep', 'reader');
    const server = createPcscServer(new FakeReader());
    await server.listen(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'new', 'deep')).mode & 0o777, 0o700);
    await server.close();
    assert.equal(existsSync(path), false);
  });

  test('is not made in a folder that others can reach into', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o710);
    const server = createPcscServer(new FakeReader());
    await assert.rejects(server.listen(join(open, 'reader')), { code: 'pcsc/not-private' });
    assert.equal(existsSync(join(open, 'reader')), false);
  });

  test('of a service that runs is left alone, that of one that died is replaced', async () => {
    const second = createPcscServer(new FakeReader());
    await assert.rejects(second.listen(service.socketPath), { code: 'pcsc/in-use' });
    assert.equal((await one.state()).name, service.reader.name);
    await service.stop();
    const dead = createServer().listen(join(folder, 'alive'));
    await once(dead, 'listening');
    // Under another name it outlives its server, as after a crash.
    renameSync(join(folder, 'alive'), join(folder, 'dead'));
    dead.close();
    assert.ok(statSync(join(folder, 'dead')).isSocket());
    await second.listen(join(folder, 'dead'));
    await second.close();
    service = new TestService();
    await service.start();
  });
});

test('versions 4:4 and 4:5 are spoken; others are told 4:5 and may ask again', async () => {
  const ask = async (major: number, minor: number) => one.client.call('version', { major, minor, rv: 0 });
  for (const minor of [4, 5]) assert.equal((await ask(4, minor)).rv, RV.success);
  for (const [major, minor] of [
    [4, 3],
    [4, 6],
    [3, 4],
    [5, 5],
  ] as const) {
    const { data: _none, ...answer } = await ask(major, minor);
    assert.deepEqual(answer, { major: 4, minor: 5, rv: RV.serviceStopped });
  }
  assert.equal((await ask(4, 5)).rv, RV.success);
  const { events, rv } = await one.client.ask('getReaderEvents', readerEvents);
  assert.deepEqual([events > 0, rv], [true, RV.success]);
});

test('one context a connection; its handles go with it', async () => {
  await assert.rejects(one.client.establishContext(), { code: 'pcsc/refused' });
  await one.connect();
  const other = await one.client.call('releaseContext', { context: two.context, rv: 0 });
  assert.equal(other.rv, RV.invalidHandle);
  assert.equal(await one.status(), RV.success);
  const own = await one.client.call('releaseContext', { context: one.context, rv: 0 });
  assert.equal(own.rv, RV.success);
  assert.equal(await one.status(), RV.invalidHandle);
  assert.equal((await one.connect()).rv, RV.invalidHandle);
  assert.notEqual(await one.client.establishContext(), one.context);
});

test('the reader’s state: empty, inserted, in use', async () => {
  const state = { name: service.reader.name, protocol: PROTOCOL.undefined, sharing: 0 };
  const inside = { ...state, atr: ATR, state: STATE.present | STATE.powered | STATE.negotiable };
  assert.deepEqual(await one.state(), { ...inside, events: 1 });
  service.reader.remove();
  assert.deepEqual(await one.state(), { ...state, atr: new Uint8Array(), state: STATE.absent, events: 2 });
  service.reader.insert();
  await one.connect();
  await two.connect();
  const used = { state: STATE.present | STATE.powered | STATE.specific, sharing: 2, protocol: PROTOCOL.t1 };
  assert.deepEqual(await one.state(), { ...inside, ...used, events: 3 });
});

test('connecting is refused with the reason', async () => {
  const connect = async (parts: object): Promise<number> => (await one.connect(parts)).rv;
  assert.equal(await connect({ reader: 'REVS FINREAD Terminal 00 0' }), RV.unknownReader);
  assert.equal(await connect({ context: two.context }), RV.invalidHandle);
  assert.equal(await connect({ shareMode: 0 }), RV.invalidValue);
  assert.equal(await connect({ shareMode: 4 }), RV.invalidValue);
  assert.equal(await connect({ protocols: PROTOCOL.undefined }), RV.protocolMismatch);
  assert.equal(await connect({ protocols: PROTOCOL.raw }), RV.protocolMismatch);
  service.reader.remove();
  assert.equal(await connect({}), RV.noSmartcard);
  assert.equal(await connect({ shareMode: SHARE.direct, protocols: PROTOCOL.undefined }), RV.success);
  assert.equal(await answered(one), RV.noSmartcard);
});

test('T=1, as the ATR says; T=0 for who insists; one protocol for all', async () => {
  assert.equal((await one.connect()).protocol, PROTOCOL.t1);
  assert.equal((await two.connect({ protocols: PROTOCOL.t0 })).rv, RV.protocolMismatch);
  assert.equal((await one.transmit(select(), { sendProtocol: PROTOCOL.t0 })).rv, RV.protocolMismatch);
  await one.disconnect(DISPOSITION.leave);
  assert.equal((await two.connect({ protocols: PROTOCOL.t0 })).protocol, PROTOCOL.t0);
  assert.deepEqual((await two.transmit(select(), { sendProtocol: PROTOCOL.t0 })).data, OK);
});

test('commands of any length pass, answers that do not fit are withheld', async () => {
  await one.connect();
  const data = Buffer.alloc(65_000, 'long');
  const head = Buffer.of(0x80, 0xec, 0, 0, 0, data.length >> 8, data.length & 0xff);
  const command = Buffer.concat([head, data, Buffer.of(0, 0)]);
  const whole = await one.transmit(command);
  assert.deepEqual(whole.data, Buffer.concat([data, OK]));
  const cut = await one.transmit(command, { receiveLength: 65_001 });
  assert.deepEqual([cut.rv, cut.data.length, cut.receiveLength], [RV.insufficientBuffer, 0, 65_002]);
  assert.equal((await one.transmit(Buffer.of(0, 0xa4, 4))).rv, RV.invalidParameter);
});

test('an exclusive connection shuts out all others', async () => {
  await two.connect();
  assert.equal((await one.connect({ shareMode: SHARE.exclusive })).rv, RV.sharingViolation);
  await one.connect();
  assert.equal(await two.reconnect({ shareMode: SHARE.exclusive }), RV.sharingViolation);
  await one.disconnect(DISPOSITION.leave);
  assert.equal(await two.reconnect({ shareMode: SHARE.exclusive }), RV.success);
  assert.equal((await one.state()).sharing, -1);
  for (const shareMode of Object.values(SHARE))
    assert.equal((await one.connect({ shareMode })).rv, RV.sharingViolation);
  assert.equal(await answered(two), RV.success);
  await two.disconnect(DISPOSITION.leave);
  assert.equal((await one.connect({ shareMode: SHARE.exclusive })).rv, RV.success);
});

test('a transaction excludes other programs until as many ends as begins', async () => {
  await one.connect();
  await two.connect();
  assert.equal(await one.end(), RV.notTransacted);
  assert.deepEqual([await one.begin(), await one.begin()], [RV.success, RV.success]);
  for (let left = 2; left > 0; left--) {
    assert.equal(await answered(two), RV.sharingViolation);
    assert.equal(await two.begin(), RV.sharingViolation);
    assert.equal(await two.end(), RV.sharingViolation);
    assert.equal(await two.reconnect({ initialization: DISPOSITION.reset }), RV.sharingViolation);
    assert.equal((await two.control(0x42000d48, Buffer.alloc(0))).rv, RV.sharingViolation);
    assert.equal(await answered(one), RV.success);
    assert.equal(await one.end(), RV.success);
  }
  assert.equal(await answered(two), RV.success);
  assert.equal(service.reader.resets, 0);
  assert.equal(await one.end(4), RV.invalidValue);
});

test('a program that dies within its transaction: the card is reset and free', async () => {
  await one.connect();
  await two.connect();
  await one.begin();
  one.client.close();
  await until(async () => (await two.status()) === RV.resetCard);
  assert.equal(service.reader.resets, 1);
  assert.equal(await two.reconnect(), RV.success);
  assert.equal(await answered(two), RV.success);
  assert.equal((await two.state()).sharing, 1);
});

for (const [name, disposition] of Object.entries(DISPOSITION).filter(([name]) => name !== 'leave'))
  test(`a card put back with '${name}' is reset, which other programs are told`, async () => {
    await one.connect();
    await two.connect();
    assert.equal(await one.disconnect(disposition), RV.success);
    assert.equal(service.reader.resets, 1);
    for (const call of [answered(two), two.status(), two.begin()]) assert.equal(await call, RV.resetCard);
    assert.equal(await two.reconnect(), RV.success);
    assert.equal(await answered(two), RV.success);
    assert.equal(await one.status(), RV.invalidHandle);
  });

test('who resets by reconnecting goes on at once; a transaction’s end that resets tells all', async () => {
  await one.connect();
  await two.connect();
  assert.equal(await one.reconnect({ initialization: DISPOSITION.unpower }), RV.success);
  assert.deepEqual([await answered(one), await answered(two)], [RV.success, RV.resetCard]);
  assert.equal(await one.reconnect({ initialization: DISPOSITION.eject }), RV.invalidValue);
  await one.begin();
  await one.end(DISPOSITION.reset);
  assert.equal(await answered(one), RV.resetCard);
  assert.equal(service.reader.resets, 2);
});

test('a removal ends waits and transactions, and is told to whoever held the card', async () => {
  await one.connect();
  await one.begin();
  const before = await two.wait();
  service.reader.remove();
  assert.equal(await two.signalled(), RV.success);
  assert.deepEqual(
    [(await two.state()).events, (await two.state()).state],
    [before.events + 1, STATE.absent],
  );
  assert.equal(await answered(one), RV.removedCard);
  assert.equal(await one.reconnect(), RV.noSmartcard);
  service.reader.insert();
  assert.equal(await one.status(), RV.removedCard);
  assert.equal((await two.connect()).rv, RV.success);
  assert.equal(await answered(two), RV.success);
  assert.equal(await one.reconnect(), RV.success);
  assert.equal(await answered(one), RV.success);
});

test('a removal during a command', async () => {
  await one.connect();
  const answer = answered(one);
  await until(() => service.reader.mostAtOnce > 0);
  service.reader.remove();
  assert.equal(await answer, RV.removedCard);
});

test('a wait ends once: by a change, by stopping, by cancelling', async () => {
  await one.wait();
  await two.connect();
  assert.equal(await one.signalled(), RV.success);
  await one.wait();
  assert.equal((await one.client.ask('stopWaitingReaderStateChange', changeSignal)).rv, RV.success);
  await two.disconnect(DISPOSITION.leave);
  assert.equal((await one.state()).sharing, 0, 'no signal comes before the answer');
  await one.wait();
  const cancel = async (): Promise<number> =>
    (await two.client.call('cancel', { context: one.context, rv: 0 })).rv;
  assert.equal(await cancel(), RV.success);
  // The signal crosses the request to stop: it is the only answer.
  assert.equal((await one.client.ask('stopWaitingReaderStateChange', changeSignal)).rv, RV.cancelled);
  assert.equal(await cancel(), RV.invalidHandle);
  service.reader.remove();
  assert.equal((await one.state()).state, STATE.absent);
});

test('in secure mode the card is a Finlet’s', async () => {
  await one.connect();
  service.reader.isSecure = true;
  assert.equal(await answered(one), RV.sharingViolation);
  assert.equal(await one.reconnect({ initialization: DISPOSITION.reset }), RV.sharingViolation);
  assert.equal((await one.state()).state & STATE.present, STATE.present);
  service.reader.isSecure = false;
  assert.equal(await answered(one), RV.success);
  assert.equal(service.reader.resets, 0);
});

test('the card gets one command at a time', async () => {
  await one.connect();
  await two.connect();
  const answers = await Promise.all([one, two].map(answered));
  assert.deepEqual(answers, [RV.success, RV.success]);
  assert.equal(service.reader.mostAtOnce, 1);
});

test('a handle is its connection’s alone', async () => {
  await one.connect();
  two.card = one.card;
  const calls = [
    answered(two),
    two.status(),
    two.begin(),
    two.reconnect(),
    two.disconnect(DISPOSITION.reset),
  ];
  for (const call of calls) assert.equal(await call, RV.invalidHandle);
  assert.equal(await answered(one), RV.success);
});

test('16 handles a connection, 32 connections', async () => {
  for (let i = 0; i < 16; i++) assert.equal((await one.connect()).rv, RV.success);
  assert.equal((await one.connect()).rv, RV.noMemory);
  for (let i = 2; i < 32; i++) await service.program();
  await assert.rejects(PcscClient.open(service.socketPath), { code: 'pcsc/closed' });
  two.client.close();
  await until(() => isServed(service.socketPath));
});

async function isServed(socketPath: string): Promise<boolean> {
  try {
    (await PcscClient.open(socketPath)).close();
    return true;
  } catch {
    return false;
  }
}
