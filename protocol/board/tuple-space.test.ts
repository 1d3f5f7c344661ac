import assert from 'node:assert/strict';
import { test } from 'vitest';
import { cas, clientKey, hashOfKey, out, probe, request, wait } from './machine-test-support.ts';
import type { Operation, Template } from './operations.ts';
import { type Answer, TupleSpace } from './tuple-space.ts';

const [ann, bob, cat] = [clientKey(1), clientKey(2), clientKey(3)];
let seq = 0;

/** What the operation gives, answers in short. */
function run(
  space: TupleSpace,
  operation: Operation,
  { client = ann, time = 0, topic = 'space/a' } = {},
): (readonly [client: string, result: unknown, changes: boolean])[] {
  seq += 1;
  return short(
    space.execute({
      request: request(client, topic, seq, operation),
      clientHash: hashOfKey(client),
      operation,
      time,
    }),
  );
}

const short = (answers: readonly Answer[]) =>
  answers.map(
    ({ request: { client }, result: { code, tuples }, changes }) =>
      [client, code === '' ? tuples : code, changes] as const,
  );

const put = (space: TupleSpace, ...tuples: readonly (readonly (number | string)[])[]) => {
  for (const tuple of tuples) assert.deepEqual(run(space, out(tuple)), [[ann, [], true]]);
};
const all: Template = [undefined];

test('a tuple is read, and stays', () => {
  const space = new TupleSpace();
  put(space, ['x', 1]);
  for (let i = 0; i < 2; i++)
    assert.deepEqual(run(space, probe('rdp', ['x', undefined])), [[ann, [['x', 1]], false]]);
});

test('a tuple is taken once', () => {
  const space = new TupleSpace();
  put(space, ['x', 1]);
  assert.deepEqual(run(space, probe('inp', ['x', undefined])), [[ann, [['x', 1]], true]]);
  assert.deepEqual(run(space, probe('inp', ['x', undefined])), [[ann, [], false]]);
  assert.deepEqual(run(space, probe('rdp', ['x', undefined])), [[ann, [], false]]);
});

test('the oldest match comes first', () => {
  const space = new TupleSpace();
  put(space, ['y', 0], ['x', 1], ['x', 2]);
  assert.deepEqual(run(space, probe('rdp', ['x', undefined])), [[ann, [['x', 1]], false]]);
  assert.deepEqual(run(space, wait('in', ['x', undefined])), [[ann, [['x', 1]], true]]);
  assert.deepEqual(run(space, wait('rd', ['x', undefined])), [[ann, [['x', 2]], false]]);
});

test('topics are apart', () => {
  const space = new TupleSpace();
  put(space, [1]);
  assert.deepEqual(run(space, probe('rdp', all), { topic: 'space/b' }), [[ann, [], false]]);
  assert.deepEqual(run(space, wait('in', all), { topic: 'space/b' }), []);
  assert.deepEqual(run(space, out([2])), [[ann, [], true]]);
});

test('cas puts its tuple if its template matches nothing', () => {
  const space = new TupleSpace();
  assert.deepEqual(run(space, cas(['x', undefined], ['x', 1])), [[ann, [], true]]);
  assert.deepEqual(run(space, cas(['x', undefined], ['x', 2])), [[ann, 'board/refused', false]]);
  assert.deepEqual(run(space, cas(['y'], ['x', 3])), [[ann, [], true]]);
  assert.deepEqual(run(space, probe('inp', ['x', undefined])), [[ann, [['x', 1]], true]]);
  assert.deepEqual(run(space, probe('inp', ['x', undefined])), [[ann, [['x', 3]], true]]);
});

test('cas sees tuples that its client may not read', () => {
  const space = new TupleSpace();
  run(space, out(['x'], { readers: [hashOfKey(ann)], takers: [hashOfKey(ann)] }));
  assert.deepEqual(run(space, cas(['x'], ['x']), { client: bob }), [[bob, 'board/refused', false]]);
});

test('only readers read, and only takers take', () => {
  const space = new TupleSpace();
  run(space, out(['x'], { readers: [hashOfKey(ann)], takers: [hashOfKey(bob)] }));
  assert.deepEqual(run(space, probe('rdp', all), { client: bob }), [[bob, [], false]]);
  assert.deepEqual(run(space, probe('inp', all), { client: ann }), [[ann, [], false]]);
  assert.deepEqual(run(space, probe('rdp', all), { client: ann }), [[ann, [['x']], false]]);
  assert.deepEqual(run(space, wait('rd', all), { client: bob }), []);
  assert.deepEqual(run(space, wait('in', all), { client: ann }), []);
  assert.deepEqual(run(space, wait('in', all), { client: bob }), [[bob, [['x']], true]]);
});

