/** Rule 3: which proposals a replica writes, and which it refuses. Replica 1 of four; 0 leads regency 0, 2 leads regency 2. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Message, Report } from '../messages.ts';
import { Scene, START, sent, stored, T0, told } from './rules-test-support.ts';

const scene = (self = 1): Scene => {
  const one = new Scene({ self });
  one.clock(0);
  return one;
};
const writes = (one: Scene, ...messages: Message[]) =>
  sent(one.hear(...messages), 'write').map(({ content: { r, h } }) => `${r} ${h}`);

test('what the leader proposes is stored, written, and told to all', () => {
  const one = scene();
  const v = one.batch(['v']);
  const outcome = one.hear(one.propose(v));
  assert.deepEqual(stored(outcome), ['batch', 'write']);
  assert.deepEqual(told(outcome), ['write 0 to 0,2,3']);
  assert.equal(sent(outcome, 'write')[0]?.content.h, one.hash(v));
});

describe('is not written', () => {
  const refused = (name: string, make: (one: Scene) => Message): void =>
    test(name, () => {
      const one = scene();
      assert.deepEqual(writes(one, make(one)), []);
    });

  refused('with a signature over something else', (one) => ({
    ...one.propose(one.batch(['v'])),
    signature: one.propose(one.batch(['w'])).signature,
  }));
  refused('by a key that is not in force yet', (one) =>
    one.say(0, 'propose', { c: 0, r: 0, batch: one.batch(['v']), sync: [] }, { place: 1 }),
  );
  refused('by another replica than the leader', (one) =>
    one.propose(one.batch(['v'], { proposer: 2 }), { from: 2 }),
  );
  refused('by another replica in the name of the leader', (one) =>
    one.propose(one.batch(['v']), { from: 2 }),
  );
  refused('a later regency than the own', (one) =>
    one.propose(one.batch(['v'], { proposer: 2 }), { r: 2, from: 2 }),
  );
  refused('for the instance after', (one) => one.propose(one.batch(['v']), { c: 1 }));
  refused('out of order', (one) => {
    one.machine.verdicts.set(one.request('v', { client: 'v' }).hash, 'waits');
    return one.propose(one.batch(['u', 'v']));
  });
  refused('a request twice', (one) => one.propose(one.batch(['v', 'v'])));
  refused('two KEYs', (one) => one.propose(one.batch([one.rekey(2), one.rekey(3)])));
  refused('more than 1 MiB', (one) =>
    one.propose(
      one.batch([1, 2, 3, 4, 5, 6].map((i) => one.request('long', { client: `${i}`, length: 180_000 }))),
    ),
  );
  refused('without requests, if no tick is due', (one) => one.propose(one.batch([])));
  refused('in the name of another', (one) => one.propose(one.batch(['v'], { proposer: 2 })));
  refused('more than 5 s behind the clock', (one) => one.propose(one.batch(['v'], { time: START - 5001 })));
  refused('with STOPDATAs in regency 0', (one) =>
    one.propose(one.batch(['v']), { sync: [one.stopdata(0, 1)] }),
  );
  refused('against the own wish for another leader', (one) => {
    one.hear({ kind: 'request', request: one.request('starved') });
    one.clock(T0);
    assert.deepEqual([one.replica.open.r, one.replica.open.wish], [0, 1]);
    return one.propose(one.batch(['v']));
  });
  refused('with a time below that of the last batch', (one) => {
    one.decide(one.batch(['u'], { time: START + 100 }));
    return one.propose(one.batch(['v'], { time: START + 99 }));
  });
});

test('up to 1 MiB, to 5 s behind or ahead, without requests for a tick, of the time of the last, with one KEY it is written', () => {
  const cases: ((one: Scene) => ReturnType<Scene['batch']>)[] = [
    (one) => one.batch([1, 2, 3, 4, 5].map((i) => one.request('long', { client: `${i}`, length: 180_000 }))),
    (one) => one.batch(['v'], { time: START - 5000 }),
    (one) => one.batch(['v'], { time: START + 5000 }),
    (one) => {
      one.machine.tickAt = START;
      return one.batch([]);
    },
    (one) => {
      one.decide(one.batch(['u'], { time: START + 100 }));
      return one.batch(['v'], { time: START + 100 });
    },
    (one) => one.batch(['v', one.rekey(2)]),
  ];
  for (const make of cases) {
    const one = scene();
    assert.equal(writes(one, one.propose(make(one))).length, 1);
  }
});

test('ahead of the clock it waits until the clock is there', () => {
  const one = scene();
  assert.deepEqual(writes(one, one.propose(one.batch(['v'], { time: START + 5001 }))), []);
  assert.deepEqual(told(one.clock(0)), []);
  assert.equal(sent(one.clock(1), 'write').length, 1);
});

test('one in each regency: a second is not written, whether the first was or was refused', () => {
  for (const first of [{}, { time: START - 5001 }, { time: START + 5001 }]) {
    const one = scene();
    one.hear(one.propose(one.batch(['v'], first)));
    assert.deepEqual(writes(one, one.propose(one.batch(['w']))), []);
    const back = one.propose(one.batch(['w'], { proposer: 0 }), { r: 4 });
    assert.deepEqual(writes(one, back, one.propose(one.batch(['w']))), []);
  }
});

test('what was refused is not judged again with every step', () => {
  const one = scene();
  const { hash } = one.request('v', { client: 'v' });
  one.machine.verdicts.set(hash, 'waits');
  one.hear(one.propose(one.batch(['v'])));
  one.machine.verdicts.set(hash, 'ready');
  assert.deepEqual(told(one.clock(1)), []);
});

test('what the leader said earlier, shown again, does not push out what waits', () => {
  const one = scene();
  const old = one.propose(one.batch(['u']));
  const reports = [0, 2, 3].map((from) => one.stopdata(from, 4));
  const v = one.batch(['v']);
  one.hear(one.propose(v, { r: 4, sync: reports }), old);
  assert.deepEqual(
    sent(one.enter(4), 'write').map(({ content }) => content),
    [{ c: 0, r: 4, h: one.hash(v) }],
  );
});

describe('in a later regency', () => {
  /** Replica 1 is in regency 2; what 2 proposes on these reports. */
  const inTwo = (
    make: (one: Scene) => { readonly sync: readonly Report[]; readonly batch?: ReturnType<Scene['batch']> },
  ) => {
    const one = scene();
    one.enter(2);
    const { sync, batch = one.batch(['v'], { proposer: 2 }) } = make(one);
    return writes(one, one.propose(batch, { r: 2, from: 2, sync })).length;
  };
  const free = (one: Scene) => [0, 2, 3].map((from) => one.stopdata(from, 2));

  test('a quorum of valid STOPDATAs that force nothing leaves the leader free, and no request is needed', () => {
    assert.equal(
      inTwo((one) => ({ sync: free(one) })),
      1,
    );
    assert.equal(
      inTwo((one) => ({ sync: free(one), batch: one.batch([], { proposer: 2 }) })),
      1,
    );
  });

  test('fewer, in another order, one twice, one that is not valid, or of another regency or instance prove nothing', () => {
    assert.equal(
      inTwo((one) => ({ sync: free(one).slice(1) })),
      0,
    );
    assert.equal(
      inTwo((one) => ({ sync: free(one).toReversed() })),
      0,
    );
    assert.equal(
      inTwo((one) => ({ sync: free(one).flatMap((report) => [report, report]) })),
      0,
    );
    const replaced = (make: (one: Scene) => Report) => (one: Scene) => ({
      sync: [...free(one).slice(0, 2), make(one)],
    });
    assert.equal(
      inTwo(replaced((one) => ({ ...one.stopdata(3, 2), signature: one.stopdata(3, 1).signature }))),
      0,
    );
    assert.equal(inTwo(replaced((one) => one.stopdata(3, 1))), 0);
    assert.equal(inTwo(replaced((one) => one.stopdata(3, 2, {}, 1))), 0);
  });

  test('who proposes for another, or is far behind the clock, is refused as in regency 0', () => {
    assert.equal(
      inTwo((one) => ({ sync: free(one), batch: one.batch(['v'], { proposer: 0 }) })),
      0,
    );
    assert.equal(
      inTwo((one) => ({ sync: free(one), batch: one.batch(['v'], { proposer: 2, time: 0 }) })),
      0,
    );
  });

  test('a forced batch is written whoever made it and whenever, whatever is wished for, and no other', () => {
    const old = (one: Scene) => one.batch(['old'], { time: 1 });
    const forcing = (one: Scene) => [
      one.stopdata(0, 2, { lock: one.lock(old(one), [0, 2, 3]) }),
      ...[2, 3].map((from) => one.stopdata(from, 2)),
    ];
    assert.equal(
      inTwo((one) => ({ sync: forcing(one), batch: old(one) })),
      1,
    );
    assert.equal(
      inTwo((one) => ({ sync: forcing(one) })),
      0,
    );
    const wishing = (make: (one: Scene) => ReturnType<typeof forcing>, batch?: typeof old) =>
      inTwo((one) => {
        one.clock(4 * T0);
        return { sync: make(one), ...(batch && { batch: batch(one) }) };
      });
    assert.equal(wishing(forcing, old), 1);
    assert.equal(wishing(free), 0);
  });

  test('a forced batch whose requests do not pass is refused all the same', () => {
    const twice = (one: Scene) => one.batch(['v', 'v']);
    const sync = (one: Scene) => [
      one.stopdata(0, 2, { lock: one.lock(twice(one), [0, 2, 3]) }),
      ...[2, 3].map((from) => one.stopdata(from, 2)),
    ];
    assert.equal(
      inTwo((one) => ({ sync: sync(one), batch: twice(one) })),
      0,
    );
  });
});
