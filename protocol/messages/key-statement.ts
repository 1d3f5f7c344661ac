/** A server's own statement of its HPKE key for this election, before there is a manifest (protocol step 0.2). */
import { bytes, struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

const content = struct({ trafficKey: bytes(1216) });
export type KeyStatement = ValueOf<typeof content>;
export const keyStatement: StatementType<KeyStatement> = {
  label: LABELS.keyStatement,
  content,
  maxLength: 2048,
};
