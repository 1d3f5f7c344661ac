/** For tests: an election on a board in memory, whose servers post by the deployed duties. */
import assert from 'node:assert/strict';
import { openPlan, signPlan } from '../0-setup/check-plan.ts';
import { stateKey } from '../0-setup/state-key.ts';
import { type Duty, dutiesOf } from '../ceremony/generate-duties.ts';
import { CeremonyHolder, repairedShares } from '../ceremony/generate-holder.ts';
import { attemptHash, type RoleCeremony } from '../ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../ceremony/generate-messages.ts';
import { keyStatementCodec } from '../messages/key-statement.ts';
import { COMMISSIONER, type Role, SERVER_ROLES } from '../messages/plan.ts';
import { encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { maskOf } from '../quorums/quorum-system.ts';
import { type ElectionOptions, given, makePlan, newKey, random, type TestServer } from '../test-support.ts';
import { ElectionLog } from './election-log.ts';
import type { Entry } from './entries.ts';
import { MemoryBoard } from './memory-board-test-support.ts';
import { type ElectionTopic, electionName, parseTopic } from './topics.ts';

const PHASE_MS = 4_000;
const times = { phase: PHASE_MS, lead: 8_000, grace: 4_000 };

export class ElectionOnBoard {
  readonly board: MemoryBoard;
  readonly commissioner: SigningKey;
  readonly name: string;
  readonly planDocument: Uint8Array;
  readonly plan: ReturnType<typeof openPlan>;
  readonly log: ElectionLog;
  readonly #servers: ReadonlyMap<string, TestServer>;
  /** By role, attempt and ID: what a holder keeps. */
  readonly #seeds = new Map<string, Uint8Array>();
  readonly #signed = new Map<string, string>();
  #fed = 0;

  private constructor(
    commissioner: SigningKey,
    { plan: made, servers }: Awaited<ReturnType<typeof makePlan>>,
  ) {
    this.commissioner = commissioner;
    this.#servers = servers;
    this.board = new MemoryBoard([commissioner], times);
    const operator = MemoryBoard.OPERATOR;
    const ofOne = Object.fromEntries(
      SERVER_ROLES.map((role) => [role, made[role].map((party) => ({ ...party, operator }))]),
    );
    const plan = { ...made, ...ofOne, board: this.board.genesis.board };
    this.planDocument = signPlan(plan, commissioner);
    this.plan = openPlan(this.planDocument, commissioner.publicKey);
    this.name = electionName(plan.electionId, commissioner.publicKey);
    this.log = this.readAgain([]);
  }

  /** The election's log with these entries. */
  readAgain(entries: readonly Entry[], urlOf = (id: string) => this.#servers.get(id)?.url): ElectionLog {
    const log = new ElectionLog({ plan: this.plan, times, urlOf });
    feed(log, entries);
    return log;
  }

  /** With every server in the directory, and the plan. */
  static async open(options: ElectionOptions = {}): Promise<ElectionOnBoard> {
    const commissioner = newKey();
    const made = await makePlan({ anonymizers: 3, L: 1, ...options }, commissioner);
    const election = new ElectionOnBoard(commissioner, made);
    const { plan } = election.plan;
    for (const list of SERVER_ROLES)
      for (const { id, identityKey, system } of plan[list]) {
        const role = list.slice(0, -1) as Role;
        election.board.list({ role, id, identityKey, system, url: election.server(id).url });
      }
    assert.equal(election.say(COMMISSIONER, 'setup', 'plan', election.planDocument), '');
    return election;
  }

  get entries(): readonly Entry[] {
    return this.board.entries;
  }

  server = (id: string): TestServer => given(this.#servers.get(id));
  keyOf = (id: string): SigningKey => (id === COMMISSIONER ? this.commissioner : this.server(id).key);

  /** The code of the answer; '' for an entry. */
  say(id: string, topic: ElectionTopic, type: string, content: Uint8Array): string {
    const code = this.board.say(this.keyOf(id), `${this.name}/${topic}`, [type, id, content]);
    this.#feed();
    return code;
  }

  sign<T>(id: string, type: StatementType<T>, content: T, context = this.plan.planHash): Uint8Array {
    return signStatement(type, context, content, id, this.keyOf(id));
  }

  stateKey(id: string, changes: { url?: string; trafficKey?: Uint8Array } = {}): string {
    const { url, traffic } = this.server(id);
    const own = { id, url, trafficKey: given(traffic).publicKey, ...changes };
    const statement = stateKey(this.plan.planHash, own, this.keyOf(id));
    return this.say(id, 'setup', 'key', encode(keyStatementCodec, statement));
  }

  /** So many ticks, each in a batch of its own. */
  tick(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.board.tick(PHASE_MS / 4);
      this.#feed();
    }
  }

  /** The log gets what is new. */
  #feed(): void {
    feed(this.log, this.board.entries.slice(this.#fed));
    this.#fed = this.board.entries.length;
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
          assert.equal(await this.perform1(role, id, duty), '', `${id} ${duty.type}`);
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

  async perform1(role: RoleCeremony['role'], id: string, duty: Duty): Promise<string> {
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

function feed(log: ElectionLog, fresh: readonly Entry[]): void {
  for (const [topic, entries] of Map.groupBy(fresh, (entry) => entry.topic)) {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'election') log.add(parsed.name, entries);
  }
}
