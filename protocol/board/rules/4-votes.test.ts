/** Rules 4 to 6: votes are counted, lock, decide; batches that are missing are fetched; a DECISION ends an instance. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Message } from '../messages.ts';
import { Scene, sent, stored, T0, told } from './rules-test-support.ts';

/** Replica 1, which wrote v unless it is said otherwise. */
const scene = ({ hasWritten = true } = {}) => {
  const one = new Scene();
  one.clock(0);
  const v = one.batch(['v']);
  if (hasWritten) one.hear(one.propose(v));
  return { one, v };
};
const decisions = (one: Scene) =>
  one.log.map(({ c, vote, r, signatures }) => ({ c, vote, r, by: signatures.map(([i]) => i) }));

describe('WRITEs', () => {
  test('of a quorum are locked and stored before the ACCEPT; those of class 1 decide', () => {
    const { one, v } = scene();
    assert.deepEqual(told(one.hear(...one.votes('write', [0], v))), []);
    const outcome = one.hear(...one.votes('write', [2], v));
    assert.deepEqual([stored(outcome), told(outcome)], [['lock'], ['accept 0 to 0,2,3']]);
    assert.deepEqual(stored(one.hear(...one.votes('write', [3], v))), ['decided']);
    assert.deepEqual(decisions(one), [{ c: 0, vote: 'write', r: 0, by: [0, 1, 2, 3] }]);
  });

  test('count once a peer, under its key, on one batch, in one regency', () => {
    const wrong: ((one: Scene, v: ReturnType<Scene['batch']>) => Message[])[] = [
      (one, v) => [...one.votes('write', [0], v), ...one.votes('write', [0], v)],
      (one, v) => one.votes('write', [0, 2], v).map((message) => ({ ...message, from: 2 })),
      (one, v) => [0, 2].map((from) => one.say(from, 'write', { c: 0, r: 0, h: one.hash(v) }, { place: 1 })),
      (one) => one.votes('write', [0, 2], one.batch(['w'])),
      (one, v) => one.votes('write', [0, 2], v, { r: 1 }),
      (one, v) => one.votes('accept', [0], v).concat(one.votes('accept', [2], v)),
      (one, v) => [...one.votes('write', [0], one.batch(['w'])), ...one.votes('write', [0, 2], v)],
    ];
    for (const messages of wrong) {
      const { one, v } = scene();
      assert.deepEqual(stored(one.hear(...messages(one, v))), []);
    }
  });

  test('of another regency than the own do not lock; of class 1 in any regency decide', () => {
    for (const entered of [0, 2]) {
      const { one, v } = scene({ hasWritten: false });
      one.hear(one.propose(v));
      if (entered > 0) one.enter(entered);
      assert.deepEqual(sent(one.hear(...one.votes('write', [0, 2, 3], v, { r: 1 })), 'accept'), []);
      assert.deepEqual(decisions(one), []);
    }
    const { one, v } = scene();
    one.enter(2);
    assert.deepEqual(stored(one.hear(...one.votes('write', [0, 2, 3], v))), ['decided']);
  });

  test('lock once in a regency', () => {
    const { one } = scene({ hasWritten: false });
    const w = one.batch(['w']);
    assert.equal(sent(one.hear(...one.votes('write', [0, 2, 3], w)), 'accept').length, 1);
    assert.deepEqual(told(one.clock(1)), []);
  });

  test('of ever later regencies do not fill the memory, nor push out those of others', () => {
    const { one, v } = scene();
    for (let r = 1; r <= 100; r++) one.hear(...one.votes('write', [0], v, { r }));
    assert.equal([...one.replica.open.writes.alike()].length, 65);
    one.hear(...one.votes('write', [2, 3], v));
    assert.equal(one.replica.open.lock?.r, 0);
  });

  test('of the own store count after a crash', () => {
    const { one, v } = scene();
    one.restart();
    assert.deepEqual(stored(one.hear(...one.votes('write', [0, 2], v))), ['lock']);
  });
});

