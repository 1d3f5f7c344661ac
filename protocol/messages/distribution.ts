/** A Distributor's word that this is the manifest of the election: f + 1 of them are needed (protocol step 1). */
import { struct } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

/** Says nothing beyond its label and the manifest hash that it is bound to. */
export const distributionStatement: StatementType<object> = {
  label: LABELS.distribution,
  content: struct({}),
  maxLength: 256,
};
