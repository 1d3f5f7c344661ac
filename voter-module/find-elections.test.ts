import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { CodedError } from '../common/coded-error.ts';
import { findElections, readElections } from './find-elections.ts';
import { GRACE } from './gather.ts';
import type { Send } from './send.ts';
import { hung } from './test-support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const entry = (digit: string, opens: number) => ({
  election: digit.repeat(32),
  title: `Election ${digit}`,
  titles: { en: `Election ${digit}`, 'pt-BR': `Eleição ${digit}` },
  trial: false,
  opens,
  closes: opens + 10,
  intakeEnds: opens + 20,
  claimsEnd: opens + 30,
});
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('what half of the Distributors that answer list can be chosen, the newest first; those that are silent or babble are named', async () => {
  const answers = new Map([
    ['http://d1/elections', [entry('a', 100)]],
    ['http://d2/elections', [entry('a', 100), entry('b', 200)]],
  ]);
  const found = await findElections(
    async (url) => {
      const answer = answers.get(url);
      if (url.includes('d4')) return bytes({ babble: true });
      if (answer === undefined) throw new CodedError('voter-module/unreachable', url);
      return bytes(answer);
    },
    ['http://d1', 'http://d2', 'http://d3', 'http://d4'],
  );
  assert.deepEqual(
    found.elections.map(({ title }) => title),
    ['Election b', 'Election a'],
  );
  assert.deepEqual(found.silent, ['http://d3', 'http://d4']);
});

test('one Distributor cannot say of an election what the others do not', async () => {
  const answers = new Map([
    ['http://faulty/elections', [{ ...entry('a', 100), title: 'Cancelled', closes: 100 }]],
    ['http://d2/elections', [entry('a', 100)]],
    ['http://d3/elections', [entry('a', 100)]],
  ]);
  const send = async (url: string) => bytes(answers.get(url));
  for (const order of [
    ['http://faulty', 'http://d2', 'http://d3'],
    ['http://d2', 'http://d3', 'http://faulty'],
  ])
    assert.deepEqual((await findElections(send, order)).elections, [entry('a', 100)]);
});

test('entries are read within bounds', () => {
  for (const bad of [
    { ...entry('a', 1), election: '../etc' },
    { ...entry('a', 1), trial: 'yes' },
    { ...entry('a', 1), election: `${'a'.repeat(32)}/..` },
    { ...entry('a', 1), election: `../${'a'.repeat(32)}` },
    { ...entry('a', 1), election: ['a'.repeat(32)] },
    { ...entry('a', 1), title: ['x'] },
    { ...entry('a', 1), intakeEnds: 1.5 },
    entry('a', Number.MAX_SAFE_INTEGER - 100),
    { ...entry('a', 1), title: 'x'.repeat(201) },
    { ...entry('a', 1), titles: undefined },
    { ...entry('a', 1), titles: null },
    { ...entry('a', 1), titles: { en: ['x'] } },
    { ...entry('a', 1), titles: { en: 'x'.repeat(1001) } },
    { ...entry('a', 1), titles: { 'en" onload': 'x' } },
    { ...entry('a', 1), titles: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`a${i}`, 'x'])) },
    { ...entry('a', 1), opens: -1 },
    { ...entry('a', 1), closes: '2' },
  ])
    assert.throws(() => readElections(bytes([bad])), RangeError);
  for (const bad of [{ babble: true }, 'elections', 5])
    assert.throws(() => readElections(bytes(bad)), RangeError);
});

test('the newest is first, in whatever order they are listed', async () => {
  const [a, b, c] = [entry('a', 100), entry('b', 200), entry('c', 300)];
  for (const list of [
    [a, b, c],
    [c, b, a],
    [b, a, c],
  ])
    assert.deepEqual((await findElections(async () => bytes(list), ['http://d1'])).elections, [c, b, a]);
});

test('until half of the Distributors have answered nobody chooses from what one says', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const second = Promise.withResolvers<Uint8Array>();
  const send: Send = async (url, body, signal) => {
    if (url.includes('d1')) return bytes([entry('b', 200)]);
    return url.includes('d2') ? second.promise : hung(url, body, signal);
  };
  const finding = findElections(send, ['http://d1', 'http://d2', 'http://d3', 'http://d4']);
  await new Promise(setImmediate);
  vi.advanceTimersByTime(60_000);
  second.resolve(bytes([entry('a', 100)]));
  await new Promise(setImmediate);
  vi.advanceTimersByTime(GRACE);
  const { elections, silent } = await finding;
  assert.deepEqual(elections, [entry('b', 200), entry('a', 100)]);
  assert.deepEqual(silent, ['http://d3', 'http://d4']);
});

test('one that is hung keeps nobody waiting, and is broken off', async () => {
  let isBrokenOff = false;
  const found = await findElections(
    async (url, body, signal) => {
      if (!url.includes('hung')) return bytes([entry('a', 100)]);
      signal?.addEventListener('abort', () => {
        isBrokenOff = true;
      });
      return hung(url, body, signal);
    },
    ['http://hung', 'http://d2', 'http://d3'],
  );
  assert.deepEqual(found.elections, [entry('a', 100)]);
  assert.deepEqual(found.silent, ['http://hung']);
  assert.equal(isBrokenOff, true);
});

test('one Distributor cannot bury the election under its own, nor list it twice to be the majority', async () => {
  const invented = Array.from({ length: 999 }, (_, i) => ({
    ...entry('b', 1000 + i),
    election: i.toString(16).padStart(32, '0'),
  }));
  const twice = { ...entry('a', 100), title: 'Cancelled' };
  const found = await findElections(
    async (url) => bytes(url.includes('liar') ? [twice, ...invented] : [entry('a', 100)]),
    ['http://faulty', 'http://d2', 'http://d3'],
  );
  assert.deepEqual(found.elections, [entry('a', 100)]);
  const doubled = await findElections(
    async (url) => bytes(url.includes('liar') ? [twice, twice, twice] : [entry('a', 100)]),
    ['http://faulty', 'http://d2', 'http://d3'],
  );
  assert.deepEqual(doubled.elections, [entry('a', 100)]);
});

test('more elections than a list can have are none', () => {
  const many = (count: number) =>
    bytes(
      Array.from({ length: count }, (_, i) => ({
        ...entry('a', 1),
        election: i.toString(16).padStart(32, '0'),
      })),
    );
  assert.equal(readElections(many(1000)).length, 1000);
  assert.throws(() => readElections(many(1001)), RangeError);
});

test('a title shows as what it is: one line, nothing hidden in it', () => {
  const title = 'Board\u001b[2J\r\n\u202eevil\u0007\u2066x\u009b1m';
  const [listed] = readElections(bytes([{ ...entry('a', 1), title }]));
  assert.equal(listed?.title, 'Board\ufffd[2J \ufffdevil\ufffd\ufffdx\ufffd1m');
});
