/** Rule 12: who is behind is helped, asks, and hears everything again; what comes early waits. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Batch, Message } from '../messages.ts';
import { Scene, START, sent, stored, T0, told } from './rules-test-support.ts';

const scene = (options: ConstructorParameters<typeof Scene>[0] = {}): Scene => {
  const one = new Scene(options);
  one.clock(0);
  return one;
};
const at = (one: Scene, from: number, c: number) => one.say(from, 'status', { c, r: 0, size: 0 });
/** Decides so many instances. */
function advance(one: Scene, count = 1): void {
  for (let i = 0; i < count; i++) one.decide(one.batch([`at ${one.replica.c}`]));
}
const asks = (outcome: ReturnType<Scene['hear']>) =>
  outcome.sends.flatMap(({ to, message }) => (message.kind === 'ask' ? [`${to.join()}: ${message.c}`] : []));

test('STATUS goes to all every 500 ms and at start', () => {
  const one = new Scene();
  const first = sent(one.clock(0), 'status')[0];
  assert.deepEqual(first?.content, { c: 0, r: 0, size: 0 });
  assert.deepEqual(told(one.clock(499)), []);
  assert.deepEqual(told(one.clock(500)), ['status 0 to 0,2,3']);
});

describe('a peer at a decided instance', () => {
  test('gets its DECISION, one in 500 ms, whatever it says', () => {
    const one = scene();
    advance(one, 3);
    assert.deepEqual(one.hear(at(one, 2, 1)).wanted, [{ peer: 2, from: 1, count: 1 }]);
    assert.deepEqual(one.hear(...one.votes('write', [2], one.batch(['v']), { c: 1 })).wanted, []);
    assert.deepEqual(one.hear(at(one, 3, 0)).wanted, [{ peer: 3, from: 0, count: 1 }]);
    one.clock(499);
    assert.deepEqual(one.hear(at(one, 2, 1)).wanted, []);
    one.clock(500);
    assert.deepEqual(one.hear(at(one, 2, 1)).wanted, [{ peer: 2, from: 1, count: 1 }]);
  });

  test('gets sixteen if it asks; who asks for more than there is, or is nobody, gets nothing', () => {
    const one = scene();
    advance(one);
    assert.deepEqual(one.hear({ kind: 'ask', from: 2, c: 0 }).wanted, [{ peer: 2, from: 0, count: 16 }]);
    assert.deepEqual(one.hear({ kind: 'ask', from: 2, c: 1 }).wanted, []);
    assert.deepEqual(one.hear({ kind: 'ask', from: 9, c: 0 }).wanted, []);
  });
});

describe('who is behind', () => {
  test('asks one peer that is further; another after T0 without an answer, each in turn', () => {
    const one = scene();
    assert.deepEqual(asks(one.hear(at(one, 3, 30))), ['3: 0']);
    assert.deepEqual(asks(one.hear(at(one, 2, 30), at(one, 0, 30))), []);
    assert.deepEqual(asks(one.clock(T0 - 1)), []);
    assert.deepEqual(asks(one.clock(T0)), ['0: 0']);
    assert.deepEqual(asks(one.clock(2 * T0)), ['2: 0']);
    assert.deepEqual(asks(one.clock(3 * T0)), ['3: 0']);
    assert.deepEqual(asks(one.clock(4 * T0)), ['0: 0']);
  });

  test('asks whoever was further, though an older message of the same peer comes later', () => {
    const one = scene();
    one.hear(at(one, 3, 30), at(one, 3, 1));
    advance(one);
    assert.deepEqual(asks(one.clock(T0)), ['3: 1']);
  });

  test('asks nobody at the same instance, nor one that was further once', () => {
    const one = scene();
    assert.deepEqual(asks(one.hear(at(one, 2, 0))), []);
    assert.deepEqual(asks(scene().hear(at(one, 2, 1))), ['2: 0']);
    one.hear(at(one, 2, 1));
    advance(one);
    assert.deepEqual(asks(one.clock(T0)), []);
  });

  test('asks the one that answers again, after a whole answer at once, after a part when the clock moved on', () => {
    const one = scene();
    one.hear(at(one, 2, 99), at(one, 3, 99));
    const answer = Array.from({ length: 15 }, () => asks(one.decide(one.batch([`at ${one.replica.c}`]))));
    assert.deepEqual(answer.flat(), []);
    assert.deepEqual(asks(one.decide(one.batch(['the last']))), ['2: 16']);
    advance(one);
    assert.deepEqual(asks(one.clock(1)), ['2: 17']);
  });

  test('believes no hint in its own name', () => {
    const one = scene();
    assert.deepEqual(asks(one.hear({ ...at(one, 2, 30), from: 1 })), []);
    assert.deepEqual(asks(one.hear(at(one, 2, 30))), ['2: 0']);
  });

  test('takes votes of instances after the next for hints', () => {
    const one = scene();
    assert.deepEqual(asks(one.hear(...one.votes('write', [2], one.batch(['v']), { c: 2 }))), ['2: 0']);
  });
});

