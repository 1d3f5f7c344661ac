import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { EMPTY, utf8 } from '../primitives/bytes.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { given } from '../test-support.ts';
import { entryLeaf } from './entries.ts';
import {
  batch,
  cas,
  clientKey,
  hashOfKey,
  machineWith,
  out,
  probe,
  request,
  wait,
} from './machine-test-support.ts';
import type { Batch, Rekey } from './messages.ts';

const [ann, bob] = [clientKey(1), clientKey(2)];
const ELECTION = '0'.repeat(48);
const post = (seq: number, client = ann, topic = 'space/a') => request(client, topic, seq, out([seq]));
const rekey = (replica: number, epoch: number): Rekey => ({ replica, epoch, keys: [], from: 0, to: 1 });
const keyPost = (client: string, id: string, seq: number, what?: Rekey) =>
  request(client, `keys/${id}`, seq, EMPTY, what);

test('requests of a client and topic are ordered by their number; up to 16 wait', () => {
  const machine = machineWith();
  assert.equal(machine.check(post(1), 0, []), 'ready');
  assert.equal(machine.check(post(2), 0, []), 'waits');
  assert.equal(machine.check(post(16), 0, []), 'waits');
  assert.equal(machine.check(post(17), 0, []), 'board/quota');
  assert.equal(machine.check(post(2), 0, [post(1)]), 'ready');
  assert.equal(machine.check(post(1), 0, [post(1)]), 'board/seq-used');
  assert.equal(machine.check(post(2), 0, [post(1, bob), post(1, ann, 'space/b')]), 'waits');
  machine.execute(0, batch(0, post(1)));
  assert.equal(machine.check(post(1), 0, []), 'board/seq-used');
  assert.equal(machine.check(post(0), 0, []), 'board/seq-used');
  assert.equal(machine.check(post(2), 0, []), 'ready');
  assert.equal(machine.check(post(17), 0, []), 'waits');
  assert.equal(machine.check(post(18), 0, []), 'board/quota');
});

test('a refused request has used its number', () => {
  const machine = machineWith({ post: () => 'board/once' });
  const refused = request(ann, 'directory', 1, out(['server', 'x', EMPTY]));
  const { entries, answers } = machine.execute(0, batch(0, refused));
  assert.deepEqual(entries, []);
  assert.deepEqual(answers, [
    { request: refused, position: undefined, result: { code: 'board/once', tuples: [] } },
  ]);
  assert.equal(machine.check(refused, 0, []), 'board/seq-used');
  assert.equal(machine.check(post(2, ann, 'directory'), 0, []), 'ready');
});

test('what is not an operation is refused when it is executed', () => {
  const machine = machineWith();
  const broken = request(ann, 'space/a', 1, utf8('broken'));
  assert.equal(machine.check(broken, 0, []), 'ready');
  assert.equal(given(machine.execute(0, batch(0, broken)).answers[0]).result.code, 'board/refused');
});

test('there are no topics but those of the contract', () => {
  for (const topic of ['other', 'space/'])
    assert.equal(machineWith().check(post(1, ann, topic), 0, []), 'board/unknown-topic', topic);
});

test('a key that may not use a topic is refused', () => {
  const machine = machineWith({
    whyNot: (topic, client) => (topic.kind === 'space' && client === ann ? 'board/wrong-key' : undefined),
  });
  assert.equal(machine.check(post(1), 0, []), 'board/wrong-key');
  assert.equal(machine.check(post(1, bob), 0, []), 'ready');
  assert.equal(machine.read(request(ann, 'space/a', 0, probe('rdp', [1]))).code, 'board/wrong-key');
});

