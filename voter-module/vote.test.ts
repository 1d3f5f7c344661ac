import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptBallot, acceptManifest } from '../protocol/1-ballot-distribution/accept-ballot.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { closeHeadStatement } from '../protocol/messages/tree-head.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { given } from '../protocol/test-support.ts';
import { continueCheck } from './check-vote.ts';
import { type Send, ServerError } from './send.ts';
import { ANSWER, down, FakeTerminal, hung, Network, says } from './test-support.ts';
import { continueVote, vote } from './vote.ts';

const network = await Network.make();
const { made } = network;
const NEEDED = made.plan.signingThreshold;
const COUNTERS = made.plan.counters.map(({ id }) => id);

/** The servers and a terminal in `phase`; `faults` by server ID, a whole role by its beginning. */
function scene(phase: FakeTerminal['phase'], faults: Readonly<Record<string, Send>> = {}) {
  network.asked.length = 0;
  network.faults.clear();
  for (const { id } of made.manifest.servers)
    for (const [beginning, fault] of Object.entries(faults))
      if (id.startsWith(beginning)) network.faults.set(id, fault);
  const terminal = new FakeTerminal(network, phase);
  return { terminal, ...network.module(terminal) };
}

/** Honest in all but one kind of request. */
const honestBut =
  (path: string, fault: Send): Send =>
  async (url, body, signal) =>
    url.endsWith(path) ? fault(url, body, signal) : network.honest(url, body);

test('a vote from the inserted card to its way: the terminal is given what passes its own checks', async () => {
  const { terminal, module, progress } = scene('none');
  await vote(module);
  assert.equal(progress.at(-1)?.stage, 'sent');
  const data = given(terminal.begun[0]);
  const commissionerKey = made.commissioner.publicKey;
  const { publicKey } = network.voter.key;
  const election = acceptManifest(data, commissionerKey);
  assert.equal(acceptBallot(election, data, { commissionerKey, publicKey }), network.voter.style);
});

test('a vote goes on from where the terminal is, and the terminal is asked nothing that it would refuse', async () => {
  const { terminal, module, progress } = scene('sign');
  await continueVote(module);
  const stages = progress.map(({ stage }) => stage);
  assert.deepEqual(stages.slice(0, 3), ['fetched', 'voter', 'sign']);
  assert.deepEqual(stages.slice(-2), ['ready', 'sent']);
  assert.equal(stages.filter((stage) => stage === 'signature').length, NEEDED);
  assert.equal(terminal.log.filter((call) => call.startsWith('partial')).length, NEEDED);
  assert.ok(network.asked.includes('anonymizer-2 onions'));
});

test('a server that is down is named; the others are enough', async () => {
  const { module, progress } = scene('sign', { 'administrator-4': down });
  await continueVote(module);
  const failed = progress.find((one) => one.stage === 'failed');
  assert.deepEqual(failed, { stage: 'failed', server: 'administrator-4', code: 'voter-module/unreachable' });
  assert.equal(progress.at(-1)?.stage, 'sent');
});

test('one server of each role that is hung holds nobody up, and what it was asked is broken off', async () => {
  const broken: string[] = [];
  const silent: Send = async (url, body, signal) => {
    signal?.addEventListener('abort', () => broken.push(new URL(url).hostname.replace('.example', '')));
    return hung(url, body, signal);
  };
  const { terminal, module, progress } = scene('none', {
    'administrator-1': silent,
    'anonymizer-1': silent,
    'distributor-1': silent,
  });
  await vote(module);
  assert.equal(progress.at(-1)?.stage, 'sent');
  assert.ok(terminal.log.includes('onion of 2'));
  assert.deepEqual(new Set(broken), new Set(['administrator-1', 'anonymizer-1', 'distributor-1']));
  // What is broken off is no failure of the server, and is told to nobody once the vote is on its way.
  await new Promise(setImmediate);
  assert.equal(progress.at(-1)?.stage, 'sent');
});

test('once the package is made nothing is signed again', async () => {
  const { terminal, module } = scene('submit');
  await continueVote(module);
  assert.deepEqual(terminal.log, ['challenge', 'onion of 3', 'sent']);
  assert.ok(!network.asked.some((one) => one.startsWith('administrator')));
});

