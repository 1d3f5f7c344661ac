/**
 * Protocol step 2.5, the Administrator: given d and t echoes of different Administrators, its partial signature on the M
 * that it stored. Context: paper section 2, step 2; protocol section 4, step 2.5: as the honest echo one M per voter and
 * 2t > N + b, nobody gets signatures on more messages than there are voters.
 * Errors: time/not-open, time/closed, share/none, cbor/*, manifest/other, vote/not-prepared, echo/too-few, signature/invalid,
 * voter/wrong-style, point/invalid; those of the register.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import {
  type Echo,
  echoBody,
  MAX_SIGN_REQUEST_LENGTH,
  type SignRequest,
  signRequestCodec,
} from '../messages/sign-request.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import { type BlsBackend, signPartially } from '../primitives/threshold-blind-bls.ts';
import { type Administrator, ensureVoting, type PreparedVote, type VoteRegister } from './vote-register.ts';

export interface Signer extends Omit<Administrator, 'open' | 'key'> {
  readonly bls: BlsBackend;
  /** Its share of a style's issuance key. Errors: voter/wrong-style. */
  shareOf(style: string): bigint;
}

export async function sign(
  election: Election,
  self: Signer,
  register: VoteRegister,
  input: Uint8Array,
): Promise<Uint8Array> {
  // 1. Voting is open, and this Administrator holds shares.
  ensureVoting(self);
  const isHolder = election.holders('administrators').some(({ id }) => id === self.id);
  ensure(isHolder, 'share/none', 'this Administrator holds no share, and signs no vote');
  // 2. The request is for this election, and d is that of an M that is held.
  const request = decode(signRequestCodec, input, MAX_SIGN_REQUEST_LENGTH, 'sign request');
  ensure(equalBytes(request.manifestHash, election.manifestHash), 'manifest/other', 'for another election');
  const stored = register.preparedAs(request.digest);
  ensure(stored !== undefined, 'vote/not-prepared', 'this Administrator holds no such blinded vote');
  // 3. t different Administrators have echoed it.
  checkEchoes(election, self.id, stored, request);
  // 4. The ledger's entry is durable before the partial signature leaves; who asks again costs no write.
  const { voter, style, blinded } = stored;
  const partial = signPartially(self.bls, blinded, self.shareOf(style));
  if (!stored.isSigned) await register.markSigned(voter);
  return partial;
}

/**
 * Requires t valid echoes of different Administrators; there must be no more, so that a request costs bounded time. The
 * echo that this Administrator answered must come back as it was.
 */
function checkEchoes(election: Election, self: string, { echo }: PreparedVote, request: SignRequest): void {
  const { digest, echoes } = request;
  const isThreshold = areThreshold(election, echoes);
  ensure(isThreshold, 'echo/too-few', 'exactly t echoes of different Administrators are needed');
  const isValid = ({ administrator, signature }: Echo): boolean =>
    administrator === self ? equalBytes(signature, echo) : isEcho(election, administrator, digest, signature);
  ensure(echoes.every(isValid), 'signature/invalid', 'an echo is not valid');
}

/** Whether they say that they are of t different Administrators, and are no more than that. */
export function areThreshold({ plan }: Election, echoes: readonly Echo[]): boolean {
  const signers = new Set(echoes.map(({ administrator }) => administrator));
  return echoes.length === plan.signingThreshold && signers.size === plan.signingThreshold;
}

/** Whether `signature` is that Administrator's echo of d. */
export const isEcho = (
  election: Election,
  administrator: string,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => isEchoUnder(election, election.keyOf('administrators')(administrator), digest, signature);

/** Likewise under a key that it has, or had in some period; without one it is none. */
export const isEchoUnder = (
  { manifestHash }: Election,
  key: Uint8Array | undefined,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => key !== undefined && verifySignature(key, echoBody(manifestHash, digest), signature);
