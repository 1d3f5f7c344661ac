/**
 * The Finlet's second component (paper section 4): takes the Administrators' answers one by one, validates each, keeps
 * what is correct. Protocol steps 2.4 to 2.6. A verdict tells the PC which server failed, nothing else.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { combineSignature, ofOnePeriod } from '../../protocol/2-vote-signing/combine-signature.ts';
import { isEcho } from '../../protocol/2-vote-signing/give-partial.ts';
import { openCommitments } from '../../protocol/2-vote-signing/period-commitments.ts';
import { decodePrepare } from '../../protocol/2-vote-signing/prepare.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  type PrepareAnswer,
  type PrepareRequest,
  prepareAnswerCodec,
  prepareBody,
} from '../../protocol/messages/prepare-request.ts';
import {
  MAX_PARTIAL_LENGTH,
  type PeriodSignature,
  partialCodec,
  signRequestCodec,
} from '../../protocol/messages/sign-request.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import type { PartialResult } from './pc-messages.ts';
import { FinletError, type FinletSession, type VoteInProgress } from './session.ts';

export type Verdict =
  | 'accepted'
  /** The answer is not one that an honest Administrator gives. */
  | 'false-answer'
  /** The Administrator holds another vote that this card signed: the card has a clone. */
  | 'cloned-card'
  /** It names a period that the PC has not shown yet. Nothing is kept. */
  | 'unknown-period';

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
  if (echo === undefined) return 'false-answer';
  const key = keyIn(election, vote, echo.period, administrator);
  if (key === UNKNOWN) return UNKNOWN;
  if (!isEcho(election, key, vote.digest, echo.signature)) return 'false-answer';
  keepNewer(vote.echoes, administrator, echo);
  return 'accepted';
}

const UNKNOWN = 'unknown-period';

/** That Administrator's key of the period; undefined if it has none then. */
function keyIn(
  election: Election,
  { chain }: VoteInProgress,
  period: number,
  administrator: string,
): Uint8Array | undefined | typeof UNKNOWN {
  if (chain === undefined) return election.keysOfPeriod('administrators')(period, administrator);
  return chain.knows(period) ? chain.keyOf(period, administrator) : UNKNOWN;
}

/** One that was long on its way may not take the place of one of a later period. */
function keepNewer<T extends PeriodSignature>(kept: Map<string, T>, administrator: string, answer: T): void {
  if (answer.period >= (kept.get(administrator)?.period ?? 0)) kept.set(administrator, answer);
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
  readonly verdict: 'taken' | typeof UNKNOWN;
  /** Administrators whose partial signatures were wrong; theirs are wanted again, or others'. */
  readonly faultySigners: readonly string[];
  /** Without the commitments of that period it cannot be told whose is wrong. */
  readonly lacks: PartialResult['lacks'];
}

const NOTHING: Collected = { signature: undefined, verdict: 'taken', faultySigners: [], lacks: undefined };

export function receivePartial(
  session: FinletSession,
  vote: VoteInProgress,
  administrator: string,
  input: Uint8Array,
): Collected {
  const { election } = session;
  const partial = attempt(ProtocolError, () => decode(partialCodec, input, MAX_PARTIAL_LENGTH, 'answer'));
  const key = partial && keyIn(election, vote, partial.period, administrator);
  if (key === UNKNOWN) return { ...NOTHING, verdict: UNKNOWN };
  // Where keys are renewed, those who hold shares have one, and nobody else.
  const isHolder =
    vote.chain !== undefined || election.holders('administrators').some(({ id }) => id === administrator);
  if (!isHolder || partial === undefined || key === undefined)
    return { ...NOTHING, faultySigners: [administrator] };
  keepNewer(vote.partials, administrator, partial);
  return combine(session, vote);
}

/** What it lacked. Errors: finlet/wrong-step where nothing is renewed; those of {@link openCommitments}. */
export function receiveCommitments(
  session: FinletSession,
  vote: VoteInProgress,
  input: Uint8Array,
): Collected {
  const { chain, style, commitments } = vote;
  if (chain === undefined) throw new FinletError('finlet/wrong-step');
  const opened = openCommitments(session.election, style, chain.periods, input);
  commitments.set(opened.period, opened.commitments);
  return combine(session, vote);
}

/** Once t are of one period. Who is faulty is left out, and the others may be enough without. */
function combine(session: FinletSession, vote: VoteInProgress): Collected {
  const { election, bls } = session;
  const { style, ballot, partials } = vote;
  const alike = ofOnePeriod(partials, election.plan.signingThreshold);
  if (alike === undefined) return NOTHING;
  const { period } = alike;
  const commitments = vote.commitments.get(period) ?? 'unknown';
  const signatures = new Map([...alike.of].map(([id, { signature }]) => [id, signature]));
  const combined = combineSignature(bls, election, style, ballot, signatures, commitments);
  if ('signature' in combined) return { ...NOTHING, signature: combined.signature };
  const { faultySigners } = combined;
  if (commitments === 'unknown') return { ...NOTHING, lacks: { period, style } };
  if (faultySigners.length === 0) return NOTHING;
  for (const signer of faultySigners) partials.delete(signer);
  const rest = combine(session, vote);
  return { ...rest, faultySigners: [...faultySigners, ...rest.faultySigners] };
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
