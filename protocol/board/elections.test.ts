import assert from 'node:assert/strict';
import { test } from 'vitest';
import { allParties, type Plan } from '../messages/plan.ts';
import { EMPTY, toHex, utf8 } from '../primitives/bytes.ts';
import { ProvableTree } from '../primitives/merkle-proofs.ts';
import { sha256 } from '../primitives/sha256.ts';
import { given } from '../test-support.ts';
import { BoardMachine } from './board-machine.ts';
import { TestBoard } from './board-test-support.ts';
import { type DirectoryEntry, type ElectionPorts, Elections } from './elections.ts';
import { batch, clientKey, out, probe, request } from './machine-test-support.ts';
import type { Opened } from './posts.ts';
import { electionName } from './topics.ts';

const bytesOf = (key: string): Uint8Array => Buffer.from(key, 'hex');
const { genesis } = new TestBoard();
const replicaOperator = toHex(given(genesis.replicas[0]).operatorKey);
const [convener, operatorA, operatorB, stranger] = [clientKey(1), clientKey(2), clientKey(3), clientKey(4)];

/** What stands for signed statements here: JSON of what an opener would find. */
const said = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const opened = <T>(content: Uint8Array): T | undefined => {
  const value: T = JSON.parse(new TextDecoder().decode(content));
  return value === null ? undefined : value;
};

const ROLES = { administrator: 4, trustee: 4, anonymizer: 3, counter: 3, distributor: 3 };
const servers = Object.entries(ROLES).flatMap(([role, count], r) =>
  Array.from({ length: count }, (_, i) => ({
    role,
    id: `${role}-${i + 1}`,
    key: clientKey(100 * (r + 1) + i),
  })),
);
const keyOf = (id: string): string =>
  id === 'commissioner' ? convener : given(servers.find((server) => server.id === id)).key;
const partiesOf = (wanted: string): Plan['trustees'] =>
  servers
    .filter(({ role }) => role === wanted)
    .map(({ id, key }) => ({ id, identityKey: bytesOf(key), operator: 'A', system: 'linux' }));
const PLAN: Plan = {
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
};
const MANIFEST = { hash: 'm', opens: 10_000_000, closes: 20_000_000, claimsEnd: 21_000_000 };
const ELECTION = electionName(PLAN.electionId, PLAN.commissionerKey);

const orderOf = (closes: number) => ({ closes, document: EMPTY });

interface Doings {
  readonly plan?: Plan;
  readonly hasDeadline?: (topic: string) => boolean;
}

/** A board with one genesis, whose requests are numbered as their clients number them. */
class Board {
  readonly machine: BoardMachine;
  readonly #numbers = new Map<string, number>();
  #c = 0;

