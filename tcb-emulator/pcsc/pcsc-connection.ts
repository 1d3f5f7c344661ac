/**
 * One program's connection to the service: at most one context, whose handles die with it. Whatever is not a message of
 * the protocol ends the connection.
 */
import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { MessageSocket } from './message-socket.ts';
import { PcscError } from './pcsc-error.ts';
import { ReaderError } from './reader.ts';
import type { ReaderFeatures } from './reader-features.ts';
import { type Handle, ReaderRefusal, type SharedReader } from './shared-reader.ts';
import {
  type Body,
  type CallName,
  calls,
  changeSignal,
  commandOf,
  dataAfterCall,
  header,
  isCall,
  MAX_ATTRIBUTE,
  PROTOCOL_MAJOR,
  PROTOCOL_MINORS,
  type QuestionName,
  RV,
  readerEvents,
  readerStates,
} from './winscard-messages.ts';

const MAX_HANDLES = 16;
/** How long a program may take to send what it has announced, in milliseconds. */
const BODY_LIMIT = 5000;
const NO_DATA = Buffer.alloc(0);

/** What an answer differs in from its request, and the data after it. */
type Outcome<N extends CallName> = Partial<Body<N>> & { readonly data?: Uint8Array };
type Calls = { [N in CallName]: (body: Body<N>, data: Buffer) => Outcome<N> | Promise<Outcome<N>> };

export class PcscConnection {
  readonly #socket: MessageSocket;
  readonly #shared: SharedReader;
  readonly #features: ReaderFeatures;
  readonly #cancelOther: (context: number) => boolean;
  readonly #handles = new Map<number, Handle>();
  #context: number | undefined;
  #isWaiting = false;

  constructor(
    socket: Socket,
    shared: SharedReader,
    features: ReaderFeatures,
    cancelOther: (context: number) => boolean,
  ) {
    this.#socket = new MessageSocket(socket);
    this.#shared = shared;
    this.#features = features;
    this.#cancelOther = cancelOther;
  }

  /** Resolves when the program has gone and its handles with it. */
  async serve(): Promise<void> {
    try {
      while (await this.#serveOne());
    } catch (error) {
      if (!(error instanceof PcscError)) throw error;
    } finally {
      this.close();
      await this.#release();
    }
  }

  close(): void {
    this.#socket.close();
  }

  /** Ends the wait of this connection, if there is one. */
  signal(rv: number): boolean {
    if (!this.#isWaiting) return false;
    this.#isWaiting = false;
    void this.#socket.write(changeSignal.encode({ timeout: 0, rv }));
    return true;
  }

  cancel(context: number): boolean {
    return this.#context === context && this.signal(RV.cancelled);
  }

  /** False at the end of the stream. Errors: PcscError pcsc/malformed. */
  async #serveOne(): Promise<boolean> {
    const head = await this.#socket.read(header.length);
    if (head === undefined) return false;
    const name = commandOf(head);
    return isCall(name) ? this.#call(name) : this.#question(name);
  }

  async #question(name: QuestionName): Promise<boolean> {
    const answer = this.#answerTo(name);
    if (answer !== undefined) await this.#socket.write(answer);
    return true;
  }

