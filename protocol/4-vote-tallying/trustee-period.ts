/**
 * The Trustees' periods, between which they renew their shares and keys (trustees contract, section 1): what they sign and disclose is
 * checked by that of the period that it names. Where nothing is renewed there is one, in which they sign with their identity keys.
 */
import type { Election } from '../0-setup/election.ts';
import type { Period } from '../ceremony/refresh-log.ts';
import type { RefreshRole } from '../ceremony/refresh-role.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import type { PeriodKeys } from '../primitives/statement.ts';

export interface TrusteePeriod {
  /** p. */
  readonly number: number;
  /** Of the election key. */
  readonly commitments: Commitments;
  /** By ID: whether it holds a share. */
  isHolder(trustee: string): boolean;
  /** With which it signs in the period; undefined if it has none. */
  keyOf(trustee: string): Uint8Array | undefined;
}

/** That in which the election begins. */
export function firstTrusteePeriod(election: Election): TrusteePeriod {
  const holders = new Set(election.holders('trustees').map(({ id }) => id));
  const keys = election.keysOfPeriod('trustees');
  return {
    number: 0,
    commitments: election.manifest.electionCommitments,
    isHolder: (trustee) => holders.has(trustee),
    keyOf: (trustee) => keys(0, trustee),
  };
}

/** Of a chain, as roots and disclosures are checked against it. */
export const trusteePeriodsOf = (
  { participants }: RefreshRole,
  periods: readonly Period[],
): readonly TrusteePeriod[] =>
  periods.map(({ number, keys, commitments: [commitments = []] }) => {
    const keyOf = (trustee: string) => keys.get(participants.findIndex(({ id }) => id === trustee));
    return { number, commitments, keyOf, isHolder: (trustee) => keyOf(trustee) !== undefined };
  });

export const keysIn =
  (periods: readonly TrusteePeriod[]): PeriodKeys =>
  (period, trustee) =>
    periods.find(({ number }) => number === period)?.keyOf(trustee);