describe('ACCEPTs', () => {
  test('of a quorum decide, in any regency', () => {
    for (const r of [0, 3]) {
      const { one, v } = scene();
      one.hear(...one.votes('accept', [0, 2], v, { r }));
      assert.deepEqual(decisions(one), []);
      one.hear(...one.votes('accept', [3], v, { r }));
      assert.deepEqual(decisions(one), [{ c: 0, vote: 'accept', r, by: [0, 2, 3] }]);
    }
  });

  test('count once a peer, on one batch, in one regency', () => {
    const { one, v } = scene();
    one.hear(...one.votes('accept', [0, 2], v), ...one.votes('accept', [3], v, { r: 1 }));
    one.hear(...one.votes('accept', [2, 3], one.batch(['w'])), ...one.votes('accept', [0], v));
    assert.deepEqual(decisions(one), []);
  });

  test('of the own lock count after a crash too', () => {
    const { one, v } = scene();
    one.hear(...one.votes('write', [0, 2], v));
    one.restart();
    one.hear(...one.votes('accept', [0, 2], v));
    assert.deepEqual(decisions(one), [{ c: 0, vote: 'accept', r: 0, by: [0, 1, 2] }]);
  });
});

describe('a batch that is missing', () => {
  const waiting = () => {
    const { one, v } = scene({ hasWritten: false });
    return { one, v, outcome: one.hear(...one.votes('write', [0, 2, 3], v)) };
  };

  test('is fetched from its writers as soon as it is locked, again after T0, and stored', () => {
    const { one, v, outcome } = waiting();
    assert.deepEqual(told(outcome), ['fetch to 0,2,3', 'accept 0 to 0,2,3']);
    assert.deepEqual(
      sent(outcome, 'fetch').map(({ h }) => h),
      [one.hash(v)],
    );
    assert.deepEqual(sent(one.clock(T0 - 1), 'fetch'), []);
    assert.equal(sent(one.clock(T0), 'fetch').length, 1);
    assert.deepEqual(stored(one.hear({ kind: 'batch', batch: v })), ['batch']);
    assert.deepEqual(stored(one.hear({ kind: 'batch', batch: v })), []);
  });

  test('is waited for, then decided, by WRITEs or ACCEPTs', () => {
    for (const kind of ['write', 'accept'] as const) {
      const { one, v } = scene({ hasWritten: false });
      const outcome = one.hear(...one.votes(kind, kind === 'write' ? [0, 2, 3] : [0, 2, 3], v));
      assert.equal(sent(outcome, 'fetch').length, 1);
      one.hear({ kind: 'batch', batch: v });
      if (kind === 'write') one.hear(one.propose(v));
      assert.deepEqual(decisions(one), [
        { c: 0, vote: kind, r: 0, by: kind === 'write' ? [0, 1, 2, 3] : [0, 2, 3] },
      ]);
    }
  });

  test('is waited for, though class 1 wrote it without this replica: n = 7', () => {
    const one = new Scene({ replicas: 7, down: 1 });
    one.clock(0);
    const v = one.batch(['v']);
    const others = [0, 2, 3, 4, 5, 6];
    assert.equal(sent(one.hear(...one.votes('write', others, v)), 'fetch').length, 1);
    assert.equal(one.replica.c, 0);
    one.hear({ kind: 'batch', batch: v });
    assert.deepEqual(decisions(one), [{ c: 0, vote: 'write', r: 0, by: others }]);
  });

  test('is not taken if it has another hash, or was not asked for', () => {
    const { one } = waiting();
    assert.deepEqual(stored(one.hear({ kind: 'batch', batch: one.batch(['w']) })), []);
    const { one: other, v } = scene({ hasWritten: false });
    assert.deepEqual(stored(other.hear({ kind: 'batch', batch: v })), []);
  });

  test('is given to whoever asks for it, if it is held', () => {
    const { one, v } = scene();
    const fetch = { kind: 'fetch', from: 3, h: one.hash(v) } as const;
    assert.deepEqual(told(one.hear(fetch)), ['batch to 3']);
    assert.deepEqual(told(one.hear({ ...fetch, h: one.hash(one.batch(['w'])) })), []);
    assert.deepEqual(told(one.hear({ ...fetch, from: 4 })), []);
  });
});

