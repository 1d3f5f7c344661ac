/** DECISIONs of KEYs as clients see them: from four real replicas. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { decode, encode, type ValueOf } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';
import { given } from '../test-support.ts';
import { settle, TestBoard, TestReplica } from './board-test-support.ts';
import { keysAfterDecision, keysOfGenesis, shortenDecision } from './follow-keys.ts';
import { decisionForm } from './forms.ts';
import { openRequest, signRekey, signRequest } from './requests.ts';

type DecisionForm = ValueOf<typeof decisionForm>;

const board = new TestBoard(4, 1, 0);
const replicas = [0, 1, 2, 3].map((index) => new TestReplica(board, index));
const client = board.newKey();
const own = signRequest(board.opened.board, { topic: 'space/a', seq: 1, op: Uint8Array.of(1) }, client);
const keys = board.keyList(2, 1).map(({ publicKey }) => publicKey);
const rekey = signRekey(
  board.opened.board,
  'board-2',
  { epoch: 1, keys, from: 0, to: 10 },
  given(board.operators[2]),
);
const key = signRequest(board.opened.board, { topic: 'keys/board-2', seq: 1, op: rekey }, client);
// Both wait at the leader when it hears the time.
const [leader] = replicas;
for (const bytes of [own, key])
  for (const replica of replicas) {
    const message = replica.codec.decode({ kind: 'request', bytes });
    settle(replicas, replica.apply({ kind: 'message', message }));
  }
const decisions = given(leader).log.map((decision) => given(leader).codec.encodeDecision(decision));
const first = given(decisions.find((bytes) => requestsOf(bytes).some((one) => one.length === key.length)));
const known = keysOfGenesis(board.opened);
const shortened = shortenDecision(first);

function requestsOf(decision: Uint8Array): readonly Uint8Array[] {
  return decode(decisionForm, decision, 10_000).batch.requests;
}
const changed = (change: (decision: DecisionForm) => DecisionForm): Uint8Array =>
  encode(decisionForm, change(decode(decisionForm, shortened, 10_000)));
const follow = (decision: Uint8Array) => keysAfterDecision(board.opened, known, decision);

describe('the DECISION of a KEY', () => {
  test('gives the next generation, to whoever knows the one before', () => {
    const next = follow(shortened);
    assert.equal(next.keys.generation, 1);
    assert.deepEqual(next.keys.replicas[2]?.list, keys);
    assert.deepEqual(
      next.keys.replicas.map(({ epoch, place }) => [epoch, place]),
      [
        [0, 1],
        [0, 1],
        [1, 0],
        [0, 1],
      ],
    );
    assert.deepEqual(next.keys, given(leader).replica.keys);
    assert.throws(() => keysAfterDecision(board.opened, next, shortened), { code: 'board/refused' });
  });

  test('is short: hashes stand for other requests', () => {
    const batch = [own, key];
    const whole = changed((decision) => ({ ...decision, batch: { ...decision.batch, requests: batch } }));
    assert.deepEqual(requestsOf(shortenDecision(whole)), [sha256(own), key]);
  });

  test('is one by a quorum of ACCEPTs too, and beside other requests', () => {
    const { codec } = given(leader);
    const { r, batch } = decode(decisionForm, first, 10_000);
    // The first instance in which these keys count may have the next KEY.
    const c = known.since;
    const whole = { ...batch, requests: [own, key].map((bytes) => openRequest(board.opened, bytes)) };
    const ballot = { c, r, h: codec.hash(c, whole) };
    const signatures = [0, 1, 3].map(
      (index) => [index, given(board.keyList(index, 0)[0]).sign(codec.bodyOf('accept', ballot))] as const,
    );
    const decision = codec.encodeDecision({ c, batch: whole, vote: 'accept', r, signatures });
    assert.equal(follow(shortenDecision(decision)).keys.generation, 1);
  });

  test('counts only with the signatures that decide, of this generation', () => {
    const wrong: readonly ((decision: DecisionForm) => DecisionForm)[] = [
      (one) => ({ ...one, signatures: one.signatures.slice(0, 2) }),
      (one) => ({ ...one, signatures: one.signatures.slice(0, 3), vote: 'write' }),
      (one) => ({ ...one, vote: one.vote === 'write' ? 'accept' : 'write' }),
      (one) => ({
        ...one,
        signatures: one.signatures.map(([i], at) => [i, given(one.signatures[(at + 1) % 3])[1]]),
      }),
      (one) => ({ ...one, signatures: one.signatures.map(([i, bytes]) => [i + 4, bytes]) }),
      (one) => ({ ...one, signatures: [...one.signatures, [4, given(one.signatures[0])[1]]] }),
      (one) => ({ ...one, c: one.c + 1 }),
      (one) => ({ ...one, r: one.r + 1 }),
      (one) => ({ ...one, batch: { ...one.batch, time: one.batch.time + 1 } }),
      (one) => ({ ...one, batch: { ...one.batch, requests: [new Uint8Array(32), ...one.batch.requests] } }),
    ];
    for (const change of wrong) assert.throws(() => follow(changed(change)), { code: 'board/no-quorum' });
  });

  test("has one KEY, signed by its replica's operator", () => {
    const withRequests = (requests: readonly Uint8Array[]) =>
      changed((one) => ({ ...one, batch: { ...one.batch, requests } }));
    assert.throws(() => follow(withRequests([sha256(key)])), { code: 'board/refused' });
    assert.throws(() => follow(withRequests([key, key])), { code: 'board/refused' });
    assert.throws(() => follow(withRequests([own])), { code: 'board/refused' });
    const forged = signRekey(board.opened.board, 'board-2', { epoch: 1, keys, from: 0, to: 10 }, client);
    const content = { topic: 'keys/board-2', seq: 1, op: forged };
    const posted = signRequest(board.opened.board, content, client);
    assert.throws(() => follow(withRequests([posted])), { code: 'signature/invalid' });
  });
});