  constructor({ plan = PLAN, hasDeadline = () => true }: Doings = {}) {
    const ports: ElectionPorts = {
      server: (content) => {
        const entry = opened<Omit<DirectoryEntry, 'identityKey'> & { key: string }>(content);
        return entry && { ...entry, identityKey: bytesOf(entry.key) };
      },
      plan: (content) => (opened(content) === undefined ? undefined : { plan, planHash: 'p' }),
      statement: (_topic, _type, content) => opened<Opened>(content),
      hasDeadline,
    };
    const own = {
      ...genesis,
      operators: [
        { name: 'A', key: bytesOf(operatorA) },
        { name: 'B', key: bytesOf(operatorB) },
      ],
      conveners: [bytesOf(convener)],
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

  convene(time = 0, client = convener): string {
    return this.out(client, `${ELECTION}/setup`, ['plan', 'commissioner', said({})], time);
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

const signerOf = (client: string): string => toHex(sha256(bytesOf(client)));
const ids = (role: keyof typeof ROLES, count = ROLES[role]): string[] =>
  Array.from({ length: count }, (_, i) => `${role}-${i + 1}`);

function listed(doings: Doings = {}): Board {
  const board = new Board(doings);
  for (const server of servers) assert.equal(board.list(server), '');
  return board;
}

function convened(doings: Doings = {}): Board {
  const board = listed(doings);
  assert.equal(board.convene(), '');
  return board;
}

/** With a manifest that was posted, and countersigned by so many. */
function withManifest(countersigners = [...ids('administrator', 3), ...ids('trustee', 3)]): Board {
  const board = convened();
  board.all([...ids('administrator'), ...ids('anonymizer')], 'setup', 'key');
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  assert.equal(board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST }), '');
  board.all(countersigners, 'setup', 'countersignature', { says: 'm' });
  return board;
}

test('operators of genesis list servers, and nobody else', () => {
  const board = new Board();
  const [server] = servers;
  assert.equal(board.list(given(server)), '');
  for (const client of [convener, stranger, replicaOperator])
    assert.equal(board.list(given(server), client), 'board/wrong-key');
});

test("the last entry of an ID counts, and an ID stays its first operator's", () => {
  const board = listed();
  const [server] = servers;
  assert.equal(board.list(given(server), operatorB), 'board/wrong-key');
  assert.equal(board.list(given(server), operatorA, { system: 'bsd' }), '');
  assert.equal(board.convene(), 'board/refused');
  assert.equal(board.list(given(server)), '');
  assert.equal(board.convene(), '');
});

test("a directory post is a signed entry, under the hash of the operator's key", () => {
  const board = new Board();
  const entry = said({ role: 'counter', id: 'c', key: stranger, system: 's', url: 'u' });
  const post = (...tuple: (string | number | Uint8Array)[]) => board.out(operatorA, 'directory', tuple);
  assert.equal(post('other', signerOf(operatorA), entry), 'board/refused');
  assert.equal(post('server', signerOf(operatorB), entry), 'board/wrong-key');
  assert.equal(post('server', signerOf(operatorA), said(null)), 'board/refused');
  assert.equal(post('server', signerOf(operatorA)), 'board/refused');
  assert.equal(post('server', signerOf(operatorA), entry, 1), 'board/refused');
  assert.equal(post(1, signerOf(operatorA), entry), 'board/refused');
  assert.equal(post('server', 1, entry), 'board/refused');
  assert.equal(post('server', signerOf(operatorA), 'entry'), 'board/refused');
  assert.equal(post('server', signerOf(operatorA), entry), '');
});

test('spaces are for the keys of genesis and the directory', () => {
  const board = new Board();
  for (const client of [convener, operatorA, operatorB, replicaOperator])
    assert.equal(board.check(client, 'space/a'), 'ready');
  assert.equal(board.check(stranger, 'space/a'), 'board/wrong-key');
  board.list({ role: 'counter', id: 'c', key: stranger });
  assert.equal(board.check(stranger, 'space/a'), 'ready');
  const read = board.machine.read(request(stranger, 'keys/x', 0, probe('rdp', [1])));
  assert.equal(read.code, 'board/refused');
});

test("a plan is its Commissioner's, who is a convener, and begins its election", () => {
  const board = listed();
  assert.equal(board.check(convener, `${ELECTION}/run`), 'board/unknown-topic');
  assert.equal(board.check(stranger, `${ELECTION}/setup`), 'board/wrong-key');
  assert.equal(board.say('commissioner', 'setup', 'manifest'), 'board/too-early');
  const post = (topic: string, signer: string, content: Uint8Array) =>
    board.out(convener, topic, ['plan', signer, content]);
  assert.equal(post(`${ELECTION}/setup`, 'commissioner', said(null)), 'board/refused');
  assert.equal(post(`${'0'.repeat(48)}/setup`, 'commissioner', said({})), 'board/refused');
  assert.equal(post(`${ELECTION}/setup`, 'counter-1', said({})), 'board/wrong-key');
  assert.equal(board.check(keyOf('counter-1'), `${ELECTION}/heads`), 'board/unknown-topic');
  assert.equal(board.convene(), '');
  assert.equal(board.check(keyOf('counter-1'), `${ELECTION}/heads`), 'ready');
  assert.equal(board.check(stranger, `${ELECTION}/heads`), 'board/wrong-key');
  assert.equal(board.convene(), 'board/once');
});

test("a plan's parties are those of the directory", () => {
  assert.equal(new Board().convene(), 'board/refused');
  const changes: Partial<Plan['trustees'][number]>[] = [
    { id: 'invented' },
    { identityKey: bytesOf(stranger) },
    { operator: 'B' },
    { system: 'other' },
  ];
  for (const change of changes) {
    const trustees = PLAN.trustees.map((party, i) => (i === 2 ? { ...party, ...change } : party));
    assert.equal(listed({ plan: { ...PLAN, trustees } }).convene(), 'board/refused');
  }
  const [counter] = PLAN.counters;
  const swapped = { ...PLAN, trustees: [given(counter)], counters: PLAN.trustees };
  assert.equal(listed({ plan: swapped }).convene(), 'board/refused');
  assert.equal(allParties(PLAN).length, servers.length);
});

test('posts are of a known type, by whom the table says, under their own name', () => {
  const board = convened();
  assert.equal(board.say('counter-1', 'setup', 'other'), 'board/refused');
  assert.equal(board.say('counter-1', 'setup', 'toString'), 'board/refused');
  assert.equal(board.say('administrator-1', 'setup', 'state'), 'board/refused');
  assert.equal(board.say('counter-1', 'setup', 'key'), 'board/wrong-key');
  assert.equal(board.say('trustee-1', 'dkg-administrator', 'state'), 'board/wrong-key');
  const key = ['key', 'administrator-2', said({ context: 'p', says: 'k' })];
  assert.equal(board.out(keyOf('administrator-1'), `${ELECTION}/setup`, key), 'board/wrong-key');
  const unsigned = ['key', 'administrator-1', said(null)];
  assert.equal(board.out(keyOf('administrator-1'), `${ELECTION}/setup`, unsigned), 'board/refused');
  assert.equal(board.say('administrator-1', 'setup', 'key'), '');
  assert.equal(board.say('administrator-1', 'setup', 'key'), 'board/once');
});

test('states and deals have bounds of their own', () => {
  const board = convened();
  const post = (type: string, length: number) => {
    const content = Buffer.alloc(length, ' ');
    content.set(said({ context: `${type} ${length}`, says: 'x' }));
    const tuple = [type, 'trustee-1', new Uint8Array(content)];
    return board.out(keyOf('trustee-1'), `${ELECTION}/dkg-trustee`, tuple);
  };
  for (const [type, kib] of [
    ['state', 24],
    ['deal', 192],
  ] as const) {
    assert.equal(post(type, kib * 1024), '');
    assert.equal(post(type, kib * 1024 + 1), 'board/too-long');
  }
});

test('a refused post changes nothing', () => {
  const board = convened();
  assert.equal(board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST }), 'board/too-early');
  assert.equal(board.say('trustee-1', 'setup', 'countersignature', { says: 'm' }), 'board/too-early');
});

