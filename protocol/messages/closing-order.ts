/**
 * The Commissioner's order to close earlier than the manifest says; signed once, published in the record. It can only
 * move the close forward, and intake and claims keep the length that the manifest gives them (docs/decisions).
 */
import { bytes, struct, uint, type ValueOf } from '../primitives/cbor.ts';

export const closingOrderCodec = struct({ manifestHash: bytes(32), closes: uint(253_402_300_799) });
export type ClosingOrder = ValueOf<typeof closingOrderCodec>;
export const MAX_CLOSING_ORDER_LENGTH = 1024;
