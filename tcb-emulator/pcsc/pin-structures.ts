/**
 * What a PC asks of a pin-pad: PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE (PC/SC part 10, sections 2.5.2 and 2.5.3),
 * parsed strictly. This says only what was asked; what is allowed is the terminal's policy. Integers are little-endian.
 */

import { attempt } from '../../common/attempt.ts';
import { PcscError } from './pcsc-error.ts';

/** How the PIN is written into the command (part 10, bmFormatString, bmPINBlockString, bmPINLengthFormat). */
export interface PinFormat {
  readonly encoding: 'binary' | 'bcd' | 'ascii';
  readonly justified: 'left' | 'right';
  /** Where the PIN begins after Lc, in `positionUnit`s, 0 to 15. */
  readonly position: number;
  readonly positionUnit: 'bits' | 'bytes';
  /** Of the PIN block after padding, in bytes, 0 to 15; 0 when it is as long as the PIN. */
  readonly blockLength: number;
  /** Bits of the PIN length that is written too, 0 to 15; 0 for none. */
  readonly lengthBits: number;
  /** Where the PIN length is written, in `lengthUnit`s, 0 to 15. */
  readonly lengthPosition: number;
  readonly lengthUnit: 'bits' | 'bytes';
}

interface PinEntry {
  /** For the first key; 0 is the reader's own choice. At most 255. */
  readonly timeoutSeconds: number;
  readonly format: PinFormat;
  readonly minDigits: number;
  /** 1 to 255, not less than `minDigits`. */
  readonly maxDigits: number;
  /** What ends the entry; at least one. */
  readonly entryValidation: {
    readonly onMaxDigits: boolean;
    readonly onKey: boolean;
    readonly onTimeout: boolean;
  };
  /** 0 or 1, 0 to 3 for a change; undefined leaves it to the reader. */
  readonly messageCount: number | undefined;
  /** Windows language identifier, such as 0x0409. */
  readonly languageId: number;
  /** The command into which the PIN is written: a short APDU of 4 to 261 bytes. */
  readonly apdu: Uint8Array;
}

export interface PinVerification extends PinEntry {
  readonly messageIndex: number;
}

export interface PinModification extends PinEntry {
  /** Bytes after Lc, 0 to 255. */
  readonly oldPinOffset: number;
  readonly newPinOffset: number;
  /** The new PIN is typed twice. */
  readonly confirmsNew: boolean;
  /** The present PIN is typed first. */
  readonly asksOld: boolean;
  readonly messageIndices: readonly [number, number, number];
}

const MIN_APDU = 4;
const MAX_APDU = 261;
const DEFAULT_MESSAGES = 0xff;

/** Undefined for what is no such structure. */
export function parsePinVerification(bytes: Uint8Array): PinVerification | undefined {
  return parse(bytes, (next) => ({
    timeoutSeconds: timeoutSeconds(next),
    format: pinFormat(next),
    ...digits(next),
    entryValidation: entryValidation(next),
    messageCount: messageCount(next, 1),
    languageId: next(2),
    messageIndex: next(1),
  }));
}

/** Undefined for what is no such structure. */
export function parsePinModification(bytes: Uint8Array): PinModification | undefined {
  return parse(bytes, (next) => ({
    timeoutSeconds: timeoutSeconds(next),
    format: pinFormat(next),
    oldPinOffset: next(1),
    newPinOffset: next(1),
    ...digits(next),
    ...confirmation(next),
    entryValidation: entryValidation(next),
    messageCount: messageCount(next, 3),
    languageId: next(2),
    messageIndices: [next(1), next(1), next(1)] as const,
  }));
}

function check(ok: boolean): void {
  if (!ok) throw new PcscError('pcsc/malformed');
}

/** The next integer of that many bytes. */
type Next = (length: number) => number;

function parse<T>(bytes: Uint8Array, head: (next: Next) => T): (T & { apdu: Uint8Array }) | undefined {
  let at = 0;
  const next: Next = (length) => {
    const field = bytes.subarray(at, at + length);
    check(field.length === length);
    at += length;
    return field.reduceRight((value, byte) => value * 256 + byte, 0);
  };
  return attempt(PcscError, () => {
    const parsed = head(next);
    // bTeoPrologue: for readers that leave the blocks of T=1 to the PC.
    next(3);
    const length = next(4);
    check(length >= MIN_APDU && length <= MAX_APDU && bytes.length === at + length);
    return { ...parsed, apdu: Uint8Array.from(bytes.subarray(at)) };
  });
}

/** bTimeOut; bTimeOut2, after the first key, is not told apart from it, which the PIN properties say. */
function timeoutSeconds(next: Next): number {
  const seconds = next(1);
  next(1);
  return seconds;
}

function pinFormat(next: Next): PinFormat {
  const [format, block, length] = [next(1), next(1), next(1)] as const;
  const encoding = (['binary', 'bcd', 'ascii'] as const)[format & 0x03];
  if (encoding === undefined || length >= 0x20) throw new PcscError('pcsc/malformed');
  return {
    encoding,
    justified: (format & 0x04) === 0 ? 'left' : 'right',
    position: (format >> 3) & 0x0f,
    positionUnit: unit(format & 0x80),
    blockLength: block & 0x0f,
    lengthBits: block >> 4,
    lengthPosition: length & 0x0f,
    lengthUnit: unit(length & 0x10),
  };
}

const unit = (bit: number): 'bits' | 'bytes' => (bit === 0 ? 'bits' : 'bytes');

/** wPINMaxExtraDigit: 0xXXYY, XX the least and YY the most digits. */
function digits(next: Next): Pick<PinEntry, 'minDigits' | 'maxDigits'> {
  const [maxDigits, minDigits] = [next(1), next(1)] as const;
  check(maxDigits > 0 && minDigits <= maxDigits);
  return { minDigits, maxDigits };
}

/** bConfirmPIN. */
function confirmation(next: Next): Pick<PinModification, 'confirmsNew' | 'asksOld'> {
  const flags = next(1);
  check(flags < 0x04);
  return { confirmsNew: (flags & 0x01) !== 0, asksOld: (flags & 0x02) !== 0 };
}

/** bEntryValidationCondition. */
function entryValidation(next: Next): PinEntry['entryValidation'] {
  const flags = next(1);
  check(flags > 0 && flags < 0x08);
  return {
    onMaxDigits: (flags & 0x01) !== 0,
    onKey: (flags & 0x02) !== 0,
    onTimeout: (flags & 0x04) !== 0,
  };
}

/** bNumberMessage. */
function messageCount(next: Next, max: number): number | undefined {
  const count = next(1);
  check(count <= max || count === DEFAULT_MESSAGES);
  return count === DEFAULT_MESSAGES ? undefined : count;
}
