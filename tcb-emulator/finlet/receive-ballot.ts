/**
 * The Finlet's first component (paper section 4): validates what the Voter Module fetched, with the Commissioner's public
 * key from the card; lets the voter fill in the ballot on display and pin-pad; has the card make the vote final; gives the
 * Voter Module the requests for the Administrators. Protocol steps 1 and 2.1 to 2.4.
 */
import type { Ballot } from '../../ballots/ballot.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { encodeVote, maxVoteLength } from '../../ballots/vote-encoding.ts';
import { fingerprint } from '../../protocol/0-setup/fingerprint.ts';
import {
  acceptBallot,
  acceptManifest,
  type ElectoralData,
} from '../../protocol/1-ballot-distribution/accept-ballot.ts';
import { requireVotesFit } from '../../protocol/1-ballot-distribution/check-package-size.ts';
import { blindVote } from '../../protocol/2-vote-signing/blind-vote.ts';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import { isTestVoter } from '../../protocol/messages/test-voter.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import type { ResumedVote } from '../card/voting/card-client.ts';
import { completeBallot } from '../dialogue/fill-ballot.ts';
import { timeOf } from '../dialogue/layout.ts';
import {
  askLeave,
  askResume,
  chooseLanguage,
  showFingerprint,
  showStatus,
  showTitle,
} from '../dialogue/prompts.ts';
import { unlockCard } from './ask-pin.ts';
import {
  eraseVote,
  type FinletDeps,
  FinletError,
  type FinletSession,
  type VoteInProgress,
} from './session.ts';
import { ShownChain } from './shown-chain.ts';

export interface SealedRequest {
  readonly administrator: string;
  readonly sealed: Uint8Array;
}

export type Begun =
  /** Requests are to be sent to the Administrators. */
  | {
      readonly next: 'sign';
      readonly session: FinletSession;
      readonly vote: VoteInProgress;
      readonly requests: readonly SealedRequest[];
    }
  /** The card holds the submission package already: a fault came after it was made. `isSent`: the PC says that it was sent. */
  | { readonly next: 'submit'; readonly session: FinletSession; readonly isSent: boolean };

export async function receiveBallot(deps: FinletDeps, data: ElectoralData): Promise<Begun> {
  const { card, io } = deps;
  // 1. The election, its ballot, this voter's style.
  const commissionerKey = await card.commissionerKey();
  const publicKey = await card.publicKey();
  const election = acceptManifest(data, commissionerKey, deps.openManifest);
  if (!election.plan.trial && isTestVoter(await card.voterId()))
    throw new FinletError('finlet/test-card', 'test-card');
  const style = acceptBallot(election, data, { commissionerKey, publicKey });
  const ballot = parseBallot(data.ballot);
  requireVotesFit(election, { style, maxVoteLength: maxVoteLength(ballot) });
  // 2. What the card knows of this election: a vote once begun is finished, never changed.
  const known = (await card.votes()).find(({ electionId }) =>
    equalBytes(electionId, election.plan.electionId),
  );
  const texts = await chooseLanguage(io, election.plan.trial);
  if (texts === 'cancelled') throw new FinletError('finlet/cancelled');
  deps.setTexts(texts);
  if (known !== undefined && !equalBytes(known.manifestHash, election.manifestHash))
    throw new FinletError('finlet/other-manifest', 'other-election');
  const session = { ...deps, election, texts };
  if (known?.phase === 'done' || known?.phase === 'sent-twice')
    throw new FinletError('finlet/already-voted', 'already-voted');
  const isSent = known?.phase === 'sent';
  if (known === undefined) await orElse('not-cast', castVote(session, style, ballot));
  else await orElse(isSent ? 'sent' : 'kept-for-later', resumeVote(session, known.begun, isSent));
  showStatus(io, texts, known === undefined || known.phase === 'voted' ? 'signing' : 'sending');
  if (known !== undefined && known.phase !== 'voted') return { next: 'submit', session, isSent: false };
  return prepare(session, style);
}

