/**
 * Deleting the personal data of an election that is over: the Commissioner orders it, and every server that has some confirms,
 * with its signature, that it has deleted them. Whether the time has come each of them decides itself. Errors: those of a statement.
 */
import { COMMISSIONER } from '../messages/plan.ts';
import { struct, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import type { Election } from './election.ts';

export const MAX_DATA_DELETION_LENGTH = 512;

const nothing = struct({});
const order: StatementType<ValueOf<typeof nothing>> = {
  label: LABELS.dataDeletion,
  content: nothing,
  maxLength: 256,
};
/** Unix ms, by the clock of who deleted. */
const confirmed = struct({ at: uint() });
const confirmation: StatementType<ValueOf<typeof confirmed>> = {
  label: LABELS.dataDeleted,
  content: confirmed,
  maxLength: 256,
};

type NamedElection = Pick<Election, 'manifestHash' | 'plan'>;

export const signDataDeletion = ({ manifestHash }: NamedElection, commissioner: SigningKey): Uint8Array =>
  signStatement(order, manifestHash, {}, COMMISSIONER, commissioner);

/** What whoever keeps personal data checks before it deletes them. */
export function checkDataDeletion({ manifestHash, plan }: NamedElection, input: Uint8Array): void {
  const keyOf = (signer: string) => (signer === COMMISSIONER ? plan.commissionerKey : undefined);
  openStatement(order, manifestHash, input, keyOf);
}

export const confirmDataDeleted = (
  { manifestHash }: NamedElection,
  at: number,
  id: string,
  key: SigningKey,
): Uint8Array => signStatement(confirmation, manifestHash, { at }, id, key);

/** When the party with that ID and key has deleted, as it says. */
export function openDataDeleted(
  { manifestHash }: NamedElection,
  { id, identityKey }: { readonly id: string; readonly identityKey: Uint8Array },
  input: Uint8Array,
): number {
  const keyOf = (signer: string) => (signer === id ? identityKey : undefined);
  return openStatement(confirmation, manifestHash, input, keyOf).content.at;
}
