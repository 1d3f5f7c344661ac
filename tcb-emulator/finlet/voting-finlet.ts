/**
 * The voting Finlet: the calls of the PC to its three components (paper section 4), and how far the voter is. Whatever is
 * not at its step is refused and changes nothing.
 */
import { openCountersignedManifest } from '../../protocol/0-setup/check-manifest.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { linksCodec } from '../../protocol/messages/period-chain.ts';
import { EMPTY, toHex } from '../../protocol/primitives/bytes.ts';
import { type Codec, decode, encode } from '../../protocol/primitives/cbor.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { CardClient } from '../card/voting/card-client.ts';
import { type Texts, textsIn } from '../dialogue/screens.ts';
import { issueFirstOnion, storePackage } from './build-package.ts';
import { VoteCheck } from './check-vote.ts';
import {
  type Collected,
  receiveCommitments,
  receiveEcho,
  receivePartial,
  signRequest,
} from './collect-signatures.ts';
import type { Finlet, FinletRuntime, FinletSession } from './finlet-runtime.ts';
import {
  answerCodec,
  challengeAnswersCodec,
  checkDataCodec,
  closingOnionsCodec,
  echoResultCodec,
  electoralDataCodec,
  finalRootsCodec,
  headCodec,
  linksShownCodec,
  MAX_DATA_LENGTH,
  onionCodec,
  partialResultCodec,
  setbackCodec,
  type TerminalStatus,
} from './pc-messages.ts';
import { type Begun, receiveBallot } from './receive-ballot.ts';
import { eraseVote, type FinletDeps, FinletError } from './session.ts';

type Task =
  | { readonly kind: 'voter' }
  | { readonly kind: 'voting'; readonly begun: Begun }
  | { readonly kind: 'checking'; readonly check: VoteCheck };

const LEAF_LENGTH = 32;

/** The last manifest checked: an election has many voters at one terminal. */
let checked: { readonly name: string; readonly election: Election } | undefined;

function openManifest(document: Uint8Array, commissionerKey: Uint8Array): Election {
  const name = toHex(sha256(document)) + toHex(commissionerKey);
  if (checked?.name !== name)
    checked = { name, election: openCountersignedManifest(document, commissionerKey) };
  return checked.election;
}

const read = <T>(codec: Codec<T>, body: Uint8Array): T => decode(codec, body, MAX_DATA_LENGTH, 'call');

class VotingSession implements FinletSession {
  readonly #runtime: FinletRuntime;
  readonly #deps: FinletDeps;
  #task: Task = { kind: 'voter' };
  #electionId: Uint8Array = EMPTY;
  #challenge: Uint8Array | undefined;
  #texts: Texts = textsIn('en');
  #calls: ReadonlyMap<string, (body: Uint8Array) => Promise<Uint8Array>>;

