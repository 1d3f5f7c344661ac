/**
 * Protocol step 2.6, the Finlet (paper section 4, second component): combines t partial signatures, removes the blinding,
 * verifies under the style's group key. If that fails it checks the partial signatures one by one and names the faulty signers.
 * Errors: none thrown for a faulty signer: it is named, and the vote goes on with others.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import { ProtocolError } from '../errors.ts';
import { type Commitments, publicShare } from '../primitives/key-generation.ts';
import { BLS12381_G2 } from '../primitives/prime-group.ts';
import {
  type BlsBackend,
  combineAndUnblind,
  verify,
  verifyPartial,
} from '../primitives/threshold-blind-bls.ts';
import type { BlindedBallot } from './blind-vote.ts';

export type Combination =
  | { readonly signature: Uint8Array }
  /** IDs of Administrators whose partial signatures are wrong. */
  | { readonly faultySigners: readonly string[] };

/**
 * `partials` are t of them, of one period, by Administrator; `commitments`: to the style's key in that period, of which it is named
 * who is faulty; in period 0 the manifest has them.
 */
export function combineSignature(
  bls: BlsBackend,
  election: Election,
  style: string,
  { hashed, rho, blinded }: BlindedBallot,
  partials: ReadonlyMap<string, Uint8Array>,
  commitments: Commitments | 'unknown' = election.style(style)?.commitments ?? [],
): Combination {
  const indexed = [...partials].map(([id, signature]) => ({
    id,
    signature,
    index: election.member('administrators', id)?.index ?? 0,
  }));
  const signature = attempt(ProtocolError, () => combineAndUnblind(bls, indexed, rho));
  if (signature !== undefined && verify(bls, signature, hashed, election.groupKey(style)))
    return { signature };
  if (commitments === 'unknown') return { faultySigners: [] };
  const faultySigners = indexed.filter(
    (partial) =>
      !verifyPartial(bls, partial.signature, blinded, publicShare(BLS12381_G2, commitments, partial.index)),
  );
  return { faultySigners: faultySigners.map(({ id }) => id) };
}

/** The first `count` answers of a period that has so many, by Administrator: those of different periods do not go together. */
export function ofOnePeriod<T extends { readonly period: number }>(
  answers: ReadonlyMap<string, T>,
  count: number,
): { readonly period: number; readonly of: ReadonlyMap<string, T> } | undefined {
  for (const { period } of answers.values()) {
    const alike = [...answers].filter(([, answer]) => answer.period === period);
    if (alike.length >= count) return { period, of: new Map(alike.slice(0, count)) };
  }
  return undefined;
}
