/** For tests: an election on a board whose state machine, openers and folds are the deployed ones; without replicas. */
import assert from 'node:assert/strict';
import { openPlan, signPlan } from '../0-setup/check-plan.ts';
import { stateKey } from '../0-setup/state-key.ts';
import { keyStatementCodec } from '../messages/key-statement.ts';
import { allParties, COMMISSIONER, SERVER_ROLES } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { maskOf } from '../quorums/quorum-system.ts';
import { type ElectionOptions, given, makePlan, newKey, random, type TestServer } from '../test-support.ts';
import { BoardMachine } from './board-machine.ts';
import { TestBoard } from './board-test-support.ts';
import { ElectionLog } from './election-log.ts';
import { Elections } from './elections.ts';
import type { Entry } from './entries.ts';
import { type Duty, dutiesOf } from './folds/ceremony-duties.ts';
import { CeremonyHolder, repairedShares } from './folds/ceremony-holder.ts';
import { attemptHash, type RoleCeremony } from './folds/ceremony-judges.ts';
import { CEREMONY_STATEMENTS } from './folds/ceremony-messages.ts';
import { out } from './machine-test-support.ts';
import { electionPorts } from './open-posts.ts';
import { encodeOperation } from './operations.ts';
import { serverStatement } from './post-messages.ts';
import { openRequest, signRequest } from './requests.ts';
import { type ElectionTopic, electionName, parseTopic } from './topics.ts';

const PHASE_MS = 4_000;
const times = { phase: PHASE_MS, lead: 8_000, grace: 4_000 };

interface Posting {
  readonly topic: string;
  readonly tuple: readonly (string | Uint8Array)[];
  readonly key: SigningKey;
}

export class ElectionOnBoard {
  readonly board: TestBoard;
  readonly commissioner: SigningKey;
  readonly machine: BoardMachine;
  readonly name: string;
  readonly planDocument: Uint8Array;
  readonly plan: ReturnType<typeof openPlan>;
  readonly log: ElectionLog;
  readonly entries: Entry[] = [];
  readonly #servers: ReadonlyMap<string, TestServer>;
  readonly #operator = newKey();
  readonly #numbers = new Map<string, number>();
  /** By role, attempt and ID: what a holder keeps. */
  readonly #seeds = new Map<string, Uint8Array>();
  readonly #signed = new Map<string, string>();
  now = 1_000_000;
  #c = 0;

