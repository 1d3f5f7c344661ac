/** The directory of a board, and how elections begin in it. */
import assert from 'node:assert/strict';
import { test, vi } from 'vitest';
import { allParties, type Plan } from '../messages/plan.ts';
import { given } from '../test-support.ts';
import { Election } from './election.ts';
import {
  Board,
  bytesOf,
  convened,
  convener,
  ELECTION,
  keyOf,
  listed,
  MANIFEST,
  operatorA,
  operatorB,
  orderOf,
  PLAN,
  replicaOperator,
  said,
  servers,
  signerOf,
  stranger,
  withManifest,
} from './elections-test-support.ts';
import { probe, request } from './machine-test-support.ts';

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
  const typeless = [1, 'commissioner', said({})];
  assert.equal(board.out(convener, `${ELECTION}/setup`, typeless), 'board/refused');
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

test('each convener has an equal part of the elections that a board can have', () => {
  for (const conveners of [[convener], [convener, stranger]]) {
    const board = listed({ conveners });
    const part = 256 / conveners.length;
    for (const client of conveners) {
      const codes = Array.from({ length: part + 1 }, (_, i) => {
        const electionId = new Uint8Array(16).with(0, i >> 8).with(1, i & 255);
        return board.convene(0, client, { ...PLAN, electionId, commissionerKey: bytesOf(client) });
      });
      assert.deepEqual(codes, [...new Array<string>(part).fill(''), 'board/quota']);
    }
  }
});

test('an election has so many bytes, of which a part is kept for its freezing', () => {
  const MIB = 2 ** 20;
  const election = new Election({ phase: 1, lead: 1, grace: 1 }, { plan: PLAN, planHash: 'p', posted: 0 });
  const post = { signer: 'x', context: 'c', says: 's', time: 0, ticks: 0 };
  assert.ok(election.hasRoom(448 * MIB, 0));
  assert.ok(!election.hasRoom(448 * MIB + 1, 0));
  assert.equal(election.take('setup', { ...post, type: 'key' }, 448 * MIB), undefined);
  election.note('setup', { ...post, type: 'manifest', manifest: MANIFEST });
  assert.ok(!election.hasRoom(1, MANIFEST.claimsEnd - 1));
  assert.ok(election.hasRoom(64 * MIB, MANIFEST.claimsEnd));
  assert.ok(!election.hasRoom(64 * MIB + 1, MANIFEST.claimsEnd));
});

test('a post of a full election is refused', () => {
  const board = convened();
  vi.spyOn(Election.prototype, 'hasRoom').mockReturnValueOnce(false);
  assert.equal(board.say('administrator-1', 'setup', 'key'), 'board/quota');
  assert.equal(board.say('administrator-1', 'setup', 'key'), '');
});
