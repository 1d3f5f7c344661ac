/**
 * The Voter Module of the paper, section 4: carries messages between the terminal and the electoral servers. It is hostile
 * by assumption, so nothing depends on its honesty but that the vote arrives. Every step may be repeated.
 */

import { CodedError } from '../common/coded-error.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import { openStatementOf } from './check-election-data.ts';
import { collectSignatures } from './collect-signatures.ts';
import {
  type FetchedElection,
  fetchBallot,
  fetchElection,
  fetchEnrolment,
  type Server,
  serversOf,
} from './fetch-election.ts';
import { GRACE, gather } from './gather.ts';
import { codeOf } from './send.ts';
import { TOO_FEW_SERVERS, tolerant, untilDone } from './try-again.ts';
import type { VoterModule } from './voter-module.ts';

/** A server's own code. */
const STORE_FULL = 'store/full';

/** From an inserted card to a vote on its way. Errors: CodedError; the vote can be resumed. */
export const vote = (module: VoterModule): Promise<void> => withinModule(module, voteWithin);

async function voteWithin(module: VoterModule): Promise<void> {
  const { terminal, send, onProgress } = module;
  // Step 1, ballot distribution.
  const election = await fetchFor(module);
  const keyHash = await terminal.keyHash();
  if (keyHash === undefined) throw new CodedError('finlet/no-card', 'insert your card into the terminal');
  const { enrolment, style } = await fetchEnrolment(send, election, keyHash);
  const ballot = await fetchBallot(send, election, style);
  onProgress({ stage: 'fetched', plan: election.plan });
  // The rest of step 1 and step 2.1 to 2.3 are between the voter and the terminal.
  const { manifestDocument: manifest, distributions } = election;
  await terminal.beginVoting({ manifest, ballot, enrolment, distributions });
  await finish(module, election);
}

/**
 * Goes on with a session that the terminal has begun: after a reload, in another browser. The voter types nothing again.
 * Errors: those of {@link vote}.
 */
export const continueVote = (module: VoterModule): Promise<void> =>
  withinModule(module, async (within) => {
    const election = await fetchFor(within);
    within.onProgress({ stage: 'fetched', plan: election.plan });
    await finish(within, election);
  });

/** What servers are still asked when `work` is over is broken off, and no longer told of. */
export async function withinModule<T>(
  module: VoterModule,
  work: (module: VoterModule) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const { send, onProgress } = module;
  try {
    return await work({
      ...module,
      send: (url, body) => send(url, body, end.signal),
      onProgress: (progress) => {
        if (!end.signal.aborted) onProgress(progress);
      },
    });
  } finally {
    end.abort();
  }
}

/** The election, checked with the key of the Commissioner whose terminal it is. */
export async function fetchFor(module: VoterModule): Promise<FetchedElection> {
  const { terminal, send, distributors, electionId } = module;
  return fetchElection(send, distributors, electionId, await terminal.commissionerKey());
}

/** From a terminal that leads the voter, or waits for answers, to a vote on its way. */
const finish = (module: VoterModule, election: FetchedElection): Promise<void> =>
  tellingTerminal(module, (told) => carry(told, election));

async function carry(module: VoterModule, election: FetchedElection): Promise<void> {
  const { terminal, onProgress } = module;
  // The rest of step 1 and step 2.1 to 2.3 are between the voter and the terminal.
  onProgress({ stage: 'voter' });
  let status = await terminal.statusAfter('voter');
  // Step 2.4 to 2.6, vote signing.
  if (status.phase === 'sign') {
    onProgress({ stage: 'sign' });
    await collectSignatures(module, election, status.requests);
    status = await terminal.status();
  }
  if (status.phase !== 'submit') throw new CodedError(status.code, `the terminal stopped: ${status.code}`);
  onProgress({ stage: 'ready' });
  // Step 3, submission.
  await submit(module, election);
  await terminal.sent();
  onProgress({ stage: 'sent' });
}

/** Step 3.2 and 3.3: the onion goes to the Anonymizer that the terminal drew. */
async function submit(module: VoterModule, election: FetchedElection): Promise<void> {
  const onion = await untilDone(async () => {
    const answers = await answerChallenge(module, election);
    return tolerant(module.onProgress, 'anonymizers', () => module.terminal.onion(answers));
  });
  await sendOnion(module, election, onion);
}

/** Anonymizers' answers to a fresh challenge of the terminal's: of all that give one soon after a path is possible. */
export async function answerChallenge(
  { terminal, send, onProgress }: VoterModule,
  election: FetchedElection,
): Promise<Uint8Array[]> {
  const challenge = await terminal.challenge();
  const signed = async (anonymizer: Server): Promise<Uint8Array> => {
    const answer = await send(`${anonymizer.url}/challenge`, challenge);
    const stated = openStatementOf(challengeStatement, election, anonymizer, answer).challenge;
    if (equalBytes(stated, challenge)) return answer;
    throw new CodedError('false-answer', 'the answer to another challenge');
  };
  const keyed = serversOf(election, 'anonymizers').filter(({ isKeyed }) => isKeyed);
  const answers = await gather(
    keyed.map(async (anonymizer) => {
      const answer = await tolerant(onProgress, anonymizer.id, () => signed(anonymizer));
      return answer && { answer, operator: anonymizer.operator };
    }),
    (given) => new Set(given.map(({ operator }) => operator)).size >= election.plan.pathLength,
    GRACE,
  );
  return answers.map(({ answer }) => answer);
}

export async function sendOnion(
  { send, onProgress }: VoterModule,
  election: FetchedElection,
  { entry, onion }: { entry: string; onion: Uint8Array },
): Promise<void> {
  const url = serversOf(election, 'anonymizers').find(({ id }) => id === entry)?.url ?? '';
  await untilDone(() => tolerant(onProgress, entry, () => send(`${url}/onions`, onion)));
}

/** When too few servers answer, the voter, who looks at the terminal, reads there why. Errors: those of `work`. */
async function tellingTerminal(
  module: VoterModule,
  work: (module: VoterModule) => Promise<void>,
): Promise<void> {
  let isFull = false;
  const onProgress: VoterModule['onProgress'] = (progress) => {
    if (progress.stage === 'failed' && progress.code === STORE_FULL) isFull = true;
    module.onProgress(progress);
  };
  try {
    await work({ ...module, onProgress });
  } catch (error) {
    if (codeOf(error) === TOO_FEW_SERVERS)
      await module.terminal.setback(isFull ? STORE_FULL : 'servers/too-few').catch(() => undefined);
    throw error;
  }
}
