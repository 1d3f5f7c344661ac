/** For tests of PC/SC: a reader in the test's hands, a service for it, and programs that use it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Answer, PcscClient } from './pcsc-client.ts';
import { createPcscServer } from './pcsc-server.ts';
import type { PinModification, PinVerification } from './pin-structures.ts';
import { ReaderError, type TransparentReader } from './reader.ts';
import {
  type Body,
  changeSignal,
  DISPOSITION,
  MAX_DATA,
  PROTOCOL,
  type ReaderState,
  RV,
  readerStates,
  SHARE,
} from './winscard-messages.ts';

/** T=1, command chaining and extended length declared; the check byte is right. */
export const ATR = Uint8Array.from(Buffer.from('3b8c018073c001c0524556532054455c', 'hex'));
export const AID = Uint8Array.from(Buffer.from('f052455653', 'hex'));
const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, AID.length, ...AID);
const OK = Uint8Array.of(0x90, 0x00);

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** What OpenSC asks for with a PIV card: ASCII, 4 to 8 digits, padded to 8 bytes. */
export const PIN_VERIFY = hex('1e 1e 82 08 00 0804 02 ff 0904 00 000000 0d000000 0020008008ffffffffffffffff');
/** The present PIN, then twice the new one. */
export const PIN_MODIFY = hex(
  '1e 1e 82 08 00 00 08 0804 03 02 03 0904 00 01 02 000000 15000000 0024008010ffffffffffffffffffffffffffffffff',
);

export const select = (): Uint8Array => SELECT.slice();

/** A reader whose card answers as {@link answer} says. */
export class FakeReader implements TransparentReader {
  readonly name = 'REVS FINREAD Terminal 00 00';
  changes = 1;
  isSecure = false;
  resets = 0;
  /** How many of the card's commands are running at once, at most. */
  mostAtOnce = 0;
  readonly verifications: PinVerification[] = [];
  readonly modifications: PinModification[] = [];
  #hasCard = true;
  #running = 0;
  #listeners = new Set<() => void>();

  atr(): Uint8Array | undefined {
    return this.#hasCard ? ATR : undefined;
  }

  insert(): void {
    this.#change(true);
  }

  remove(): void {
    this.#change(false);
  }

  #change(hasCard: boolean): void {
    this.#hasCard = hasCard;
    this.changes += 1;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  async whenChanged(changes: number, signal: AbortSignal): Promise<void> {
    if (changes !== this.changes || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#listeners.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    this.#check();
    this.#running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
    // Longer than one turn of the event loop, as a card is.
    await new Promise((resolve) => setImmediate(resolve));
    this.#running -= 1;
    this.#check();
    return answer(apdu);
  }

  async reset(): Promise<void> {
    this.#check();
    this.resets += 1;
  }

  async verifyPin(request: PinVerification): Promise<Uint8Array> {
    this.#check();
    this.verifications.push(request);
    return Uint8Array.of(0x63, 0xc2);
  }

  async modifyPin(request: PinModification): Promise<Uint8Array> {
    this.#check();
    this.modifications.push(request);
    return Uint8Array.of(0x64, 0x01);
  }

  #check(): void {
    if (this.isSecure) throw new ReaderError('reader/secure-mode');
    if (!this.#hasCard) throw new ReaderError('reader/no-card');
  }
}

/** The card: SELECT of {@link AID} answers 9000; 80 EC repeats its extended data; all else is 6D00. */
function answer(apdu: Uint8Array): Uint8Array {
  if (Buffer.compare(apdu.subarray(0, SELECT.length), SELECT) === 0) return OK;
  if (apdu[0] === 0x80 && apdu[1] === 0xec) {
    const length = ((apdu[5] ?? 0) << 8) | (apdu[6] ?? 0);
    return Uint8Array.of(...apdu.subarray(7, 7 + length), ...OK);
  }
  return Uint8Array.of(0x6d, 0x00);
}

/** A service on a socket of its own for one reader. */
export class TestService {
  readonly reader = new FakeReader();
  readonly folder = join(mkdtempSync(join(tmpdir(), 'revs-pcsc-')), 'private');
  readonly socketPath = join(this.folder, 'reader');
  readonly #server = createPcscServer(this.reader);
  readonly #programs: Program[] = [];

