/**
 * A smart card in software: memory, randomness and the voting applet behind APDUs. Commands run one after the other and
 * each to its end. Secure messaging, command chaining and further applets belong here, around `#dispatch`.
 */
import { ProtocolError } from '../../protocol/errors.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { type Command, encodeResponse, parseCommand, StatusError, SW } from './apdu.ts';
import type { Card } from './card.ts';
import { DurableState } from './durable-state.ts';
import { MemoryError, type NonVolatileMemory } from './non-volatile-memory.ts';
import { VotingApplet } from './voting-applet.ts';
import { AID, INS, P1P2 } from './voting-commands.ts';

export interface CardParts {
  /** Of this card alone: two cards on one memory are clones, and spoil each other's votes. */
  readonly memory: NonVolatileMemory;
  readonly random: RandomSource;
}

const NO_DATA = new Uint8Array();
const ISO_CLASS = 0x00;
const APPLET_CLASS = 0x80;

export class EmulatedCard implements Card {
  readonly #state: DurableState;
  readonly #applet: VotingApplet;

  /** A card with an unwritten memory is blank. Errors: MemoryError when the memory is damaged or cannot be read. */
  constructor({ memory, random }: CardParts) {
    this.#state = new DurableState(memory);
    this.#applet = new VotingApplet(this.#state, random);
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    try {
      return encodeResponse(this.#dispatch(parseCommand(apdu)), SW.ok);
    } catch (error) {
      return encodeResponse(NO_DATA, statusOf(error));
    }
  }

  reset(): void {
    this.#applet.reset();
    this.#state.forget();
  }

  #dispatch(command: Command): Uint8Array {
    if (command.cla !== ISO_CLASS && command.cla !== APPLET_CLASS) throw new StatusError(SW.unknownClass);
    return ((command.cla << 8) | command.ins) === INS.select
      ? select(command)
      : this.#applet.process(command);
  }
}

/** The only applet is selected from the start (ISO/IEC 7816-4, implicit selection); selecting it keeps the PIN's state. */
function select({ p1p2, data }: Command): Uint8Array {
  if (p1p2 !== P1P2.byName) throw new StatusError(SW.wrongParameters);
  if (!equalBytes(data, AID)) throw new StatusError(SW.applicationNotFound);
  return NO_DATA;
}

/** Nothing escapes a card but status words. */
function statusOf(error: unknown): number {
  if (error instanceof StatusError) return error.statusWord;
  if (error instanceof ProtocolError) return SW.malformedData;
  return error instanceof MemoryError ? SW.memoryFailure : SW.internalError;
}
