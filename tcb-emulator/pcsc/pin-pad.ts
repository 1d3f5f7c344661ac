/**
 * The PIN of a PIV card, typed on the reader's own pin-pad (PC/SC part 10, section 2.5): how a program asks for it, and
 * what the reader or the card answers. The PIN never comes to the program.
 */
import { CodedError } from '../../common/coded-error.ts';
import { concat } from '../../protocol/primitives/bytes.ts';
import { SW } from '../iso7816/apdu.ts';
import { PIN_BLOCK } from '../iso7816/reference-data.ts';
import { PcscError } from './pcsc-error.ts';
import { READER_SW } from './reader.ts';
import { FEATURE } from './winscard-messages.ts';

type PinPadErrorCode =
  /** The reader has no keys of its own, or does not take this PIN there. */
  | 'pin/no-pad'
  | 'pin/cancelled'
  /** Nobody typed it in time. */
  | 'pin/timeout'
  | 'pin/wrong'
  /** No tries are left: only the PUK helps. */
  | 'pin/blocked';

class PinPadError extends CodedError<PinPadErrorCode> {
  /** After a wrong PIN. */
  readonly triesLeft: number | undefined;

  constructor(code: PinPadErrorCode, message: string, triesLeft?: number) {
    super(code, message);
    this.triesLeft = triesLeft;
  }
}

/** Of an entry in the list of features (section 2.2): its tag, the code's length, the code. */
const FEATURE_LENGTH = 6;

/** What a status word 63CX has room for. */
const MAX_TRIES = 15;

/** Seconds for a person to read, fetch the letter, type. */
const TIMEOUT = 60;
/** Part 10, section 2.5.2: ASCII, left-justified, beginning 0 bytes after Lc; in a block of 8; no length in it. */
const FORMAT = [0x82, PIN_BLOCK, 0x00] as const;
/** wPINMaxExtraDigit: most, then least, as it is little-endian. */
const DIGITS = [8, 4] as const;
const OK_KEY_ENDS = 0x02;
/** The reader's own message, in English where it asks; the first one. */
const MESSAGE = [0xff, 0x09, 0x04, 0x00] as const;
const PROLOGUE = [0, 0, 0] as const;
/** VERIFY of the PIV PIN (NIST SP 800-73-4, part 2, section 3.2.1); the reader writes over the filler. */
const VERIFY = Uint8Array.of(0x00, 0x20, 0x00, 0x80, PIN_BLOCK, ...new Uint8Array(PIN_BLOCK).fill(0xff));

/** The control code for a PIN typed at the reader, from its list of features. Errors: PinPadError pin/no-pad. */
export function verifyPinCode(features: Uint8Array): number {
  const list = Buffer.from(features);
  for (let at = 0; at + FEATURE_LENGTH <= list.length; at += FEATURE_LENGTH)
    if (list[at] === FEATURE.verifyPin && list[at + 1] === 4) return list.readUInt32BE(at + 2);
  throw noPad();
}

/** PIN_VERIFY_STRUCTURE for a PIV card: 4 to 8 digits. */
export function pivPinVerification(): Uint8Array {
  const length = [VERIFY.length, 0, 0, 0];
  const head = [TIMEOUT, TIMEOUT, ...FORMAT, ...DIGITS, OK_KEY_ENDS, ...MESSAGE, ...PROLOGUE, ...length];
  return concat(Uint8Array.from(head), VERIFY);
}

/**
 * Returns if the PIN was right: the reader's answer is the card's, or its own if the card was not asked.
 * Errors: PinPadError; PcscError pcsc/malformed, pcsc/refused for any other answer.
 */
export function requireRightPin(answer: Uint8Array): void {
  if (answer.length !== 2) throw new PcscError('pcsc/malformed', 'the reader answered without a status word');
  const word = Buffer.from(answer).readUInt16BE();
  if (word !== SW.ok) throw refusalOf(word);
}

function refusalOf(word: number): Error {
  const triesLeft = word ^ SW.wrongPin;
  switch (true) {
    case word === READER_SW.timedOut:
      return new PinPadError('pin/timeout', 'no PIN was typed in time on the reader');
    case word === READER_SW.cancelled:
      return new PinPadError('pin/cancelled', 'the PIN entry was cancelled on the reader');
    case word === READER_SW.wrongLength:
      return new PinPadError('pin/wrong', 'a PIN has 4 to 8 digits; the card was not asked');
    case word === READER_SW.refused:
      return noPad();
    case word === SW.pinBlocked || triesLeft === 0:
      return new PinPadError('pin/blocked', 'no PIN tries are left: set a new PIN with the PUK', 0);
    case triesLeft > 0 && triesLeft <= MAX_TRIES:
      return new PinPadError('pin/wrong', `that PIN is wrong; tries left: ${triesLeft}`, triesLeft);
    default:
      return new PcscError('pcsc/refused', `the reader answers ${word.toString(16)} to the PIN`);
  }
}

const noPad = (): PinPadError =>
  new PinPadError('pin/no-pad', 'this reader takes no PIN on keys of its own: use one with a pin-pad');
