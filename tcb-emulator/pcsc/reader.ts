/** The terminal as an ordinary card reader with a pin-pad: all that PC/SC programs get of it. */
import { CodedError } from '../../common/coded-error.ts';
import type { PinModification, PinVerification } from './pin-structures.ts';

export type ReaderErrorCode =
  /** The slot is empty. */
  | 'reader/no-card'
  /** A Finlet has the card: the PC's commands are refused until it ends (FINREAD secure mode). */
  | 'reader/secure-mode';

export class ReaderError extends CodedError<ReaderErrorCode> {}

/** The reader's own status words (part 10, section 2.5.4). */
export const READER_SW = {
  timedOut: 0x6400,
  cancelled: 0x6401,
  wrongLength: 0x6403,
  refused: 0x6b80,
} as const;

/** All calls but `whenChanged` reject with {@link ReaderError}. */
export interface TransparentReader {
  /** At most 127 bytes of ASCII, such as 'REVS FINREAD Terminal 00 00'. */
  readonly name: string;
  /** ATR of the card in the slot, 2 to 33 bytes; undefined when it is empty. */
  atr(): Uint8Array | undefined;
  /** Grows by one with every insertion and removal. */
  readonly changes: number;
  /** Resolves when a card was inserted or removed after count `changes`, or the signal is aborted. */
  whenChanged(changes: number, signal: AbortSignal): Promise<void>;
  /** One command APDU in, data and status word out. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  /** A power cycle of the card. */
  reset(): Promise<void>;
  /**
   * Secure PIN entry (PC/SC part 10, section 2.5): asks the person and sends the command to the card. Resolves to the
   * card's answer or to the reader's own: 6400 time-out, 6401 cancelled, 6B80 refused structure.
   */
  verifyPin(request: PinVerification): Promise<Uint8Array>;
  /** As {@link verifyPin}; also 6402 when the new PIN was not typed twice alike. */
  modifyPin(request: PinModification): Promise<Uint8Array>;
}
