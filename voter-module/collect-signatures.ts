/**
 * Steps 2.4 to 2.6, the Voter Module's part: the terminal's requests to the Administrators, their answers to the terminal. Where they
 * renew their keys while the election runs, answers of different periods do not go together; the terminal says so, and they are asked
 * again.
 */
import { CodedError } from '../common/coded-error.ts';
import { Turns } from '../common/turns.ts';
import { holdersIn } from '../protocol/messages/manifest.ts';
import { linksCodec } from '../protocol/messages/period-chain.ts';
import { MAX_SIGN_REQUEST_LENGTH, signRequestCodec } from '../protocol/messages/sign-request.ts';
import { decode, encode } from '../protocol/primitives/cbor.ts';
import type { TerminalClient } from '../tcb-emulator/client.ts';
import { type FetchedElection, type Server, serversOf } from './fetch-election.ts';
import { codeOf, isAnswer } from './send.ts';
import { firstOf, tolerant, untilDone } from './try-again.ts';
import type { VoterModule } from './voter-module.ts';

type Requests = Awaited<ReturnType<TerminalClient['status']>>['requests'];
type Partial = Awaited<ReturnType<TerminalClient['partial']>>;

/** What Administrators say between two periods: that soon passes. */
const BETWEEN_PERIODS = ['period/merging', 'period/behind', 'period/past'];

export async function collectSignatures(
  module: VoterModule,
  election: FetchedElection,
  requests: Requests,
): Promise<void> {
  const collection = new Collection(module, election, requests);
  const isPassing = () => collection.takeRefusals().some((code) => BETWEEN_PERIODS.includes(code));
  let request = await untilDone(() => collection.prepare(), isPassing);
  await untilDone(async () => {
    const isReady = await collection.sign(request);
    // Whoever says so may lie: without newer echoes the same request goes out again.
    if (isReady === undefined && collection.refusals.includes('period/past'))
      request = (await collection.prepare(request)) ?? request;
    return isReady;
  }, isPassing);
}

class Collection {
  readonly #module: VoterModule;
  readonly #election: FetchedElection;
  readonly #requests: Requests;
  readonly #keyed: readonly Server[];
  readonly #intake = new Intake();
  /** Codes. */
  #refusals: string[] = [];

  constructor(module: VoterModule, election: FetchedElection, requests: Requests) {
    this.#module = module;
    this.#election = election;
    this.#requests = requests;
    this.#keyed = serversOf(election, 'administrators').filter(({ isKeyed }) => isKeyed);
  }

  get refusals(): readonly string[] {
    return this.#refusals;
  }

  /** Those of this round. */
  takeRefusals(): readonly string[] {
    const refusals = this.#refusals;
    this.#refusals = [];
    return refusals;
  }

