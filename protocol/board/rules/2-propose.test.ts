/** Rule 2: when the leader of regency 0 proposes, and what. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Scene, START, sent, stored, T0, told } from './rules-test-support.ts';

const leader = (): Scene => {
  const one = new Scene({ self: 0 });
  one.clock(0);
  return one;
};
const post = (one: Scene, ...args: Parameters<Scene['request']>) =>
  one.hear({ kind: 'request', request: one.request(...args) });
const batches = (outcome: ReturnType<Scene['hear']>) =>
  sent(outcome, 'propose').map(({ content }) =>
    content.batch.requests.map(({ seq, client }) => ({ seq, client })),
  );

test('as soon as something is ready, with the own WRITE in the same commit', () => {
  const outcome = post(leader(), 'v');
  assert.deepEqual(told(outcome), ['propose 0 to 1,2,3', 'write 0 to 1,2,3']);
  assert.deepEqual(stored(outcome), ['batch', 'write']);
  const [proposal] = sent(outcome, 'propose');
  assert.deepEqual([proposal?.content.batch.time, proposal?.content.batch.proposer], [START, 0]);
});

test('as soon as a tick is due, without requests', () => {
  const one = leader();
  one.machine.tickAt = START + 10;
  assert.deepEqual(told(one.clock(9)), []);
  assert.deepEqual(batches(one.clock(10)), [[]]);
});

describe('nothing is proposed', () => {
  test('by another replica, twice, after a crash, for a request that waits, or against the own wish', () => {
    const other = new Scene({ self: 1 });
    other.clock(0);
    assert.deepEqual(told(post(other, 'v')), []);
    const one = leader();
    one.machine.verdicts.set(one.request('w').hash, 'waits');
    assert.deepEqual(told(post(one, 'w')), []);
    post(one, 'v');
    assert.deepEqual(told(post(one, 'u')), []);
    one.restart();
    assert.deepEqual(told(post(one, 'x')), []);
    const wishing = new Scene({ self: 0, replicas: 7, down: 1 });
    wishing.clock(0);
    wishing.hear(...wishing.stops([1, 2], 1));
    assert.deepEqual([wishing.replica.open.r, wishing.replica.open.wish], [0, 1]);
    assert.deepEqual(told(post(wishing, 'v')), []);
  });

  test('while the own clock is more than 5 s behind the log: the own WRITE could not follow', () => {
    const one = leader();
    one.hear(one.decision(one.batch(['u'], { time: START + 5001 }), { from: [1, 2, 3] }));
    assert.deepEqual(told(post(one, 'v')), []);
    const outcome = one.clock(1);
    assert.equal(sent(outcome, 'propose')[0]?.content.batch.time, START + 5001);
    assert.equal(sent(outcome, 'write').length, 1);
  });
});

describe('a batch', () => {
  /** What the leader of the next instance proposes of all that came meanwhile. */
  const collected = (fill: (one: Scene) => void) => {
    const one = leader();
    const v = sent(post(one, 'v'), 'propose')[0]?.content.batch ?? assert.fail();
    fill(one);
    return batches(one.hear(...one.votes('write', [1, 2, 3], v)))[0] ?? assert.fail();
  };

  test("takes clients in turn, each one's by seq", () => {
    const taken = collected((one) => {
      for (const [client, seq] of [
        ['a', 2],
        ['a', 1],
        ['a', 3],
        ['b', 1],
      ] as const)
        post(one, 'r', { client, seq });
    });
    assert.deepEqual(
      taken.map(({ seq }) => seq),
      [1, 1, 2, 3],
    );
    assert.notEqual(taken[0]?.client, taken[1]?.client);
  });

  test('has 256 requests at most', () => {
    const taken = collected((one) => {
      for (let i = 0; i < 257; i++) post(one, 'r', { client: `${i % 20}`, topic: `space/${i}` });
    });
    assert.equal(taken.length, 256);
  });

  test('has 1 MiB at most; what cannot be ordered yet takes no place', () => {
    const taken = collected((one) => {
      for (let i = 0; i < 6; i++) {
        one.machine.verdicts.set(one.request('waits', { client: `w${i}`, length: 180_000 }).hash, 'waits');
        post(one, 'waits', { client: `w${i}`, length: 180_000 });
      }
      for (let i = 0; i < 6; i++) post(one, 'r', { client: `${i}`, length: 180_000 });
    });
    assert.equal(taken.length, 5);
  });

  test('has one KEY at most', () => {
    const taken = collected((one) => {
      for (const replica of [2, 3]) one.hear({ kind: 'request', request: one.rekey(replica) });
    });
    assert.equal(taken.length, 1);
  });

  test('has a time that is not below the last', () => {
    const one = leader();
    one.hear(one.decision(one.batch(['u'], { time: START + T0 }), { from: [1, 2, 3] }));
    assert.equal(sent(post(one, 'v'), 'propose')[0]?.content.batch.time, START + T0);
  });
});
