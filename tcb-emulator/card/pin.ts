/** The card holder's PIN: 4 to 8 ASCII digits, three tries (ISO/IEC 7816-4, VERIFY). */
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { StatusError, SW } from './apdu.ts';
import { PIN_BLOCK, PIN_TRIES } from './card-state.ts';
import type { DurableState } from './durable-state.ts';

const MIN_DIGITS = 4;
const FILLER = 0xff;

/** Pads a PIN to {@link PIN_BLOCK} bytes, so that a comparison does not tell its length. Errors: StatusError. */
export function pinBlock(pin: Uint8Array): Uint8Array {
  if (pin.length < MIN_DIGITS || pin.length > PIN_BLOCK) throw new StatusError(SW.wrongLength);
  if (!pin.every((byte) => byte >= 0x30 && byte <= 0x39)) throw new StatusError(SW.malformedData);
  const block = new Uint8Array(PIN_BLOCK).fill(FILLER);
  block.set(pin);
  return block;
}

export class PinGate {
  readonly #state: DurableState;
  #verified = false;

  constructor(state: DurableState) {
    this.#state = state;
  }

  get isVerified(): boolean {
    return this.#verified;
  }

  forget(): void {
    this.#verified = false;
  }

  /** Errors: StatusError wrongPin with the tries left, or pinBlocked, unless the PIN has been verified. */
  requireVerified(): void {
    if (this.#verified) return;
    const { triesLeft } = this.#state.get();
    throw triesLeft === 0 ? new StatusError(SW.pinBlocked) : wrongPin(triesLeft);
  }

  /** Errors: StatusError wrongPin with the tries left, pinBlocked, conditionsNotSatisfied, or a malformed PIN's. */
  verify(typed: Uint8Array): void {
    this.#verified = false;
    const before = this.#state.get();
    if (before.lifeCycle !== 'personalised' || before.pin === undefined)
      throw new StatusError(SW.conditionsNotSatisfied);
    if (before.triesLeft === 0) throw new StatusError(SW.pinBlocked);
    const block = pinBlock(typed);
    // The try is spent, durably, before the comparison: a power cut in between must not give it back.
    const spent = { ...before, triesLeft: before.triesLeft - 1 };
    this.#state.commit(spent);
    if (!equalBytes(block, before.pin)) throw wrongPin(spent.triesLeft);
    this.#state.commit({ ...before, triesLeft: PIN_TRIES });
    this.#verified = true;
  }
}

const wrongPin = (triesLeft: number): StatusError => new StatusError(SW.wrongPin | triesLeft);