test("a KEY stands in its replica's topic, numbered by its epoch, whoever posts it", () => {
  const machine = machineWith({ whyNot: () => 'board/wrong-key' });
  const first = keyPost(ann, 'b', 1, rekey(1, 1));
  assert.equal(machine.check(first, 0, []), 'ready');
  assert.equal(machine.check(keyPost(ann, 'b', 1), 0, []), 'board/refused');
  const { entries, answers } = machine.execute(3, batch(9, first));
  assert.equal(given(entries[0]).topic, 'keys/b');
  assert.deepEqual(answers, [{ request: first, position: 0, result: { code: '', tuples: [] } }]);
  assert.equal(machine.check(keyPost(bob, 'b', 1, rekey(1, 1)), 0, []), 'board/seq-used');
  assert.equal(machine.check(keyPost(bob, 'b', 2, rekey(1, 2)), 0, []), 'ready');
  assert.equal(machine.check(keyPost(bob, 'c', 1, rekey(2, 1)), 0, []), 'ready');
});

test('only what puts or takes a tuple makes an entry, when it does', () => {
  const machine = machineWith();
  const [put, read, lacks, waits, seen, take] = [
    request(ann, 'space/a', 1, out(['x'])),
    request(ann, 'space/a', 2, probe('rdp', ['x'])),
    request(ann, 'space/a', 3, probe('inp', ['y'])),
    request(bob, 'space/a', 1, wait('in', ['y'])),
    request(bob, 'space/a', 2, cas(['x'], ['z'])),
    request(ann, 'space/a', 4, probe('inp', ['x'])),
  ];
  const first = machine.execute(7, batch(100, put, read, lacks, waits, seen, take));
  assert.deepEqual(
    first.entries.map((entry) => entry.request),
    [put.bytes, take.bytes],
  );
  assert.deepEqual(first.entries[1], {
    position: 1,
    topic: 'space/a',
    previous: 1,
    c: 7,
    time: 100,
    request: take.bytes,
  });
  assert.deepEqual(
    first.answers.map(({ request: { hash }, position }) => [hash, position]),
    [
      [put.hash, 0],
      [read.hash, undefined],
      [lacks.hash, undefined],
      [seen.hash, undefined],
      [take.hash, 1],
    ],
  );
  const later = request(ann, 'space/a', 5, out(['y']));
  const second = machine.execute(8, batch(200, later));
  assert.deepEqual(
    second.entries.map((entry) => [entry.c, entry.request]),
    [
      [8, later.bytes],
      [8, waits.bytes],
    ],
  );
  assert.deepEqual(second.answers[1], {
    request: waits,
    position: 3,
    result: { code: '', tuples: [['y']] },
  });
});

test('leases end as a batch begins, before its own requests', () => {
  const machine = machineWith();
  machine.execute(
    0,
    batch(
      100,
      request(ann, 'space/a', 1, out(['x'], { lease: 50 })),
      request(bob, 'space/a', 1, wait('rd', ['y'], 50)),
    ),
  );
  const { answers, entries } = machine.execute(
    1,
    batch(150, request(ann, 'space/a', 2, probe('rdp', ['x'])), request(ann, 'space/a', 3, out(['y']))),
  );
  assert.deepEqual(
    answers.map(({ request: { client }, result }) => [client, result.tuples]),
    [
      [bob, []],
      [ann, []],
      [ann, []],
    ],
  );
  assert.equal(entries.length, 1);
});

test('outside of spaces, out alone writes, and what is put stays for all to read', () => {
  const machine = machineWith();
  const tuple = ['server', 'x', EMPTY];
  const topic = `${ELECTION}/run`;
  const refused = [
    cas(['none'], tuple),
    probe('inp', tuple),
    wait('in', tuple),
    out(tuple, { lease: 1 }),
    out(tuple, { readers: [hashOfKey(ann)] }),
    out(tuple, { takers: [hashOfKey(ann)] }),
  ];
  const code = (seq: number, operation: (typeof refused)[number]) =>
    given(machine.execute(seq, batch(0, request(ann, topic, seq, operation))).answers[0]).result;
  assert.equal(code(1, out(tuple)).code, '');
  for (const [i, operation] of refused.entries())
    assert.equal(code(i + 2, operation).code, 'board/refused', `${i}`);
  assert.deepEqual(code(8, probe('rdp', tuple)), { code: '', tuples: [tuple] });
  assert.deepEqual(code(9, wait('rd', tuple)), { code: '', tuples: [tuple] });
});

