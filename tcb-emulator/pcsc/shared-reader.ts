/**
 * One reader shared by many programs, as the resource manager of PC/SC does it (part 5; the details are pcsc-lite's):
 * share modes, transactions, and what a handle is told when another program has reset the card or a person taken it.
 */

import { Turns } from '../../common/turns.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import type { TransparentReader } from './reader.ts';
import { DISPOSITION, PROTOCOL, type ReaderState, RV, SHARE, STATE } from './winscard-messages.ts';

/** Ends a call with a return value. */
export class ReaderRefusal extends Error {
  readonly rv: number;

  constructor(rv: number) {
    super(`return value ${rv.toString(16)}`);
    this.name = 'Refusal';
    this.rv = rv;
  }
}

/** A program's connection to the reader. */
export interface Handle {
  isExclusive: boolean;
  /** There was a card when the handle was connected. */
  hasCard: boolean;
  /** What has happened to that card since, which only reconnecting clears. */
  event: typeof RV.success | typeof RV.resetCard | typeof RV.removedCard;
}

interface Transaction {
  readonly owner: Handle;
  depth: number;
}

export class SharedReader {
  readonly #reader: TransparentReader;
  readonly #changed: () => void;
  readonly #handles = new Set<Handle>();
  #transaction: Transaction | undefined;
  /** What the programs have agreed on for the card that is in; undefined after a reset and without programs. */
  #protocol: number = PROTOCOL.undefined;
  #changes: number;
  readonly #turns = new Turns();

  /** `changed` is called when {@link state} has changed by what programs do, not by what persons do. */
  constructor(reader: TransparentReader, changed: () => void) {
    this.#reader = reader;
    this.#changed = changed;
    this.#changes = reader.changes;
  }

  state(): ReaderState {
    this.#notice();
    const atr = this.#reader.atr();
    const isAgreed = this.#protocol !== PROTOCOL.undefined;
    const present = STATE.present | STATE.powered | (isAgreed ? STATE.specific : STATE.negotiable);
    return {
      name: this.#reader.name,
      events: this.#changes & 0xffff,
      state: atr === undefined ? STATE.absent : present,
      sharing: this.#exclusive() === undefined ? this.#handles.size : -1,
      atr: atr ?? EMPTY,
      protocol: this.#protocol,
    };
  }

