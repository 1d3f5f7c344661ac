import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { acceptManifest } from '../protocol/1-ballot-distribution/accept-ballot.ts';
import { finalRootsCodec } from '../protocol/messages/period-chain.ts';
import { closeHeadStatement } from '../protocol/messages/tree-head.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { given } from '../protocol/test-support.ts';
import { checkVote, continueCheck } from './check-vote.ts';
import type { Send } from './send.ts';
import { ANSWER, down, Network, says } from './test-support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const network = await Network.make();
const { fixture } = network;
const COUNTERS = fixture.plan.counters.map(({ id }) => id);
const VOTERS = fixture.manifest.styles.reduce((sum, { voters }) => sum + voters, 0);
const PART = 4096;
const LEAF_LENGTH = 32;
const LINK = { c: new Uint8Array(32), record: undefined, statements: [ANSWER], commitments: [] };
const UNTIL_INTAKE_ENDS = { withSecondOnion: true, finalRootsUrl: undefined };

test('a check from the inserted card: the terminal is given the election, then the lists as they were at the close', async () => {
  const { terminal, module } = network.scene('none');
  assert.deepEqual(await checkVote(module, UNTIL_INTAKE_ENDS), COUNTERS);
  const election = acceptManifest(given(terminal.checked[0]), fixture.commissioner.publicKey);
  assert.deepEqual(election.manifestHash, fixture.election.manifestHash);
  const lists = COUNTERS.flatMap(() => ['head close', 'end']);
  assert.deepEqual(terminal.log, ['begin check', ...lists, 'challenge', 'onions']);
});

test('after intake: the lists as they are now, no onion, and the final roots once they are published', async () => {
  const url = 'http://commissioner.example/final-roots';
  for (const finalRootsUrl of [undefined, url]) {
    const { terminal, module } = network.scene('check');
    network.faults.set(
      'commissioner',
      says(encode(finalRootsCodec, { roots: [ANSWER, ANSWER], chain: [LINK] })),
    );
    await continueCheck(module, { withSecondOnion: false, finalRootsUrl });
    const lists = COUNTERS.flatMap(() => ['head latest', 'end']);
    const end = finalRootsUrl === undefined ? [] : ['periods: 1 links', 'complete with 2'];
    assert.deepEqual(terminal.log, [...lists, ...end]);
    const asked = network.asked.filter((one) => /^counter|^commissioner/.test(one));
    const roots = finalRootsUrl === undefined ? [] : ['commissioner final-roots'];
    assert.deepEqual(asked, [...COUNTERS.map((id) => `${id} head`), ...roots]);
  }
});

test('a terminal that has stopped is asked nothing, and no Counter either: its reason is told', async () => {
  const { terminal, module } = network.scene('stopped');
  terminal.code = 'finlet/no-vote';
  await assert.rejects(continueCheck(module, UNTIL_INTAKE_ENDS), { code: 'finlet/no-vote' });
  assert.deepEqual(terminal.log, []);
  assert.ok(!network.asked.some((one) => one.startsWith('counter')));
});

test('a check goes on without asking the voter again; a Counter that is down is left out', async () => {
  const { terminal, module, progress } = network.scene('check', { 'counter-1': down });
  const seen = await continueCheck(module, UNTIL_INTAKE_ENDS);
  assert.deepEqual(seen, COUNTERS.slice(1));
  assert.deepEqual(terminal.log, ['head close', 'end', 'head close', 'end', 'challenge', 'onions']);
  assert.deepEqual(
    progress.map(({ stage }) => stage),
    ['voter', 'ready', 'failed', 'sent'],
  );
});

test('a card that never issued its first onion has that sent, then the second', async () => {
  const [first, second] = [new Uint8Array([7, 1]), new Uint8Array([7, 2])];
  const taken: [string, Uint8Array | undefined][] = [];
  const takes = (id: string): Send =>
    network.honestBut('onions', async (_url, body) => {
      taken.push([id, body]);
      return ANSWER;
    });
  const { terminal, module } = network.scene('check', {
    'anonymizer-1': takes('anonymizer-1'),
    'anonymizer-2': takes('anonymizer-2'),
  });
  terminal.closing = [
    { entry: 'anonymizer-2', onion: first },
    { entry: 'anonymizer-1', onion: second },
  ];
  await continueCheck(module, UNTIL_INTAKE_ENDS);
  assert.deepEqual(taken, [
    ['anonymizer-2', first],
    ['anonymizer-1', second],
  ]);
});

function headOf(size: number): Uint8Array {
  const content = { size, root: new Uint8Array(32) };
  const { key } = fixture.server('counter-1');
  return signStatement(closeHeadStatement, fixture.election.manifestHash, content, 'counter-1', key);
}

test('a Counter that gives its list in other parts than asked for is left', async () => {
  const head = headOf(200_000);
  const { terminal, module } = network.scene('check', {
    'counter-1': async (url) => (url.endsWith('close-head') ? head : new Uint8Array(32)),
  });
  const seen = await continueCheck(module, UNTIL_INTAKE_ENDS);
  assert.deepEqual(seen, COUNTERS.slice(1));
  assert.ok(!terminal.log.includes('leaves'));
  assert.ok(terminal.log.includes('onions'));
});

/** Gives its list in full parts, each of which takes that many milliseconds. */
const taking =
  (milliseconds: number, size: number, tick: (milliseconds: number) => void): Send =>
  async (url) => {
    if (url.endsWith('close-head')) return headOf(size);
    tick(milliseconds);
    return new Uint8Array(Number(new URL(url).searchParams.get('limit')) * LEAF_LENGTH);
  };

test('a list is asked for in parts, the last one as long as what is left', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { terminal, module } = network.scene('check', {
    'counter-1': taking(0, 2 * PART + 5, (by) => vi.advanceTimersByTime(by)),
  });
  assert.deepEqual(await continueCheck(module, UNTIL_INTAKE_ENDS), COUNTERS);
  assert.deepEqual(
    network.asked.filter((one) => one.startsWith('counter-1 leaves')),
    [0, PART, 2 * PART].map((from) => `counter-1 leaves?from=${from}&limit=${from < 2 * PART ? PART : 5}`),
  );
  assert.equal(terminal.log.filter((call) => call === 'leaves').length, 3);
});

test('a Counter has 20 s for its list, and 1 ms more for each voter; a slower one is left', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const [total, seen] of [
    [20_000 + VOTERS, COUNTERS],
    [20_000 + VOTERS + 1, COUNTERS.slice(1)],
  ] as const) {
    const { terminal, module } = network.scene('check', {
      'counter-1': taking(total / 2, 2 * PART, (by) => vi.advanceTimersByTime(by)),
    });
    assert.deepEqual(await continueCheck(module, UNTIL_INTAKE_ENDS), seen);
    assert.equal(terminal.log.filter((call) => call === 'leaves').length, seen === COUNTERS ? 2 : 1);
  }
});