describe('a DECISION', () => {
  test('by a quorum of ACCEPTs or class 1 of WRITEs ends the instance', () => {
    for (const options of [
      { from: [0, 2, 3] },
      { vote: 'write', from: [0, 1, 2, 3] },
      { from: [0, 1, 2, 3], r: 5 },
    ] as const) {
      const { one, v } = scene();
      one.hear(one.decision(v, options));
      assert.equal(one.replica.c, 1);
    }
  });

  test('is not taken with too few signatures, a wrong one, of a wrong kind, batch, instance, regency or key', () => {
    const { one, v } = scene();
    const { decision } = one.decision(v);
    const { decision: written } = one.decision(v, { vote: 'write', from: [0, 2, 3] });
    const [first, ...others] = decision.signatures;
    assert.ok(first !== undefined);
    const wrong = [
      { ...decision, signatures: others },
      { ...decision, signatures: [...others, others[0] ?? first] },
      written,
      { ...decision, signatures: [[0, first[1].toReversed()] as const, ...others] },
      { ...decision, signatures: [[1, first[1]] as const, ...others] },
      { ...decision, signatures: [...decision.signatures, [4, first[1]] as const] },
      { ...written, vote: 'accept' as const },
      { ...decision, batch: one.batch(['w']) },
      { ...decision, r: 1 },
      one.decision(v, { c: 1 }).decision,
      { ...decision, c: 1 },
      {
        ...decision,
        signatures: one
          .votes('accept', [0, 2, 3], v, { c: 1 })
          .map(({ from, signature }) => [from, signature] as const),
      },
      {
        ...decision,
        signatures: [0, 2, 3].map((from) => {
          const { signature } = one.say(from, 'accept', { c: 0, r: 0, h: one.hash(v) }, { place: 1 });
          return [from, signature] as const;
        }),
      },
    ];
    for (const each of wrong) {
      one.hear({ kind: 'decision', decision: each });
      assert.equal(one.replica.c, 0);
    }
    const { decision: all } = one.decision(v, { vote: 'write', from: [0, 1, 2, 3] });
    one.hear({ kind: 'decision', decision: { ...all, signatures: all.signatures.slice(1) } });
    assert.equal(one.replica.c, 0);
  });

  test('executes once, opens the next instance, and takes out of the pool what it ordered', () => {
    const { one, v } = scene();
    const [request] = v.requests;
    assert.ok(request !== undefined);
    one.hear({ kind: 'request', request });
    const other = one.request('v', { client: 'v', seq: 1, length: 3 });
    one.hear({ kind: 'request', request: other });
    one.enter(2);
    const outcome = one.decide(v);
    assert.deepEqual(stored(outcome), ['decided']);
    assert.deepEqual(one.machine.done, [request.hash]);
    assert.deepEqual([...one.replica.pool.keys()], [other.hash]);
    const { c, lastTime, base, open } = one.replica;
    assert.deepEqual([c, lastTime, base, open.r, open.wish], [1, v.time, 0, 0, 0]);
    assert.deepEqual(told(one.decide(v)), []);
  });

  test('refuses what it left without a place', () => {
    const { one, v } = scene();
    const late = one.request('late');
    one.hear({ kind: 'request', request: late });
    one.machine.verdicts.set(late.hash, 'board/too-late');
    assert.deepEqual(one.decide(v).refused, [{ request: late, code: 'board/too-late' }]);
    assert.equal(one.replica.pool.size, 0);
  });
});

test('the proposer of what was decided leads next, and what was ordered waits no longer and is not refused', () => {
  const { one } = scene({ hasWritten: false });
  const v = one.batch(['v'], { proposer: 2 });
  for (const request of v.requests) one.give(request);
  assert.deepEqual(one.decide(v).refused, []);
  assert.equal(one.replica.pool.size, 0);
  assert.deepEqual(told(one.hear(one.propose(one.batch(['w'])))), []);
  const next = one.batch(['w'], { proposer: 2 });
  assert.equal(sent(one.hear(one.propose(next, { from: 2 })), 'write').length, 1);
});
