/**
 * The Finlet's second component (paper section 4): takes the Administrators' answers one by one, validates each, keeps
 * what is correct. Protocol steps 2.4 to 2.6. A verdict tells the PC which server failed, nothing else.
 */
import { attempt } from '../../common/attempt.ts';
import { combineSignature } from '../../protocol/2-vote-signing/combine-signature.ts';
import { decodePrepare } from '../../protocol/2-vote-signing/prepare.ts';
import { isEcho } from '../../protocol/2-vote-signing/sign.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  type PrepareAnswer,
  type PrepareRequest,
  prepareAnswerCodec,
  prepareBody,
} from '../../protocol/messages/prepare-request.ts';
import { signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { G1_LENGTH } from '../../protocol/primitives/threshold-blind-bls.ts';
import type { FinletSession, VoteInProgress } from './session.ts';

export type Verdict =
  | 'accepted'
  /** The answer is not one that an honest Administrator gives. */
  | 'false-answer'
  /** The Administrator holds another vote that this card signed: the card has a clone. */
  | 'cloned-card';

/** An Administrator's answer to its Prepare request. */
export async function receiveEcho(
  { election, card, io, texts }: FinletSession,
  vote: VoteInProgress,
  administrator: string,
  input: Uint8Array,
): Promise<Verdict> {
  const answer = parseAnswer(input);
  if (answer === undefined) return 'false-answer';
  if (answer.conflict.length > 0) {
    const { manifestHash } = election;
    const { style, ballot } = vote;
    const own = { manifestHash, administrator, voter: await card.voterId(), style, blinded: ballot.blinded };
    const cloned = isOwnRequest(own, answer.conflict, await card.publicKey());
    if (!cloned) return 'false-answer';
    io.show(texts.screen('card-cloned'));
    return 'cloned-card';
  }
  if (!isEcho(election, administrator, vote.digest, answer.echo)) return 'false-answer';
  vote.echoes.set(administrator, answer.echo);
  return 'accepted';
}

/** The Sign request, once there are t echoes. */
export function signRequest({ election }: FinletSession, vote: VoteInProgress): Uint8Array | undefined {
  const { signingThreshold } = election.plan;
  if (vote.echoes.size < signingThreshold) return undefined;
  const echoes = [...vote.echoes]
    .slice(0, signingThreshold)
    .map(([administrator, signature]) => ({ administrator, signature }));
  return encode(signRequestCodec, { manifestHash: election.manifestHash, digest: vote.digest, echoes });
}

export interface Collected {
  /** The Administrators' one signature on the vote, once t partial signatures are right. */
  readonly signature: Uint8Array | undefined;
  /** Administrators whose partial signatures were wrong; theirs are wanted again, or others'. */
  readonly faultySigners: readonly string[];
}

export function receivePartial(
  { election, bls }: FinletSession,
  vote: VoteInProgress,
  administrator: string,
  partial: Uint8Array,
): Collected {
  const isHolder = election.holders('administrators').some(({ id }) => id === administrator);
  if (!isHolder || partial.length !== G1_LENGTH)
    return { signature: undefined, faultySigners: [administrator] };
  vote.partials.set(administrator, partial);
  if (vote.partials.size < election.plan.signingThreshold) return { signature: undefined, faultySigners: [] };
  const combined = combineSignature(bls, election, vote.style, vote.ballot, vote.partials);
  if ('signature' in combined) return { signature: combined.signature, faultySigners: [] };
  for (const signer of combined.faultySigners) vote.partials.delete(signer);
  return { signature: undefined, faultySigners: combined.faultySigners };
}

const parseAnswer = (input: Uint8Array): PrepareAnswer | undefined =>
  attempt(ProtocolError, () => decode(prepareAnswerCodec, input, MAX_PREPARE_ANSWER_LENGTH, 'answer'));

/**
 * Whether the stored request that the Administrator shows is what this card signed for another M of this vote (step 2.4).
 * The fields are those of its own request, not those that are shown: a request of an earlier election proves nothing.
 */
function isOwnRequest(
  own: Omit<PrepareRequest, 'signature'>,
  shown: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const request = attempt(ProtocolError, () => decodePrepare(shown));
  if (request === undefined || equalBytes(request.blinded, own.blinded)) return false;
  return verifySignature(publicKey, prepareBody({ ...own, blinded: request.blinded }), request.signature);
}