test('servers that send what cannot be read are failures of theirs, and stop nobody', async () => {
  const rubbish = says(new Uint8Array(2000));
  const { terminal, module, progress } = scene('sign', {
    'administrator-1': rubbish,
    'anonymizer-1': rubbish,
  });
  await continueVote(module);
  assert.equal(progress.at(-1)?.stage, 'sent');
  assert.ok(terminal.log.includes('onion of 2'), "the other Anonymizers' answers alone");
  const liars = new Map(progress.flatMap((one) => (one.stage === 'failed' ? [[one.server, one.code]] : [])));
  assert.deepEqual([...liars.keys()].sort(), ['administrator-1', 'anonymizer-1']);
  assert.equal(liars.get('administrator-1'), 'false-answer');
});

test('that servers are full, or too few, is said on the terminal too', async (t) => {
  for (const [code, reason] of [
    ['store/full', 'store/full'],
    ['voter-module/unreachable', 'servers/too-few'],
  ] as const) {
    const failing: Send = async (url) => {
      throw new ServerError(code, url);
    };
    const { terminal, module } = scene('sign', { 'administrator-3': failing, 'administrator-4': failing });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let isOver = false;
    const end = assert.rejects(continueVote(module), { code: 'voter-module/too-few-servers' }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
    }
    await end;
    t.mock.timers.reset();
    assert.equal(terminal.log.at(-1), `setback ${reason}`);
  }
});

test("only an Anonymizer's own answer to this challenge counts towards a path", async () => {
  const { manifestHash } = made.election;
  const stale = { challenge: new Uint8Array(32).fill(7) };
  const of = (id: string, content = { challenge: new Uint8Array(32) }) =>
    says(signStatement(challengeStatement, manifestHash, content, id, made.server(id).key));
  const { terminal, module, progress } = scene('submit', {
    'anonymizer-1': honestBut('challenge', of('anonymizer-1', stale)),
    'anonymizer-3': honestBut('challenge', of('anonymizer-2')),
  });
  await continueVote(module);
  assert.deepEqual(terminal.log, ['challenge', 'onion of 1', 'sent']);
  const codes = progress.flatMap((one) => (one.stage === 'failed' ? [`${one.server} ${one.code}`] : []));
  assert.deepEqual(codes.sort(), ['anonymizer-1 false-answer', 'anonymizer-3 false-answer']);
});

test('a check goes on without asking the voter again; a Counter that is down is left out', async () => {
  const { terminal, module, progress } = scene('check', { 'counter-1': down });
  const seen = await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
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
    honestBut('onions', async (_url, body) => {
      taken.push([id, body]);
      return ANSWER;
    });
  const { terminal, module } = scene('check', {
    'anonymizer-1': takes('anonymizer-1'),
    'anonymizer-2': takes('anonymizer-2'),
  });
  terminal.closing = [
    { entry: 'anonymizer-2', onion: first },
    { entry: 'anonymizer-1', onion: second },
  ];
  await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(taken, [
    ['anonymizer-2', first],
    ['anonymizer-1', second],
  ]);
});

function headOf(size: number): Uint8Array {
  const content = { size, root: new Uint8Array(32) };
  const { key } = made.server('counter-1');
  return signStatement(closeHeadStatement, made.election.manifestHash, content, 'counter-1', key);
}

test('a Counter that gives its list in other parts than asked for is left', async () => {
  const head = headOf(200_000);
  const { terminal, module } = scene('check', {
    'counter-1': async (url) => (url.endsWith('close-head') ? head : new Uint8Array(32)),
  });
  const seen = await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(seen, COUNTERS.slice(1));
  assert.ok(!terminal.log.includes('leaves'));
  assert.ok(terminal.log.includes('onions'));
});

test('a slow Counter is left when its time is over', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const head = headOf(3 * 4096);
  const { terminal, module } = scene('check', {
    'counter-1': async (url) => {
      if (url.endsWith('close-head')) return head;
      t.mock.timers.tick(15_000);
      return new Uint8Array(4096 * 32);
    },
  });
  const seen = await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(seen, COUNTERS.slice(1));
  assert.equal(terminal.log.filter((call) => call === 'leaves').length, 1);
});

test('an Administrator that was down at Prepare is prepared when it is asked to sign', async () => {
  let isPrepared = false;
  const forgetful: Send = async (url) => {
    if (url.endsWith('/prepare')) isPrepared = network.asked.includes('administrator-1 sign');
    if (!isPrepared) throw Object.assign(new Error('not prepared'), { code: 'vote/not-prepared' });
    return ANSWER;
  };
  const { terminal, module } = scene('sign', {
    'administrator-1': forgetful,
    'administrator-2': honestBut('sign', down),
  });
  await continueVote(module);
  assert.ok(terminal.log.includes('partial administrator-1'));
});
