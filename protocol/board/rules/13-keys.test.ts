/** Rule 13: KEYs in the log, replicas that begin anew, and replicas whose store was put back. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { SLOT } from '../board-test-support.ts';
import { firstKeys, type KeysInForce } from '../keys-in-force.ts';
import type { Message, Rekey } from '../messages.ts';
import { mayBeOrderedKey } from './13-keys.ts';
import { Scene, START, sent, stored, T0, told } from './rules-test-support.ts';

const scene = (options: ConstructorParameters<typeof Scene>[0] = {}): Scene => {
  const one = new Scene(options);
  one.clock(0);
  return one;
};
const places = ({ replicas }: KeysInForce) => replicas.map(({ epoch, place }) => `${epoch}.${place}`);

describe('a KEY', () => {
  const keys = firstKeys([[new Uint8Array(33)], [new Uint8Array(33)]]);
  const rekey: Rekey = { replica: 1, epoch: 1, keys: [new Uint8Array(33)], from: 1000, to: 2000 };
  const check = (changes: Partial<Rekey>, time = 1000, lastSlot = -1) => {
    const replicas = keys.replicas.map((entry) => ({ ...entry, lastSlot }));
    return mayBeOrderedKey({ ...keys, replicas }, { ...rekey, ...changes }, time, 100, []);
  };

  test('is ordered in its time, as the next epoch, once in a slot', () => {
    assert.equal(check({}), 'ready');
    assert.equal(check({}, 1999), 'ready');
    assert.equal(check({}, 999), 'waits');
    assert.equal(check({}, 2000), 'board/too-late');
    assert.equal(check({ epoch: 2 }), 'waits');
    assert.equal(check({ epoch: 0 }), 'board/seq-used');
    assert.equal(check({}, 1000, 10), 'waits');
    assert.equal(check({}, 1000, 9), 'ready');
  });

  test("is not ordered if the machine refuses it, and gives its replica the new list's first key, everyone else the next", () => {
    const one = scene();
    const request = one.rekey(2);
    one.machine.verdicts.set(request.hash, 'board/refused');
    assert.deepEqual(one.hear({ kind: 'request', request }).refused, [{ request, code: 'board/refused' }]);
    one.decide(one.batch([request]));
    const { keys: after } = one.replica;
    assert.deepEqual(places(after), ['0.1', '0.1', '1.0', '0.1']);
    assert.deepEqual([after.generation, after.replicas[2]?.lastSlot], [1, Math.floor(START / SLOT)]);
    assert.deepEqual(after.replicas[2]?.list, request.rekey?.keys);
    const again = { kind: 'request', request: one.rekey(2, { epoch: 1, to: 3 * START }) } as const;
    assert.deepEqual(
      one.hear(again).refused.map(({ code }) => code),
      ['board/seq-used'],
    );
    one.hear({ kind: 'request', request: one.rekey(2, { epoch: 2 }) });
    assert.equal([...one.replica.pool.values()][0]?.readySince, undefined);
  });

  test('after the last key of a list leaves that one in force', () => {
    const one = scene();
    for (const [epoch, expected] of [
      [1, '0.1'],
      [2, '0.2'],
      [3, '0.3'],
      [4, '0.3'],
    ] as const) {
      one.decide(one.batch([one.rekey(2, { epoch })], { time: START + epoch * SLOT }));
      assert.equal(places(one.replica.keys)[0], expected);
    }
  });

  test('changes whose signatures count in the next instance, the own ones too', () => {
    const one = scene();
    one.decide(one.batch([one.rekey(2)]));
    const v = one.batch(['v']);
    const old = one.say(0, 'propose', { c: 1, r: 0, batch: v, sync: [] }, { epoch: 0, place: 0 });
    assert.deepEqual(told(one.hear(old)), []);
    const [write] = sent(one.hear(one.propose(v)), 'write');
    assert.ok(write !== undefined && one.isSigned(write));
    one.hear(one.say(2, 'write', { c: 1, r: 0, h: one.hash(v) }, { epoch: 0, place: 1 }));
    assert.equal(one.replica.open.writes.lastOf(2), undefined);
    one.hear(...one.votes('write', [2], v));
    assert.notEqual(one.replica.open.writes.lastOf(2), undefined);
  });
});

describe('a replica with an empty store', () => {
  const anew = () => scene({ epoch: 1 });

  test('signs nothing before its KEY is decided, and is no part of what decides', () => {
    const one = anew();
    const v = one.batch(['v']);
    const request = one.request('starved');
    const outcomes = [
      one.hear(one.propose(v), ...one.votes('write', [0, 2], v), { kind: 'request', request }),
      one.hear(...one.votes('write', [3], v)),
      one.hear(...one.stops([0, 2, 3], 1), one.stopdata(0, 1), one.stopdata(2, 1), one.stopdata(3, 1)),
      one.clock(2 * T0),
      one.hear(one.say(2, 'status', { c: 0, r: 0, size: 0 })),
    ];
    const own = outcomes
      .flatMap(({ sends }) => sends)
      .filter(({ message }) => 'content' in message && message.from === 1);
    assert.deepEqual(own, []);
    assert.deepEqual(
      outcomes.flatMap(({ rows }) => rows.filter(({ kind }) => kind !== 'batch')),
      [],
    );
  });

  test('proposes nothing either', () => {
    const one = scene({ self: 0, epoch: 1 });
    assert.deepEqual(told(one.hear({ kind: 'request', request: one.request('v') })), []);
  });

  test('follows the log, and votes from the instance after its KEY', () => {
    const one = anew();
    one.decide(one.batch([one.rekey(1)]));
    const [write] = sent(one.hear(one.propose(one.batch(['v']))), 'write');
    assert.deepEqual(write?.content.c, 1);
    assert.deepEqual(sent(one.clock(0), 'status').length, 1);
  });

  test('takes what its old key signed for nobody’s', () => {
    const one = anew();
    const v = one.batch(['v']);
    one.hear(...one.votes('write', [1], v), one.decision(v, { from: [0, 1, 2] }));
    assert.deepEqual([one.replica.c, one.replica.isRolledBack], [1, false]);
  });
});

describe('a store was put back', () => {
  /** Replica 1 with a WRITE of v, a lock on it, in regency 2; unless the store is an older one. */
  const known = () => {
    const one = scene();
    const v = one.batch(['v']);
    one.hear(one.propose(v), ...one.votes('write', [0, 2], v));
    one.enter(2);
    return { one, v };
  };
  const isNoticed = (
    make: (one: Scene, v: ReturnType<Scene['batch']>) => Message[],
    hasStore = false,
  ): boolean => {
    const { one, v } = hasStore ? known() : { one: scene(), v: scene().batch(['v']) };
    one.hear(...make(one, v));
    return one.replica.isRolledBack;
  };

  test('if a peer shows an own WRITE, ACCEPT or STOPDATA that it lacks, of this instance or a later one', () => {
    assert.ok(isNoticed((one, v) => one.votes('write', [1], v)));
    assert.ok(isNoticed((one, v) => one.votes('accept', [1], v)));
    assert.ok(isNoticed((one) => [one.stopdata(1, 1)]));
    for (const c of [1, 2]) {
      assert.ok(isNoticed((one, v) => one.votes('write', [1], v, { c })));
      assert.ok(isNoticed((one, v) => one.votes('accept', [1], v, { c })));
      assert.ok(isNoticed((one) => [one.stopdata(1, 1, {}, c)]));
    }
  });

  test('also beside others: another batch, a higher regency', () => {
    assert.ok(isNoticed((one) => one.votes('write', [1], one.batch(['w'])), true));
    assert.ok(isNoticed((one, v) => one.votes('write', [1], v, { r: 1 }), true));
    assert.ok(isNoticed((one) => one.votes('accept', [1], one.batch(['w'])), true));
    assert.ok(isNoticed((one, v) => one.votes('accept', [1], v, { r: 1 }), true));
    assert.ok(isNoticed((one) => [one.stopdata(1, 3)], true));
    assert.ok(isNoticed((one) => [one.stopdata(1, 1, {}, 1)], true));
  });

  test('if a DECISION holds an own vote that it lacks', () => {
    assert.ok(isNoticed((one, v) => [one.decision(v, { from: [0, 1, 2] })]));
    assert.ok(isNoticed((one, v) => [one.decision(v, { vote: 'write', from: [0, 1, 2, 3] })]));
    assert.ok(!isNoticed((one, v) => [one.decision(v)]));
  });

  test('but not by what it knows, what others signed, other kinds, or what is over', () => {
    assert.ok(
      !isNoticed(
        (one, v) => [...one.votes('write', [1], v), ...one.votes('accept', [1], v), one.stopdata(1, 2)],
        true,
      ),
    );
    assert.ok(!isNoticed((one, v) => [one.decision(v, { from: [0, 1, 2] })], true));
    assert.ok(!isNoticed((one, v) => [one.decision(v, { vote: 'write', from: [0, 1, 2, 3] })], true));
    assert.ok(!isNoticed((one, v) => one.votes('write', [2], v).map((message) => ({ ...message, from: 1 }))));
    assert.ok(
      !isNoticed((one) => [
        one.say(1, 'stop', { c: 3, r: 1 }),
        one.say(1, 'status', { c: 3, r: 1, size: 0 }),
      ]),
    );
    assert.ok(
      !isNoticed((one, v) => {
        one.decide(one.batch(['u']));
        return one.votes('write', [1], v, { c: 0 });
      }),
    );
  });

  test('also by an ACCEPT below the lock it is not: that was sent before', () => {
    const { one, v } = known();
    const reports = [0, 2, 3].map((from) => one.stopdata(from, 2, { lock: one.lock(v, [0, 2, 3]) }));
    one.hear(one.propose(v, { r: 2, from: 2, sync: reports }), ...one.votes('write', [0, 2], v, { r: 2 }));
    assert.equal(one.replica.open.lock?.r, 2);
    one.hear(...one.votes('accept', [1], v));
    assert.ok(!one.replica.isRolledBack);
  });

  test('but not by a DECISION of WRITEs with the own one, where there was no lock', () => {
    const one = scene();
    const v = one.batch(['v']);
    one.hear(one.propose(v), one.decision(v, { vote: 'write', from: [0, 1, 2, 3] }));
    assert.deepEqual([one.replica.c, one.replica.isRolledBack], [1, false]);
  });

  test('is stored, once, and known after a restart, when the own ACCEPT of before counts no more', () => {
    const { one, v } = known();
    const shown = one.hear(...one.votes('write', [1], one.batch(['w'])), one.stopdata(1, 3));
    assert.deepEqual(stored(shown), ['rolled-back']);
    one.restart();
    assert.equal(one.replica.isRolledBack, true);
    one.hear(...one.votes('accept', [0, 2], v));
    assert.equal(one.replica.c, 0);
    one.hear(...one.votes('accept', [3], v));
    assert.equal(one.replica.c, 1);
  });

  test('then nothing more is signed, here and in later instances; the log is followed', () => {
    const one = scene();
    const v = one.batch(['v']);
    one.hear(...one.votes('write', [1], one.batch(['w'])));
    one.hear({ kind: 'request', request: one.request('starved') });
    const said = () => [
      one.hear(one.propose(v), ...one.votes('write', [0, 2, 3], v)),
      one.hear(...one.stops([0, 2, 3], 1)),
      one.clock(3 * T0),
      one.hear(one.say(2, 'status', { c: one.replica.c, r: 0, size: 0 })),
    ];
    const signed = (outcomes: ReturnType<typeof said>) =>
      outcomes.flatMap(({ sends }) =>
        sends.filter(({ message }) => 'content' in message && message.from === 1),
      );
    assert.deepEqual(signed(said()), []);
    one.decide(v);
    assert.deepEqual(signed(said()), []);
    assert.equal(one.replica.c, 1);
  });
});
