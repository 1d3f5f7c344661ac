/** For tests: the servers of an election in memory, honest unless told otherwise, and a terminal that a page finds. */
import { CodedError } from '../common/coded-error.ts';
import { enrol } from '../protocol/0-setup/enrol-voter.ts';
import { stateDistribution } from '../protocol/1-ballot-distribution/distribute-ballot.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { closeHeadStatement, treeHeadStatement } from '../protocol/messages/tree-head.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { type ElectionOptions, given, makeElection, type TestElection } from '../protocol/test-support.ts';
import type { TerminalClient } from '../tcb-emulator/client.ts';
import type { TerminalStatus } from '../tcb-emulator/finlet/pc-messages.ts';
import type { Send } from './send.ts';
import type { VoteProgress, VoterModule } from './voter-module.ts';

/** What Administrators answer here; the terminal of these tests reads nothing. */
export const ANSWER = new Uint8Array([1]);
const NOTHING = new Uint8Array();

/** A server that accepts the connection and never answers. */
export const hung: Send = (_url, _body, signal) =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new CodedError('voter-module/unreachable', 'aborted')));
  });

export const down: Send = async (url) => {
  throw new CodedError('voter-module/unreachable', url);
};

/** One that answers everything alike. */
export const says =
  (answer: Uint8Array): Send =>
  async () =>
    answer;

export class Network {
  readonly fixture: TestElection;
  readonly electionId: string;
  readonly voter: TestElection['voters'][number];
  /** By server, what it does instead of its duty. */
  readonly faults = new Map<string, Send>();
  /** `ID PATH`, in the order of the requests. */
  readonly asked: string[] = [];

  private constructor(fixture: TestElection) {
    this.fixture = fixture;
    this.electionId = toHex(fixture.plan.electionId);
    this.voter = given(fixture.voters[0]);
  }

  static async make(options?: ElectionOptions): Promise<Network> {
    return new Network(await makeElection(options));
  }

  get keyHash(): Uint8Array {
    return sha256(this.voter.key.publicKey);
  }

  get distributors(): string[] {
    const ids = this.fixture.plan.distributors.map(({ id }) => id);
    return this.fixture.manifest.servers.filter(({ id }) => ids.includes(id)).map(({ url }) => url);
  }

  readonly send: Send = async (url, body, signal) => {
    const id = new URL(url).hostname.replace('.example', '');
    this.asked.push(`${id} ${url.split('/').at(-1)}`);
    const fault = this.faults.get(id);
    return fault === undefined ? this.honest(url, body) : fault(url, body, signal);
  };

  honest(url: string, body: Uint8Array = NOTHING): Uint8Array {
    const { fixture, voter } = this;
    const { manifestHash } = fixture.election;
    const id = new URL(url).hostname.replace('.example', '');
    const [what = '', name = ''] = url.split(`/elections/${this.electionId}/`)[1]?.split('/') ?? [];
    const { key } = fixture.server(id);
    if (what === 'manifest') return fixture.manifestDocument;
    if (what === 'distribution') return stateDistribution(fixture.election, id, key);
    if (what === 'ballots') return given(fixture.ballots.get(name));
    if (what === 'enrolments' && name === toHex(this.keyHash))
      return enrol(manifestHash, voter.key.publicKey, voter.style, fixture.commissioner);
    if (what === 'challenge')
      return signStatement(challengeStatement, manifestHash, { challenge: body }, id, key);
    const empty = { size: 0, root: sha256(NOTHING) };
    if (what === 'close-head') return signStatement(closeHeadStatement, manifestHash, empty, id, key);
    if (what === 'head') return signStatement(treeHeadStatement, manifestHash, empty, id, key);
    if (['prepare', 'sign', 'onions'].includes(what)) return ANSWER;
    throw new CodedError('service/not-found', what);
  }

  /** Honest in all but one kind of request. */
  honestBut(path: string, fault: Send): Send {
    return async (url, body, signal) =>
      url.endsWith(path) ? fault(url, body, signal) : this.honest(url, body);
  }

  /** The servers and a terminal in `phase`; `faults` by server ID, a whole role by its beginning. */
  scene(phase: FakeTerminal['phase'], faults: Readonly<Record<string, Send>> = {}) {
    this.asked.length = 0;
    this.faults.clear();
    for (const { id } of this.fixture.manifest.servers)
      for (const [beginning, fault] of Object.entries(faults))
        if (id.startsWith(beginning)) this.faults.set(id, fault);
    const terminal = new FakeTerminal(this, phase);
    return { terminal, ...this.module(terminal) };
  }

