/** For this folder's tests: memories and disks whose power fails on demand, repeatable randomness, a card in use. */

import assert from 'node:assert/strict';
import { certifyDevice, type Device } from '../../protocol/messages/device-certificate.ts';
import { concat } from '../../protocol/primitives/bytes.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { given } from '../../protocol/test-support.ts';
import { encodeCommand, parseCommand, parseResponse, type Response } from '../iso7816/apdu.ts';
import type { Card } from '../iso7816/card.ts';
import type { DeviceIdentity } from './channel/mutual-authentication.ts';
import { EmulatedCard } from './emulator/emulated-card.ts';
import type { Disk, NonVolatileMemory } from './memory/non-volatile-memory.ts';
import { CardClient } from './voting/card-client.ts';
import { openChannel } from './voting/channel-client.ts';
import { type Issuer, personaliseCard } from './voting/personalise-card.ts';

/** A memory in RAM that can fail before or after it has taken a write, and knows all that was ever written. */
export class RamMemory implements NonVolatileMemory {
  content: Uint8Array | undefined;
  readonly writes: Uint8Array[] = [];
  fails: 'never' | 'before-write' | 'after-write' = 'never';
  failsToRead = false;

  read(): Uint8Array | undefined {
    if (this.failsToRead) throw new Error('the memory does not answer');
    return this.content;
  }

  write(state: Uint8Array): void {
    if (this.fails === 'before-write') throw new Error('power cut before the write');
    this.content = state;
    this.writes.push(state);
    if (this.fails === 'after-write') throw new Error('power cut after the write');
  }
}

