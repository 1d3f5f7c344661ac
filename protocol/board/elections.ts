/**
 * The directory and the elections of a board (contract, section 4): who may use which topic, and which posts are taken. Refused
 * posts change nothing; the machine makes no entry of them.
 */
import type { ErrorCode } from '../errors.ts';
import { allParties, type Party, type Plan, SERVER_ROLES } from '../messages/plan.ts';
import { requireHex, toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { ClientTopic, Posts } from './board-machine.ts';
import { Election } from './election.ts';
import type { Genesis } from './genesis.ts';
import type { Request } from './messages.ts';
import type { Operation } from './operations.ts';
import { ruleFor } from './post-rules.ts';
import type { Opened, PlanTerms } from './posts.ts';
import { type ElectionTopic, electionName, parseTopic } from './topics.ts';

/** A server, as its operator lists it. */
export interface DirectoryEntry {
  readonly role: string;
  readonly id: string;
  readonly identityKey: Uint8Array;
  readonly system: string;
  readonly url: string;
}

/** What is signed inside a post: label, context and signer (whose key is the request's) are checked in opening it. */
export interface ElectionPorts {
  /** Undefined unless it is a directory entry signed by this key. */
  server(content: Uint8Array, signer: string, key: Uint8Array): DirectoryEntry | undefined;
  /** Undefined unless it is a valid plan signed by this key. */
  plan(content: Uint8Array, key: Uint8Array): Omit<PlanTerms, 'posted'> | undefined;
  /** Undefined unless it is a statement of the type in this election, signed by this key. */
  statement(
    topic: ElectionTopic,
    type: string,
    content: Uint8Array,
    signer: string,
    election: Pick<Election, 'terms' | 'manifest'>,
  ): Opened | undefined;
}

/** Section 9. */
const MAX_ELECTIONS = 256;

interface RawPost {
  readonly type: string;
  readonly signer: string;
  readonly content: Uint8Array;
  readonly client: string;
  readonly time: number;
}

interface Listed extends DirectoryEntry {
  readonly operator: string;
}

export class Elections implements Posts {
  readonly #times: Pick<Genesis, 'phase' | 'lead' | 'grace'>;
  readonly #ports: ElectionPorts;
  /** Names by key in hex, and keys in hex. */
  readonly #operators: ReadonlyMap<string, string>;
  readonly #conveners: ReadonlySet<string>;
  readonly #replicaOperators: ReadonlySet<string>;
  /** The last entry of each server's ID; an ID stays its first operator's. */
  readonly #directory = new Map<string, Listed>();
  readonly #elections = new Map<string, Election>();

  constructor(genesis: Genesis, ports: ElectionPorts) {
    this.#times = genesis;
    this.#operators = new Map(genesis.operators.map(({ key, name }) => [toHex(key), name]));
    this.#conveners = new Set(genesis.conveners.map(toHex));
    this.#replicaOperators = new Set(genesis.replicas.map(({ operatorKey }) => toHex(operatorKey)));
    this.#ports = ports;
  }

  whyNot(topic: ClientTopic, client: string): ErrorCode | undefined {
    const may = (isAdmitted: boolean): ErrorCode | undefined => (isAdmitted ? undefined : 'board/wrong-key');
    if (topic.kind === 'directory') return may(this.#operators.has(client));
    if (topic.kind === 'space') return may(this.#isKnown(client));
    const election = this.#elections.get(topic.election);
    if (election !== undefined) return may(election.poster(client) !== undefined);
    if (topic.name !== 'setup') return 'board/unknown-topic';
    return may(this.#conveners.has(client));
  }

  post(topic: string, { client }: Request, { tuple }: Operation, time: number): ErrorCode | undefined {
    const [type, signer, content, ...more] = tuple;
    const parsed = parseTopic(topic);
    if (typeof type !== 'string' || typeof signer !== 'string' || !(content instanceof Uint8Array))
      return 'board/refused';
    if (more.length > 0 || parsed === undefined) return 'board/refused';
    const raw = { type, signer, content, client, time };
    if (parsed.kind === 'directory') return this.#list(raw);
    if (parsed.kind !== 'election') return 'board/refused';
    const election = this.#elections.get(parsed.election);
    if (election === undefined) return this.#convene(parsed.election, raw);
    return this.#postIn(election, parsed.name, raw);
  }

  ticksDue(time: number): readonly string[] {
    return [...this.#elections]
      .flatMap(([name, election]) => [...election.ticksDue(time)].map((topic) => `${name}/${topic}`))
      .sort();
  }

  noteTick(topic: string, time: number): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'election') this.#elections.get(parsed.election)?.noteTick(parsed.name, time);
  }

  /** directory: a server, by an operator of genesis. */
  #list({ type, signer, content, client }: RawPost): ErrorCode | undefined {
    const operator = this.#operators.get(client);
    const key = requireHex(client);
    if (type !== 'server') return 'board/refused';
    if (operator === undefined || signer !== toHex(sha256(key))) return 'board/wrong-key';
    const entry = this.#ports.server(content, signer, key);
    if (entry === undefined) return 'board/refused';
    const first = this.#directory.get(entry.id);
    if (first !== undefined && first.operator !== operator) return 'board/wrong-key';
    this.#directory.set(entry.id, { ...entry, operator });
    return undefined;
  }

  /** setup, of which `check` admits conveners only: the plan, by its Commissioner, of parties as in the directory. */
  #convene(name: string, { type, signer, content, client, time }: RawPost): ErrorCode | undefined {
    if (type !== 'plan') return 'board/too-early';
    const key = requireHex(client);
    const opened = this.#ports.plan(content, key);
    if (opened === undefined || electionName(opened.plan.electionId, key) !== name) return 'board/refused';
    if (!this.#isListed(opened.plan)) return 'board/refused';
    const election = new Election(this.#times, { ...opened, posted: time });
    if (election.poster(client)?.id !== signer) return 'board/wrong-key';
    if (this.#isFull(client)) return 'board/quota';
    const { planHash } = opened;
    election.note('setup', { type, signer, time, ticks: 0, context: planHash, says: planHash });
    this.#elections.set(name, election);
    return undefined;
  }

  #postIn(election: Election, topic: ElectionTopic, raw: RawPost): ErrorCode | undefined {
    const { type, signer, content, client, time } = raw;
    const poster = election.poster(client);
    const rule = ruleFor(topic, type);
    if (rule === undefined) return 'board/refused';
    if (poster?.id !== signer || !rule.by.includes(poster.role)) return 'board/wrong-key';
    if (rule.maxLength !== undefined && content.length > rule.maxLength) return 'board/too-long';
    if (!election.hasRoom(content.length, time)) return 'board/quota';
    const opened = this.#ports.statement(topic, type, content, signer, election);
    if (opened === undefined) return 'board/refused';
    return election.take(
      topic,
      { ...opened, type, signer, time, ticks: election.ticks(topic) },
      content.length,
    );
  }

  /** Of the elections that a board can have, each convener has an equal part. */
  #isFull(convener: string): boolean {
    const own = [...this.#elections.values()].filter((election) => election.convener === convener);
    return own.length >= Math.floor(MAX_ELECTIONS / this.#conveners.size);
  }

  /** Invented servers, and keys swapped since, are refused. */
  #isListed(plan: Plan): boolean {
    const isAs = ({ id, identityKey, operator, system }: Party): boolean => {
      const listed = this.#directory.get(id);
      return (
        listed !== undefined &&
        toHex(listed.identityKey) === toHex(identityKey) &&
        listed.operator === operator &&
        listed.system === system
      );
    };
    const isOfRole = (list: (typeof SERVER_ROLES)[number]): boolean =>
      plan[list].every(({ id }) => `${this.#directory.get(id)?.role}s` === list);
    return allParties(plan).every(isAs) && SERVER_ROLES.every(isOfRole);
  }

  /** Keys of genesis and of the directory. */
  #isKnown(client: string): boolean {
    return (
      [this.#operators, this.#conveners, this.#replicaOperators].some((keys) => keys.has(client)) ||
      [...this.#directory.values()].some(({ identityKey }) => toHex(identityKey) === client)
    );
  }
}