  start(): Promise<void> {
    return this.#server.listen(this.socketPath);
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) program.client.close();
    await this.#server.close();
    rmSync(dirname(this.folder), { recursive: true });
  }

  /** A program with a context. */
  async program(): Promise<Program> {
    const client = await PcscClient.open(this.socketPath);
    const program = new Program(client, await client.establishContext(), this.reader.name);
    this.#programs.push(program);
    return program;
  }
}

/** A program as libpcsclite would speak for it; numbers are return values unless said otherwise. */
export class Program {
  readonly client: PcscClient;
  readonly context: number;
  /** Of the last successful {@link connect}. */
  card = 0;
  readonly #reader: string;

  constructor(client: PcscClient, context: number, reader: string) {
    this.client = client;
    this.context = context;
    this.#reader = reader;
  }

  async connect(parts: Partial<Body<'connect'>> = {}): Promise<Body<'connect'>> {
    const request = { context: this.context, reader: this.#reader, shareMode: SHARE.shared, card: 0, rv: 0 };
    const answer = await this.client.call('connect', {
      ...request,
      protocols: PROTOCOL.any,
      protocol: PROTOCOL.undefined,
      ...parts,
    });
    if (answer.rv === RV.success) this.card = answer.card;
    return answer;
  }

  async reconnect(parts: Partial<Body<'reconnect'>> = {}): Promise<number> {
    const request = { card: this.card, shareMode: SHARE.shared, protocols: PROTOCOL.any, protocol: 0, rv: 0 };
    const answer = await this.client.call('reconnect', { ...request, initialization: 0, ...parts });
    return answer.rv;
  }

  async disconnect(disposition: number): Promise<number> {
    return (await this.client.call('disconnect', { card: this.card, disposition, rv: 0 })).rv;
  }

  async begin(): Promise<number> {
    return (await this.client.call('beginTransaction', { card: this.card, rv: 0 })).rv;
  }

  async end(disposition: number = DISPOSITION.leave): Promise<number> {
    return (await this.client.call('endTransaction', { card: this.card, disposition, rv: 0 })).rv;
  }

  async status(): Promise<number> {
    return (await this.client.call('status', { card: this.card, rv: 0 })).rv;
  }

  transmit(apdu: Uint8Array, parts: Partial<Body<'transmit'>> = {}): Promise<Answer<'transmit'>> {
    const pci = { sendPciLength: 16, receivePciLength: 16, receiveProtocol: PROTOCOL.any };
    const lengths = { sendLength: apdu.length, receiveLength: MAX_DATA };
    const request = { card: this.card, sendProtocol: PROTOCOL.t1, rv: 0, ...pci, ...lengths, ...parts };
    return this.client.call('transmit', request, apdu);
  }

  control(code: number, data: Uint8Array, receiveLength = 256): Promise<Answer<'control'>> {
    const request = { card: this.card, code, sendLength: data.length, receiveLength, returned: 0, rv: 0 };
    return this.client.call('control', request, data);
  }

  /** The one reader. */
  async state(): Promise<ReaderState> {
    return only(await this.client.readers());
  }

  /** The one reader now; a signal comes when it has changed. */
  async wait(): Promise<ReaderState> {
    return only(await this.client.ask('waitReaderStateChange', readerStates));
  }

  /** What the signal says. */
  async signalled(): Promise<number> {
    return (await this.client.receive(changeSignal)).rv;
  }
}

function only(states: readonly ReaderState[]): ReaderState {
  const [state, ...others] = states;
  assert.ok(state !== undefined && others.length === 0, 'there is one reader');
  return state;
}

/** Waits for a condition that only the other side of a socket can make true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
