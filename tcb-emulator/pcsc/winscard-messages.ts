/**
 * The messages between libpcsclite and its service, version 4:4 and 4:5 of pcsc-lite's protocol (src/winscard_msg.h of
 * LudovicRousseau/PCSC): a header of command and length, then a structure of fixed length; the answer is the same
 * structure without header. Both sides are on one machine, so integers are in its own order: little-endian wherever
 * this runs.
 */
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { buffer, int32, type Struct, struct, text, uint32, type ValueOf } from './c-structs.ts';
import { PcscError } from './pcsc-error.ts';

export const PROTOCOL_MAJOR = 4;
/** 4:5 only adds `getReaderEvents`; pcsc-lite 2.3.0 to 2.4.0 insist on it, 1.8.24 to 2.2.3 on 4:4. */
export const PROTOCOL_MINORS = [4, 5] as const;
/** Of an attribute (MAX_BUFFER_SIZE). */
export const MAX_ATTRIBUTE = 264;
/** Of an APDU or of data for the reader (MAX_BUFFER_SIZE_EXTENDED). */
export const MAX_DATA = 4 + 3 + 65_536 + 3;
const NAME_FIELD = 128;
const MAX_ATR = 33;
const MAX_READERS = 16;

export const header = struct({ size: uint32, command: uint32 });

/** Calls that carry a structure, which comes back with its return value `rv`. */
const CALLS = {
  establishContext: struct({ scope: uint32, context: uint32, rv: uint32 }),
  releaseContext: struct({ context: uint32, rv: uint32 }),
  connect: struct({
    context: uint32,
    reader: text(NAME_FIELD),
    shareMode: uint32,
    protocols: uint32,
    card: int32,
    protocol: uint32,
    rv: uint32,
  }),
  reconnect: struct({
    card: int32,
    shareMode: uint32,
    protocols: uint32,
    initialization: uint32,
    protocol: uint32,
    rv: uint32,
  }),
  disconnect: struct({ card: int32, disposition: uint32, rv: uint32 }),
  beginTransaction: struct({ card: int32, rv: uint32 }),
  endTransaction: struct({ card: int32, disposition: uint32, rv: uint32 }),
  /** `sendLength` bytes follow the request, `receiveLength` bytes follow an answer without error. */
  transmit: struct({
    card: int32,
    sendProtocol: uint32,
    sendPciLength: uint32,
    sendLength: uint32,
    receiveProtocol: uint32,
    receivePciLength: uint32,
    receiveLength: uint32,
    rv: uint32,
  }),
  /** `sendLength` bytes follow the request, `returned` bytes follow an answer without error. */
  control: struct({
    card: int32,
    code: uint32,
    sendLength: uint32,
    receiveLength: uint32,
    returned: uint32,
    rv: uint32,
  }),
  status: struct({ card: int32, rv: uint32 }),
  cancel: struct({ context: uint32, rv: uint32 }),
  getAttribute: struct({
    card: int32,
    id: uint32,
    value: buffer(MAX_ATTRIBUTE),
    length: uint32,
    rv: uint32,
  }),
  setAttribute: struct({
    card: int32,
    id: uint32,
    value: buffer(MAX_ATTRIBUTE),
    length: uint32,
    rv: uint32,
  }),
  version: struct({ major: int32, minor: int32, rv: uint32 }),
} as const;

export type CallName = keyof typeof CALLS;
type Bodies = { readonly [N in CallName]: ValueOf<(typeof CALLS)[N]> };
export type Body<N extends CallName> = Bodies[N];
export const calls: { readonly [N in CallName]: Struct<Body<N>> } = CALLS;

/** Questions without structure, each with an answer of its own. */
export type QuestionName =
  | 'getReadersState'
  | 'waitReaderStateChange'
  | 'stopWaitingReaderStateChange'
  | 'getReaderEvents';

const CODES: { readonly [N in CallName | QuestionName]: number } = {
  establishContext: 0x01,
  releaseContext: 0x02,
  connect: 0x04,
  reconnect: 0x05,
  disconnect: 0x06,
  beginTransaction: 0x07,
  endTransaction: 0x08,
  transmit: 0x09,
  control: 0x0a,
  status: 0x0b,
  cancel: 0x0d,
  getAttribute: 0x0f,
  setAttribute: 0x10,
  version: 0x11,
  getReadersState: 0x12,
  waitReaderStateChange: 0x13,
  stopWaitingReaderStateChange: 0x14,
  getReaderEvents: 0x15,
};

const NAMES = new Map(
  (Object.entries(CODES) as [CallName | QuestionName, number][]).map(([name, code]) => [code, name]),
);

export const isCall = (name: CallName | QuestionName): name is CallName => name in CALLS;

/** What is asked for, once its length has been found right. Errors: PcscError pcsc/malformed. */
export function commandOf(bytes: Buffer): CallName | QuestionName {
  const { size, command } = header.decode(bytes);
  const name = NAMES.get(command);
  if (name === undefined) throw new PcscError('pcsc/malformed', 'an unknown command');
  if (size !== (isCall(name) ? calls[name].length : 0))
    throw new PcscError('pcsc/malformed', 'another length than the command has');
  return name;
}

