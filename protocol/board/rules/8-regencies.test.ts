/** Rules 7 to 11: when another leader is wished for, how a regency begins, and what its leader proposes. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Scene, START, sent, stored, T0, told } from './rules-test-support.ts';

const scene = (options: ConstructorParameters<typeof Scene>[0] = {}): Scene => {
  const one = new Scene(options);
  one.clock(0);
  return one;
};
const post = (one: Scene, name = 'v') => one.hear({ kind: 'request', request: one.request(name) });
const wishes = (outcome: ReturnType<Scene['hear']>) => sent(outcome, 'stop').map(({ content }) => content.r);
const DOUBLINGS = [2, 4, 8, 16, 32, 64, 64];

describe('timers', () => {
  test('what was ready for T0 is overdue; what waits is not', () => {
    const one = scene();
    one.machine.verdicts.set(one.request('later').hash, 'waits');
    post(one, 'later');
    assert.deepEqual(wishes(one.clock(2 * T0)), []);
    post(one);
    assert.deepEqual(wishes(one.clock(3 * T0 - 1)), []);
    assert.deepEqual(wishes(one.clock(3 * T0)), [1]);
    assert.deepEqual(wishes(one.clock(9 * T0)), []);
  });

  test('what became ready, waited, and is ready again begins anew', () => {
    const one = scene();
    const { hash } = one.request('v');
    post(one);
    one.machine.verdicts.set(hash, 'waits');
    one.clock(T0 / 2);
    one.machine.verdicts.set(hash, 'ready');
    one.clock(T0 - 1);
    assert.deepEqual(wishes(one.clock(T0)), []);
    assert.deepEqual(wishes(one.clock(2 * T0)), [1]);
  });

  test('a due tick is overdue after T0', () => {
    const one = scene();
    one.machine.tickAt = 0;
    one.clock(1);
    assert.deepEqual(wishes(one.clock(T0)), []);
    assert.deepEqual(wishes(one.clock(T0 + 1)), [1]);
    const other = scene();
    other.machine.tickAt = 0;
    other.clock(1);
    other.machine.tickAt = Number.POSITIVE_INFINITY;
    other.clock(2);
    other.machine.tickAt = 0;
    assert.deepEqual(wishes(other.clock(T0 + 1)), []);
  });

  test('a due tick is overdue though batches without it are decided; one with it restarts the clock', () => {
    for (const [ahead, expected] of [
      [0, [1]],
      [1, []],
    ] as const) {
      const one = scene();
      one.machine.tickAt = START + 1;
      one.clock(1);
      one.clock(T0 - 1);
      one.decide(one.batch(['u'], { time: START + ahead }));
      assert.deepEqual(wishes(one.clock(T0 + 1)), expected);
    }
  });

  test('a new base restarts the clock; the same base does not', () => {
    for (const [proposer, expected] of [
      [0, [1]],
      [2, []],
    ] as const) {
      const one = scene();
      post(one);
      one.clock(T0 - 1);
      one.decide(one.batch(['u'], { proposer }));
      assert.deepEqual(wishes(one.clock(T0)), expected);
      if (proposer === 2) assert.deepEqual(wishes(one.clock(2 * T0 - 1)), [1]);
    }
  });

  test('in a later regency the pause doubles, up to 64 times T0', () => {
    const one = scene();
    let now = 0;
    for (const [i, pause] of DOUBLINGS.entries()) {
      one.enter(i + 1);
      now += pause * T0;
      assert.deepEqual(wishes(one.clock(now - 1)), []);
      assert.deepEqual(wishes(one.clock(now)), [i + 2]);
    }
  });
});

describe('STOPs', () => {
  test('of a set that cannot be hostile are joined, of a quorum begin the regency', () => {
    const one = scene({ replicas: 7, down: 1 });
    assert.deepEqual(wishes(one.hear(...one.stops([2], 3))), []);
    assert.deepEqual(wishes(one.hear(...one.stops([3], 5))), [3]);
    assert.equal(one.replica.open.r, 0);
    assert.deepEqual(wishes(one.hear(...one.stops([4], 5))), [5]);
    const outcome = one.hear(...one.stops([5], 3));
    assert.deepEqual([one.replica.open.r, one.replica.open.wish], [3, 5]);
    assert.deepEqual([stored(outcome), told(outcome)], [['regency'], ['stopdata 3 to 3']]);
  });

  test('of one replica count once, at its highest; those signed by others, or below, not at all', () => {
    const one = scene({ replicas: 7, down: 1 });
    one.hear(...one.stops([2], 1), ...one.stops([2], 2), ...one.stops([2], 3));
    one.hear({ ...(one.stops([2], 3)[0] ?? assert.fail()), from: 3 });
    assert.equal(one.replica.open.wish, 0);
    one.hear(...one.stops([2], 1), ...one.stops([3], 3));
    assert.equal(one.replica.open.wish, 3);
    one.hear(...one.stops([4, 5, 6, 0], 3));
    assert.equal(one.replica.open.r, 3);
    one.hear(...one.stops([0, 2, 3, 4, 5, 6], 2));
    assert.deepEqual([one.replica.open.r, one.replica.open.wish], [3, 3]);
  });

  test('begin a regency, in which what was written in it already counts at once', () => {
    const one = scene();
    const v = one.batch(['v']);
    post(one);
    one.hear(one.propose(v), ...one.votes('write', [0, 2, 3], v, { r: 1 }));
    assert.deepEqual(wishes(one.clock(T0)), [1]);
    const outcome = one.hear(...one.stops([2, 3], 1));
    assert.deepEqual(
      sent(outcome, 'accept').map(({ content }) => content),
      [{ c: 0, r: 1, h: one.hash(v) }],
    );
  });

  test('that came before their instance are joined at the highest, once', () => {
    const one = scene({ replicas: 7, down: 1 });
    const early = (from: number, r: number) => one.say(from, 'stop', { c: 1, r });
    one.hear(early(2, 5), early(3, 5), early(4, 3));
    const decided = one.decision(one.batch(['u']), { from: [0, 2, 3, 4, 5] });
    assert.deepEqual(wishes(one.hear(decided)), [5]);
  });

  test('begin a regency that is stored, and lived by after a crash', () => {
    const one = scene();
    const v = one.batch(['v']);
    one.enter(2);
    one.restart();
    assert.deepEqual([one.replica.open.r, one.replica.open.wish], [2, 2]);
    assert.deepEqual(told(one.hear(one.propose(v))), []);
    assert.deepEqual(sent(one.hear(...one.votes('write', [0, 2, 3], v, { r: 1 })), 'accept'), []);
  });
});

describe('the own STOPDATA', () => {
  const reported = (outcome: ReturnType<Scene['hear']>) =>
    sent(outcome, 'stopdata').map(({ content }) => content);

  test('says nothing if nothing was written', () => {
    const one = scene();
    assert.deepEqual(reported(one.enter(2)), [{ c: 0, r: 2, lock: undefined, last: undefined }]);
  });

  test('tells of the last WRITE', () => {
    const one = scene();
    const v = one.batch(['v']);
    one.hear(one.propose(v));
    assert.deepEqual(reported(one.enter(2)), [
      { c: 0, r: 2, lock: undefined, last: { r: 0, h: one.hash(v) } },
    ]);
  });

  test('tells of the lock with its signatures, and of a WRITE only if it is above; also after a crash', () => {
    const one = scene();
    const v = one.batch(['v']);
    one.hear(one.propose(v), ...one.votes('write', [0, 2], v));
    const [first] = reported(one.enter(2));
    assert.deepEqual(
      [first?.lock?.r, first?.lock?.h, first?.lock?.signatures.map(([i]) => i)],
      [0, one.hash(v), [0, 1, 2]],
    );
    assert.equal(first?.last, undefined);
    one.hear(
      one.propose(v, {
        r: 2,
        from: 2,
        sync: [0, 2, 3].map((from) => one.stopdata(from, 2, { last: { r: 0, h: one.hash(v) } })),
      }),
    );
    one.restart();
    const [second] = reported(one.enter(3));
    assert.deepEqual(second?.lock, first?.lock);
    assert.deepEqual(second?.last, { r: 2, h: one.hash(v) });
  });
});

describe('the leader of a later regency', () => {
  /** Replica 1, which leads regency 1, in it. */
  const leader = () => {
    const one = scene();
    post(one);
    one.enter(1);
    return one;
  };
  const proposal = (outcome: ReturnType<Scene['hear']>) => sent(outcome, 'propose')[0]?.content;
  const valid = (one: Scene) => one.stopdata(2, 1);

  test('waits for a quorum of STOPDATAs, its own among them, and then proposes what is ready, once', () => {
    const one = leader();
    assert.equal(proposal(one.hear(one.stopdata(0, 1))), undefined);
    const outcome = one.hear(one.stopdata(3, 1));
    assert.deepEqual(
      proposal(outcome)?.sync.map(({ from }) => from),
      [0, 1, 3],
    );
    assert.deepEqual(proposal(outcome)?.batch.requests.length, 1);
    assert.deepEqual(told(outcome), ['propose 1 to 0,2,3', 'write 1 to 0,2,3']);
    assert.deepEqual(stored(outcome), ['batch', 'write']);
    assert.deepEqual(told(one.hear(one.stopdata(2, 1))), []);
  });

  test('proposes an empty batch if nothing is ready', () => {
    const one = scene();
    one.enter(1);
    assert.deepEqual(proposal(one.hear(one.stopdata(0, 1), one.stopdata(3, 1)))?.batch.requests, []);
  });

  test('of regency 0 proposes by no STOPDATAs, though a quorum signs some', () => {
    const one = scene({ self: 0 });
    assert.deepEqual(told(one.hear(...[1, 2, 3].map((from) => one.stopdata(from, 0)))), []);
  });

  test('needs its own STOPDATA no second time after a crash', () => {
    const one = leader();
    one.restart();
    assert.equal(proposal(one.hear(one.stopdata(0, 1), one.stopdata(3, 1)))?.sync.length, 3);
    one.restart();
    assert.equal(proposal(one.hear(one.stopdata(0, 1), one.stopdata(3, 1))), undefined);
  });

  test('proposes nothing of its own against its own wish', () => {
    const one = leader();
    one.clock(2 * T0);
    assert.equal(proposal(one.hear(one.stopdata(0, 1), one.stopdata(3, 1))), undefined);
  });

  test('takes no STOPDATA that is not valid', () => {
    const v = (one: Scene) => one.batch(['v']);
    const wrong: ((one: Scene) => ReturnType<Scene['stopdata']>)[] = [
      (one) => ({ ...valid(one), signature: one.stopdata(2, 2).signature }),
      (one) => one.say(2, 'stopdata', valid(one).content, { place: 1 }),
      (one) => one.stopdata(2, 2),
      (one) => one.stopdata(2, 1, { lock: one.lock(v(one), [0, 2]) }),
      (one) => one.stopdata(2, 1, { lock: one.lock(v(one), [0, 2, 3], 1) }),
      (one) => one.stopdata(2, 1, { last: { r: 1, h: one.hash(v(one)) } }),
      (one) => one.stopdata(2, 1, { lock: one.lock(v(one), [0, 2, 3]), last: { r: 0, h: one.hash(v(one)) } }),
      (one) =>
        one.stopdata(2, 1, { lock: { ...one.lock(v(one), [0, 2, 3]), h: one.hash(one.batch(['w'])) } }),
      (one) => one.stopdata(2, 1, { lock: { ...one.lock(v(one), [0, 2, 3], 1), r: 0 } }),
      (one) => {
        const lock = one.lock(v(one), [0, 2, 3]);
        const [first, ...others] = lock.signatures;
        return one.stopdata(2, 1, {
          lock: { ...lock, signatures: [[9, first?.[1] ?? assert.fail()], ...others] },
        });
      },
      (one) => {
        const lock = one.lock(v(one), [0, 2, 3]);
        const [, by] = lock.signatures[0] ?? assert.fail();
        return one.stopdata(2, 1, { lock: { ...lock, signatures: [...lock.signatures, [4, by]] } });
      },
      (one) => {
        const lock = one.lock(v(one), [0, 2, 3]);
        return one.stopdata(2, 1, {
          lock: { ...lock, signatures: lock.signatures.map(([, by], i) => [i, by] as const) },
        });
      },
    ];
    for (const make of wrong) {
      const one = leader();
      assert.equal(proposal(one.hear(one.stopdata(0, 1), make(one))), undefined);
      assert.notEqual(proposal(one.hear(one.stopdata(3, 1))), undefined);
    }
  });

  test('keeps the STOPDATA of the regency when an older one is shown again', () => {
    const one = scene();
    one.enter(5);
    one.hear(one.stopdata(0, 5), one.stopdata(0, 1));
    assert.notEqual(proposal(one.hear(one.stopdata(3, 5))), undefined);
  });

  test('fetches what they force from those who report, and proposes only that', () => {
    const one = leader();
    const w = one.batch(['w']);
    const outcome = one.hear(one.stopdata(0, 1), one.stopdata(3, 1, { lock: one.lock(w, [0, 2, 3]) }));
    assert.deepEqual(told(outcome), ['fetch to 0,3']);
    assert.deepEqual(proposal(one.hear({ kind: 'batch', batch: w }))?.batch, w);
  });

  test('is bound by a WRITE that may have been decided at once, and by the highest lock', () => {
    const one = leader();
    const [v, w] = [one.batch(['v2']), one.batch(['w'])];
    const wrote = { last: { r: 0, h: one.hash(v) } };
    const outcome = one.hear(one.stopdata(0, 1, wrote), one.stopdata(3, 1, wrote));
    assert.deepEqual(
      sent(outcome, 'fetch').map(({ h }) => h),
      [one.hash(v)],
    );
    const third = scene();
    third.enter(5);
    const locked = third.hear(
      third.stopdata(0, 5, { lock: third.lock(v, [0, 2, 3], 0), last: { r: 1, h: third.hash(w) } }),
      third.stopdata(3, 5, { lock: third.lock(w, [0, 2, 3], 3) }),
    );
    assert.deepEqual(
      sent(locked, 'fetch').map(({ h }) => h),
      [third.hash(w)],
    );
  });

  test('proposes once even what it may not write itself, as more than k may be hostile', () => {
    const one = leader();
    const twice = one.batch(['w', 'w']);
    one.hear(one.stopdata(0, 1), one.stopdata(3, 1, { lock: one.lock(twice, [0, 2, 3]) }));
    const outcome = one.hear({ kind: 'batch', batch: twice });
    assert.deepEqual(told(outcome), ['propose 1 to 0,2,3']);
    assert.deepEqual(told(one.clock(1)), []);
  });
});
