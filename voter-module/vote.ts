/**
 * The Voter Module of the paper, section 4: carries messages between the terminal and the electoral servers. It is hostile
 * by assumption, so nothing depends on its honesty but that the vote arrives. Every step may be repeated.
 */

import { CodedError } from '../common/coded-error.ts';
import { Turns } from '../common/turns.ts';
import { holdersIn } from '../protocol/messages/manifest.ts';
import type { Plan } from '../protocol/messages/plan.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import type { TerminalClient } from '../tcb-emulator/client.ts';
import { openStatementOf } from './check-election-data.ts';
import {
  type FetchedElection,
  fetchBallot,
  fetchElection,
  fetchEnrolment,
  type Server,
  serversOf,
} from './fetch-election.ts';
import { GRACE, gather } from './gather.ts';
import { codeOf, isAnswer, type Send } from './send.ts';

export interface VoterModule {
  readonly terminal: TerminalClient;
  readonly send: Send;
  /** URLs of Ballot Distributors. */
  readonly distributors: readonly string[];
  readonly electionId: string;
  readonly onProgress: (progress: VoteProgress) => void;
}

export type VoteProgress =
  | { readonly stage: 'fetched'; readonly plan: Plan }
  /** The terminal leads the voter; Administrators are asked; nothing more is needed of them; done. */
  | { readonly stage: 'voter' | 'sign' | 'ready' | 'sent' }
  /** An Administrator has echoed, or signed. */
  | {
      readonly stage: 'echo' | 'signature';
      readonly server: string;
      readonly done: number;
      readonly needed: number;
    }
  /** A server failed, with its code. The vote goes on with others. */
  | { readonly stage: 'failed'; readonly server: string; readonly code: string };

/** How often servers that failed are tried again before the voter is asked to come back. */
const ROUNDS = 5;
const PAUSE = 1000;
/** How that ends. */
const TOO_FEW_SERVERS = 'voter-module/too-few-servers';
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

type Requests = Awaited<ReturnType<TerminalClient['status']>>['requests'];

async function collectSignatures(
  module: VoterModule,
  election: FetchedElection,
  requests: Requests,
): Promise<void> {
  const keyed = serversOf(election, 'administrators').filter(({ isKeyed }) => isKeyed);
  const holders = holdersIn(election.manifest.administratorCeremony, election.plan.administrators);
  const signers = keyed.filter(({ id }) => holders.some((holder) => holder.id === id));
  const intake = new Intake();
  const request = await untilDone(() => prepare(module, election, keyed, requests, intake));
  await untilDone(() => sign(module, election, signers, requests, request, intake));
}

/** Answers reach the terminal one at a time, and none once it has enough: it would refuse them. */
class Intake {
  readonly #turns = new Turns();
  #isOver = false;

  /** `undefined` if it is over before its turn. */
  take<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#turns.take(async () => (this.#isOver ? undefined : work()));
  }

  end(): void {
    this.#isOver = true;
  }
}

/** Sends Prepare to every Administrator with a key at once; the Sign request as soon as t have echoed. */
function prepare(
  { terminal, send, onProgress }: VoterModule,
  { plan }: FetchedElection,
  administrators: readonly Server[],
  requests: Requests,
  intake: Intake,
): Promise<Uint8Array | undefined> {
  let done = 0;
  return firstOf(
    administrators.map(async ({ id, url }) => {
      const sealed = requests.find(({ administrator }) => administrator === id)?.sealed;
      const answer = await tolerant(onProgress, id, async () =>
        readable(await send(`${url}/prepare`, sealed)),
      );
      if (answer === undefined) return undefined;
      const result = await intake.take(() => terminal.echo(id, answer));
      if (result === undefined) return undefined;
      const { verdict, signRequest } = result;
      if (verdict === 'accepted')
        onProgress({ stage: 'echo', server: id, done: ++done, needed: plan.signingThreshold });
      else onProgress({ stage: 'failed', server: id, code: verdict });
      return signRequest.length > 0 ? signRequest : undefined;
    }),
  );
}

/** Sends Sign to every one of them that holds shares at once; true as soon as the terminal has made the submission package. */
function sign(
  { terminal, send, onProgress }: VoterModule,
  { plan }: FetchedElection,
  administrators: readonly Server[],
  requests: Requests,
  request: Uint8Array,
  intake: Intake,
): Promise<true | undefined> {
  let done = 0;
  return firstOf(
    administrators.map(async ({ id, url }) => {
      const answer = await tolerant(onProgress, id, async () => {
        try {
          return readable(await send(`${url}/sign`, request));
        } catch (error) {
          // It was down, or slower than the others, when Prepare was sent.
          const sealed = requests.find(({ administrator }) => administrator === id)?.sealed;
          if (codeOf(error) !== 'vote/not-prepared') throw error;
          await send(`${url}/prepare`, sealed);
          return readable(await send(`${url}/sign`, request));
        }
      });
      if (answer === undefined) return undefined;
      const result = await intake.take(async () => {
        const taken = await terminal.partial(id, answer);
        if (taken.ready === 'yes') intake.end();
        return taken;
      });
      if (result === undefined) return undefined;
      for (const server of result.faultySigners)
        onProgress({ stage: 'failed', server, code: 'false-answer' });
      if (!result.faultySigners.includes(id))
        onProgress({ stage: 'signature', server: id, done: ++done, needed: plan.signingThreshold });
      return result.ready === 'yes' || undefined;
    }),
  );
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

/** Tries again, after a pause, what gave nothing. Errors: CodedError when it never does. */
async function untilDone<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new CodedError(TOO_FEW_SERVERS, 'too few servers answered; your vote is kept on your card');
}

/** Errors: CodedError false-answer, so that a server that sends what cannot be read is one that fails, not the vote. */
function readable(answer: Uint8Array): Uint8Array {
  if (isAnswer(answer)) return answer;
  throw new CodedError('false-answer', `an answer of ${answer.length} bytes`);
}

/** A failure of one server is reported, not thrown. */
async function tolerant<T>(
  onProgress: VoterModule['onProgress'],
  server: string,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    onProgress({ stage: 'failed', server, code: codeOf(error) });
    return undefined;
  }
}

/** The first defined result as soon as there is one; undefined once all are done without. */
function firstOf<T>(tasks: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let left = tasks.length;
    for (const task of tasks)
      task.then((result) => {
        left -= 1;
        if (result !== undefined || left === 0) resolve(result);
      }, reject);
  });
}