/** A disk that loses its power after a set number of steps; each byte written, rename and sync of a folder is one. */
export class CuttableDisk implements Disk {
  #files: ReadonlyMap<string, Uint8Array>;
  /** What the files are if the last rename is lost: it is durable only once its folder is. */
  #durable: ReadonlyMap<string, Uint8Array>;
  #stepsLeft = Number.POSITIVE_INFINITY;
  stepsDone = 0;

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#files = files;
    this.#durable = files;
  }

  cutAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  /** Every disk that may be found when the power is back. */
  afterPowerCut(): CuttableDisk[] {
    return [new CuttableDisk(this.#files), new CuttableDisk(this.#durable)];
  }

  readFile(path: string): Uint8Array | undefined {
    return this.#files.get(path);
  }

  writeFile(path: string, content: Uint8Array): void {
    const room = Math.min(content.length, this.#stepsLeft);
    this.#files = new Map(this.#files).set(path, content.slice(0, room));
    this.#durable = new Map(this.#durable).set(path, content.slice(0, room));
    this.#spend(content.length);
  }

  rename(from: string, to: string): void {
    this.#spend(1);
    const files = new Map(this.#files).set(to, given(this.#files.get(from)));
    files.delete(from);
    this.#files = files;
  }

  syncFolder(): void {
    this.#spend(1);
    this.#durable = this.#files;
  }

  #spend(steps: number): void {
    const affordable = steps <= this.#stepsLeft;
    this.#stepsLeft = affordable ? this.#stepsLeft - steps : 0;
    if (!affordable) throw new Error('power cut');
    this.stepsDone += steps;
  }
}

export const VOTER = 'voter-17';
export const PIN = '271828';
export const WRONG_PIN = '000000';
export const PUK = '31415926';
export const COMMISSIONER: SigningKey = signingKey(sha256(Buffer.from(LABELS.plan)));
export const COMMISSIONER_KEY = COMMISSIONER.publicKey;
export const OTHER_COMMISSIONER: SigningKey = signingKey(sha256(Buffer.from('another one')));

export const issuedBy = (commissioner: SigningKey): Issuer => ({
  publicKey: commissioner.publicKey,
  certify: async (device) => certifyDevice(device, commissioner),
});
export const ISSUER = issuedBy(COMMISSIONER);

/** A device with a key of its own, certified in that role by that Commissioner. */
export function deviceOf(commissioner: SigningKey, role: Device['role'] = 'terminal'): DeviceIdentity {
  const key = signingKey(sha256(Buffer.from(role)));
  const certificate = certifyDevice({ role, serial: `${role}-1`, publicKey: key.publicKey }, commissioner);
  return { certificate, key, commissionerKey: commissioner.publicKey };
}
export const TERMINAL = deviceOf(COMMISSIONER);
export const PERSONALISATION = { voterId: VOTER, serial: 'card-1', pin: PIN, puk: PUK };
const ADMINISTRATOR = 'administrator-1';

/** A vote in an election of that number. */
export const voteIn = (election: number) => ({
  electionId: new Uint8Array(16).fill(election),
  manifestHash: new Uint8Array(32).fill(election),
  style: 'style-a',
  begun: 1_790_000_000,
  choices: Uint8Array.of(0, 1, election),
});

export const VOTE = voteIn(1);
const BLINDED = new Uint8Array(48).fill(0xb1);
export const REQUEST = { manifestHash: VOTE.manifestHash, administrator: ADMINISTRATOR, blinded: BLINDED };
export const PACKAGE = new Uint8Array(90).fill(0xca);
export const ONION = new Uint8Array(120).fill(0x01);
export const SECOND_ONION = new Uint8Array(120).fill(0x02);

export interface CardInUse {
  readonly card: EmulatedCard;
  /** The same card over the terminal's channel. */
  readonly channel: Card;
  readonly client: CardClient;
}

export const insert = (memory: NonVolatileMemory, seed = 'card'): EmulatedCard =>
  new EmulatedCard({ memory, random: seededRandom(seed) });

/** The terminal's channel to the card. */
export const channelTo = (card: Card): Promise<Card> => openChannel(card, TERMINAL, seededRandom('terminal'));

/** A personalised card in the terminal, with a channel to it. */
export async function use(memory: NonVolatileMemory, seed = 'card'): Promise<CardInUse> {
  const card = insert(memory, seed);
  const channel = await channelTo(card);
  return { card, channel, client: new CardClient(channel) };
}

/** A personalised card, PIN not verified. */
export async function personalised(memory: NonVolatileMemory = new RamMemory()): Promise<CardInUse> {
  await personaliseCard(insert(memory), PERSONALISATION, ISSUER);
  return use(memory);
}

/** The commands of a whole vote, each named, in their order. */
export const VOTE_STEPS: readonly (readonly [string, (client: CardClient) => Promise<unknown>])[] = [
  ['begin vote', (client) => client.beginVote(VOTE)],
  ['sign request', (client) => client.signRequest(REQUEST)],
  ['store package', (client) => client.storePackage(VOTE.manifestHash, PACKAGE)],
  ['store onion 1', (client) => client.storeOnion(VOTE.manifestHash, 1, ONION)],
  ['store onion 2', (client) => client.storeOnion(VOTE.manifestHash, 2, SECOND_ONION)],
  ['finish', (client) => client.finish(VOTE.manifestHash)],
];

/** A personalised card with the PIN verified on which the first `steps` commands of a vote have been done. */
export async function votedUpTo(
  steps: number,
  memory: NonVolatileMemory = new RamMemory(),
): Promise<CardInUse> {
  const inUse = await personalised(memory);
  await inUse.client.verifyPin(PIN);
  for (const [, run] of VOTE_STEPS.slice(0, steps)) await run(inUse.client);
  return inUse;
}

const NONE: Uint8Array = new Uint8Array();

/** The answer to one command; `instruction` is class and instruction in one number, as in INS. */
export async function ask(
  card: Card,
  instruction: number,
  p1p2 = 0,
  data = NONE,
  expected = 0,
): Promise<Response> {
  const apdu = encodeCommand({ cla: instruction >> 8, ins: instruction & 0xff, p1p2, data, expected });
  return parseResponse(await card.transmit(apdu)) ?? assert.fail('no status word');
}

/** Status word of one command. */
export const status = async (...command: Parameters<typeof ask>): Promise<number> =>
  (await ask(...command)).statusWord;

/** Whether these bytes stand anywhere in those. */
export const contains = (content: Uint8Array, part: Uint8Array): boolean =>
  Buffer.from(content.buffer, content.byteOffset, content.length).includes(Buffer.from(part));

/** The contacts between card and terminal: what crosses them is noted, and can be exchanged for something else. */
export class Contacts implements Card {
  readonly atr: Uint8Array;
  readonly commands: Uint8Array[] = [];
  readonly responses: Uint8Array[] = [];
  onCommand = (apdu: Uint8Array): Uint8Array => apdu;
  onResponse = (response: Uint8Array): Uint8Array => response;
  readonly #card: Card;

  constructor(card: Card) {
    this.atr = card.atr;
    this.#card = card;
  }

  /** Notes what leaves either side, before it is exchanged. */
  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    this.commands.push(apdu.slice());
    const response = await this.#card.transmit(this.onCommand(apdu));
    this.responses.push(response.slice());
    return this.onResponse(response);
  }

  reset(): Promise<void> {
    return this.#card.reset();
  }
}

const CHAINED = 0x10;
const MORE_DATA = 0x61;

/** The same card to whoever speaks to it in short APDUs only: commands in parts of `size` bytes, GET RESPONSE for the rest. */
export const inShortParts = (card: Card, size: number): Card => ({
  atr: card.atr,
  reset: () => card.reset(),
  async transmit(apdu) {
    const command = parseCommand(apdu);
    const expected = Math.min(command.expected, 256);
    const call = async (part: Uint8Array): Promise<Response> =>
      parseResponse(await card.transmit(part)) ?? assert.fail('no status word');
    let at = 0;
    for (; command.data.length - at > size; at += size) {
      const data = command.data.slice(at, at + size);
      const part = encodeCommand({ ...command, cla: command.cla | CHAINED, data, expected: 0 });
      assert.equal((await call(part)).statusWord, 0x9000);
    }
    let answer = await call(encodeCommand({ ...command, data: command.data.slice(at), expected }));
    let data = answer.data;
    while (answer.statusWord >> 8 === MORE_DATA) {
      const le = answer.statusWord & 0xff || 256;
      answer = await call(encodeCommand({ cla: 0, ins: 0xc0, p1p2: 0, data: NONE, expected: le }));
      data = concat(data, answer.data);
    }
    return concat(data, Uint8Array.of(answer.statusWord >> 8, answer.statusWord & 0xff));
  },
});
