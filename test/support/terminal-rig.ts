/**
 * A terminal with a card in it, an election in memory, and the PC's side of the cable in the test's hands: everything
 * that the PC interface ever answers is kept, so that a test can search it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Ballot } from '../../ballots/ballot.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { encodeVote, maxVoteLength } from '../../ballots/vote-encoding.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import { enrol } from '../../protocol/0-setup/enrol-voter.ts';
import type { ElectoralData } from '../../protocol/1-ballot-distribution/accept-ballot.ts';
import { stateDistribution } from '../../protocol/1-ballot-distribution/distribute-ballot.ts';
import { decodePrepare } from '../../protocol/2-vote-signing/prepare.ts';
import { preparePlace } from '../../protocol/2-vote-signing/request-signature.ts';
import { TestAdministrator } from '../../protocol/2-vote-signing/signing-test-support.ts';
import { peelOnion } from '../../protocol/3-vote-submission/peel-onion.ts';
import type { Onion } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { certifyDevice } from '../../protocol/messages/device-certificate.ts';
import type { OnionLayer } from '../../protocol/messages/onion.ts';
import { type PrepareRequest, prepareAnswerCodec } from '../../protocol/messages/prepare-request.ts';
import { challengeStatement } from '../../protocol/messages/relay.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import { partialCodec } from '../../protocol/messages/sign-request.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { unpad } from '../../protocol/primitives/bytes.ts';
import { type Codec, decode, encode } from '../../protocol/primitives/cbor.ts';
import { randomSecretKey, type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { signPartially } from '../../protocol/primitives/threshold-blind-bls.ts';
import {
  type ElectionOptions,
  given,
  makeElection,
  random,
  type TestElection,
} from '../../protocol/test-support.ts';
import { keysToPin, keysToVote } from '../../simulation/robot-voter.ts';
import type { DeviceIdentity } from '../../tcb-emulator/card/channel/mutual-authentication.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import type { NonVolatileMemory } from '../../tcb-emulator/card/memory/non-volatile-memory.ts';
import { personalisePiv } from '../../tcb-emulator/card/piv/piv-client.ts';
import { CardClient } from '../../tcb-emulator/card/voting/card-client.ts';
import { type Issuer, personaliseCard } from '../../tcb-emulator/card/voting/personalise-card.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { Panel } from '../../tcb-emulator/display/panel.ts';
import {
  answerCodec,
  challengeAnswersCodec,
  checkDataCodec,
  closingOnionsCodec,
  echoResultCodec,
  electoralDataCodec,
  onionCodec,
  partialResultCodec,
  statusCodec,
  type TerminalStatus,
} from '../../tcb-emulator/finlet/pc-messages.ts';
import { finlet } from '../../tcb-emulator/finlet/voting-finlet.ts';
import type { Card } from '../../tcb-emulator/iso7816/card.ts';
import { FinreadTerminal } from '../../tcb-emulator/terminal/finread-terminal.ts';
import { createPcInterface } from '../../tcb-emulator/terminal/pc-interface.ts';

export const PIN = '493817';
export const PUK = '60718293';
/** For programs on the PC. */
export const SIGNING_PIN = '246802';
export const SIGNING_PUK = '13571357';

const issuerOf = (commissioner: SigningKey): Issuer => ({
  publicKey: commissioner.publicKey,
  certify: async (device) => certifyDevice(device, commissioner),
});

/** A terminal that this Commissioner handed out. */
export function terminalOf(commissioner: SigningKey): DeviceIdentity {
  const key = signingKey(randomSecretKey(random));
  const device = { role: 'terminal', serial: 'terminal-1', publicKey: key.publicKey } as const;
  return { certificate: certifyDevice(device, commissioner), key, commissionerKey: commissioner.publicKey };
}

export const STYLE = 'north';
const VOTER = 'ada';
const XML = new Uint8Array(readFileSync(new URL('../../ballots/samples/referendum.xml', import.meta.url)));

export class CopyableMemory implements NonVolatileMemory {
  state: Uint8Array | undefined;
  read(): Uint8Array | undefined {
    return this.state;
  }
  write(state: Uint8Array): void {
    this.state = state.slice();
  }
}

interface RigOptions
  extends Pick<
    ElectionOptions,
    'withoutKey' | 'withoutShares' | 'trial' | 'trusteeRenewal' | 'administratorRenewal'
  > {
  readonly missing?: number;
}

export class TerminalRig {
  readonly fixture: TestElection;
  readonly ballot: Ballot;
  readonly memory: CopyableMemory;
  publicKey: Uint8Array;
  readonly panel = new Panel();
  readonly terminal: FinreadTerminal;
  readonly identity: DeviceIdentity;
  /** Every byte that the PC was ever given. */
  readonly seenByPc: Uint8Array[] = [];
  /** The terminal's clock: milliseconds since 1970. */
  now: () => number = Date.now;
  /** H(m) as the Finlet holds it: the very bytes. */
  hashed: Uint8Array | undefined;
  readonly #app: ReturnType<typeof createPcInterface>;

