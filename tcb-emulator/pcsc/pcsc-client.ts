/** A program's side of the protocol: one connection to a PC/SC service, the system's pcscd or our own. Calls take turns. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Turns } from '../../common/turns.ts';
import type { Struct } from './c-structs.ts';
import { MessageSocket } from './message-socket.ts';
import { PcscError } from './pcsc-error.ts';
import {
  type Body,
  type CallName,
  calls,
  dataAfterAnswer,
  encodeCall,
  encodeQuestion,
  PROTOCOL_MAJOR,
  PROTOCOL_MINORS,
  type QuestionName,
  type ReaderState,
  RV,
  readerStates,
  SCOPE_SYSTEM,
} from './winscard-messages.ts';

/** How long an answer may take, in milliseconds: cards take minutes for some keys, persons for a PIN. */
const ANSWER_LIMIT = 180_000;
/** Of pcsc-lite (pcscd.h); PCSCLITE_CSOCK_NAME overrides it, as for every program. */
const SYSTEM_SOCKET = '/run/pcscd/pcscd.comm';

export const defaultSocketPath = (): string => process.env.PCSCLITE_CSOCK_NAME ?? SYSTEM_SOCKET;

export type Answer<N extends CallName> = Body<N> & { readonly data: Buffer };

export class PcscClient {
  readonly #socket: MessageSocket;
  readonly #turns = new Turns();

  private constructor(socket: MessageSocket) {
    this.#socket = socket;
  }

  /** Connects and agrees on a version. Errors: PcscError pcsc/no-service, pcsc/other-version, pcsc/closed. */
  static async open(socketPath: string): Promise<PcscClient> {
    const socket = createConnection(socketPath);
    try {
      await once(socket, 'connect');
    } catch {
      throw new PcscError(
        'pcsc/no-service',
        `no PC/SC service on ${socketPath}: start it, or name its socket in PCSCLITE_CSOCK_NAME`,
      );
    }
    const client = new PcscClient(new MessageSocket(socket));
    await client.#agreeOnVersion();
    return client;
  }

  /** Our oldest version first: services up to 2.4.0 insist on their own, which they tell; later ones take both. */
  async #agreeOnVersion(): Promise<void> {
    for (const minor of PROTOCOL_MINORS) {
      const { rv } = await this.call('version', { major: PROTOCOL_MAJOR, minor, rv: RV.success });
      if (rv === RV.success) return;
    }
    this.close();
    throw new PcscError('pcsc/other-version', 'the PC/SC service speaks another version of the protocol');
  }

  /** Resolves to the number of a new context. Errors as {@link callSuccessfully}. */
  async establishContext(): Promise<number> {
    const request = { scope: SCOPE_SYSTEM, context: 0, rv: RV.success };
    return (await this.callSuccessfully('establishContext', request)).context;
  }

  readers(): Promise<readonly ReaderState[]> {
    return this.ask('getReadersState', readerStates);
  }

  /** Errors: PcscError pcsc/closed, pcsc/malformed. */
  call<N extends CallName>(name: N, body: Body<N>, data?: Uint8Array): Promise<Answer<N>> {
    return this.#turns.take(async () => {
      await this.#socket.write(encodeCall(name, body, data));
      const answer = await this.receive(calls[name]);
      return { ...answer, data: await this.#read(dataAfterAnswer(answer)) };
    });
  }

  /** As {@link call}; errors also pcsc/no-card, pcsc/refused when the return value is not success. */
  async callSuccessfully<N extends CallName>(name: N, body: Body<N>, data?: Uint8Array): Promise<Answer<N>> {
    const answer = await this.call(name, body, data);
    if (answer.rv === RV.success) return answer;
    const isCardGone = answer.rv === RV.noSmartcard || answer.rv === RV.removedCard;
    if (isCardGone) throw new PcscError('pcsc/no-card');
    throw new PcscError(
      'pcsc/refused',
      answer.rv === RV.sharingViolation
        ? 'another program has the card, or the terminal is in use: try again when it has finished'
        : `${name}: PC/SC return value ${answer.rv.toString(16)}`,
    );
  }

  /** Errors as {@link call}. */
  ask<T>(name: QuestionName, answer: Struct<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#socket.write(encodeQuestion(name));
      return this.receive(answer);
    });
  }

  /** What comes unasked: the end of a wait. Errors: PcscError pcsc/closed, pcsc/malformed. */
  async receive<T>(struct: Struct<T>): Promise<T> {
    return struct.decode(await this.#read(struct.length));
  }

  async #read(length: number): Promise<Buffer> {
    const bytes = await this.#socket.read(length, ANSWER_LIMIT);
    if (bytes === undefined)
      throw new PcscError('pcsc/closed', 'the PC/SC service has closed the connection');
    return bytes;
  }

  close(): void {
    this.#socket.close();
  }
}
