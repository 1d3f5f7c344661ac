/** For tests of elections on the board: one board of test keys, whose statements are JSON. */
import assert from 'node:assert/strict';
import type { Plan } from '../messages/plan.ts';
import { EMPTY, toHex, utf8 } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { given } from '../test-support.ts';
import { BoardMachine } from './board-machine.ts';
import { TestBoard } from './board-test-support.ts';
import { type DirectoryEntry, type ElectionPorts, Elections } from './elections.ts';
import { batch, clientKey, out, request } from './machine-test-support.ts';
import type { Opened } from './posts.ts';
import { electionName } from './topics.ts';

export const bytesOf = (key: string): Uint8Array => Buffer.from(key, 'hex');
const { genesis } = new TestBoard();
export const replicaOperator = toHex(given(genesis.replicas[0]).operatorKey);
export const [convener, operatorA, operatorB, stranger] = [
  clientKey(1),
  clientKey(2),
  clientKey(3),
  clientKey(4),
];

/** What stands for signed statements here: JSON of what an opener would find. */
export const said = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const opened = <T>(content: Uint8Array): T | undefined => {
  const value: T = JSON.parse(new TextDecoder().decode(content));
  return value === null ? undefined : value;
};

const ROLES = { administrator: 4, trustee: 4, anonymizer: 3, counter: 3, distributor: 3 };
export const servers = Object.entries(ROLES).flatMap(([role, count], r) =>
  Array.from({ length: count }, (_, i) => ({
    role,
    id: `${role}-${i + 1}`,
    key: clientKey(100 * (r + 1) + i),
  })),
);
export const keyOf = (id: string): string =>
  id === 'commissioner' ? convener : given(servers.find((server) => server.id === id)).key;
const partiesOf = (wanted: string): Plan['trustees'] =>
  servers
    .filter(({ role }) => role === wanted)
    .map(({ id, key }) => ({ id, identityKey: bytesOf(key), operator: 'A', system: 'linux' }));
export const PLAN: Plan = {
  electionId: new Uint8Array(16).fill(7),
  attempt: 1,
  commissionerKey: bytesOf(convener),
  administrators: partiesOf('administrator'),
  signingThreshold: 3,
  hostileAdministrators: 1,
  trustees: partiesOf('trustee'),
  hostileTrustees: 1,
  anonymizers: partiesOf('anonymizer'),
  pathLength: 2,
  counters: partiesOf('counter'),
  distributors: partiesOf('distributor'),
  lyingDistributors: 1,
  styles: ['north'],
  board: new Uint8Array(32),
  trusteeRenewal: undefined,
  administratorRenewal: undefined,
  trial: false,
};
export const MANIFEST = {
  hash: 'm',
  opens: 10_000_000,
  closes: 20_000_000,
  claimsEnd: 21_000_000,
  voters: 100,
};
export const ELECTION = electionName(PLAN.electionId, PLAN.commissionerKey);

export const orderOf = (closes: number) => ({ closes, document: EMPTY });

interface Doings {
  readonly plan?: Plan;
  readonly conveners?: readonly string[];
}

/** A board with one genesis, whose requests are numbered as their clients number them. */
export class Board {
  readonly machine: BoardMachine;
  readonly #numbers = new Map<string, number>();
  readonly #plan: Plan;
  /** The plan that was posted last. */
  #convened: Plan;
  #c = 0;

  constructor({ plan = PLAN, conveners = [convener] }: Doings = {}) {
    this.#plan = plan;
    this.#convened = plan;
    const ports: ElectionPorts = {
      server: (content) => {
        const entry = opened<Omit<DirectoryEntry, 'identityKey'> & { key: string }>(content);
        return entry && { ...entry, identityKey: bytesOf(entry.key) };
      },
      plan: (content) =>
        opened(content) === undefined ? undefined : { plan: this.#convened, planHash: 'p' },
      statement: (_topic, _type, content) => opened<Opened>(content),
    };
    const own = {
      ...genesis,
      operators: [
        { name: 'A', key: bytesOf(operatorA) },
        { name: 'B', key: bytesOf(operatorB) },
      ],
      conveners: conveners.map(bytesOf),
    };
    this.machine = new BoardMachine(new Elections(own, ports));
  }

  check(client: string, topic: string) {
    return this.machine.check(this.#next(client, topic, ['x', 'y', said({})]), 0, []);
  }

  /** The code of the answer; '' for an entry. */
  out(client: string, topic: string, tuple: readonly (string | number | Uint8Array)[], time = 0): string {
    const next = this.#next(client, topic, tuple);
    const refused = this.machine.check(next, time, []);
    if (refused !== 'ready') return refused;
    this.#numbers.set(`${client} ${topic}`, next.seq);
    const { answers } = this.machine.execute(this.#c++, batch(time, next));
    const { position, result } = given(answers.find((answer) => answer.request === next));
    assert.equal(position !== undefined, result.code === '');
    return result.code;
  }

  #next(client: string, topic: string, tuple: readonly (string | number | Uint8Array)[]) {
    return request(client, topic, (this.#numbers.get(`${client} ${topic}`) ?? 0) + 1, out(tuple));
  }

  list(server: { role: string; id: string; key: string }, operator = operatorA, changes = {}): string {
    const content = said({ system: 'linux', url: 'https://x.example', ...server, ...changes });
    return this.out(operator, 'directory', ['server', signerOf(operator), content]);
  }

  convene(time = 0, client = convener, plan = this.#plan): string {
    this.#convened = plan;
    const name = electionName(plan.electionId, plan.commissionerKey);
    return this.out(client, `${name}/setup`, ['plan', 'commissioner', said({})], time);
  }

  /** Posts a statement of a party. */
  say(id: string, topic: string, type: string, what: Partial<Opened> = {}, time = 0): string {
    const content = said({ context: 'x', says: 'this', ...what });
    return this.out(keyOf(id), `${ELECTION}/${topic}`, [type, id, content], time);
  }

  all(ids: readonly string[], topic: string, type: string, what: Partial<Opened> = {}): void {
    for (const id of ids) assert.equal(this.say(id, topic, type, what), '', `${id} ${type}`);
  }

  /** Topics of the ticks in an empty batch. */
  tick(time: number): string[] {
    const isDue = this.machine.isTickDue(time);
    const { entries } = this.machine.execute(this.#c++, batch(time));
    assert.equal(isDue, entries.length > 0);
    for (const { request: bytes } of entries) assert.equal(bytes.length, 0);
    return entries.map(({ topic }) => topic.replace(`${ELECTION}/`, ''));
  }
}

export const signerOf = (client: string): string => toHex(sha256(bytesOf(client)));
export const ids = (role: keyof typeof ROLES, count = ROLES[role]): string[] =>
  Array.from({ length: count }, (_, i) => `${role}-${i + 1}`);

export function listed(doings: Doings = {}): Board {
  const board = new Board(doings);
  for (const server of servers) assert.equal(board.list(server), '');
  return board;
}

export function convened(doings: Doings = {}): Board {
  const board = listed(doings);
  assert.equal(board.convene(), '');
  return board;
}

/** With a manifest that was posted, and countersigned by so many. */
export function withManifest(countersigners = [...ids('administrator', 3), ...ids('trustee', 3)]): Board {
  const board = convened();
  board.all([...ids('administrator'), ...ids('anonymizer')], 'setup', 'key');
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  assert.equal(board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST }), '');
  board.all(countersigners, 'setup', 'countersignature', { says: 'm' });
  return board;
}