  private constructor(
    fixture: TestElection,
    ballot: Ballot,
    identity = terminalOf(fixture.commissioner),
    memory = new CopyableMemory(),
    openCard: () => Card | Promise<Card> = () => new EmulatedCard({ memory: this.memory, random }),
  ) {
    this.fixture = fixture;
    this.ballot = ballot;
    this.memory = memory;
    this.publicKey = new Uint8Array();
    this.identity = identity;
    this.terminal = new FinreadTerminal({
      panel: this.panel,
      random,
      bls: {
        ...nobleBls,
        hashToG1: (message) => {
          this.hashed = nobleBls.hashToG1(message);
          return this.hashed;
        },
      },
      clock: () => this.now(),
      identity: this.identity,
      openCard,
    });
    this.terminal.install({ name: 'voting', version: 1, size: 300_000, finlet });
    this.#app = createPcInterface(this.terminal, async () => assert.fail('no Finlet is uploaded here'));
  }

  /** `missing`: bytes by which the manifest's package size is too small for the voter's ballot. */
  static async make({ missing = 0, ...options }: RigOptions = {}): Promise<TerminalRig> {
    const rig = new TerminalRig(await TerminalRig.#election(missing, options), parseBallot(XML));
    await rig.newCard();
    return rig;
  }

  /** This Commissioner's next election, with the same card. */
  async nextElection(): Promise<TerminalRig> {
    const { ballot, identity, memory, publicKey, fixture } = this;
    this.terminal.remove();
    const next = new TerminalRig(
      await TerminalRig.#election(0, { commissioner: fixture.commissioner }),
      ballot,
      identity,
      memory,
    );
    next.publicKey = publicKey;
    await next.terminal.insert('card');
    return next;
  }

  static #election(missing: number, options: ElectionOptions): Promise<TestElection> {
    const longest = maxVoteLength(parseBallot(XML)) - missing;
    const styles = [
      { style: STYLE, voters: 1, ballot: XML, maxVoteLength: longest },
      { style: 'south', voters: 1, ballot: new Uint8Array([1, 2, 3]), maxVoteLength: 1 },
    ];
    return makeElection({ styles, ...options });
  }

  /** A card for the one voter, with no vote on it, in the terminal. */
  async newCard(voterId = VOTER): Promise<void> {
    this.memory.state = undefined;
    const card = new EmulatedCard({ memory: this.memory, random });
    const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
    await personalisePiv(
      card,
      { commonName: 'card', pin: SIGNING_PIN, puk: SIGNING_PUK, ...validity },
      random,
    );
    const person = { voterId, serial: 'card-1', pin: PIN, puk: PUK };
    this.publicKey = await personaliseCard(card, person, issuerOf(this.fixture.commissioner));
    await this.terminal.insert('card');
  }

  /** Another terminal, with the same card in it. */
  async otherTerminal(identity: DeviceIdentity, openCard?: () => Promise<Card>): Promise<TerminalRig> {
    const other = new TerminalRig(this.fixture, this.ballot, identity, this.memory, openCard);
    other.publicKey = this.publicKey;
    await other.terminal.insert('card');
    return other;
  }

  /** What honest Distributors would give. */
  data(): ElectoralData {
    const { election, manifestDocument, ballots, commissioner } = this.fixture;
    return {
      manifest: manifestDocument,
      ballot: given(ballots.get(STYLE)),
      enrolment: enrol(election.manifestHash, this.publicKey, STYLE, commissioner),
      distributions: this.fixture.plan.distributors.map(({ id }) =>
        stateDistribution(election, id, this.fixture.server(id).key),
      ),
    };
  }