test('who waits is answered by the first tuple that matches, the longest waiting first', () => {
  const space = new TupleSpace();
  assert.deepEqual(run(space, wait('rd', ['x', undefined]), { client: bob }), []);
  assert.deepEqual(run(space, wait('in', ['x', undefined]), { client: cat }), []);
  assert.deepEqual(run(space, wait('rd', ['x', undefined]), { client: bob }), []);
  assert.deepEqual(run(space, out(['y', 0])), [[ann, [], true]]);
  assert.deepEqual(run(space, out(['x', 1])), [
    [ann, [], true],
    [bob, [['x', 1]], false],
    [cat, [['x', 1]], true],
  ]);
  assert.deepEqual(run(space, probe('rdp', ['x', undefined])), [[ann, [], false]]);
  assert.deepEqual(run(space, cas(['z'], ['x', 2])), [
    [ann, [], true],
    [bob, [['x', 2]], false],
  ]);
  assert.deepEqual(run(space, probe('rdp', ['x', undefined])), [[ann, [['x', 2]], false]]);
});

test('a waiting client who may not have the tuple goes on waiting', () => {
  const space = new TupleSpace();
  run(space, wait('rd', all), { client: bob });
  run(space, wait('in', all), { client: cat });
  const only = { readers: [hashOfKey(ann)], takers: [hashOfKey(ann)] };
  assert.deepEqual(run(space, out(['x'], only)), [[ann, [], true]]);
  assert.deepEqual(run(space, probe('rdp', all)), [[ann, [['x']], false]]);
});

test('a tuple lapses as a batch begins at the end of its lease, and not before', () => {
  const space = new TupleSpace();
  run(space, out(['short'], { lease: 10 }), { time: 100 });
  run(space, out(['long'], { lease: 20 }), { time: 100 });
  run(space, out(['ever']), { time: 100 });
  assert.deepEqual(space.lapse(109), []);
  assert.deepEqual(run(space, probe('rdp', all)), [[ann, [['short']], false]]);
  assert.deepEqual(space.lapse(110), []);
  assert.deepEqual(run(space, probe('rdp', all)), [[ann, [['long']], false]]);
  space.lapse(120);
  assert.deepEqual(run(space, probe('rdp', all)), [[ann, [['ever']], false]]);
  space.lapse(Number.MAX_SAFE_INTEGER);
  assert.deepEqual(run(space, probe('rdp', all)), [[ann, [['ever']], false]]);
});

test('who waits in vain is told so at the end of the lease', () => {
  const space = new TupleSpace();
  run(space, wait('rd', all, 10), { time: 100, client: bob });
  run(space, wait('in', all, 20), { time: 100, client: cat });
  assert.deepEqual(space.lapse(109), []);
  assert.deepEqual(short(space.lapse(110)), [[bob, [], false]]);
  assert.deepEqual(short(space.lapse(120)), [[cat, [], false]]);
  assert.deepEqual(run(space, out([1])), [[ann, [], true]]);
});

test('a client has at most 4,096 tuples, over all spaces', () => {
  const space = new TupleSpace();
  run(space, out(['lapses'], { lease: 10 }));
  for (let i = 1; i < 4096; i++) run(space, out([i]), { topic: i % 2 === 0 ? 'space/a' : 'space/b' });
  const refusal = [[ann, 'board/quota', false]];
  assert.deepEqual(run(space, out([0])), refusal);
  assert.deepEqual(run(space, cas(['none'], [0])), refusal);
  assert.deepEqual(run(space, out([0]), { client: bob }), [[bob, [], true]]);
  space.lapse(10);
  assert.deepEqual(run(space, out([0])), [[ann, [], true]]);
  assert.deepEqual(run(space, out([0])), refusal);
  run(space, probe('inp', all), { client: bob });
  assert.deepEqual(run(space, out([0])), [[ann, [], true]]);
});

test('what policies bound does not count among them', () => {
  const space = new TupleSpace();
  const topic = `${'0'.repeat(48)}/marks`;
  for (let i = 0; i <= 4096; i++) assert.deepEqual(run(space, out(['mark']), { topic }), [[ann, [], true]]);
  assert.deepEqual(run(space, out([0])), [[ann, [], true]]);
});

test('a client has at most 64 waits', () => {
  const space = new TupleSpace();
  for (let i = 0; i < 64; i++) assert.deepEqual(run(space, wait(i % 2 === 0 ? 'in' : 'rd', [i], 10 + i)), []);
  for (const name of ['rd', 'in'] as const)
    assert.deepEqual(run(space, wait(name, ['x'])), [[ann, 'board/quota', false]]);
  assert.deepEqual(run(space, wait('in', ['x']), { client: bob }), []);
  run(space, out([5]), { client: bob });
  assert.deepEqual(run(space, wait('rd', ['x'])), []);
  assert.equal(space.lapse(10).length, 1);
  assert.deepEqual(run(space, wait('rd', ['x'])), []);
  assert.deepEqual(run(space, wait('rd', ['x'])), [[ann, 'board/quota', false]]);
});