  #answerTo(name: QuestionName): Buffer | undefined {
    switch (name) {
      case 'getReadersState':
        return readerStates.encode([this.#shared.state()]);
      case 'waitReaderStateChange':
        this.#isWaiting = true;
        return readerStates.encode([this.#shared.state()]);
      case 'stopWaitingReaderStateChange': {
        // A signal already sent is the answer.
        const wasWaiting = this.#isWaiting;
        this.#isWaiting = false;
        return wasWaiting ? changeSignal.encode({ timeout: 0, rv: RV.success }) : undefined;
      }
      case 'getReaderEvents':
        // Readers that came or went: this one is always there.
        return readerEvents.encode({ events: 1, rv: RV.success });
    }
  }

  async #call<N extends CallName>(name: N): Promise<boolean> {
    const encoded = await this.#socket.read(calls[name].length, BODY_LIMIT);
    if (encoded === undefined) return false;
    const body = calls[name].decode(encoded);
    const length = dataAfterCall(body);
    const data = length === 0 ? NO_DATA : await this.#socket.read(length, BODY_LIMIT);
    if (data === undefined) return false;
    const { data: answerData = NO_DATA, ...changes } = await this.#outcome(name, body, data);
    const answer = calls[name].encode({ ...body, rv: RV.success, ...changes });
    await this.#socket.write(Buffer.concat([answer, answerData]));
    return true;
  }

  async #outcome<N extends CallName>(name: N, body: Body<N>, data: Buffer): Promise<Outcome<N>> {
    try {
      return await this.#calls[name](body, data);
    } catch (error) {
      return { rv: returnValueOf(error) } as Outcome<N>;
    }
  }

  readonly #calls: Calls = {
    version: ({ major, minor }) => {
      if (major === PROTOCOL_MAJOR && PROTOCOL_MINORS.some((known) => known === minor)) return {};
      // Newer clients then ask for what they are told.
      return { major: PROTOCOL_MAJOR, minor: Math.max(...PROTOCOL_MINORS), rv: RV.serviceStopped };
    },
    establishContext: () => {
      if (this.#context !== undefined) throw new ReaderRefusal(RV.noMemory);
      // Random, so that a program never sees the number of a context of a service before this one.
      this.#context = newNumber();
      return { context: this.#context };
    },
    releaseContext: async ({ context }) => {
      this.#checkContext(context);
      await this.#release();
      return {};
    },
    connect: ({ context, reader, shareMode, protocols }) => {
      this.#checkContext(context);
      if (this.#handles.size >= MAX_HANDLES) throw new ReaderRefusal(RV.noMemory);
      const { handle, protocol } = this.#shared.connect(reader, shareMode, protocols);
      const card = newNumber();
      this.#handles.set(card, handle);
      return { card, protocol };
    },
    reconnect: async ({ card, shareMode, protocols, initialization }) => ({
      protocol: await this.#shared.reconnect(this.#handle(card), shareMode, protocols, initialization),
    }),
    disconnect: async ({ card, disposition }) => {
      await this.#shared.disconnect(this.#handle(card), disposition);
      this.#handles.delete(card);
      return {};
    },
    beginTransaction: ({ card }) => {
      this.#shared.begin(this.#handle(card));
      return {};
    },
    endTransaction: async ({ card, disposition }) => {
      await this.#shared.end(this.#handle(card), disposition);
      return {};
    },
    transmit: async ({ card, sendProtocol, receiveLength: room }, apdu) => {
      const handle = this.#handle(card);
      if (apdu.length < 4) throw new ReaderRefusal(RV.invalidParameter);
      const data = await this.#shared.transmit(handle, sendProtocol, new Uint8Array(apdu));
      const answer = { receiveProtocol: sendProtocol, receiveLength: data.length };
      return data.length > room ? { ...answer, rv: RV.insufficientBuffer } : { ...answer, data };
    },
    control: async ({ card, code, receiveLength: room }, request) => {
      const data = await this.#features.control(this.#handle(card), code, request);
      const answer = { returned: data.length };
      return data.length > room ? { ...answer, rv: RV.insufficientBuffer } : { ...answer, data };
    },
    status: ({ card }) => {
      this.#shared.status(this.#handle(card));
      return {};
    },
    cancel: ({ context }) => {
      if (!this.#cancelOther(context)) throw new ReaderRefusal(RV.invalidHandle);
      return {};
    },
    getAttribute: ({ card, id, length: room }) => {
      const value = this.#features.attribute(this.#handle(card), id);
      if (value.length > Math.min(room, MAX_ATTRIBUTE))
        return { length: value.length, rv: RV.insufficientBuffer };
      return { value, length: value.length };
    },
    setAttribute: ({ card }) => {
      this.#handle(card);
      throw new ReaderRefusal(RV.unsupportedFeature);
    },
  };

  #checkContext(context: number): void {
    if (context !== this.#context) throw new ReaderRefusal(RV.invalidHandle);
  }

  #handle(card: number): Handle {
    const handle = this.#handles.get(card);
    if (handle === undefined) throw new ReaderRefusal(RV.invalidHandle);
    return handle;
  }

  async #release(): Promise<void> {
    const handles = [...this.#handles.values()];
    this.#context = undefined;
    this.#isWaiting = false;
    this.#handles.clear();
    await Promise.all(handles.map((handle) => this.#shared.abandon(handle)));
  }
}

const newNumber = (): number => randomInt(1, 2 ** 31);

/** Of a fault in the reader, only that there was one. */
function returnValueOf(error: unknown): number {
  if (error instanceof ReaderRefusal) return error.rv;
  if (!(error instanceof ReaderError)) return RV.communicationError;
  return error.code === 'reader/no-card' ? RV.removedCard : RV.sharingViolation;
}
