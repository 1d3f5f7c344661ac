/** Whom a client of four replicas asks first: two that cannot both be hostile, and whoever is no good goes last. */
import assert from 'node:assert/strict';
import { pino } from 'pino';
import { test } from 'vitest';
import { TestBoard } from '../../../protocol/board/board-test-support.ts';
import { RemoteError } from '../http-client.ts';
import { Replicas } from './replicas.ts';

const { opened } = new TestBoard(4, 1, 0, { t0: 20 });
const make = (first = 0): Replicas => new Replicas(opened, first, pino({ level: 'silent' }), Date.now);
const askedFirst = (replicas: Replicas): number[] =>
  replicas.indices.filter((index) => replicas.isAskedFirst(index));
const never = new AbortController().signal;

test('those that come first cannot all be hostile; others begin elsewhere', () => {
  assert.deepEqual(askedFirst(make()), [0, 1]);
  assert.deepEqual(askedFirst(make(3)), [0, 3]);
});

test('whoever is put last, or fails, is not among them until others do', () => {
  const replicas = make();
  replicas.putLast(0);
  assert.deepEqual(askedFirst(replicas), [1, 2]);
  replicas.noteFailure(1, { code: 'service/busy' });
  assert.deepEqual(askedFirst(replicas), [2, 3]);
  replicas.putLast(2);
  assert.deepEqual(askedFirst(replicas), [0, 3]);
});

test('one that takes T0 is put last, and what it says then still counts; who was asked since is not slow', async () => {
  const replicas = make();
  const isNextAsked = Promise.withResolvers<void>();
  const said = await replicas.firstOf(async (index, over) => {
    if (index === 0) {
      await isNextAsked.promise;
      return index;
    }
    isNextAsked.resolve();
    await new Promise((resolve) => over.addEventListener('abort', () => setImmediate(resolve)));
    return undefined;
  }, never);
  assert.equal(said, 0);
  assert.deepEqual(askedFirst(replicas), [1, 2]);
});

test('one that fails is put last, and the next is asked at once', async () => {
  const replicas = make();
  const said = await replicas.firstOf(async (index) => {
    if (index === 0) throw new RemoteError('service/busy', 503, 'not now');
    return index;
  }, never);
  assert.equal(said, 1);
  assert.deepEqual(askedFirst(replicas), [1, 2]);
});