describe('a peer at the same instance hears again', () => {
  test('proposal, WRITE, ACCEPT, STOP, and its own last votes', () => {
    const one = scene({ self: 0 });
    const batch = sent(one.hear({ kind: 'request', request: one.request('v') }), 'propose')[0]?.content.batch;
    assert.ok(batch !== undefined);
    one.hear(...one.votes('write', [2], batch), ...one.votes('write', [1], batch));
    one.hear(...one.votes('accept', [2], batch), ...one.votes('accept', [2], batch, { r: 3 }));
    one.hear(...one.votes('write', [2], batch, { r: 4 }), ...one.votes('write', [2], batch));
    one.clock(T0);
    const outcome = one.hear(at(one, 2, 0));
    const expected = ['propose 0', 'write 0', 'accept 0', 'stop 1', 'write 4', 'accept 3'];
    assert.deepEqual(
      told(outcome),
      expected.map((one) => `${one} to 2`),
    );
    assert.deepEqual(
      sent(outcome, 'write').map(({ from }) => from),
      [0, 2],
    );
    for (const { message } of outcome.sends) assert.ok('content' in message && one.isSigned(message));
  });

  test('the same after a crash, as far as it is stored', () => {
    const one = scene({ self: 0 });
    const batch = sent(one.hear({ kind: 'request', request: one.request('v') }), 'propose')[0]?.content.batch;
    assert.ok(batch !== undefined);
    one.hear(...one.votes('write', [1, 2], batch));
    const before = told(one.hear(at(one, 3, 0)));
    one.restart();
    assert.deepEqual(told(one.hear(at(one, 3, 0))), before);
    one.enter(1);
    one.restart();
    one.clock(0);
    const later = told(one.hear(at(one, 1, 0)));
    assert.deepEqual(
      later,
      ['write 0', 'accept 0', 'stop 1', 'stopdata 1'].map((it) => `${it} to 1`),
    );
  });

  test('the STOPDATA, if it leads the regency', () => {
    const one = scene();
    one.enter(2);
    assert.ok(told(one.hear(at(one, 2, 0))).includes('stopdata 2 to 2'));
    assert.ok(!told(one.hear(at(one, 3, 0))).includes('stopdata 2 to 3'));
  });

  test('not more often than peers say where they are, and only under its key', () => {
    const one = scene();
    one.hear(one.propose(one.batch(['v'])));
    assert.deepEqual(told(one.hear({ ...at(one, 2, 0), signature: at(one, 2, 1).signature })), []);
    assert.deepEqual(told(one.hear(at(one, 2, 0), at(one, 2, 0))), ['write 0 to 2']);
    one.clock(249);
    assert.deepEqual(told(one.hear(at(one, 2, 0))), []);
    one.clock(250);
    assert.deepEqual(told(one.hear(at(one, 2, 0))), ['write 0 to 2']);
  });
});

describe('messages of the next instance', () => {
  const next = (one: Scene): readonly [Batch, Message] => {
    const v = one.batch(['v']);
    return [v, one.propose(v, { c: 1 })];
  };

  test('wait for it', () => {
    const one = scene();
    const [v, proposal] = next(one);
    assert.deepEqual(told(one.hear(proposal, ...one.votes('write', [0, 2, 3], v, { c: 1 }))), []);
    one.decide(one.batch(['u']));
    assert.equal(one.replica.c, 2);
    assert.equal(one.replica.early.size, 0);
  });

  test('fall away after a KEY, and are not kept under another key', () => {
    const one = scene();
    one.hear(next(one)[1]);
    one.decide(one.batch([one.rekey(2)]));
    assert.deepEqual([one.replica.c, one.replica.open.own.size], [1, 0]);
    const other = scene();
    const [v] = next(other);
    other.hear(other.say(0, 'propose', { c: 1, r: 0, batch: v, sync: [] }, { place: 1 }));
    assert.equal(other.replica.early.size, 0);
  });

  test('are kept once of a kind and regency, one proposal, 256 of a peer', () => {
    const one = scene();
    const [v, proposal] = next(one);
    const write = one.votes('write', [0], v, { c: 1 });
    one.hear(proposal, one.propose(v, { c: 1, r: 4 }), ...write, ...write);
    assert.equal(one.replica.early.get(0)?.size, 2);
    assert.equal(one.replica.early.get(0)?.get('propose')?.content.r, 0, 'the first');
    for (let r = 0; r < 260; r++) one.hear(one.say(2, 'stop', { c: 1, r }));
    assert.equal(one.replica.early.get(2)?.size, 256);
    assert.equal(one.replica.early.get(0)?.size, 2);
  });
});

test('a clock that goes back is not followed', () => {
  const one = scene();
  one.clock(T0);
  one.clock(0);
  assert.equal(one.replica.now, START + T0);
  assert.deepEqual(stored(one.clock(0)), []);
});