  constructor(runtime: FinletRuntime) {
    this.#runtime = runtime;
    const setTexts = (texts: Texts): void => {
      this.#texts = texts;
      runtime.setLanguage(texts.language);
    };
    const openAndName: FinletDeps['openManifest'] = (document, commissionerKey) => {
      const election = openManifest(document, commissionerKey);
      this.#electionId = election.plan.electionId;
      return election;
    };
    this.#deps = { ...runtime, setTexts, card: new CardClient(runtime.card), openManifest: openAndName };
    runtime.signal.addEventListener('abort', () => this.#erase(), { once: true });
    this.#calls = new Map<string, (body: Uint8Array) => Promise<Uint8Array>>([
      ['voting', async (body) => this.#beginVoting(body)],
      ['voting/echo', (body) => this.#receiveEcho(body)],
      ['voting/partial', (body) => this.#receivePartial(body)],
      ['voting/periods', async (body) => this.#showPeriods(body)],
      ['voting/commitments', (body) => this.#receiveCommitments(body)],
      ['challenge', async () => this.#drawChallenge()],
      ['voting/onion', (body) => this.#firstOnion(body)],
      ['voting/sent', async () => this.#showSent()],
      ['voting/setback', async (body) => this.#showSetback(body)],
      ['checking', async (body) => this.#beginChecking(body)],
      ['checking/head', async (body) => this.#checkHead(body)],
      ['checking/leaves', async (body) => this.#checkLeaves(body)],
      ['checking/end', async () => this.#checkEnd()],
      ['checking/onions', (body) => this.#closingOnions(body)],
      ['checking/periods', async (body) => this.#checkPeriods(body)],
      ['checking/complete', (body) => this.#complete(body)],
    ]);
  }

  async call(name: string, body: Uint8Array): Promise<Uint8Array> {
    const run = this.#calls.get(name);
    if (run === undefined) throw new FinletError('finlet/wrong-step');
    return run(body);
  }

  status(): TerminalStatus {
    const task = this.#task;
    const status = { code: '', election: this.#electionId, requests: [] };
    if (task.kind === 'checking') return { ...status, phase: 'check' };
    if (task.kind === 'voter') return { ...status, phase: 'voter' };
    if (task.begun.next === 'submit') return { ...status, phase: task.begun.isSent ? 'sent' : 'submit' };
    return { ...status, phase: 'sign', requests: task.begun.requests };
  }

  // First component: starts; the rest is between the voter and the terminal.

  #beginVoting(body: Uint8Array): Uint8Array {
    const data = read(electoralDataCodec, body);
    this.#begin(async () => ({ kind: 'voting', begun: await receiveBallot(this.#deps, data) }));
    return EMPTY;
  }

  #beginChecking(body: Uint8Array): Uint8Array {
    const data = read(checkDataCodec, body);
    this.#begin(async () => ({ kind: 'checking', check: await VoteCheck.begin(this.#deps, data) }));
    return EMPTY;
  }

  #begin(begin: () => Promise<Task>): void {
    const { signal, stop } = this.#runtime;
    begin().then(
      (next) => {
        this.#set(next);
        if (signal.aborted) this.#erase();
      },
      (error: unknown) => {
        if (error instanceof FinletError && error.screen !== undefined)
          this.#deps.io.show(this.#texts.screen(error.screen));
        stop(error);
      },
    );
  }

  // Second component.

  async #receiveEcho(body: Uint8Array): Promise<Uint8Array> {
    const { administrator, answer } = read(answerCodec, body);
    const { session, vote } = this.#signing();
    const verdict = await receiveEcho(session, vote, administrator, answer);
    return encode(echoResultCodec, { verdict, signRequest: signRequest(session, vote) ?? EMPTY });
  }

  async #receivePartial(body: Uint8Array): Promise<Uint8Array> {
    const { administrator, answer } = read(answerCodec, body);
    const { session, vote } = this.#signing();
    return this.#collected(receivePartial(session, vote, administrator, answer));
  }

  /** Without which it could not tell who is faulty. */
  async #receiveCommitments(body: Uint8Array): Promise<Uint8Array> {
    const { session, vote } = this.#signing();
    return this.#collected(receiveCommitments(session, vote, body));
  }

  async #collected({ signature, ...result }: Collected): Promise<Uint8Array> {
    if (signature === undefined) return encode(partialResultCodec, { ready: 'no', ...result });
    const { session, vote } = this.#signing();
    await storePackage(session, vote, signature);
    eraseVote(vote);
    session.io.show(session.texts.screen('sending'));
    this.#set({ kind: 'voting', begun: { next: 'submit', session, isSent: false } });
    return encode(partialResultCodec, { ready: 'yes', ...result });
  }

  /** More of the chain of the Administrators' periods, or nothing: a PC that was reloaded asks how much there is. */
  #showPeriods(body: Uint8Array): Uint8Array {
    const { chain } = this.#signing().vote;
    if (chain === undefined) throw new FinletError('finlet/wrong-step');
    chain.show(read(linksCodec, body));
    return encode(linksShownCodec, chain.links);
  }

  // Third component.

  /** A fresh challenge (32 bytes) for the Anonymizers; only the last one counts. */
  #drawChallenge(): Uint8Array {
    this.#challenge = this.#deps.random(32);
    return this.#challenge;
  }

  #takeChallenge(): Uint8Array {
    const challenge = this.#challenge ?? this.#deps.random(32);
    this.#challenge = undefined;
    return challenge;
  }

  async #firstOnion(body: Uint8Array): Promise<Uint8Array> {
    const answers = read(challengeAnswersCodec, body);
    const { session } = this.#submitting();
    return encode(onionCodec, await issueFirstOnion(session, this.#takeChallenge(), answers));
  }

  /** The PC says that the onion was taken: shown, not believed. */
  #showSent(): Uint8Array {
    const begun = this.#submitting();
    const { io, texts } = begun.session;
    io.show(texts.screen('sent'));
    this.#set({ kind: 'voting', begun: { ...begun, isSent: true } });
    return EMPTY;
  }

  /** Likewise: all that it can do is to say what it can cause anyhow, by not going on. */
  #showSetback(body: Uint8Array): Uint8Array {
    const { reason } = read(setbackCodec, body);
    if (this.#task.kind !== 'voting') throw new FinletError('finlet/wrong-step');
    const { io, texts } = this.#task.begun.session;
    io.show(texts.screen(reason === 'store/full' ? 'server-full' : 'servers-silent'));
    return EMPTY;
  }

  // After the close.

  #checkHead(body: Uint8Array): Uint8Array {
    const { kind, head } = read(headCodec, body);
    this.#checking().head(kind, head);
    return EMPTY;
  }

  #checkLeaves(body: Uint8Array): Uint8Array {
    const leaves = Array.from({ length: Math.floor(body.length / LEAF_LENGTH) }, (_, i) =>
      body.slice(i * LEAF_LENGTH, (i + 1) * LEAF_LENGTH),
    );
    this.#checking().leaves(leaves);
    return EMPTY;
  }

  #checkEnd(): Uint8Array {
    this.#checking().end();
    return EMPTY;
  }

  async #closingOnions(body: Uint8Array): Promise<Uint8Array> {
    const answers = read(challengeAnswersCodec, body);
    const onions = await this.#checking().issueOnions(this.#takeChallenge(), answers);
    return encode(closingOnionsCodec, onions);
  }

  #checkPeriods(body: Uint8Array): Uint8Array {
    this.#checking().periods(read(linksCodec, body));
    return EMPTY;
  }

  async #complete(body: Uint8Array): Promise<Uint8Array> {
    await this.#checking().complete(read(finalRootsCodec, body));
    return EMPTY;
  }

  #signing(): Extract<Begun, { next: 'sign' }> {
    if (this.#task.kind !== 'voting' || this.#task.begun.next !== 'sign')
      throw new FinletError('finlet/wrong-step');
    return this.#task.begun;
  }

  #submitting(): Extract<Begun, { next: 'submit' }> {
    if (this.#task.kind !== 'voting' || this.#task.begun.next !== 'submit')
      throw new FinletError('finlet/wrong-step');
    return this.#task.begun;
  }

  #checking(): VoteCheck {
    if (this.#task.kind !== 'checking') throw new FinletError('finlet/wrong-step');
    return this.#task.check;
  }

  #set(task: Task): void {
    this.#task = task;
    this.#runtime.changed();
  }

  #erase(): void {
    if (this.#task.kind === 'voting' && this.#task.begun.next === 'sign') eraseVote(this.#task.begun.vote);
    this.#task = { kind: 'voter' };
  }
}

export const finlet: Finlet = {
  entryPoints: new Map([
    ['voting', (body: Uint8Array) => void read(electoralDataCodec, body)],
    ['checking', (body: Uint8Array) => void read(checkDataCodec, body)],
  ]),
  start: (runtime) => new VotingSession(runtime),
};
