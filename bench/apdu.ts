/** What an APDU costs: in process, over the terminal's channel, and through PC/SC; and opening the channel. */

import { join } from 'node:path';
import { systemRandom } from '../common/system-random.ts';
import { certifyDevice } from '../protocol/messages/device-certificate.ts';
import { EMPTY } from '../protocol/primitives/bytes.ts';
import { EmulatedCard } from '../tcb-emulator/card/emulator/emulated-card.ts';
import { FileMemory } from '../tcb-emulator/card/memory/non-volatile-memory.ts';
import { openChannel } from '../tcb-emulator/card/voting/channel-client.ts';
import { personaliseCard } from '../tcb-emulator/card/voting/personalise-card.ts';
import { AID, INS, P1P2, TAG } from '../tcb-emulator/card/voting/voting-commands.ts';
import { encodeCommand } from '../tcb-emulator/iso7816/apdu.ts';
import type { Card } from '../tcb-emulator/iso7816/card.ts';
import { PcscCard } from '../tcb-emulator/pcsc/pcsc-card.ts';
import { createPcscServer } from '../tcb-emulator/pcsc/pcsc-server.ts';
import type { TransparentReader } from '../tcb-emulator/pcsc/reader.ts';
import { newSigningKey, scratchFolder } from './support/fixture.ts';
import { aesGcmOpen, ecdsaSign, ecdsaVerify } from './support/library-calls.ts';
import { costOf, type LimitPart, median } from './support/measure.ts';
import { type Figure, print } from './support/report.ts';

const ROUNDS = 9;
const CALLS = 300;

const commissioner = newSigningKey();
const folder = scratchFolder();
const card = new EmulatedCard({ memory: new FileMemory(join(folder, 'card')), random: systemRandom });
const person = { voterId: 'ada', serial: 'card-1', pin: '271828', puk: '31415926' };
const { publicKey } = commissioner;
await personaliseCard(card, person, {
  publicKey,
  certify: async (device) => certifyDevice(device, commissioner),
});
const key = newSigningKey();
const device = { role: 'terminal', serial: 'terminal-1', publicKey: key.publicKey } as const;
const identity = { certificate: certifyDevice(device, commissioner), key, commissionerKey: publicKey };

const noPad = async (): Promise<Uint8Array> => Uint8Array.of(0x6b, 0x80);
const reader: TransparentReader = {
  name: 'Reader 00 00',
  changes: 1,
  atr: () => card.atr,
  whenChanged: (_changes, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  transmit: (apdu) => card.transmit(apdu),
  reset: () => card.reset(),
  verifyPin: noPad,
  modifyPin: noPad,
};
const server = createPcscServer(reader);
const socket = join(folder, 'pcsc', 'socket');
await server.listen(socket);
const remote = await PcscCard.connect(socket);

const command = (instruction: number, p1p2: number, data = EMPTY, expected = 256): Uint8Array =>
  encodeCommand({ cla: instruction >> 8, ins: instruction & 0xff, p1p2, data, expected });
const SELECT = command(INS.select, P1P2.byName, AID);
const READ_KEY = command(INS.getData, TAG.votingKey);

async function medianOf(calls: number, call: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { wall } = await costOf(calls, async () => {
      for (let i = 0; i < calls; i++) await call();
    });
    rounds.push(wall);
  }
  // The first is for the compiler.
  return median(rounds.slice(1));
}

const exchange = (through: Card, apdu: Uint8Array) => () => through.transmit(apdu);
const bare = async (...parts: LimitPart[]): Promise<number> =>
  medianOf(20, async () => {
    for (const { run } of parts) await run(1);
  });

async function figure(name: string, measured: number, limit?: number): Promise<Figure> {
  return { name, measured, unit: 'ms', ...(limit === undefined ? {} : { limit, ratio: limit / measured }) };
}

const figures = [await figure('SELECT, in process', await medianOf(CALLS, exchange(card, SELECT)))];
const channel = await openChannel(card, identity, systemRandom);
const sealed = await medianOf(CALLS, exchange(channel, READ_KEY));
// Command and answer are each sealed once and opened once.
figures.push(await figure('GET DATA over the channel, in process', sealed, await bare(aesGcmOpen(4, 40))));
const opening = await medianOf(20, () => openChannel(card, identity, systemRandom));
figures.push(await figure('opening a channel', opening, await bare(ecdsaSign(2), ecdsaVerify(4))));
figures.push(
  await figure('SELECT through PC/SC, our own client', await medianOf(CALLS, exchange(remote, SELECT))),
);

print({
  benchmark: 'apdu',
  conditions: `${ROUNDS} x ${CALLS} commands one after the other (20 for opening a channel), medians of rounds`,
  figures,
  details: [],
});
await remote.close();
await server.close();
