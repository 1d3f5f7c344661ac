/**
 * Protocol step 2.4, the Administrator: checks a Prepare request and echoes the one M that it holds for the voter.
 * Context: protocol section 6: echoes stop k voters together from getting k * N / t votes.
 * Input: the sealed request. Output: the echo, or the stored requests that conflict. A refusal stores nothing.
 * Errors: time/not-open, time/closed, key/missing, hpke/failed, padding/malformed, cbor/*, manifest/other, administrator/unknown,
 * voter/unknown, voter/wrong-style, signature/invalid, point/invalid; those of the register.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import {
  PREPARE_LENGTH,
  type PrepareAnswer,
  type PrepareRequest,
  prepareBody,
  prepareRequestCodec,
} from '../messages/prepare-request.ts';
import { echoBody, type PeriodSignature } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { EMPTY, equalBytes, unpad } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import { preparePlace } from './request-signature.ts';
import { type Administrator, ensureVoting, type PreparedVote, type VoteRegister } from './vote-register.ts';

export async function prepare(
  election: Election,
  self: Administrator,
  register: VoteRegister,
  sealed: Uint8Array,
): Promise<PrepareAnswer> {
  // 1. Voting is open.
  ensureVoting(self);
  // 2. The request is sealed to this Administrator, for this election: not to a key that it stated too late.
  const isKeyed = election.keyed('administrators').some(({ id }) => id === self.id);
  ensure(isKeyed, 'key/missing', 'this Administrator has no key in this election');
  const request = decodePrepare(unpad(await self.open(sealed, preparePlace(election, self.id))));
  ensure(equalBytes(request.manifestHash, election.manifestHash), 'manifest/other', 'for another election');
  ensure(request.administrator === self.id, 'administrator/unknown', 'for another Administrator');
  // 3. The voter is on the roll, in that style, and signed the request.
  const voter = register.voter(request.voter);
  ensure(voter !== undefined, 'voter/unknown', 'the voter is not on the roll');
  ensure(voter.style === request.style, 'voter/wrong-style', 'the voter has another ballot style');
  const isSigned = verifySignature(voter.publicKey, prepareBody(request), request.signature);
  ensure(isSigned, 'signature/invalid', "the voter's signature is not valid");
  // 4. M is an element of the group, of its order: no other is signed, so none is held.
  self.bls.parseG1(request.blinded);
  // 5. The first M that came for this voter stays, and is durable before its echo leaves.
  const known = register.prepared(request.voter);
  const held = known.length > 0 ? known : await keepFirst(election, self, register, request);
  // 6. Another M, or two that others hold: no echo, but these requests, in which the terminal finds its own card's signature or none.
  const [vote, other] = held;
  if (vote === undefined || other !== undefined || !equalBytes(vote.request.blinded, request.blinded))
    return { echo: undefined, conflicts: held.map((one) => encode(prepareRequestCodec, one.request)) };
  // 7. The same M: in one period the same echo.
  return { echo: await echoOf(election, self, register, vote), conflicts: [] };
}

async function keepFirst(
  election: Election,
  { keeper }: Administrator,
  register: VoteRegister,
  request: PrepareRequest,
): ReturnType<VoteRegister['keep']> {
  const digest = blindedVoteDigest(request);
  const echo = await keeper.sign(echoBody(election.manifestHash, digest));
  return register.keep({ request, signRequest: EMPTY, echo }, digest);
}

/** The Administrator's signature on d, by its key of the period. */
async function echoOf(
  election: Election,
  { keeper }: Administrator,
  register: VoteRegister,
  { request, echo }: PreparedVote,
): Promise<PeriodSignature> {
  if (echo?.period === keeper.period) return echo;
  const digest = blindedVoteDigest(request);
  return register.keepEcho(digest, await keeper.sign(echoBody(election.manifestHash, digest)));
}

export const decodePrepare = (input: Uint8Array): PrepareRequest =>
  decode(prepareRequestCodec, input, PREPARE_LENGTH, 'prepare request');
