/** What proves a topic's entries to a server that does not reach the board: four replicas, one of which may be hostile. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';
import { given, newKey, random } from '../test-support.ts';
import { headStatement } from './answers.ts';
import { settle, TestBoard, TestReplica } from './board-test-support.ts';
import { EntryLog, entryLeaf } from './entries.ts';
import { shortenDecision } from './follow-keys.ts';
import { signRekey, signRequest } from './requests.ts';
import { encodeTopicCopy, openTopicCopy } from './topic-copy.ts';

const RUN = 'run';
const board = new TestBoard(4, 1, 0);
const log = new EntryLog();
const entries = [RUN, 'other', RUN, RUN, 'other'].map((topic, i) =>
  log.append(topic, i + 1, 1_000 * i, random(40)),
);
const run = entries.filter(({ topic }) => topic === RUN);
const head = { c: 9, ...log.roots(), time: 5_000, now: 6_000 };

type Copy = Parameters<typeof encodeTopicCopy>[0];
const keyOf = (index: number, epoch = 0, place = 0) => given(board.keyList(index, epoch)[place]);
const signed = (index: number, content = head, key: SigningKey = keyOf(index), id = `board-${index}`) =>
  signStatement(headStatement, board.opened.board, content, id, key);
const proved = (some: typeof entries): Copy['entries'] =>
  some.map((entry) => ({
    leaf: entryLeaf(entry),
    proof: log.tree.inclusion(entry.position, head.size),
  }));
const copyOf = (change: Partial<Copy> = {}): Uint8Array =>
  encodeTopicCopy({ keys: [], heads: [signed(1), signed(3)], entries: proved(run), ...change });
const open = (copy: Uint8Array) => openTopicCopy(board.opened, RUN, copy).entries;
const refuses = (change: Partial<Copy>, code: string): void => {
  assert.throws(() => open(copyOf(change)), { code });
};

describe('a copy of a topic', () => {
  test('is what some replicas, not all hostile, have signed alike, whenever they did', () => {
    assert.deepEqual(open(copyOf()), run);
    assert.deepEqual(open(copyOf({ heads: [signed(0), signed(2, { ...head, now: 1 })] })), run);
    assert.deepEqual(open(copyOf({ heads: [signed(0), signed(1, { ...head, c: 8 }), signed(2)] })), run);
  });

  test('may be of its first entries alone', () => {
    assert.deepEqual(open(copyOf({ entries: proved(run.slice(0, 2)) })), run.slice(0, 2));
  });

  test('that all who signed may have forged is none', () => {
    refuses({ heads: [signed(1)] }, 'board/no-quorum');
    refuses({ heads: [signed(1), signed(1, { ...head, now: 1 })] }, 'board/no-quorum');
    refuses({ heads: [signed(1), signed(3, { ...head, logRoot: random(32) })] }, 'board/no-quorum');
  });

  test('is signed by replicas of this board, with their keys in force', () => {
    refuses({ heads: [signed(1), signed(3, head, newKey())] }, 'signature/invalid');
    refuses({ heads: [signed(1), signed(3, head, keyOf(3, 0, 1))] }, 'signature/invalid');
    refuses({ heads: [signed(1), signed(3, head, keyOf(3), 'board-9')] }, 'statement/unknown-signer');
    const elsewhere = signStatement(headStatement, random(32), head, 'board-3', keyOf(3));
    refuses({ heads: [signed(1), elsewhere] }, 'statement/wrong-context');
  });

  test('leaves nothing out, and has nothing that is not in that log', () => {
    const [first, second, third] = proved(run);
    assert.ok(first && second && third);
    const wrong = [
      [second, third],
      [first, third],
      [second, first],
      [first, second, second],
      [first, { ...second, proof: third.proof }],
      [first, { leaf: entryLeaf({ ...given(run[1]), request: random(40) }), proof: second.proof }],
      proved(entries.slice(0, 2)),
    ];
    for (const some of wrong) refuses({ entries: some }, 'board/not-consistent');
    refuses({ heads: [0, 1].map((i) => signed(i, { ...head, size: 0 })) }, 'board/not-consistent');
  });

  test('that is none is refused', () => {
    assert.throws(() => open(random(100)), { code: /^cbor\// });
    assert.throws(() => open(new Uint8Array(2 ** 18 + 1)), { code: 'cbor/too-long' });
  });
});

test('after a KEY the copy brings it, and keys of before count no longer', () => {
  const replicas = [0, 1, 2, 3].map((index) => new TestReplica(board, index));
  const keys = board.keyList(2, 1).map(({ publicKey }) => publicKey);
  const terms = { epoch: 1, keys, from: 0, to: 10 };
  const op = signRekey(board.opened.board, 'board-2', terms, given(board.operators[2]));
  const bytes = signRequest(board.opened.board, { topic: 'keys/board-2', seq: 1, op }, newKey());
  for (const replica of replicas) {
    const message = replica.codec.decode({ kind: 'request', bytes });
    settle(replicas, replica.apply({ kind: 'message', message }));
  }
  const [leader] = replicas;
  const [decision] = given(leader).log.map((one) => given(leader).codec.encodeDecision(one));
  const key = shortenDecision(given(decision));
  const heads = [signed(1, head, keyOf(1, 0, 1)), signed(2, head, keyOf(2, 1))];
  assert.deepEqual(open(copyOf({ keys: [key], heads })), run);
  refuses({ heads }, 'signature/invalid');
  refuses({ keys: [key] }, 'signature/invalid');
  refuses({ keys: [key, key], heads }, 'board/refused');
});
