/**
 * Answer To Reset (ISO/IEC 7816-3, section 8; historical bytes: ISO/IEC 7816-4, section 12.1.1): direct convention, T=1,
 * historical bytes in compact TLV: card capabilities (selection by whole and partial name; command chaining, extended
 * length), then 'REVS'.
 */
const HISTORICAL = [0x80, 0x73, 0xc0, 0x01, 0xc0, 0x54, 0x52, 0x45, 0x56, 0x53];
/** T0: TD1 follows, and the number of historical bytes; TD1: T=1 and nothing more. */
const INTERFACE = [0x80 | HISTORICAL.length, 0x01];

/** TCK makes the exclusive or of all bytes from T0 on zero. */
const TCK = [...INTERFACE, ...HISTORICAL].reduce((check, byte) => check ^ byte, 0);

export const ATR = Uint8Array.of(0x3b, ...INTERFACE, ...HISTORICAL, TCK);