test('policies judge posts outside of spaces, and nothing else', () => {
  const judged: unknown[][] = [];
  const machine = machineWith({
    post: (topic, { client }, { tuple }, time) => {
      judged.push([topic, client, tuple, time]);
      return undefined;
    },
  });
  machine.execute(0, batch(5, post(1), request(ann, 'directory', 1, out(['server']))));
  machine.execute(1, batch(6, request(ann, 'directory', 2, probe('rdp', ['server']))));
  assert.deepEqual(judged, [['directory', ann, ['server'], 5]]);
});

test('ticks are entries without a request, before those of their batch', () => {
  const noted: unknown[][] = [];
  const machine = machineWith({
    ticksDue: (time) => (time >= 100 ? [`${ELECTION}/freeze`, `${ELECTION}/setup`] : []),
    noteTick: (...tick) => noted.push(tick),
  });
  assert.equal(machine.isTickDue(99), false);
  assert.equal(machine.isTickDue(100), true);
  assert.deepEqual(machine.execute(0, batch(99)).entries, []);
  const { entries } = machine.execute(1, batch(100, post(1)));
  assert.deepEqual(
    entries.map(({ topic, request: bytes }) => [topic, bytes.length > 0]),
    [
      [`${ELECTION}/freeze`, false],
      [`${ELECTION}/setup`, false],
      ['space/a', true],
    ],
  );
  assert.deepEqual(noted, [
    [`${ELECTION}/freeze`, 100],
    [`${ELECTION}/setup`, 100],
  ]);
});

test('an unordered read changes nothing, and only rdp is one', () => {
  const machine = machineWith();
  machine.execute(0, batch(0, post(1)));
  const roots = machine.log.roots();
  assert.deepEqual(machine.read(request(bob, 'space/a', 0, probe('rdp', [1]))).tuples, [[1]]);
  for (const operation of [probe('inp', [1]), wait('rd', [1]), wait('in', [1]), out([2]), cas([2], [2])])
    assert.equal(machine.read(request(bob, 'space/a', 0, operation)).code, 'board/refused');
  assert.equal(machine.read(request(bob, 'nowhere', 0, probe('rdp', [1]))).code, 'board/unknown-topic');
  assert.equal(machine.read(request(bob, 'space/a', 0, EMPTY)).code, 'board/refused');
  assert.deepEqual(machine.log.roots(), roots);
  assert.equal(machine.check(post(1, bob), 0, []), 'ready');
});

test('the last 16 of a client and topic, and those that wait, are answered again', () => {
  const machine = machineWith();
  const waiting = request(ann, 'space/a', 1, wait('in', ['later']));
  machine.execute(0, batch(0, waiting));
  const posts = Array.from({ length: 17 }, (_, i) => post(i + 2));
  for (const [i, one] of posts.entries()) machine.execute(i + 1, batch(0, one));
  assert.equal(machine.answerTo(given(posts[0])), undefined);
  for (const one of posts.slice(1)) assert.equal(given(machine.answerTo(one)).request, one);
  assert.equal(machine.answerTo(waiting), undefined);
  machine.execute(18, batch(0, request(bob, 'space/a', 1, out(['later']))));
  assert.deepEqual(given(machine.answerTo(waiting)).result.tuples, [['later']]);
  assert.equal(machine.answerTo(request(ann, 'space/a', 18, out(['other']))), undefined);
});

const someOperation = fc.oneof(
  fc.record({ lease: fc.nat(30), field: fc.nat(3) }).map(({ lease, field }) => out([field], { lease })),
  fc.nat(3).map((field) => cas([field], [field])),
  fc.nat(3).map((field) => probe('inp', [field])),
  fc.constantFrom('rd' as const, 'in' as const).map((name) => wait(name, [undefined], 20)),
  fc.constant(utf8('broken')),
);
const someLog = fc.array(
  fc.record({
    pause: fc.nat(15),
    calls: fc.array(
      fc.record({ client: fc.nat(2), topic: fc.constantFrom('space/a', 'space/b'), what: someOperation }),
      { maxLength: 6 },
    ),
  }),
  { maxLength: 12 },
);