test('only a manifest sets the terms, and only an order closes', () => {
  const board = convened();
  const terms = { manifest: MANIFEST, order: orderOf(15_000_000) };
  assert.equal(board.say('administrator-1', 'setup', 'key', terms), '');
  assert.equal(board.say('trustee-1', 'setup', 'countersignature', { says: 'm' }), 'board/too-early');
  const ready = withManifest();
  assert.equal(ready.say('administrator-1', 'marks', 'mark', terms), '');
  assert.deepEqual(ready.tick(15_000_000), []);
});

test('run, heads, marks and freeze wait for t and q countersignatures', () => {
  const few = withManifest([...ids('administrator', 3), ...ids('trustee', 2)]);
  const posts = (board: Board, time: number) =>
    [
      board.say('commissioner', 'run', 'close', { order: orderOf(20_000_000) }, 0),
      board.say('counter-1', 'run', 'close-head', {}, time),
      board.say('administrator-1', 'run', 'ledger', {}, time),
      board.say('anonymizer-1', 'run', 'erasure', {}, time),
      board.say('administrator-1', 'marks', 'mark', {}, time),
      board.say('counter-1', 'freeze', 'final-head', {}, time),
      board.say('trustee-1', 'freeze', 'hold', { mask: 0 }, time),
      board.say('trustee-1', 'freeze', 'root', {}, time),
    ].join(' ');
  assert.equal(posts(few, 21_000_000), Array(8).fill('board/too-early').join(' '));
  assert.equal(posts(withManifest(), 21_000_000), Array(8).fill('').join(' '));
});

