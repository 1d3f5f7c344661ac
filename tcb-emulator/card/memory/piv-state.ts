/** What the PIV applet keeps: nothing in it has to do with voting. */
import { bytes, type Codec, list, struct, uint } from '../../../protocol/primitives/cbor.ts';
import { NO_PIN, type PinState, pinStateCodec } from '../../iso7816/reference-data.ts';

/** A secret key under its reference (NIST SP 800-73-4, part 1, table 4b), or a data object under its tag (table 3). */
export interface PivEntry {
  readonly name: number;
  readonly value: Uint8Array;
}

export interface PivState {
  /** Of P-256: 32 bytes each. */
  readonly keys: readonly PivEntry[];
  readonly objects: readonly PivEntry[];
  readonly pin: PinState;
}

export const MAX_PIV_OBJECT = 4096;
const MAX_OBJECTS = 4;
const MAX_KEYS = 2;

export const NO_PIV: PivState = { keys: [], objects: [], pin: NO_PIN };

export const pivStateCodec: Codec<PivState> = struct<PivState>({
  keys: list(struct<PivEntry>({ name: uint(0xff), value: bytes(32) }), MAX_KEYS),
  objects: list(struct<PivEntry>({ name: uint(0xffffff), value: bytes(0, MAX_PIV_OBJECT) }), MAX_OBJECTS),
  pin: pinStateCodec,
});

export const findValue = (entries: readonly PivEntry[], name: number): Uint8Array | undefined =>
  entries.find((entry) => entry.name === name)?.value;

export const withValue = (entries: readonly PivEntry[], name: number, value: Uint8Array): PivEntry[] => [
  ...entries.filter((entry) => entry.name !== name),
  { name, value },
];
