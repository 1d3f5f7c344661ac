/**
 * The Finlet's second component (paper section 4): takes the Administrators' answers one by one, validates each, keeps
 * what is correct. Protocol steps 2.4 to 2.6. A verdict tells the PC which server failed, nothing else.
 */
import { attempt } from '../../common/attempt.ts';
import { combineSignature, ofOnePeriod } from '../../protocol/2-vote-signing/combine-signature.ts';
import { isEcho } from '../../protocol/2-vote-signing/give-partial.ts';
import { decodePrepare } from '../../protocol/2-vote-signing/prepare.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  type PrepareAnswer,
  type PrepareRequest,
  prepareAnswerCodec,
  prepareBody,
} from '../../protocol/messages/prepare-request.ts';
import { MAX_PARTIAL_LENGTH, partialCodec, signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
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
  const { echo, conflicts } = answer;
  if (conflicts.length > 0) {
    const { manifestHash } = election;
    const { style, ballot } = vote;
    const own = { manifestHash, voter: await card.voterId(), style, blinded: ballot.blinded };
    const publicKey = await card.publicKey();
    const isCloned = conflicts.some((shown) => isOwnRequest(own, shown, publicKey));
    if (!isCloned) return 'false-answer';
    io.show(texts.screen('card-cloned'));
    return 'cloned-card';
  }
  const key = echo && election.keysOfPeriod('administrators')(echo.period, administrator);
  if (echo === undefined || !isEcho(election, key, vote.digest, echo.signature)) return 'false-answer';
  vote.echoes.set(administrator, echo);
  return 'accepted';
}

/** The Sign request, once there are t echoes of one period. */
export function signRequest({ election }: FinletSession, vote: VoteInProgress): Uint8Array | undefined {
  const { manifestHash, plan } = election;
  const alike = ofOnePeriod(vote.echoes, plan.signingThreshold);
  if (alike === undefined) return undefined;
  const echoes = [...alike.of].map(([administrator, { signature }]) => ({ administrator, signature }));
  return encode(signRequestCodec, { manifestHash, digest: vote.digest, period: alike.period, echoes });
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
  input: Uint8Array,
): Collected {
  const isHolder = election.holders('administrators').some(({ id }) => id === administrator);
  const partial = attempt(ProtocolError, () => decode(partialCodec, input, MAX_PARTIAL_LENGTH, 'answer'));
  const key = partial && election.keysOfPeriod('administrators')(partial.period, administrator);
  if (!isHolder || partial === undefined || key === undefined)
    return { signature: undefined, faultySigners: [administrator] };
  vote.partials.set(administrator, partial);
  const alike = ofOnePeriod(vote.partials, election.plan.signingThreshold);
  if (alike === undefined) return { signature: undefined, faultySigners: [] };
  const signatures = new Map([...alike.of].map(([id, { signature }]) => [id, signature]));
  const combined = combineSignature(bls, election, vote.style, vote.ballot, signatures);
  if ('signature' in combined) return { signature: combined.signature, faultySigners: [] };
  for (const signer of combined.faultySigners) vote.partials.delete(signer);
  return { signature: undefined, faultySigners: combined.faultySigners };
}

const parseAnswer = (input: Uint8Array): PrepareAnswer | undefined =>
  attempt(ProtocolError, () => decode(prepareAnswerCodec, input, MAX_PREPARE_ANSWER_LENGTH, 'answer'));

/**
 * Whether the stored request that the Administrator shows is what this card signed for another M of this vote (step 2.4), for
 * whichever Administrator: they show one another what they hold. The other fields are those of its own request, not those that
 * are shown: a request of an earlier election proves nothing.
 */
function isOwnRequest(
  own: Omit<PrepareRequest, 'administrator' | 'signature'>,
  shown: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const request = attempt(ProtocolError, () => decodePrepare(shown));
  if (request === undefined || equalBytes(request.blinded, own.blinded)) return false;
  const { administrator, blinded, signature } = request;
  return verifySignature(publicKey, prepareBody({ ...own, administrator, blinded }), signature);
}
