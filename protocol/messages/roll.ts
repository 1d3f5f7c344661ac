/** The roll of voters: for Administrators only, who check it against its root in the manifest (protocol step 0.4). */
import { bytes, type Codec, encode, id, list, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';

const rollEntry = struct({ salt: bytes(32), voter: id, publicKey: bytes(33), style: id });
export type RollEntry = ValueOf<typeof rollEntry>;

const leaf = struct({ label: text(64), salt: bytes(32), voter: id, publicKey: bytes(33), style: id });
export const rollLeaf = (entry: RollEntry): Uint8Array => encode(leaf, { label: LABELS.rollLeaf, ...entry });

/** The roll travels in parts, in order of voter ID. */
export const ROLL_PART = 1000;
export const rollPartCodec: Codec<readonly RollEntry[]> = list(rollEntry, ROLL_PART);
export const MAX_ROLL_PART_LENGTH = ROLL_PART * 220;