  module(terminal: FakeTerminal): { module: VoterModule; progress: VoteProgress[] } {
    const progress: VoteProgress[] = [];
    const { send, distributors, electionId } = this;
    const onProgress = (one: VoteProgress): void => void progress.push(one);
    const client = terminal as unknown as TerminalClient;
    return { module: { terminal: client, send, distributors, electionId, onProgress }, progress };
  }
}

/** A terminal that a page finds in `phase`. It refuses what is not at its step, as the real one does. */
export class FakeTerminal {
  phase: TerminalStatus['phase'];
  readonly log: string[] = [];
  /** What {@link TerminalClient.closingOnions} gives. */
  closing = [{ entry: 'anonymizer-2', onion: ANSWER }];
  /** What {@link TerminalClient.beginVoting} was given. */
  readonly begun: Parameters<TerminalClient['beginVoting']>[0][] = [];
  /** What {@link TerminalClient.beginChecking} was given. */
  readonly checked: Parameters<TerminalClient['beginChecking']>[0][] = [];
  /** Why it stopped, if it has. */
  code = '';
  readonly #network: Network;
  readonly #echoes = new Set<string>();
  readonly #partials = new Set<string>();

  constructor(network: Network, phase: TerminalStatus['phase']) {
    this.#network = network;
    this.phase = phase;
  }
  async keyHash() {
    return this.#network.keyHash;
  }
  async commissionerKey() {
    return this.#network.fixture.commissioner.publicKey;
  }
  async status(): Promise<TerminalStatus> {
    const { administrators } = this.#network.fixture.plan;
    const requests = administrators.map(({ id }) => ({ administrator: id, sealed: ANSWER }));
    return { phase: this.phase, code: this.code, election: this.#network.fixture.plan.electionId, requests };
  }
  statusAfter = () => this.status();
  async beginVoting(data: Parameters<TerminalClient['beginVoting']>[0]) {
    this.#step('none', 'begin');
    this.begun.push(data);
    this.phase = 'sign';
  }
  async echo(id: string) {
    this.#step('sign', `echo ${id}`);
    this.#echoes.add(id);
    return { verdict: 'accepted', signRequest: this.#echoes.size >= this.#needed ? ANSWER : NOTHING };
  }
  async partial(id: string) {
    this.#step('sign', `partial ${id}`);
    this.#partials.add(id);
    if (this.#partials.size >= this.#needed) this.phase = 'submit';
    return {
      ...{ ready: this.phase === 'submit' ? 'yes' : 'no', verdict: 'taken' },
      ...{ faultySigners: [], lacks: undefined },
    };
  }
  async challenge() {
    this.log.push('challenge');
    return new Uint8Array(32);
  }
  async onion(answers: readonly Uint8Array[]) {
    this.#step('submit', `onion of ${answers.length}`);
    return { entry: 'anonymizer-2', onion: ANSWER };
  }
  async sent() {
    this.#step('submit', 'sent');
  }
  async setback(reason: string) {
    this.log.push(`setback ${reason}`);
  }
  async beginChecking(data: Parameters<TerminalClient['beginChecking']>[0]) {
    this.#step('none', 'begin check');
    this.checked.push(data);
    this.phase = 'check';
  }
  async periods(links: readonly unknown[]) {
    this.#step('check', `periods: ${links.length} links`);
  }
  async complete(roots: readonly Uint8Array[]) {
    this.#step('check', `complete with ${roots.length}`);
  }
  async checkHead(kind: string) {
    this.#step('check', `head ${kind}`);
  }
  async checkLeaves() {
    this.#step('check', 'leaves');
  }
  async checkEnd() {
    this.#step('check', 'end');
  }
  async closingOnions() {
    this.#step('check', 'onions');
    return this.closing;
  }

  get #needed(): number {
    return this.#network.fixture.plan.signingThreshold;
  }

  #step(phase: TerminalStatus['phase'], call: string): void {
    if (this.phase !== phase) throw new Error(`finlet/wrong-step: ${call} in phase ${this.phase}`);
    this.log.push(call);
  }
}