  async call(
    method: 'GET' | 'POST',
    url: string,
    payload?: Uint8Array,
  ): Promise<{ status: number; body: Uint8Array }> {
    const response = await this.#app.inject({
      method,
      url,
      headers: { host: '127.0.0.1', ...(payload && { 'content-type': 'application/cbor' }) },
      ...(payload && { payload: Buffer.from(payload) }),
    });
    const body = new Uint8Array(response.rawPayload);
    this.seenByPc.push(body, new TextEncoder().encode(JSON.stringify(response.headers)));
    return { status: response.statusCode, body };
  }

  async ask<T>(codec: Codec<T>, method: 'GET' | 'POST', url: string, payload?: Uint8Array): Promise<T> {
    const { status, body } = await this.call(method, url, payload);
    if (status !== 200) throw new Error(new TextDecoder().decode(body));
    return decode(codec, body, 100_000);
  }

  begin(data: ElectoralData): Promise<{ status: number; body: Uint8Array }> {
    return this.call('POST', '/finlet/voting', encode(electoralDataCodec, data));
  }

  /** The card of a memory in a second terminal of the same Commissioner, PIN verified. */
  async cardOf(memory: CopyableMemory = this.memory): Promise<CardClient> {
    const client = await CardClient.open(new EmulatedCard({ memory, random }), this.identity, random);
    await client.verifyPin(PIN);
    return client;
  }

  /** The status once the terminal is no longer busy with the voter. */
  settled(): Promise<TerminalStatus> {
    return this.ask(statusCodec, 'GET', '/status?wait=voter');
  }

  /** The voter fills in, reviews, types the PIN. */
  async voterVotes(vote: Vote): Promise<void> {
    await this.panel.type(keysToVote(this.fixture.manifest.title, this.ballot, vote, PIN));
  }

  /** The voter fills in and reviews. */
  async fillIn(vote: Vote): Promise<void> {
    await this.panel.type(keysToPin(this.fixture.manifest.title, this.ballot, vote));
  }

  async pinIs(pin: string): Promise<boolean> {
    const card = new EmulatedCard({ memory: this.memory, random });
    return (await (await CardClient.open(card, this.identity, random)).verifyPin(pin)).ok;
  }

  choices(vote: Vote): Uint8Array {
    return encodeVote(this.ballot, vote);
  }

  /** An honest Administrator's reading of a sealed request. */
  async open(administrator: string, sealed: Uint8Array): Promise<PrepareRequest> {
    const { open } = this.fixture.server(administrator);
    return decodePrepare(unpad(await open(sealed, preparePlace(this.fixture.election, administrator))));
  }

  /** An honest Administrator that has seen nobody yet; `entry`: what its roll has of the card's voter. */
  administrator(id: string, entry: Partial<RollEntry> = {}): TestAdministrator {
    const own = { voter: VOTER, publicKey: this.publicKey, style: STYLE, salt: random(32), ...entry };
    return new TestAdministrator(this.fixture, id, [own]);
  }

  async honestEcho(administrator: string, sealed: Uint8Array): Promise<Uint8Array> {
    return encode(prepareAnswerCodec, await this.administrator(administrator).prepare(sealed));
  }

  async honestPartial(administrator: string, sealed: Uint8Array): Promise<Uint8Array> {
    const { blinded } = await this.open(administrator, sealed);
    const { share } = given(this.fixture.issuanceShares.get(`${administrator} ${STYLE}`));
    const signature = signPartially(await loadMclBls(), blinded, share);
    return encode(partialCodec, { period: 0, signature });
  }

  giveEcho(administrator: string, answer: Uint8Array) {
    return this.ask(
      echoResultCodec,
      'POST',
      '/finlet/voting/echo',
      encode(answerCodec, { administrator, answer }),
    );
  }

  givePartial(administrator: string, answer: Uint8Array) {
    return this.ask(
      partialResultCodec,
      'POST',
      '/finlet/voting/partial',
      encode(answerCodec, { administrator, answer }),
    );
  }

  async anonymizersAnswer(challenge: Uint8Array): Promise<Uint8Array[]> {
    const { election, plan } = this.fixture;
    return plan.anonymizers.map(({ id }) =>
      signStatement(
        challengeStatement,
        election.manifestHash,
        { challenge },
        id,
        this.fixture.server(id).key,
      ),
    );
  }

  async onion(answers: readonly Uint8Array[]) {
    return this.ask(onionCodec, 'POST', '/finlet/voting/onion', encode(challengeAnswersCodec, answers));
  }

  /** After the close: the voter chooses English and types the PIN; resolves in whatever phase that ends. */
  async beginCheck(): Promise<TerminalStatus> {
    const { manifest, distributions } = this.data();
    await this.call('POST', '/finlet/checking', encode(checkDataCodec, { manifest, distributions }));
    await this.panel.type(['1', ...keysForPin(PIN)]);
    return this.settled();
  }

  async closingOnions() {
    const { body } = await this.call('POST', '/finlet/challenge', new Uint8Array());
    const answers = encode(challengeAnswersCodec, await this.anonymizersAnswer(body));
    return this.ask(closingOnionsCodec, 'POST', '/finlet/checking/onions', answers);
  }

  /** What the last Anonymizer of its path finds in an onion. */
  async peelAll({ entry, onion }: Onion): Promise<OnionLayer> {
    const { election } = this.fixture;
    let layer = await peelOnion(election, entry, this.fixture.server(entry).open, onion);
    for (let at = layer.next; layer.kind === 'forward'; at = layer.next)
      layer = await peelOnion(election, at, this.fixture.server(at).open, layer.body);
    return layer;
  }

  /** From a filled ballot to the package in the card, with honest Administrators. */
  async collect(requests: TerminalStatus['requests']): Promise<void> {
    for (const { administrator, sealed } of requests)
      await this.giveEcho(administrator, await this.honestEcho(administrator, sealed));
    for (const { administrator, sealed } of requests) {
      const { ready } = await this.givePartial(
        administrator,
        await this.honestPartial(administrator, sealed),
      );
      if (ready === 'yes') return;
    }
    throw new ProtocolError('partial/invalid', 'the terminal did not accept honest partial signatures');
  }
}