test('what belongs to the close or to the end of claims is refused before', () => {
  const board = withManifest();
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 19_999_999), 'board/too-early');
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 20_000_000), '');
  for (const [id, topic, type] of [
    ['administrator-1', 'run', 'ledger'],
    ['anonymizer-1', 'run', 'erasure'],
    ['counter-1', 'freeze', 'final-head'],
    ['trustee-1', 'freeze', 'root'],
  ] as const) {
    assert.equal(board.say(id, topic, type, {}, 20_999_999), 'board/too-early', type);
    assert.equal(board.say(id, topic, type, {}, 21_000_000), '', type);
    assert.equal(board.say(id, topic, type, {}, 21_000_000), 'board/once', type);
  }
  assert.equal(board.say('trustee-1', 'dkg-trustee', 'complaint', {}, 20_000_000), 'board/too-late');
  assert.equal(board.say('trustee-1', 'dkg-trustee', 'repair', {}, 20_000_000), 'board/too-late');
  assert.equal(board.say('trustee-1', 'freeze', 'disclosure', {}, 21_000_000), 'board/too-early');
});

test('a manifest waits for both outcomes, of which a holder signs one ever', () => {
  const board = convened();
  board.all([...ids('administrator'), ...ids('anonymizer')], 'setup', 'key');
  const manifest = () => board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST });
  assert.equal(manifest(), 'board/too-early');
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  assert.equal(board.say('administrator-1', 'dkg-administrator', 'outcome', { context: 'y' }), 'board/once');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  assert.equal(manifest(), '');
});

test('heads are apart and grow, once the manifest stands', () => {
  const tree = new ProvableTree();
  for (let i = 0; i < 3; i++) tree.append(Uint8Array.of(i));
  const root = [...tree.root()];
  const post = (board: Board, time: number, size: number) => {
    const head = { size, root, proof: [] };
    return board.out(
      keyOf('counter-1'),
      `${ELECTION}/heads`,
      ['counter-head', 'counter-1', said({ context: 'm', says: 'h', head })],
      time,
    );
  };
  const board = withManifest();
  assert.deepEqual(
    [post(board, 0, 3), post(board, 54_999, 3), post(board, 55_000, 2), post(board, 55_000, 3)],
    ['', 'board/too-early', 'board/not-consistent', ''],
  );
  assert.equal(post(withManifest([]), 0, 3), 'board/too-early');
});

test('holds are taken from the end of claims on, while they grow', () => {
  const board = withManifest();
  const hold = (mask: number, time = 21_000_000) => board.say('trustee-1', 'freeze', 'hold', { mask }, time);
  assert.deepEqual(
    [hold(0, 20_999_999), hold(0), hold(0), hold(1)],
    ['board/too-early', '', 'board/refused', ''],
  );
});

test('marks and audit heads are apart', () => {
  const board = withManifest();
  const mark = (time: number) => board.say('administrator-1', 'marks', 'mark', {}, time);
  assert.deepEqual([mark(0), mark(54_999), mark(55_000)], ['', 'board/too-early', '']);
  const head = (size: number, time: number) =>
    board.out(
      convener,
      `${ELECTION}/audit`,
      ['head', 'commissioner', said({ context: 'm', says: 'h', head: { size } })],
      time,
    );
  assert.deepEqual(
    [head(1, 0), head(2, 599_999), head(1, 600_000), head(2, 600_000)],
    ['', 'board/too-early', 'board/not-consistent', ''],
  );
});

