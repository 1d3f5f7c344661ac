/**
 * A PIN and its PUK (ISO/IEC 7816-4: reference data and resetting code; VERIFY, CHANGE REFERENCE DATA, RESET RETRY
 * COUNTER, sections 11.5.6, 11.5.7, 11.5.10). Each is a block of 8 bytes: 4 to 8 ASCII digits, then FF. A try is spent,
 * durably, before anything is compared: a power cut in between must not give it back.
 */
import { ensure } from '../../protocol/errors.ts';
import { equalBytes, utf8 } from '../../protocol/primitives/bytes.ts';
import { bytes, type Codec, optional, struct, uint } from '../../protocol/primitives/cbor.ts';
import { StatusError, SW } from './apdu.ts';
import type { Cell } from './applet.ts';

export const TRIES = 3;
export const PIN_BLOCK = 8;
const MIN_DIGITS = 4;
const FILLER = 0xff;

export interface PinState {
  readonly pin: Uint8Array | undefined;
  readonly triesLeft: number;
  readonly puk: Uint8Array | undefined;
  readonly pukTriesLeft: number;
}

export const NO_PIN: PinState = { pin: undefined, triesLeft: TRIES, puk: undefined, pukTriesLeft: TRIES };

export const pinStateCodec: Codec<PinState> = struct<PinState>({
  pin: optional(bytes(PIN_BLOCK)),
  triesLeft: uint(TRIES),
  puk: optional(bytes(PIN_BLOCK)),
  pukTriesLeft: uint(TRIES),
});

/** The block that stands for a PIN. Errors: ProtocolError cbor/out-of-bounds unless it has at most 8 digits. */
export function pinBlock(digits: string): Uint8Array {
  const typed = utf8(digits);
  ensure(typed.length <= PIN_BLOCK, 'cbor/out-of-bounds', 'a PIN has at most 8 digits');
  const block = new Uint8Array(PIN_BLOCK).fill(FILLER);
  block.set(typed);
  return block;
}

/** Errors: StatusError wrongLength, malformedData. */
export function requirePinBlock(block: Uint8Array): Uint8Array {
  if (block.length !== PIN_BLOCK) throw new StatusError(SW.wrongLength);
  const filler = block.indexOf(FILLER);
  const digits = filler < 0 ? PIN_BLOCK : filler;
  const isPin =
    digits >= MIN_DIGITS &&
    block.every((byte, i) => (i < digits ? byte >= 0x30 && byte <= 0x39 : byte === FILLER));
  if (!isPin) throw new StatusError(SW.malformedData);
  return block.slice();
}

export class ReferenceData {
  readonly #state: Cell<PinState>;
  #verified = false;

  constructor(state: Cell<PinState>) {
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

  /** Errors: StatusError wrongPin with the tries left, pinBlocked, conditionsNotSatisfied, or a malformed block's. */
  verify(typed: Uint8Array): void {
    this.#verified = false;
    this.#spendPinTry(requirePinBlock(typed));
    this.#commit({ triesLeft: TRIES });
    this.#verified = true;
  }

  /** `data`: the old block, then the new one. Spends a try as VERIFY does. Errors: as {@link verify}. */
  change(data: Uint8Array): void {
    this.#verified = false;
    const [old, next] = twoBlocks(data);
    this.#spendPinTry(old);
    this.#commit({ pin: next, triesLeft: TRIES });
  }

  /** `data`: the PUK's block, then the new PIN's. Errors: as {@link verify}, with the PUK's tries. */
  resetRetryCounter(data: Uint8Array): void {
    this.#verified = false;
    const [puk, next] = twoBlocks(data);
    const before = this.#state.get();
    if (before.puk === undefined) throw new StatusError(SW.conditionsNotSatisfied);
    if (before.pukTriesLeft === 0) throw new StatusError(SW.pinBlocked);
    this.#commit({ pukTriesLeft: before.pukTriesLeft - 1 });
    if (!equalBytes(puk, before.puk)) throw wrongPin(before.pukTriesLeft - 1);
    this.#commit({ pin: next, triesLeft: TRIES, pukTriesLeft: TRIES });
  }

  /** Returns if it is the PIN; the try is then still to be given back. */
  #spendPinTry(block: Uint8Array): void {
    const before = this.#state.get();
    if (before.pin === undefined) throw new StatusError(SW.conditionsNotSatisfied);
    if (before.triesLeft === 0) throw new StatusError(SW.pinBlocked);
    this.#commit({ triesLeft: before.triesLeft - 1 });
    if (!equalBytes(block, before.pin)) throw wrongPin(before.triesLeft - 1);
  }

  #commit(change: Partial<PinState>): void {
    this.#state.commit({ ...this.#state.get(), ...change });
  }
}

function twoBlocks(data: Uint8Array): readonly [Uint8Array, Uint8Array] {
  if (data.length !== 2 * PIN_BLOCK) throw new StatusError(SW.wrongLength);
  return [requirePinBlock(data.slice(0, PIN_BLOCK)), requirePinBlock(data.slice(PIN_BLOCK))];
}

const wrongPin = (triesLeft: number): StatusError => new StatusError(SW.wrongPin | triesLeft);
