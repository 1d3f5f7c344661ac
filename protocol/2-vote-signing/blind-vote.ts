/**
 * Protocol step 2.3, the Finlet: the committed vote m and the blinded vote M = rho * H(m).
 * Context: paper section 2 (bit commitment, blinding factor), Table 1; protocol section 6 (one M for all Administrators).
 * Input: the vote in progress as the card holds it. Output: H(m) and M (48 bytes each). Deterministic: a resumed vote has the
 * same M.
 */
import { type CommittedVote, encodeVote } from '../messages/vote.ts';
import { reduceScalar } from '../primitives/random.ts';
import { BLS_ORDER, type BlsBackend, blind } from '../primitives/threshold-blind-bls.ts';

export interface BlindedBallot {
  /** H(m), 48 bytes. */
  readonly hashed: Uint8Array;
  readonly rho: bigint;
  readonly blinded: Uint8Array;
}

export function blindVote(bls: BlsBackend, vote: CommittedVote, blindingFactor: Uint8Array): BlindedBallot {
  const hashed = bls.hashToG1(encodeVote(vote));
  const rho = reduceScalar(blindingFactor, BLS_ORDER);
  return { hashed, rho, blinded: blind(bls, hashed, rho) };
}
