/** Command and response APDUs of ISO/IEC 7816-4 (sections 5.2 to 5.6), short and extended length, parsed strictly. */
import { concat, EMPTY } from '../../protocol/primitives/bytes.ts';

/** Status words (ISO/IEC 7816-4 section 5.6). */
export const SW = {
  ok: 0x9000,
  /** The low byte says how much data waits for GET RESPONSE: 00 for 256 bytes or more. */
  moreData: 0x6100,
  /** The selected application is there, but the card has been terminated. */
  terminated: 0x6285,
  /** The low four bits say how many tries are left. */
  wrongPin: 0x63c0,
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  noLogicalChannels: 0x6881,
  noSecureMessaging: 0x6882,
  lastOfChainExpected: 0x6883,
  authenticationFailed: 0x6300,
  pinRequired: 0x6982,
  pinBlocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  secureMessagingIncorrect: 0x6988,
  malformedData: 0x6a80,
  applicationNotFound: 0x6a82,
  memoryFull: 0x6a84,
  wrongParameters: 0x6a86,
  dataNotFound: 0x6a88,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
  internalError: 0x6f00,
} as const;

/** Ends a command inside the card with a status word and no data. */
export class StatusError extends Error {
  readonly statusWord: number;

  constructor(statusWord: number) {
    super(`status ${statusWord.toString(16)}`);
    this.name = 'StatusError';
    this.statusWord = statusWord;
  }
}

export interface Command {
  readonly cla: number;
  readonly ins: number;
  /** P1 in the high byte, P2 in the low one. */
  readonly p1p2: number;
  /** At most 65,535 bytes. */
  readonly data: Uint8Array;
  /** Ne: the most bytes of data that the answer may have, 0 to 65,536. */
  readonly expected: number;
}

export interface Response {
  readonly data: Uint8Array;
  readonly statusWord: number;
}

const HEADER = 4;
const SHORT_MAX = 256;
const EXTENDED_MAX = 65_536;

/** Parses a command of any of the seven cases (section 5.3). Errors: StatusError wrongLength. */
export function parseCommand(apdu: Uint8Array): Command {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = apdu;
  if (apdu.length < HEADER) throw new StatusError(SW.wrongLength);
  return { cla, ins, p1p2: (p1 << 8) | p2, ...parseBody(apdu.subarray(HEADER)) };
}

type Body = Pick<Command, 'data' | 'expected'>;

function parseBody(body: Uint8Array): Body {
  const [first = 0, second = 0, third = 0] = body;
  if (body.length === 0) return { data: EMPTY, expected: 0 };
  if (body.length === 1) return { data: EMPTY, expected: first === 0 ? SHORT_MAX : first };
  if (first !== 0) return splitBody(body, 1, first, 1);
  const length = (second << 8) | third;
  if (body.length === 3) return { data: EMPTY, expected: length === 0 ? EXTENDED_MAX : length };
  // Lc never is 0: a command without data leaves it out.
  if (length === 0) throw new StatusError(SW.wrongLength);
  return splitBody(body, 3, length, 2);
}

/** Lc in `lcLength` bytes, then the data, then nothing or Le in `leLength` bytes. */
function splitBody(body: Uint8Array, lcLength: number, length: number, leLength: number): Body {
  const end = lcLength + length;
  const data = body.subarray(lcLength, end);
  if (body.length === end) return { data, expected: 0 };
  if (body.length !== end + leLength) throw new StatusError(SW.wrongLength);
  const le = body.subarray(end).reduce((value, byte) => (value << 8) | byte, 0);
  return { data, expected: le === 0 ? 1 << (8 * leLength) : le };
}

/** The shortest form of a command. Errors: RangeError when it does not fit into extended length. */
export function encodeCommand({ cla, ins, p1p2, data, expected }: Command): Uint8Array {
  if (data.length >= EXTENDED_MAX || expected > EXTENDED_MAX) throw new RangeError('too long for an APDU');
  const header = Uint8Array.of(cla, ins, p1p2 >> 8, p1p2 & 0xff);
  const short = data.length < SHORT_MAX && expected <= SHORT_MAX;
  const lc = data.length === 0 ? [] : short ? [data.length] : [0, ...uint16(data.length)];
  const le = expected === 0 ? [] : short ? [expected & 0xff] : uint16(expected);
  // Without data the zero that announces extended length stands before Le.
  const announce = !short && data.length === 0 ? [0] : [];
  return concat(header, Uint8Array.from([...announce, ...lc]), data, Uint8Array.from(le));
}

const uint16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];

export function encodeResponse(data: Uint8Array, statusWord: number): Uint8Array {
  const out = new Uint8Array(data.length + 2);
  out.set(data);
  out.set(uint16(statusWord), data.length);
  return out;
}

/** Undefined for what no card may answer. */
export function parseResponse(response: Uint8Array): Response | undefined {
  const end = response.length - 2;
  if (end < 0 || end > EXTENDED_MAX) return undefined;
  return {
    data: response.subarray(0, end),
    statusWord: ((response[end] ?? 0) << 8) | (response[end + 1] ?? 0),
  };
}