test('ticks come a quarter of a phase apart, in order of topic, till there is a manifest', () => {
  const board = listed();
  assert.equal(board.convene(100_000), '');
  const names = ['dkg-administrator', 'dkg-trustee', 'setup'];
  assert.deepEqual(board.tick(107_499), []);
  assert.deepEqual(board.tick(107_500), names);
  assert.deepEqual(board.tick(114_999), []);
  assert.deepEqual(board.tick(200_000), names);
  assert.deepEqual(board.tick(207_499), []);
  assert.deepEqual(withManifest([]).tick(100_000_000), []);
});

test('ticks stop where no fold waits for them', () => {
  const board = convened({ hasDeadline: (topic) => topic.endsWith('/dkg-trustee') });
  assert.deepEqual(board.tick(1_000_000), ['dkg-trustee']);
});

test('keys end long after the plan, in ticks', () => {
  const board = convened();
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  const manifest = () => board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST });
  for (let i = 1; i <= 80; i++) board.tick(i * 7500);
  assert.equal(manifest(), 'board/too-early');
  board.tick(81 * 7500);
  assert.equal(manifest(), '');
  assert.equal(manifest(), 'board/once');
});

test('freezing ticks from the end of claims till q roots', () => {
  const board = withManifest();
  assert.deepEqual(board.tick(20_999_999), []);
  assert.deepEqual(board.tick(21_000_000), ['freeze']);
  assert.deepEqual(board.tick(21_007_499), []);
  assert.deepEqual(board.tick(21_007_500), ['freeze']);
  for (const id of ids('trustee', 3)) assert.equal(board.say(id, 'freeze', 'root', {}, 21_007_500), '');
  assert.deepEqual(board.tick(22_000_000), []);
  assert.equal(board.say('trustee-1', 'freeze', 'disclosure', {}, 22_000_000), '');
  assert.deepEqual(withManifest(ids('administrator', 3)).tick(30_000_000), []);
});

test('after grace, in ticks, no final head is taken once there is one', () => {
  const board = withManifest();
  for (let i = 0; i < 480; i++) assert.deepEqual(board.tick(21_000_000 + i * 7500), ['freeze']);
  const late = (id: string, time: number) => board.say(id, 'freeze', 'final-head', {}, time);
  assert.equal(late('counter-1', 24_599_999), '');
  assert.deepEqual(board.tick(24_600_000), ['freeze']);
  assert.equal(late('counter-2', 24_600_000), 'board/too-late');
});

const order = (board: Board, closes: number, time: number) =>
  board.say('commissioner', 'run', 'close', { order: orderOf(closes) }, time);

test('an order to close is in force with its tick, and moves what follows', () => {
  const board = withManifest();
  assert.equal(order(board, 15_000_000, 14_000_000), '');
  assert.equal(order(board, 15_000_000, 14_000_000), 'board/once');
  assert.deepEqual(board.tick(14_149_999), []);
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 14_149_999), 'board/too-early');
  assert.deepEqual(board.tick(14_150_000), ['run']);
  assert.deepEqual(board.tick(14_900_000), []);
  assert.equal(order(board, 16_000_000, 14_200_000), 'board/once');
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 15_000_000), '');
  assert.deepEqual(board.tick(15_999_999), []);
  assert.deepEqual(board.tick(16_000_000), ['freeze']);
});

test('an order whose tick comes later than half of lead before the close is void', () => {
  const [late, inTime] = [withManifest(), withManifest()];
  for (const [board, time, opens] of [
    [late, 14_700_001, 'board/too-early'],
    [inTime, 14_700_000, ''],
  ] as const) {
    assert.equal(order(board, 15_000_000, 14_000_000), '');
    assert.deepEqual(board.tick(time), ['run']);
    assert.equal(board.say('counter-1', 'run', 'close-head', {}, 15_000_000), opens);
  }
  assert.equal(order(late, 18_000_000, 15_000_000), '');
});
