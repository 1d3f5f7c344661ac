/** Replicas of a board together, with real keys and bytes: how instances are decided (board contract, section 3). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { settle, T0, TestBoard, TestReplica } from './board-test-support.ts';
import type { Message } from './messages.ts';
import { signRequest } from './requests.ts';

const boardOf = (replicas: number, hostile: number, down: number) => {
  const board = new TestBoard(replicas, hostile, down);
  const all = board.genesis.replicas.map((_, i) => new TestReplica(board, i));
  const client = board.newKey();
  const post = (seq: number): Message => {
    const bytes = signRequest(
      board.opened.board,
      { topic: 'space/test', seq, op: Uint8Array.of(seq) },
      client,
    );
    const [first] = all;
    return first?.codec.decode({ kind: 'request', bytes }) ?? assert.fail();
  };
  return { all, post };
};
const decided = (all: readonly (TestReplica | undefined)[]) =>
  all.map((one) => one?.log.map(({ vote, r, batch }) => `${vote} ${r}: ${batch.requests.length}`));
const run = (
  all: readonly (TestReplica | undefined)[],
  message: Message,
  ...lost: Message['kind'][]
): void => {
  const first = all.flatMap((one) => one?.apply({ kind: 'message', message }) ?? []);
  settle(all, first, ({ kind }) => lost.includes(kind));
};
const passTime = (all: readonly (TestReplica | undefined)[], now: number): void =>
  settle(
    all,
    all.flatMap((one) => one?.apply({ kind: 'clock', now, size: 0 }) ?? []),
  );

describe('decides', () => {
  test('at once, by WRITEs of class 1, with everybody: n = 4', () => {
    const { all, post } = boardOf(4, 1, 0);
    run(all, post(1), 'accept');
    assert.deepEqual(decided(all), Array(4).fill(['write 0: 1']));
  });

  test('at once with one silent: n = 7', () => {
    const { all, post } = boardOf(7, 1, 1);
    const up = [...all.slice(0, 6), undefined];
    run(up, post(1), 'accept');
    assert.deepEqual(decided(up).slice(0, 6), Array(6).fill(['write 0: 1']));
  });

  test("by ACCEPTs with k' silent, of each board in the contract's table", () => {
    for (const [n, hostile, down, silent] of [
      [4, 1, 0, 1],
      [6, 1, 1, 2],
      [7, 1, 1, 2],
    ] as const) {
      const { all, post } = boardOf(n, hostile, down);
      const up = all.map((one, i) => (i < n - silent ? one : undefined));
      run(up, post(1));
      assert.deepEqual(decided(up).slice(0, n - silent), Array(n - silent).fill(['accept 0: 1']));
    }
  });

  test('not without a quorum', () => {
    const { all, post } = boardOf(4, 1, 0);
    run([...all.slice(0, 2), undefined, undefined], post(1));
    assert.deepEqual(decided(all), [[], [], [], []]);
  });

  test('alone', () => {
    const { all, post } = boardOf(1, 0, 0);
    run(all, post(1));
    run(all, post(2));
    assert.deepEqual(decided(all), [['write 0: 1', 'write 0: 1']]);
  });

  test('in regency 1 if the leader is silent; whoever was away is then told', () => {
    const { all, post } = boardOf(4, 1, 0);
    const others = [undefined, ...all.slice(1)];
    run(others, post(1));
    assert.deepEqual(decided(all), [[], [], [], []]);
    passTime(others, T0);
    assert.deepEqual(decided(others).slice(1), Array(3).fill(['accept 1: 1']));
    passTime(all, 2 * T0);
    assert.deepEqual(decided(all)[0], ['accept 1: 1']);
  });
});

test('who begins anew follows the log, and says nothing before its KEY', () => {
  const board = new TestBoard();
  const one = new TestReplica(board, 3, 1);
  const said = one.apply({ kind: 'clock', now: T0, size: 0 });
  assert.deepEqual(said, []);
});