/** Batches of requests, numbered as their clients number them. */
function batchesOf(log: ReturnType<typeof someLog.generate>['value']): Batch[] {
  const numbers = new Map<string, number>();
  let time = 0;
  return log.map(({ pause, calls }) => {
    time += pause;
    const requests = calls.map(({ client, topic, what }) => {
      const seq = (numbers.get(`${client} ${topic}`) ?? 0) + 1;
      numbers.set(`${client} ${topic}`, seq);
      return request(clientKey(client), topic, seq, what);
    });
    return batch(time, ...requests);
  });
}

test('the state is a fold of the batches: a replay gives the same entries, answers and roots', () => {
  fc.assert(
    fc.property(someLog, (log) => {
      const batches = batchesOf(log);
      const [one, other] = [machineWith(), machineWith()];
      const executed = batches.map((decided, c) => {
        for (const [i, each] of decided.requests.entries())
          assert.equal(one.check(each, decided.time, decided.requests.slice(0, i)), 'ready');
        return one.execute(c, decided);
      });
      assert.deepEqual(
        batches.map((decided, c) => other.execute(c, decided)),
        executed,
      );
      assert.deepEqual(other.log.roots(), one.log.roots());
      const entries = executed.flatMap((each) => each.entries);
      assert.deepEqual(one.log.roots().logRoot, merkleRoot(entries.map(entryLeaf)));
      for (const template of [[0], [1], [undefined]])
        for (const topic of ['space/a', 'space/b']) {
          const read = request(ann, topic, 0, probe('rdp', template));
          assert.deepEqual(other.read(read), one.read(read));
        }
    }),
    { numRuns: 60 },
  );
});

test('a log without one of the entries has other roots', () => {
  const machine = machineWith();
  const { entries } = machine.execute(0, batch(0, post(1), post(1, bob), post(2)));
  for (const omitted of entries) {
    const fewer = machineWith();
    const left = [post(1), post(1, bob), post(2)].filter((_, i) => i !== omitted.position);
    fewer.execute(0, batch(0, ...left));
    assert.notDeepEqual(fewer.log.roots().logRoot, machine.log.roots().logRoot);
    assert.notDeepEqual(fewer.log.roots().topicsRoot, machine.log.roots().topicsRoot);
  }
});

test('the log before each instance is remembered, and where KEYs were', () => {
  const machine = machineWith();
  const rekey = { replica: 0, epoch: 1, keys: [], from: 0, to: 1 };
  machine.execute(0, batch(5, post(1), post(2)));
  machine.execute(1, batch(7, request(ann, 'keys/board-0', 1, EMPTY, rekey)));
  assert.deepEqual(machine.headBefore(0), { c: 0, time: 0, ...machine.log.roots(0) });
  assert.deepEqual(machine.headBefore(1), { c: 1, time: 5, ...machine.log.roots(2) });
  assert.deepEqual(machine.headBefore(2), { c: 2, time: 7, ...machine.log.roots(3) });
  assert.equal(machine.headBefore(3), undefined);
  assert.deepEqual(machine.keyInstances, [1]);
  assert.equal(machine.lastSequence(ann, 'space/a'), 2);
  assert.equal(machine.lastSequence(bob, 'space/a'), 0);
  assert.equal(machine.lastSequence(bob, 'keys/board-0'), 1, 'epochs, whoever posts');
});

test('there are 4,096 spaces: all readers fetch the list of topics', () => {
  const machine = machineWith();
  // A client has 4,096 tuples at most.
  const posts = Array.from({ length: 4097 }, (_, i) => request(i < 9 ? bob : ann, `space/${i}`, 1, out([i])));
  const { answers } = machine.execute(0, batch(0, ...posts));
  assert.deepEqual(
    answers.filter(({ result }) => result.code !== '').map(({ request: one }) => one.topic),
    ['space/4096'],
  );
  assert.equal(answers.at(-1)?.result.code, 'board/quota');
  const { answers: more } = machine.execute(1, batch(0, request(bob, 'space/0', 2, out([1]))));
  assert.equal(more[0]?.result.code, '');
});