  /** Errors: Refusal. */
  connect(name: string, shareMode: number, protocols: number): { handle: Handle; protocol: number } {
    this.#notice();
    if (name !== this.#reader.name) throw new ReaderRefusal(RV.unknownReader);
    checkShareMode(shareMode);
    if (this.#exclusive() !== undefined) throw new ReaderRefusal(RV.sharingViolation);
    const isExclusive = shareMode === SHARE.exclusive;
    if (isExclusive && this.#handles.size > 0) throw new ReaderRefusal(RV.sharingViolation);
    this.#agree(shareMode, protocols);
    const handle = { isExclusive, hasCard: this.#reader.atr() !== undefined, event: RV.success };
    this.#handles.add(handle);
    this.#changed();
    return { handle, protocol: this.#protocol };
  }

  /** Resolves to the protocol. Errors: Refusal. */
  reconnect(handle: Handle, shareMode: number, protocols: number, initialization: number): Promise<number> {
    return this.#turns.take(async () => {
      this.#check(handle);
      checkShareMode(shareMode);
      if (initialization > DISPOSITION.unpower) throw new ReaderRefusal(RV.invalidValue);
      const isExclusive = shareMode === SHARE.exclusive;
      if (isExclusive && this.#handles.size > 1) throw new ReaderRefusal(RV.sharingViolation);
      if (initialization !== DISPOSITION.leave) await this.#reset();
      this.#agree(shareMode, protocols);
      Object.assign(handle, { isExclusive, hasCard: this.#reader.atr() !== undefined, event: RV.success });
      this.#changed();
      return this.#protocol;
    });
  }

  /** The handle is gone, whatever becomes of the disposition. Errors: Refusal. */
  disconnect(handle: Handle, disposition: number): Promise<void> {
    if (disposition > DISPOSITION.eject) throw new ReaderRefusal(RV.invalidValue);
    return this.#turns.take(async () => {
      try {
        this.#check(handle);
        if (handle.event === RV.success && handle.hasCard) await this.#dispose(disposition);
      } catch {
        // Then the card is another's, or gone.
      } finally {
        this.#forget(handle);
      }
    });
  }

  /** The program is gone: what it had not finished with the card is nobody else's to continue. */
  abandon(handle: Handle): Promise<void> {
    const hadTheCard = handle.isExclusive || this.#transaction?.owner === handle;
    return this.disconnect(handle, hadTheCard ? DISPOSITION.reset : DISPOSITION.leave);
  }

  /** Errors: Refusal. */
  begin(handle: Handle): void {
    this.#checkCard(handle);
    this.#transaction ??= { owner: handle, depth: 0 };
    this.#transaction.depth += 1;
  }

  /** Errors: Refusal. */
  end(handle: Handle, disposition: number): Promise<void> {
    if (disposition > DISPOSITION.eject) throw new ReaderRefusal(RV.invalidValue);
    return this.#turns.take(async () => {
      this.#checkCard(handle);
      const transaction = this.#transaction;
      if (transaction === undefined) throw new ReaderRefusal(RV.notTransacted);
      try {
        await this.#dispose(disposition);
      } finally {
        transaction.depth -= 1;
        if (transaction.depth === 0) this.#transaction = undefined;
      }
    });
  }

  /** Errors: Refusal. */
  status(handle: Handle): void {
    this.#notice();
    if (handle.event !== RV.success) throw new ReaderRefusal(handle.event);
  }

  /** Refuses a handle that has to wait for another's. Errors: Refusal. */
  checkAccess(handle: Handle): void {
    this.#check(handle);
  }

  /** Resolves to the card's answer. Errors: Refusal, ReaderError. */
  transmit(handle: Handle, protocol: number, apdu: Uint8Array): Promise<Uint8Array> {
    return this.withCard(handle, () => {
      const isAnyway = protocol === PROTOCOL.raw || protocol === PROTOCOL.any;
      if (!isAnyway && protocol !== this.#protocol) throw new ReaderRefusal(RV.protocolMismatch);
      return this.#reader.transmit(apdu);
    });
  }

  /** Runs what needs the card, after all that was asked for before. Errors: Refusal, ReaderError, those of `job`. */
  withCard<T>(handle: Handle, job: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#checkCard(handle);
      if (!handle.hasCard) throw new ReaderRefusal(RV.noSmartcard);
      try {
        return await job();
      } finally {
        this.#notice();
      }
    });
  }

  /** Tells the handles of a card that it is no longer in. */
  #notice(): void {
    if (this.#changes === this.#reader.changes) return;
    this.#changes = this.#reader.changes;
    this.#protocol = PROTOCOL.undefined;
    this.#transaction = undefined;
    for (const handle of this.#handles) if (handle.hasCard) handle.event = RV.removedCard;
  }

  #exclusive(): Handle | undefined {
    return [...this.#handles].find((handle) => handle.isExclusive);
  }

  #check(handle: Handle): void {
    this.#notice();
    if (!this.#handles.has(handle)) throw new ReaderRefusal(RV.invalidHandle);
    const owner = this.#transaction?.owner ?? this.#exclusive() ?? handle;
    if (owner !== handle) throw new ReaderRefusal(RV.sharingViolation);
  }

  #checkCard(handle: Handle): void {
    this.#notice();
    if (handle.event !== RV.success) throw new ReaderRefusal(handle.event);
    this.#check(handle);
  }

  /** The protocol for a new connection. A direct one needs neither card nor protocol. */
  #agree(shareMode: number, protocols: number): void {
    if (shareMode === SHARE.direct) return;
    const atr = this.#reader.atr();
    if (atr === undefined) throw new ReaderRefusal(RV.noSmartcard);
    const first = firstProtocol(atr);
    const agreed = this.#protocol === PROTOCOL.undefined ? [first, PROTOCOL.any - first] : [this.#protocol];
    const protocol = agreed.find((known) => (protocols & known) !== 0);
    if (protocol === undefined) throw new ReaderRefusal(RV.protocolMismatch);
    this.#protocol = protocol;
  }

  /** Without a motor, to eject is to cut the power; to cut it is to reset, for it is on while a card is in. */
  async #dispose(disposition: number): Promise<void> {
    if (disposition !== DISPOSITION.leave) await this.#reset();
  }

  async #reset(): Promise<void> {
    await this.#reader.reset();
    this.#notice();
    this.#protocol = PROTOCOL.undefined;
    for (const handle of this.#handles)
      if (handle.hasCard && handle.event === RV.success) handle.event = RV.resetCard;
  }

  #forget(handle: Handle): void {
    this.#handles.delete(handle);
    // The next program agrees with the card again.
    if (this.#handles.size === 0) this.#protocol = PROTOCOL.undefined;
    if (this.#transaction?.owner === handle) this.#transaction = undefined;
    this.#changed();
  }
}

function checkShareMode(shareMode: number): void {
  if (shareMode < SHARE.exclusive || shareMode > SHARE.direct) throw new ReaderRefusal(RV.invalidValue);
}

/**
 * The first protocol that the card offers: TD1 of the ATR, T=0 without it (ISO/IEC 7816-3, section 8.2.3). The other one
 * is given to whoever insists on it: commands go to the card as APDUs, so both are only names here.
 */
function firstProtocol(atr: Uint8Array): number {
  const y1 = (atr[1] ?? 0) >> 4;
  if ((y1 & 0x08) === 0) return PROTOCOL.t0;
  const td1 = 2 + (y1 & 1) + ((y1 >> 1) & 1) + ((y1 >> 2) & 1);
  return ((atr[td1] ?? 0) & 0x0f) === 0 ? PROTOCOL.t0 : PROTOCOL.t1;
}
