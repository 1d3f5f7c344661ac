/**
 * The Commissioner's word that an election's keys are being generated under this plan (protocol step 0.2). It goes with
 * every request of the ceremony, in a header, so that a server knows the sender before it reads a body of megabytes.
 * It protects the server's memory alone: what the body says is signed by itself.
 */
import { struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

/** The HTTP header, whose value is the statement in base64url. */
export const CEREMONY_PASS_HEADER = 'revs-commissioner';

const content = struct({});
export const ceremonyPass: StatementType<ValueOf<typeof content>> = {
  label: LABELS.ceremonyPass,
  content,
  maxLength: 256,
};
