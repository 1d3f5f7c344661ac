/** An enrolment: which ballot style the holder of a card's key votes on (protocol step 0.4). */
import { bytes, id, struct, type ValueOf } from '../primitives/cbor.ts';

export const enrolmentCodec = struct({ manifestHash: bytes(32), keyHash: bytes(32), style: id });
export type Enrolment = ValueOf<typeof enrolmentCodec>;
export const MAX_ENROLMENT_LENGTH = 1024;
