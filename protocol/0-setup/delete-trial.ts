/**
 * Deleting a trial election: the Commissioner's word, which counts for a plan with the mark alone. Nobody deletes a real election by
 * order. Errors: election/not-trial, those of a statement.
 */
import { ensure } from '../errors.ts';
import { COMMISSIONER, type Plan } from '../messages/plan.ts';
import { struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import type { CheckedPlan } from './check-plan.ts';

export const MAX_DELETION_LENGTH = 512;

const content = struct({});
const deletionStatement: StatementType<ValueOf<typeof content>> = {
  label: LABELS.deletion,
  content,
  maxLength: 256,
};

type NamedPlan = Pick<CheckedPlan, 'plan' | 'planHash'>;

export function signDeletion({ plan, planHash }: NamedPlan, commissioner: SigningKey): Uint8Array {
  requireTrial(plan);
  return signStatement(deletionStatement, planHash, {}, COMMISSIONER, commissioner);
}

/** What whoever keeps data of the election checks before it deletes them. */
export function checkDeletion({ plan, planHash }: NamedPlan, order: Uint8Array): void {
  const keyOf = (signer: string) => (signer === COMMISSIONER ? plan.commissionerKey : undefined);
  openStatement(deletionStatement, planHash, order, keyOf);
  requireTrial(plan);
}

const requireTrial = ({ trial }: Plan): void =>
  ensure(trial, 'election/not-trial', 'this is a real election: only trial elections can be deleted');
