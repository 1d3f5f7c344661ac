/** A key on a PIV card signs for a service: by way of PC/SC, the PIN typed on the terminal's own pin-pad. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { signing } from '../../protocol/primitives/signer.ts';
import { newKey } from '../../protocol/test-support.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { PcscCard } from '../../tcb-emulator/pcsc/pcsc-card.ts';
import { createPcscServer } from '../../tcb-emulator/pcsc/pcsc-server.ts';
import { PivSigner } from '../../tcb-emulator/pcsc/piv-signer.ts';
import { TransparentMode } from '../../tcb-emulator/terminal/transparent-mode.ts';
import { SIGNING_PIN, TerminalRig } from '../support/terminal-rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-signer-'));
const socket = join(folder, 'pcsc', 'socket');
const connect = (): Promise<PcscCard> => PcscCard.connect(socket);
const MESSAGES = ['a plan', 'a manifest', 'a proposal'].map(utf8);
const [FIRST = utf8(''), SECOND = utf8('')] = MESSAGES;
let rig: TerminalRig;
let server: ReturnType<typeof createPcscServer>;
let signer: PivSigner;
/** How often the officer was told to type the PIN. */
let asked = 0;
const onWait = (): void => {
  asked += 1;
};

beforeAll(async () => {
  rig = await TerminalRig.make();
  server = createPcscServer(new TransparentMode(rig.terminal, rig.panel));
  await server.listen(socket);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await rig.newCard();
  signer = await PivSigner.ofCard(connect);
  asked = 0;
});
afterEach(() => signer.close());

const typePin = (pin = SIGNING_PIN): Promise<unknown> => rig.panel.type(['ok', ...keysForPin(pin)]);
const isValid = (message: Uint8Array, signature: Uint8Array): boolean =>
  verifySignature(signer.publicKey, message, signature);

/** Signs while somebody acts at the terminal. */
async function signed(message: Uint8Array, act: () => Promise<unknown>): Promise<Uint8Array> {
  const [signature] = await Promise.all([signer.sign(message, onWait), act()]);
  return signature;
}

test('one PIN is enough for all signatures, however many are asked for at once', async () => {
  const [signatures] = await Promise.all([
    Promise.all(MESSAGES.map((message) => signer.sign(message, onWait))),
    typePin(),
  ]);
  assert.ok(MESSAGES.every((message, i) => isValid(message, signatures[i] ?? message)));
  for (let i = 0; i < 20; i++) assert.ok(isValid(FIRST, await signer.sign(FIRST, onWait)), 'low s, too');
  assert.equal(asked, 1);
});

test('a step of the protocol is signed by the card', async () => {
  const step = signing(signer, (key) => MESSAGES.map(key.sign), onWait);
  const [signatures] = await Promise.all([step, typePin()]);
  assert.ok(MESSAGES.every((message, i) => isValid(message, signatures[i] ?? message)));
});

test('a wrong PIN and a person who says no end it; it can be called again', async () => {
  await assert.rejects(
    signed(FIRST, () => typePin('999999')),
    { code: 'pin/wrong', triesLeft: 2 },
  );
  await assert.rejects(
    signed(FIRST, () => rig.panel.type(['cancel'])),
    { code: 'pin/cancelled' },
  );
  assert.ok(isValid(FIRST, await signed(FIRST, typePin)));
  assert.equal(asked, 3);
});

test('three wrong PINs block the card', async () => {
  const wrong = (): Promise<Uint8Array> => signed(FIRST, () => typePin('999999'));
  await assert.rejects(wrong(), { code: 'pin/wrong', triesLeft: 2 });
  await assert.rejects(wrong(), { code: 'pin/wrong', triesLeft: 1 });
  await assert.rejects(wrong(), { code: 'pin/blocked' });
  await assert.rejects(signed(FIRST, typePin), { code: 'pin/blocked' });
});

test('a card that is taken out asks for its PIN when it is back', async () => {
  await signed(FIRST, typePin);
  rig.terminal.remove();
  await assert.rejects(signer.sign(SECOND, onWait), { code: 'card/removed', message: /insert it/ });
  await rig.terminal.insert('card');
  assert.ok(isValid(SECOND, await signed(SECOND, typePin)));
  rig.terminal.remove();
  await rig.terminal.insert('card');
  assert.ok(isValid(FIRST, await signed(FIRST, typePin)), 'out and in again unnoticed');
  assert.equal(asked, 3);
});

test('a card that is taken out at the PIN ends it', async () => {
  const signature = signer.sign(FIRST, onWait);
  const ended = assert.rejects(signature, (error: Error & { code?: string }) =>
    ['pin/cancelled', 'card/removed'].includes(error.code ?? ''),
  );
  await rig.panel.waitForText('The PC wants');
  rig.terminal.remove();
  await ended;
});

test('another card is refused, and its PIN not asked for', async () => {
  await signed(FIRST, typePin);
  rig.terminal.remove();
  await rig.newCard();
  await assert.rejects(signer.sign(SECOND, onWait), { code: 'card/other', message: /right card/ });
  const stranger = new PivSigner(newKey().publicKey, connect);
  await assert.rejects(stranger.sign(FIRST, onWait), { code: 'card/other' });
  assert.equal(asked, 1);
});

test('the card is held alone while it is unlocked, and locked when it is given back', async () => {
  await signed(FIRST, typePin);
  await assert.rejects(connect(), { code: 'pcsc/refused' });
  await signer.close();
  await (await connect()).close();
  assert.ok(isValid(SECOND, await signed(SECOND, typePin)));
  assert.equal(asked, 2);
});

test('no reader, no service', async () => {
  const nowhere = new PivSigner(signer.publicKey, () => PcscCard.connect(`${socket}-not`));
  await assert.rejects(nowhere.sign(FIRST), { code: 'pcsc/no-service' });
  await assert.rejects(
    PivSigner.ofCard(() => PcscCard.connect(socket, 'another')),
    { code: 'pcsc/no-reader' },
  );
});
