/**
 * Protocol step 2.5, the Administrator: given d and t echoes of different Administrators, its partial signature on the M
 * that it stored. Context: paper section 2, step 2; protocol section 4, step 2.5: as the honest echo one M per voter and
 * 2t > N + b, nobody gets signatures on more messages than there are voters.
 * Errors: time/not-open, time/closed, share/none, cbor/*, manifest/other, vote/not-prepared, vote/conflict; those of the keeper (give-partial.ts)
 * and of the register.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import {
  MAX_SIGN_REQUEST_LENGTH,
  type PartialSignature,
  signRequestCodec,
} from '../messages/sign-request.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { isSigned } from './held-row.ts';
import { ensureVoting, type Signer, type VoteRegister } from './vote-register.ts';

export async function sign(
  election: Election,
  self: Signer,
  register: VoteRegister,
  input: Uint8Array,
): Promise<PartialSignature> {
  // 1. Voting is open, and this Administrator holds shares.
  ensureVoting(self);
  const { keeper } = self;
  ensure(keeper.holdsShares, 'share/none', 'this Administrator holds no share, and signs no vote');
  // 2. The request is for this election, and d is that of an M that is held.
  const request = decode(signRequestCodec, input, MAX_SIGN_REQUEST_LENGTH, 'sign request');
  ensure(equalBytes(request.manifestHash, election.manifestHash), 'manifest/other', 'for another election');
  const stored = register.preparedAs(request.digest);
  ensure(stored !== undefined, 'vote/not-prepared', 'this Administrator holds no such blinded vote');
  // 3. t different Administrators have echoed it: its keeper sees to that.
  const { voter, style, blinded } = stored.request;
  const { period, echoes } = request;
  const partial = await keeper.partial({ voter, style, blinded, period, echoes });
  // 4. Of two M of one voter the first of which t echoes are shown stays; both of them only if more than b are hostile.
  const others = register.prepared(voter).filter((one) => !equalBytes(one.request.blinded, blinded));
  ensure(!others.some(isSigned), 'vote/conflict', 'another vote of this voter has been signed');
  // 5. The ledger's entry is durable before the partial signature leaves; who asks again costs no write.
  if (!isSigned(stored)) await register.keepSigned(request.digest, input);
  return partial;
}