/** A whole request; `data` follows a `transmit` or a `control`. */
export function encodeCall<N extends CallName>(name: N, body: Body<N>, data: Uint8Array = EMPTY): Buffer {
  const encoded = calls[name].encode(body);
  return Buffer.concat([header.encode({ size: encoded.length, command: CODES[name] }), encoded, data]);
}

export const encodeQuestion = (name: QuestionName): Buffer =>
  header.encode({ size: 0, command: CODES[name] });

/** How many bytes follow a request. Errors: PcscError pcsc/malformed. */
export const dataAfterCall = (body: Body<CallName>): number =>
  bounded('sendLength' in body ? body.sendLength : 0);

/** How many bytes follow an answer. Errors: PcscError pcsc/malformed. */
export function dataAfterAnswer(body: Body<CallName>): number {
  if (body.rv !== RV.success || !('sendLength' in body)) return 0;
  return bounded('returned' in body ? body.returned : body.receiveLength);
}

function bounded(length: number): number {
  if (length > MAX_DATA) throw new PcscError('pcsc/malformed', 'longer than any APDU');
  return length;
}

export interface ReaderState {
  /** Empty where there is no reader. */
  readonly name: string;
  readonly events: number;
  /** Bits of {@link STATE}. */
  readonly state: number;
  /** Connections; -1 is an exclusive one. */
  readonly sharing: number;
  /** At most 33 bytes; empty without card, and before the card has had power. */
  readonly atr: Uint8Array;
  readonly protocol: number;
}

const readerState = struct({
  name: text(NAME_FIELD),
  events: uint32,
  state: uint32,
  sharing: int32,
  atr: buffer(MAX_ATR),
  padding: buffer(3),
  atrLength: uint32,
  protocol: uint32,
});

const NO_READER: ReaderState = { name: '', events: 0, state: 0, sharing: 0, atr: EMPTY, protocol: 0 };

/** The table of all readers: 16 places, unused ones without name. */
export const readerStates: Struct<readonly ReaderState[]> = {
  length: MAX_READERS * readerState.length,
  encode: (states) =>
    Buffer.concat(
      Array.from({ length: MAX_READERS }, (_, i) => {
        const state = states[i] ?? NO_READER;
        return readerState.encode({ ...state, padding: EMPTY, atrLength: state.atr.length });
      }),
    ),
  decode: (bytes) =>
    Array.from({ length: MAX_READERS }, (_, i) => {
      const place = bytes.subarray(i * readerState.length, (i + 1) * readerState.length);
      const { padding: _padding, atrLength, ...state } = readerState.decode(place);
      // Before the first power-up pcscd has a length here that is none (READER_NOT_INITIALIZED).
      return { ...state, atr: state.atr.slice(0, atrLength > MAX_ATR ? 0 : atrLength) };
    }).filter(({ name }) => name !== ''),
};

/** Ends a wait: something has changed, or the wait was cancelled. */
export const changeSignal = struct({ timeout: uint32, rv: uint32 });
export const readerEvents = struct({ events: uint32, rv: uint32 });

/** Return values (pcsclite.h). */
export const RV = {
  success: 0,
  cancelled: 0x80100002,
  invalidHandle: 0x80100003,
  invalidParameter: 0x80100004,
  noMemory: 0x80100006,
  insufficientBuffer: 0x80100008,
  unknownReader: 0x80100009,
  sharingViolation: 0x8010000b,
  noSmartcard: 0x8010000c,
  protocolMismatch: 0x8010000f,
  invalidValue: 0x80100011,
  communicationError: 0x80100013,
  notTransacted: 0x80100016,
  serviceStopped: 0x8010001e,
  unsupportedFeature: 0x8010001f,
  resetCard: 0x80100068,
  removedCard: 0x80100069,
} as const;

/** Codes for SCardControl are counted from here (reader.h, SCARD_CTL_CODE). */
export const CONTROL_BASE = 0x42000000;
/** Asks a reader for its features (PC/SC part 10, section 2.2). */
export const GET_FEATURES = CONTROL_BASE + 3400;
export const FEATURE = {
  verifyPin: 0x06,
  modifyPin: 0x07,
  pinProperties: 0x0a,
  tlvProperties: 0x12,
} as const;
export const SCOPE_SYSTEM = 2;
export const SHARE = { exclusive: 1, shared: 2, direct: 3 } as const;
export const PROTOCOL = { undefined: 0, t0: 1, t1: 2, any: 3, raw: 4 } as const;
export const DISPOSITION = { leave: 0, reset: 1, unpower: 2, eject: 3 } as const;
export const STATE = {
  absent: 0x02,
  present: 0x04,
  powered: 0x10,
  negotiable: 0x20,
  specific: 0x40,
} as const;
