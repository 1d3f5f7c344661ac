/** The Trustees' disclosure, and sets of statements as they travel (protocol steps 4.2 to 4.4). */
import { bytes, list, struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { MAX_SERVERS } from './plan.ts';
import { period } from './sign-request.ts';

/** A set of statements of one kind, at most one of each server. */
export const statementSetCodec = list(bytes(1, 8448), MAX_SERVERS);
export const MAX_STATEMENT_SET_LENGTH = 140_000;

/** All shares of the election key that the Trustee holds: of one period, or of two neighbours between which keys are renewed. */
const disclosureContent = list(struct({ period, share: bytes(32) }), 2, 1);
export const disclosureStatement: StatementType<ValueOf<typeof disclosureContent>> = {
  label: LABELS.disclosure,
  content: disclosureContent,
  maxLength: 512,
};