  private constructor(
    commissioner: SigningKey,
    made: Awaited<ReturnType<typeof makePlan>>,
    changePlan: (
      plan: Awaited<ReturnType<typeof makePlan>>['plan'],
    ) => Awaited<ReturnType<typeof makePlan>>['plan'],
  ) {
    this.commissioner = commissioner;
    this.#servers = made.servers;
    const operators = [{ name: 'operator', key: this.#operator.publicKey }];
    this.board = new TestBoard(1, 0, 0, { ...times, operators, conveners: [commissioner.publicKey] });
    const ofOne = Object.fromEntries(
      SERVER_ROLES.map((role) => [
        role,
        made.plan[role].map((party) => ({ ...party, operator: 'operator' })),
      ]),
    );
    const { board } = this.board.opened;
    const plan = changePlan({ ...made.plan, ...ofOne, board });
    this.planDocument = signPlan(plan, commissioner);
    this.plan = openPlan(this.planDocument, commissioner.publicKey);
    this.name = electionName(plan.electionId, commissioner.publicKey);
    this.machine = new BoardMachine(new Elections(this.board.genesis, electionPorts(board)));
    const urlOf = (id: string) => this.#servers.get(id)?.url;
    this.log = new ElectionLog({ plan: this.plan, times, urlOf });
  }

  /** With every server in the directory, and the plan. */
  static async open(options: ElectionOptions = {}): Promise<ElectionOnBoard> {
    const commissioner = newKey();
    const made = await makePlan({ anonymizers: 3, L: 1, ...options }, commissioner);
    const election = new ElectionOnBoard(commissioner, made, (plan) => plan);
    election.list();
    assert.deepEqual(election.say(COMMISSIONER, 'setup', 'plan', election.planDocument), ['']);
    return election;
  }

  server = (id: string): TestServer => given(this.#servers.get(id));
  keyOf = (id: string): SigningKey => (id === COMMISSIONER ? this.commissioner : this.server(id).key);

  /** Lists every server of the plan in the directory. */
  list(): void {
    const role = (id: string) =>
      given(SERVER_ROLES.find((one) => this.plan.plan[one].some((party) => party.id === id)));
    const signer = toHex(sha256(this.#operator.publicKey));
    const postings = allParties(this.plan.plan).map(({ id, identityKey, system }): Posting => {
      const content = {
        role: role(id).slice(0, -1) as 'counter',
        id,
        identityKey,
        system,
        url: this.server(id).url,
      };
      const entry = signStatement(serverStatement, this.board.opened.board, content, signer, this.#operator);
      return { topic: 'directory', tuple: ['server', signer, entry], key: this.#operator };
    });
    for (const code of this.#order(postings)) assert.equal(code, '');
  }

  /** Codes of the answers; '' for an entry. */
  say(id: string, topic: ElectionTopic, type: string, content: Uint8Array): string[] {
    return this.#order([{ topic: `${this.name}/${topic}`, tuple: [type, id, content], key: this.keyOf(id) }]);
  }

  sign<T>(id: string, type: StatementType<T>, content: T, context = this.plan.planHash): Uint8Array {
    return signStatement(type, context, content, id, this.keyOf(id));
  }

  stateKey(id: string, changes: { url?: string; trafficKey?: Uint8Array } = {}): string[] {
    const { url, traffic } = this.server(id);
    const own = { id, url, trafficKey: given(traffic).publicKey, ...changes };
    return this.say(
      id,
      'setup',
      'key',
      encode(keyStatementCodec, stateKey(this.plan.planHash, own, this.keyOf(id))),
    );
  }

  /** So many ticks, each in a batch of its own. */
  tick(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.now += PHASE_MS / 4;
      this.#order([]);
    }
  }

  /** All in one batch, whose entries the log gets. */
  #order(postings: readonly Posting[]): string[] {
    const requests = postings.map(({ topic, tuple, key }) => {
      const name = `${topic} ${toHex(key.publicKey)}`;
      const seq = (this.#numbers.get(name) ?? 0) + 1;
      this.#numbers.set(name, seq);
      const op = encodeOperation(out(tuple));
      return openRequest(this.board.opened, signRequest(this.board.opened.board, { topic, seq, op }, key));
    });
    const c = this.#c++;
    const checked = requests.map((request, i) => this.machine.check(request, this.now, requests.slice(0, i)));
    assert.ok(
      checked.every((verdict) => verdict === 'ready'),
      checked.join(),
    );
    const { entries, answers } = this.machine.execute(c, { proposer: 0, time: this.now, requests });
    this.entries.push(...entries);
    for (const [topic, some] of Map.groupBy(entries, (entry) => entry.topic)) {
      const parsed = parseTopic(topic);
      if (parsed?.kind === 'election') this.log.add(parsed.name, some);
    }
    return requests.map((request) => given(answers.find((answer) => answer.request === request)).result.code);
  }

  /** Each of these holders posts what it has to, until nobody has anything to post. */
  async perform(
    role: RoleCeremony['role'],
    ids = this.plan.plan[`${role}s`].map(({ id }) => id),
  ): Promise<void> {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const id of ids) {
        for (const duty of this.duties(role, id)) {
          assert.deepEqual(await this.perform1(role, id, duty), [''], `${id} ${duty.type}`);
          isBusy = true;
        }
      }
    }
  }

  holder(role: RoleCeremony['role'], id: string): CeremonyHolder {
    const rules = this.log.rules(role);
    const ceremony = this.log.ceremony(role);
    const attempt = ceremony.step === 'failed' ? 1 : ceremony.attempt;
    const name = `${role} ${attempt} ${id}`;
    const seed = this.#seeds.get(name) ?? random(32);
    this.#seeds.set(name, seed);
    return new CeremonyHolder(rules, attempt, rules.participants.indexOf(id), seed);
  }

  /** The holder's right shares, by dealer: dealt, or repaired. */
  shares(role: RoleCeremony['role'], id: string): Map<number, readonly Uint8Array[]> {
    const ceremony = this.log.ceremony(role);
    if (ceremony.step === 'failed') return new Map();
    const { right, complaints } = this.holder(role, id).receive(ceremony, maskOf(ceremony.deals.keys()));
    const shares = new Map(right);
    const self = this.log.rules(role).participants.indexOf(id);
    for (const { dealer } of complaints) {
      const shown = ceremony.step === 'outcome' ? ceremony.repairs.get(dealer) : undefined;
      const repaired = shown && repairedShares(this.log.rules(role), self, shown);
      if (repaired !== undefined) shares.set(dealer, repaired);
    }
    return shares;
  }

  duties(role: RoleCeremony['role'], id: string): readonly Duty[] {
    const self = this.log.rules(role).participants.indexOf(id);
    const right = maskOf(this.shares(role, id).keys());
    return dutiesOf(this.log.ceremony(role), self, { right, signed: this.#signed.get(`${role} ${id}`) });
  }

  async perform1(role: RoleCeremony['role'], id: string, duty: Duty): Promise<string[]> {
    const ceremony = this.log.ceremony(role);
    assert.ok(ceremony.step !== 'failed');
    const x = attemptHash(this.log.rules(role), ceremony.attempt);
    const holder = this.holder(role, id);
    const say = (content: Uint8Array) => this.say(id, `dkg-${role}`, duty.type, content);
    switch (duty.type) {
      case 'state':
        return say(this.sign(id, CEREMONY_STATEMENTS.state, holder.state(), x));
      case 'deal':
        return say(this.sign(id, CEREMONY_STATEMENTS.deal, await holder.deal(ceremony), x));
      case 'ok':
        return say(this.sign(id, CEREMONY_STATEMENTS.ok, duty, x));
      case 'outcome':
        this.#signed.set(`${role} ${id}`, duty.hash);
        return say(this.sign(id, CEREMONY_STATEMENTS.outcome, duty, x));
      case 'complaint': {
        const { complaints } = holder.receive(ceremony, 1 << duty.dealer);
        return say(this.sign(id, CEREMONY_STATEMENTS.complaint, given(complaints[0]), x));
      }
      case 'repair': {
        const content = { dealer: duty.dealer, shares: given(this.shares(role, id).get(duty.dealer)) };
        return say(this.sign(id, CEREMONY_STATEMENTS.repair, content, x));
      }
    }
  }
}