  /** Those that hold shares; where shares are renewed, which of them do changes. */
  get #signers(): readonly Server[] {
    const { manifest, plan } = this.#election;
    if (plan.administratorRenewal !== undefined) return this.#keyed;
    const holders = holdersIn(manifest.administratorCeremony, plan.administrators);
    return this.#keyed.filter(({ id }) => holders.some((holder) => holder.id === id));
  }

  /**
   * Sends Prepare to every Administrator with a key at once; the Sign request as soon as t have echoed in one period, after `past` in
   * a later one than that.
   */
  async prepare(past?: Uint8Array): Promise<Uint8Array | undefined> {
    const { terminal, onProgress } = this.#module;
    let done = 0;
    return firstOf(
      this.#keyed.map(async (server) => {
        const { id } = server;
        const answer = await this.#ask(id, async () => readable(await this.#sendPrepare(server)));
        if (answer === undefined) return undefined;
        const result = await this.#handOver(server, () => terminal.echo(id, answer));
        if (result === undefined) return undefined;
        const { verdict, signRequest } = result;
        if (verdict === 'accepted')
          onProgress({ stage: 'echo', server: id, done: ++done, needed: this.#needed });
        else onProgress({ stage: 'failed', server: id, code: verdict });
        if (signRequest.length === 0) return undefined;
        return past === undefined || periodOf(signRequest) > periodOf(past) ? signRequest : undefined;
      }),
    );
  }

  /** Sends Sign to all that may hold shares at once; true as soon as the terminal has made the submission package. */
  async sign(request: Uint8Array): Promise<true | undefined> {
    const { terminal, onProgress } = this.#module;
    let done = 0;
    await firstOf(
      this.#signers.map(async (server) => {
        const { id } = server;
        const answer = await this.#ask(id, () => this.#sendSign(server, request));
        if (answer === undefined) return undefined;
        const taken = await this.#handOver(server, () =>
          this.#untilReady(() => terminal.partial(id, answer)),
        );
        const result = taken?.lacks === undefined ? taken : await this.#bringCommitments(taken.lacks);
        if (result === undefined) return undefined;
        const { verdict, ready, faultySigners } = result;
        if (verdict !== 'taken') onProgress({ stage: 'failed', server: id, code: verdict });
        for (const signer of faultySigners)
          onProgress({ stage: 'failed', server: signer, code: 'false-answer' });
        if (verdict === 'taken' && !faultySigners.includes(id))
          onProgress({ stage: 'signature', server: id, done: ++done, needed: this.#needed });
        return ready === 'yes' || undefined;
      }),
    );
    // It may also be made by commitments that were asked for earlier, whose answer nobody here waits for.
    return this.#intake.isOver || undefined;
  }

  get #needed(): number {
    return this.#election.plan.signingThreshold;
  }

  #sendPrepare({ id, url }: Server): Promise<Uint8Array> {
    const sealed = this.#requests.find(({ administrator }) => administrator === id)?.sealed;
    return this.#module.send(`${url}/prepare`, sealed);
  }

  async #sendSign(server: Server, request: Uint8Array): Promise<Uint8Array> {
    const { send } = this.#module;
    try {
      return readable(await send(`${server.url}/sign`, request));
    } catch (error) {
      // It was down, or slower than the others, when Prepare was sent.
      if (codeOf(error) !== 'vote/not-prepared') throw error;
      await this.#sendPrepare(server);
      return readable(await send(`${server.url}/sign`, request));
    }
  }

  /** Notes why it was refused. */
  #ask<T>(id: string, call: () => Promise<T>): Promise<T | undefined> {
    const noting = async (): Promise<T> => {
      try {
        return await call();
      } catch (error) {
        this.#refusals.push(codeOf(error));
        throw error;
      }
    };
    return tolerant(this.#module.onProgress, id, noting);
  }

  /** What names a period that the terminal does not know is handed over again once that Administrator has shown the chain. */
  async #handOver<T extends { readonly verdict: string }>(
    { url }: Server,
    give: () => Promise<T>,
  ): Promise<T | undefined> {
    const result = await this.#intake.take(give);
    if (result?.verdict !== 'unknown-period') return result;
    await this.#showPeriods(url);
    return this.#intake.take(give);
  }

  /** The links that the terminal has not been shown. They prove themselves to it: a false one costs this Administrator's turn. */
  async #showPeriods(url: string): Promise<void> {
    const { terminal, send } = this.#module;
    const count = () => terminal.administratorPeriods(encode(linksCodec, []));
    const showFrom = async (from: number): Promise<number | undefined> => {
      const links = await send(`${url}/periods?from=${from}`);
      return this.#intake.take(async () => {
        // Another Administrator's were first: the terminal would refuse these.
        const already = await count();
        return already > from ? already : terminal.administratorPeriods(links);
      });
    };
    let from = -1;
    for (let shown = await this.#intake.take(count); shown !== undefined && shown > from; ) {
      from = shown;
      shown = await showFrom(from).catch(() => undefined);
    }
  }

  /** What names liars, from whichever Administrator has it; what comes of it. */
  #bringCommitments({ period, style }: NonNullable<Partial['lacks']>): Promise<Partial | undefined> {
    const { terminal, send, onProgress } = this.#module;
    return firstOf(
      this.#keyed.map(({ id, url }) =>
        tolerant(onProgress, id, async () => {
          const commitments = await send(`${url}/periods/${period}/${style}`);
          const result = await this.#intake.take(() =>
            this.#untilReady(() => terminal.commitments(commitments)),
          );
          // What it lacks by now may be those of a later period.
          if (result?.lacks?.period !== period) return result;
          throw new CodedError('false-answer', 'commitments of another period');
        }),
      ),
    );
  }

  /** With the package nothing is taken any more. */
  async #untilReady(work: () => Promise<Partial>): Promise<Partial> {
    const taken = await work();
    if (taken.ready === 'yes') this.#intake.end();
    return taken;
  }
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

  get isOver(): boolean {
    return this.#isOver;
  }
}

const periodOf = (signRequest: Uint8Array): number =>
  decode(signRequestCodec, signRequest, MAX_SIGN_REQUEST_LENGTH).period;

/** Errors: CodedError false-answer, so that a server that sends what cannot be read is one that fails, not the vote. */
function readable(answer: Uint8Array): Uint8Array {
  if (isAnswer(answer)) return answer;
  throw new CodedError('false-answer', `an answer of ${answer.length} bytes`);
}
