/**
 * A smart card in software: its operating system around the applets. It answers like a card of ISO/IEC 7816: SELECT by
 * AID, whole or its beginning, GET CHALLENGE, command chaining, GET RESPONSE, extended lengths, life cycle. Commands run
 * one after the other and each to its end. No applet is selected after a reset.
 */
import { EMPTY, equalBytes } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { type Command, encodeResponse, parseCommand, StatusError, SW } from '../../iso7816/apdu.ts';
import type { Applet, Cell } from '../../iso7816/applet.ts';
import { ATR } from '../../iso7816/atr.ts';
import type { Card } from '../../iso7816/card.ts';
import { CHAINED, Transport } from '../../iso7816/transport.ts';
import { CHALLENGE_LENGTH } from '../channel/mutual-authentication.ts';
import { isSecured } from '../channel/secure-messaging.ts';
import { DurableState } from '../memory/durable-state.ts';
import type { NonVolatileMemory } from '../memory/non-volatile-memory.ts';
import type { PivState } from '../memory/piv-state.ts';
import { statusOf } from '../memory/status-of.ts';
import { PivApplet } from '../piv/piv-applet.ts';
import { VotingApplet } from '../voting/voting-applet.ts';
import { INS, P1P2 } from '../voting/voting-commands.ts';

export interface CardDeps {
  /** Of this card alone: two cards on one memory are clones, and spoil each other's votes. */
  readonly memory: NonVolatileMemory;
  readonly random: RandomSource;
}

const SHORTEST_AID = 5;
/** Class 0X with the bits for secure messaging and logical channels; 8X likewise: the applets' own. */
const ISO_CLASS = 0x00;
const APPLET_CLASS = 0x80;
const CHANNEL_BITS = 0x03;
const SECURED_OWN_FORMAT = 0x04;
const SECURED_HEADER_OPEN = 0x08;

export class EmulatedCard implements Card {
  readonly atr = ATR;
  readonly #state: DurableState;
  readonly #random: RandomSource;
  readonly #transport = new Transport();
  readonly #applets: readonly Applet[];
  #selected: Applet | undefined;
  #challenge: Uint8Array | undefined;

  /** A card with an unwritten memory is blank. Errors: MemoryError when the memory is damaged or cannot be read. */
  constructor({ memory, random }: CardDeps) {
    const state = new DurableState(memory);
    this.#state = state;
    this.#random = random;
    const piv: Cell<PivState> = {
      get: () => state.get().piv,
      commit: (next) => state.commit({ ...state.get(), piv: next }),
    };
    this.#applets = [
      new VotingApplet(state, random, () => this.#takeChallenge()),
      new PivApplet(piv, random, () => state.get().lifeCycle !== 'blank'),
    ];
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    try {
      // A copy of the card's own, and no Buffer, whose parts would share the caller's memory.
      const command = parseCommand(new Uint8Array(apdu));
      requireClass(command.cla & ~CHAINED);
      return this.#transport.exchange(command, (whole) => this.#dispatch(whole));
    } catch (error) {
      return encodeResponse(EMPTY, statusOf(error));
    }
  }

  async reset(): Promise<void> {
    for (const applet of this.#applets) applet.reset();
    this.#selected = undefined;
    this.#challenge = undefined;
    this.#transport.reset();
    this.#state.forget();
  }

  #dispatch(command: Command): Uint8Array {
    const isPlain = command.cla === ISO_CLASS;
    if (isPlain && command.ins === INS.select) return this.#select(command);
    this.#requireAlive(command);
    if (isPlain && command.ins === INS.getChallenge) return this.#getChallenge(command);
    if (this.#selected === undefined) throw new StatusError(SW.conditionsNotSatisfied);
    return this.#selected.process(command);
  }

  /** Errors: StatusError conditionsNotSatisfied if the card has been terminated. */
  #requireAlive(command: Command): void {
    try {
      if (this.#state.get().lifeCycle !== 'terminated') return;
    } catch (error) {
      // Over a channel the applet itself says that the memory fails, sealed.
      if (isSecured(command)) return;
      throw error;
    }
    throw new StatusError(SW.conditionsNotSatisfied);
  }

  /** ISO/IEC 7816-4, section 11.2.2: by name, the first or only occurrence. */
  #select({ p1p2, data }: Command): Uint8Array {
    if (p1p2 !== P1P2.byName) throw new StatusError(SW.wrongParameters);
    const applet = this.#applets.find(
      ({ aid }) => data.length >= SHORTEST_AID && equalBytes(aid.subarray(0, data.length), data),
    );
    if (applet === undefined) throw new StatusError(SW.applicationNotFound);
    if (applet !== this.#selected) this.#selected?.reset();
    this.#selected = applet;
    if (this.#state.get().lifeCycle === 'terminated') throw new StatusError(SW.terminated);
    return applet.select();
  }

  #getChallenge({ p1p2, data, expected }: Command): Uint8Array {
    if (p1p2 !== P1P2.none) throw new StatusError(SW.wrongParameters);
    if (data.length > 0 || expected === 0) throw new StatusError(SW.wrongLength);
    this.#challenge = this.#random(Math.min(expected, CHALLENGE_LENGTH));
    return this.#challenge.slice();
  }

  #takeChallenge(): Uint8Array | undefined {
    const challenge = this.#challenge;
    this.#challenge = undefined;
    return challenge?.length === CHALLENGE_LENGTH ? challenge : undefined;
  }
}

/** Errors: StatusError for classes of other standards, logical channels, and other forms of secure messaging. */
function requireClass(cla: number): void {
  if ((cla & 0xf0) !== ISO_CLASS && (cla & 0xf0) !== APPLET_CLASS) throw new StatusError(SW.unknownClass);
  if ((cla & CHANNEL_BITS) !== 0) throw new StatusError(SW.noLogicalChannels);
  const security = cla & (SECURED_OWN_FORMAT | SECURED_HEADER_OPEN);
  if (security === SECURED_OWN_FORMAT || security === SECURED_HEADER_OPEN)
    throw new StatusError(SW.noSecureMessaging);
}
