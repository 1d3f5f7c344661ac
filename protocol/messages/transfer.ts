/** Sets of messages as they travel between the Commissioner's service and the servers. */
import { bytes, id, list, struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { keyStatementCodec, MAX_KEY_STATEMENT_LENGTH } from './key-statement.ts';
import { MAX_SERVERS, MAX_STYLES } from './plan.ts';
import { MAX_ROLL_PART_LENGTH, rollPartCodec } from './roll.ts';

/** Key statements of all participants, in the plan's order. */
export const keyStatementsCodec = list(keyStatementCodec, MAX_SERVERS, 1);
export const MAX_KEY_STATEMENTS_LENGTH = MAX_SERVERS * MAX_KEY_STATEMENT_LENGTH + 16;

const dealBytes = bytes(1, 40_000);
/** One dealer's deals, one for each key. */
export const dealsCodec = list(dealBytes, MAX_STYLES, 1);
/** For each key the deals of all dealers, in the plan's order. */
export const allDealsCodec = list(list(dealBytes, MAX_SERVERS, 1), MAX_STYLES, 1);
export const MAX_ALL_DEALS_LENGTH = 45_000_000;
/** One participant's acceptances, one for each key. */
export const acceptancesCodec = list(bytes(1, 1024), MAX_STYLES, 1);

export const jwsSignatureCodec = struct({ kid: id, signature: bytes(64) });

/** A part of the roll, signed by the Commissioner and bound to the plan hash. */
const rollPartContent = struct({ entries: rollPartCodec });
export type RollPart = ValueOf<typeof rollPartContent>;
export const rollPartStatement: StatementType<RollPart> = {
  label: LABELS.rollPart,
  content: rollPartContent,
  maxLength: MAX_ROLL_PART_LENGTH + 256,
};

/** Enrolments on their way to a Distributor: the card.s public key and the document. */
export const enrolmentsCodec = list(struct({ publicKey: bytes(33), document: bytes(1, 1024) }), 1000);
export const MAX_ENROLMENTS_LENGTH = 1_200_000;
