/**
 * What a PC can ask the reader itself: its features (PC/SC part 10, section 2.2), secure PIN entry (2.5.2, 2.5.3), PIN
 * properties (2.5.5), properties in TLV (2.6.14), and attributes (part 3). Control codes are those of pcsc-lite.
 */
import { concat, utf8 } from '../../protocol/primitives/bytes.ts';
import { parsePinModification, parsePinVerification } from './pin-structures.ts';
import { READER_SW, type TransparentReader } from './reader.ts';
import { type Handle, ReaderRefusal, type SharedReader } from './shared-reader.ts';
import { CONTROL_BASE, FEATURE, GET_FEATURES, RV } from './winscard-messages.ts';

/** As libccid numbers them; a PC takes the number from the list of features. */
const codeOf = (feature: number): number => CONTROL_BASE + 0x330000 + feature;

/** 4 lines of 20 characters (wLcdLayout, little-endian). */
const LCD_LAYOUT = Uint8Array.of(0x14, 0x04);
/** bEntryValidationCondition: the OK key ends an entry. */
const VALIDATION_KEY = Uint8Array.of(0x02);
/** bTimeOut2: not told apart from bTimeOut. */
const ONE_TIMEOUT = Uint8Array.of(0x00);
/** dwMaxAPDUDataSize: 65,536 bytes, extended length (little-endian). */
const MAX_APDU_DATA = Uint8Array.of(0x00, 0x00, 0x01, 0x00);

const FEATURE_LIST = concat(
  ...Object.values(FEATURE).map((feature) => {
    const entry = Buffer.of(feature, 4, 0, 0, 0, 0);
    entry.writeUInt32BE(codeOf(feature), 2);
    return entry;
  }),
);
const PIN_PROPERTIES = concat(LCD_LAYOUT, VALIDATION_KEY, ONE_TIMEOUT);
const TLV_PROPERTIES = concat(
  ...(
    [
      [0x01, LCD_LAYOUT],
      [0x02, VALIDATION_KEY],
      [0x03, ONE_TIMEOUT],
      [0x0a, MAX_APDU_DATA],
    ] as const
  ).map(([tag, value]) => concat(Uint8Array.of(tag, value.length), value)),
);
const REFUSED_STRUCTURE = Uint8Array.of(READER_SW.refused >> 8, READER_SW.refused & 0xff);

const ATTRIBUTE = { vendorName: 0x00010100, atr: 0x00090303, friendlyName: 0x7fff0003 } as const;

export class ReaderFeatures {
  readonly #reader: TransparentReader;
  readonly #shared: SharedReader;

  constructor(reader: TransparentReader, shared: SharedReader) {
    this.#reader = reader;
    this.#shared = shared;
  }

  /** Resolves to the reader's answer. Errors: Refusal, ReaderError. */
  async control(handle: Handle, code: number, data: Uint8Array): Promise<Uint8Array> {
    this.#shared.checkAccess(handle);
    switch (code) {
      case GET_FEATURES:
        return FEATURE_LIST;
      case codeOf(FEATURE.pinProperties):
        return PIN_PROPERTIES;
      case codeOf(FEATURE.tlvProperties):
        return TLV_PROPERTIES;
      case codeOf(FEATURE.verifyPin):
        return this.#pinEntry(handle, parsePinVerification(data), (request) =>
          this.#reader.verifyPin(request),
        );
      case codeOf(FEATURE.modifyPin):
        return this.#pinEntry(handle, parsePinModification(data), (request) =>
          this.#reader.modifyPin(request),
        );
      default:
        throw new ReaderRefusal(RV.unsupportedFeature);
    }
  }

  async #pinEntry<T>(
    handle: Handle,
    request: T | undefined,
    enter: (request: T) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    return request === undefined ? REFUSED_STRUCTURE : this.#shared.withCard(handle, () => enter(request));
  }

  /** Errors: Refusal. */
  attribute(handle: Handle, id: number): Uint8Array {
    this.#shared.status(handle);
    switch (id) {
      case ATTRIBUTE.vendorName:
        return utf8('REVS\0');
      case ATTRIBUTE.friendlyName:
        return utf8(`${this.#reader.name}\0`);
      case ATTRIBUTE.atr: {
        const atr = this.#reader.atr();
        if (atr === undefined) throw new ReaderRefusal(RV.noSmartcard);
        return atr;
      }
      default:
        throw new ReaderRefusal(RV.unsupportedFeature);
    }
  }
}
