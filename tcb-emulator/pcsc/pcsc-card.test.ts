import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import { listReaders, PcscCard } from './pcsc-card.ts';
import { ATR, select, TestService } from './test-support.ts';
import { RV } from './winscard-messages.ts';

let service: TestService;

beforeEach(async () => {
  service = new TestService();
  await service.start();
});
afterEach(() => service.stop());

test('readers are listed, with and without card', async () => {
  assert.deepEqual(await listReaders(service.socketPath), [service.reader.name]);
  service.reader.remove();
  assert.deepEqual(await listReaders(service.socketPath), [service.reader.name]);
});

test('the socket is that of PCSCLITE_CSOCK_NAME if none is named', async (t) => {
  const before = process.env.PCSCLITE_CSOCK_NAME;
  t.onTestFinished(() => {
    if (before === undefined) delete process.env.PCSCLITE_CSOCK_NAME;
    else process.env.PCSCLITE_CSOCK_NAME = before;
  });
  process.env.PCSCLITE_CSOCK_NAME = service.socketPath;
  assert.deepEqual(await listReaders(), [service.reader.name]);
});

test('a card in a reader is a card: ATR, commands in their order, reset', async () => {
  const card = await PcscCard.connect(service.socketPath);
  assert.deepEqual(card.atr, ATR);
  assert.deepEqual(await card.transmit(select()), Uint8Array.of(0x90, 0x00));
  const echo = (byte: number) => card.transmit(Uint8Array.of(0x80, 0xec, 0, 0, 0, 0, 1, byte));
  const echoes = await Promise.all([1, 2, 3].map(echo));
  assert.deepEqual(
    echoes,
    [1, 2, 3].map((byte) => Uint8Array.of(byte, 0x90, 0x00)),
  );
  await card.reset();
  assert.equal(service.reader.resets, 1);
  assert.deepEqual(await card.transmit(Uint8Array.of(0, 0xca, 0, 0)), Uint8Array.of(0x6d, 0x00));
  await card.close();
});

test('the card is held alone, and left without what it knew', async () => {
  const card = await PcscCard.connect(service.socketPath, service.reader.name);
  const other = await service.program();
  assert.equal((await other.connect()).rv, RV.sharingViolation);
  await assert.rejects(PcscCard.connect(service.socketPath), { code: 'pcsc/refused' });
  await card.close();
  assert.equal(service.reader.resets, 1);
  assert.equal((await other.connect()).rv, RV.success);
  await assert.rejects(card.transmit(select()), { code: 'pcsc/closed' });
});

test('no service, no such reader, no card, a card taken away, a service that ends', async () => {
  const nowhere = `${service.socketPath}-not`;
  await assert.rejects(PcscCard.connect(nowhere), { code: 'pcsc/no-service' });
  await assert.rejects(listReaders(nowhere), { code: 'pcsc/no-service' });
  await assert.rejects(PcscCard.connect(service.socketPath, 'other'), { code: 'pcsc/no-reader' });
  const card = await PcscCard.connect(service.socketPath);
  service.reader.remove();
  await assert.rejects(card.transmit(select()), { code: 'pcsc/no-card' });
  await assert.rejects(card.reset(), { code: 'pcsc/no-card' });
  await card.close();
  await assert.rejects(PcscCard.connect(service.socketPath), { code: 'pcsc/no-card' });
  service.reader.insert();
  const last = await PcscCard.connect(service.socketPath);
  await service.stop();
  await assert.rejects(last.transmit(select()), { code: 'pcsc/closed' });
  service = new TestService();
  await service.start();
});

test('a refused connection is closed: more of them are made than the service takes at once', async () => {
  await (await service.program()).connect();
  for (let i = 0; i < 40; i++)
    await assert.rejects(PcscCard.connect(service.socketPath), { code: 'pcsc/refused' });
});
