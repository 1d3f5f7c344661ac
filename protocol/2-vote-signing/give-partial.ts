/**
 * Protocol step 2.5, whoever holds the Administrator's shares (trustees contract, section 4, `partial`): a partial signature on a
 * voter's M, against t echoes. It believes nothing of who asks: what serves requests may have been broken into, and then gets
 * signatures only on what t Administrators have echoed.
 * Errors: echo/too-few, period/behind, period/past, signature/invalid, voter/wrong-style, point/invalid.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { type Echo, echoBody, type PartialSignature } from '../messages/sign-request.ts';
import { type BlindedVote, blindedVoteDigest } from '../messages/vote.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import { type BlsBackend, signPartially } from '../primitives/threshold-blind-bls.ts';

/** Of one period. */
export interface Shares {
  readonly period: number;
  /** With which Administrators sign echoes. */
  readonly keyOf: PeriodKeys;
  readonly bls: BlsBackend;
  /** Of a style's issuance key. Errors: voter/wrong-style. */
  shareOf(style: string): bigint;
}

/** All echoes are of that one period. */
export interface PartialRequest extends Omit<BlindedVote, 'manifestHash'> {
  readonly period: number;
  readonly echoes: readonly Echo[];
}

export function givePartial(
  election: Election,
  shares: Shares,
  { period, echoes, ...vote }: PartialRequest,
): PartialSignature {
  // 1. t different Administrators, and no more, so that a request costs bounded time.
  const isThreshold = areThreshold(election, echoes);
  ensure(isThreshold, 'echo/too-few', 'exactly t echoes of different Administrators are needed');
  // 2. Echoes of this period or of the one before, under keys of that period.
  ensure(period <= shares.period, 'period/behind', 'this Administrator has not come to that period yet');
  ensure(period >= shares.period - 1, 'period/past', 'these echoes are too old: ask for new ones');
  // 3. All of them are of d, which it computes itself.
  const digest = blindedVoteDigest({ ...vote, manifestHash: election.manifestHash });
  const isValid = ({ administrator, signature }: Echo): boolean =>
    isEcho(election, shares.keyOf(period, administrator), digest, signature);
  ensure(echoes.every(isValid), 'signature/invalid', 'an echo is not valid');
  // 4. M is an element of the group, of its order: anything else would tell of the share.
  return {
    period: shares.period,
    signature: signPartially(shares.bls, vote.blinded, shares.shareOf(vote.style)),
  };
}

/** Whether they say that they are of t different Administrators, and are no more than that. */
export function areThreshold({ plan }: Election, echoes: readonly Echo[]): boolean {
  const signers = new Set(echoes.map(({ administrator }) => administrator));
  return echoes.length === plan.signingThreshold && signers.size === plan.signingThreshold;
}

/** Whether `signature` is an echo of d by the Administrator with this key; without one it is none. */
export const isEcho = (
  { manifestHash }: Election,
  key: Uint8Array | undefined,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => key !== undefined && verifySignature(key, echoBody(manifestHash, digest), signature);
