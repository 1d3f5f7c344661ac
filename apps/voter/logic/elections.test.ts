import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerError } from '../../../voter-module/send.ts';
import { findElections, readElections, stageOf } from './elections.ts';

const entry = (digit: string, opens: number) => ({
  election: digit.repeat(32),
  title: `Election ${digit}`,
  opens,
  closes: opens + 10,
  intakeEnds: opens + 20,
  claimsEnd: opens + 30,
});
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('what any Distributor lists can be chosen, the newest first; those that are silent or babble are named', async () => {
  const answers = new Map([
    ['http://d1/elections', [entry('a', 100)]],
    ['http://d2/elections', [entry('a', 100), entry('b', 200)]],
  ]);
  const found = await findElections(
    async (url) => {
      const answer = answers.get(url);
      if (url.includes('d4')) return bytes({ babble: true });
      if (answer === undefined) throw new ServerError('voter-module/unreachable', url);
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
    ['http://liar/elections', [{ ...entry('a', 100), title: 'Cancelled', closes: 100 }]],
    ['http://d2/elections', [entry('a', 100)]],
    ['http://d3/elections', [entry('a', 100)]],
  ]);
  const send = async (url: string) => bytes(answers.get(url));
  for (const order of [
    ['http://liar', 'http://d2', 'http://d3'],
    ['http://d2', 'http://d3', 'http://liar'],
  ])
    assert.deepEqual((await findElections(send, order)).elections, [entry('a', 100)]);
});

test('entries are read within bounds', () => {
  for (const bad of [
    { ...entry('a', 1), election: '../etc' },
    entry('a', Number.MAX_SAFE_INTEGER - 100),
    { ...entry('a', 1), title: 'x'.repeat(201) },
    { ...entry('a', 1), opens: -1 },
    { ...entry('a', 1), closes: '2' },
  ])
    assert.throws(() => readElections(bytes([bad])), RangeError);
});

test('stages change at the second', () => {
  const election = entry('a', 100);
  assert.deepEqual(
    [99, 100, 109, 110, 129, 130].map((now) => stageOf(election, now)),
    ['before', 'openNow', 'openNow', 'mixing', 'mixing', 'counting'],
  );
});