/** What is shown if the voter cancels. */
async function orElse(screen: 'not-cast' | 'kept-for-later' | 'sent', step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (error instanceof FinletError && error.code === 'finlet/cancelled')
      throw new FinletError(error.code, screen);
    throw error;
  }
}

/** Steps 2.1 and 2.2: from the ballot on the display to the vote in the card. */
async function castVote(session: FinletSession, style: string, ballot: Ballot): Promise<void> {
  const { io, texts, election, card } = session;
  const agreed = (answer: string): void => {
    if (answer === 'cancelled') throw new FinletError('finlet/cancelled');
  };
  agreed(await showTitle(io, texts, election.manifest.title, ballot));
  agreed(await showFingerprint(io, texts, fingerprint(election.manifestHash)));
  const vote = await completeBallot(io, texts, ballot);
  if (vote === 'cancelled') throw new FinletError('finlet/cancelled');
  await unlockForVote(session);
  const { manifestHash, plan } = election;
  const { electionId } = plan;
  const begun = Math.floor(session.clock() / 1000);
  const choices = encodeVote(ballot, vote);
  try {
    await card.beginVote({ electionId, manifestHash, style, begun, choices });
  } finally {
    choices.fill(0);
  }
}

/** The choices are not in the card yet: who cancels at the PIN is asked before they are forgotten. */
async function unlockForVote(session: FinletSession): Promise<void> {
  for (;;) {
    try {
      return await unlockCard(session, session.texts);
    } catch (error) {
      const isCancelled = error instanceof FinletError && error.code === 'finlet/cancelled';
      if (!isCancelled || (await askLeave(session.io, session.texts))) throw error;
    }
  }
}

/** `begun`: in seconds since 1970, as the terminal's clock then said. */
async function resumeVote(session: FinletSession, begun: number, isSent: boolean): Promise<void> {
  const { io, texts } = session;
  const answer = await askResume(io, texts, timeOf(begun), isSent);
  if (answer === 'cancelled') throw new FinletError('finlet/cancelled');
  await unlockCard(session, texts);
}

/**
 * Steps 2.3 and 2.4, from what the card holds: the same requests' M whenever and wherever it is done. Whatever ends it
 * early, the card's removal above all, leaves nothing of the vote in the terminal's memory.
 */
async function prepare(session: FinletSession, style: string): Promise<Begun> {
  const { card, election } = session;
  const voter = await card.voterId();
  const vote = voteInProgress(session, voter, await card.readVote(election.manifestHash));
  try {
    if (vote.style !== style) throw new FinletError('finlet/other-manifest');
    return { next: 'sign', session, vote, requests: await sealRequests(session, voter, vote) };
  } catch (error) {
    eraseVote(vote);
    throw error;
  }
}

function voteInProgress(
  { election, bls }: FinletSession,
  voter: string,
  stored: ResumedVote,
): VoteInProgress {
  const { manifestHash } = election;
  const { style, choices, r: commitment, rho } = stored;
  const ballot = blindVote(bls, { manifestHash, style, commitment, choices }, rho);
  rho.fill(0);
  const digest = blindedVoteDigest({ manifestHash, voter, style, blinded: ballot.blinded });
  return {
    ...{ style, commitment, choices, ballot, digest, echoes: new Map(), partials: new Map() },
    commitments: new Map([[0, election.style(style)?.commitments ?? []]]),
    chain: ShownChain.of('administrator', election),
  };
}

function sealRequests(
  { card, election }: FinletSession,
  voter: string,
  { style, ballot }: VoteInProgress,
): Promise<SealedRequest[]> {
  const { manifestHash } = election;
  const { blinded } = ballot;
  return Promise.all(
    election.keyed('administrators').map(async (administrator) => {
      const signature = await card.signRequest({ manifestHash, administrator: administrator.id, blinded });
      const request = { manifestHash, administrator: administrator.id, voter, style, blinded, signature };
      return { administrator: administrator.id, sealed: await sealPrepare(election, administrator, request) };
    }),
  );
}
