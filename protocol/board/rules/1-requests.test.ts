/** Rule 1: which requests wait, for how long they are relayed, and who yields if all is full. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Request } from '../messages.ts';
import { Scene, sent, T0 } from './rules-test-support.ts';

const scene = (): Scene => {
  const one = new Scene();
  one.clock(0);
  return one;
};
const post = (one: Scene, request: Request) => one.hear({ kind: 'request', request });
const codes = (outcome: ReturnType<Scene['hear']>) => outcome.refused.map(({ code }) => code);

test('what can never be ordered is refused, at once or later', () => {
  const one = scene();
  const v = one.request('v');
  one.machine.verdicts.set(v.hash, 'board/too-early');
  assert.deepEqual(post(one, v).refused, [{ request: v, code: 'board/too-early' }]);
  one.machine.verdicts.set(v.hash, 'ready');
  assert.deepEqual(codes(post(one, v)), []);
  one.machine.verdicts.set(v.hash, 'board/too-late');
  assert.deepEqual(one.clock(1).refused, [{ request: v, code: 'board/too-late' }]);
  assert.equal(one.replica.pool.size, 0);
});

test('what can be ordered later waits, and is refused to nobody', () => {
  const one = scene();
  const v = one.request('v');
  one.machine.verdicts.set(v.hash, 'waits');
  assert.deepEqual(codes(post(one, v)), []);
  assert.deepEqual(codes(one.clock(1)), []);
  assert.equal(one.replica.pool.get(v.hash)?.readySince, undefined);
  one.machine.verdicts.set(v.hash, 'ready');
  one.clock(2);
  assert.equal(one.replica.pool.get(v.hash)?.readySince, one.replica.now);
});

test('is relayed to all after T0/2, then in pauses of T0, doubling up to 64', () => {
  const one = scene();
  post(one, one.request('v'));
  one.enter(2);
  let at = T0 / 2;
  for (const pause of [1, 2, 4, 8, 16, 32, 64, 64, 64]) {
    assert.equal(sent(one.clock(at - 1), 'request').length, 0);
    assert.equal(sent(one.clock(at), 'request').length, 1);
    at += pause * T0;
  }
});

test('posted again it waits no second time', () => {
  const one = scene();
  post(one, one.request('v'));
  one.clock(T0 / 2);
  post(one, one.request('v'));
  assert.equal(sent(one.clock(T0), 'request').length, 0);
});

describe('quotas', () => {
  /** As it was opened: rules do not look at bytes, so none are signed. */
  const made = (client: string, topic: string, seq: number, length = 1): Request => ({
    hash: `${client} ${topic} ${seq}`,
    bytes: new Uint8Array(length),
    client,
    topic,
    seq,
    op: new Uint8Array(0),
    rekey: undefined,
  });

  test('16 of a client in a topic', () => {
    const one = scene();
    for (let seq = 1; seq <= 16; seq++) assert.deepEqual(codes(one.give(made('a', 't', seq))), []);
    assert.deepEqual(codes(one.give(made('a', 't', 17))), ['board/quota']);
    assert.deepEqual(codes(one.give(made('b', 't', 1))), []);
    assert.deepEqual(codes(one.give(made('a', 'u', 1))), []);
  });

  test('4,096 in all; if they are there, the election with most yields its latest', () => {
    const one = scene();
    for (let i = 0; i < 4095; i++) one.give(made(`${i}`, 'one/heads', 1));
    // Most by their number, not by their bytes.
    assert.deepEqual(codes(one.give(made('a', 'other/heads', 1, 10_000))), []);
    assert.deepEqual(codes(one.give(made('b', 'one/marks', 1))), ['board/quota']);
    const { refused } = one.give(made('b', 'other/heads', 1));
    assert.deepEqual(
      refused.map(({ request, code }) => [request.hash, code]),
      [['4094 one/heads 1', 'board/quota']],
    );
    assert.equal(one.replica.pool.size, 4096);
  });

  test('64 MiB in all, likewise', () => {
    const one = scene();
    const long = 2 ** 20;
    for (let i = 0; i < 63; i++) one.give(made(`${i}`, 'one/heads', 1, long));
    assert.deepEqual(codes(one.give(made('a', 'other/heads', 1, long))), []);
    assert.deepEqual(codes(one.give(made('b', 'one/heads', 1, 1))), ['board/quota']);
    const { refused } = one.give(made('b', 'other/heads', 1, long));
    assert.deepEqual(
      refused.map(({ request }) => request.hash),
      ['62 one/heads 1'],
    );
    assert.equal(one.replica.pool.size, 64);
  });
});
