/** What the Commissioner's service sends to servers in parts: the roll, enrolments. */
import { bytes, list, struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { MAX_ROLL_PART_LENGTH, rollPartCodec } from './roll.ts';

/** A part of the roll, signed by the Commissioner and bound to the plan hash. */
const rollPartContent = struct({ entries: rollPartCodec });
export type RollPart = ValueOf<typeof rollPartContent>;
export const rollPartStatement: StatementType<RollPart> = {
  label: LABELS.rollPart,
  content: rollPartContent,
  maxLength: MAX_ROLL_PART_LENGTH + 256,
};

/** Enrolments on their way to a Distributor: the card's public key and the document. */
export const enrolmentsCodec = list(struct({ publicKey: bytes(33), document: bytes(1, 1024) }), 1000);
export const MAX_ENROLMENTS_LENGTH = 1_200_000;
