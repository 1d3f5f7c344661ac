import assert from 'node:assert/strict';
import { afterEach, test, vi } from 'vitest';
import { CodedError } from '../common/coded-error.ts';
import { acceptBallot, acceptManifest } from '../protocol/1-ballot-distribution/accept-ballot.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { given } from '../protocol/test-support.ts';
import type { Send } from './send.ts';
import { ANSWER, down, type FakeTerminal, hung, Network, says } from './test-support.ts';
import { continueVote, vote } from './vote.ts';

afterEach(() => {
  vi.useRealTimers();
});

const network = await Network.make();
const { fixture } = network;
const RENEWAL = {
  ...{ first: 1_800_000_100_000, every: 60_000, deadline: 30_000, phase: 5_000, clockError: 1_000 },
};
const NEEDED = fixture.plan.signingThreshold;

/** The servers and a terminal in `phase`; `faults` by server ID, a whole role by its beginning. */
const scene = (phase: FakeTerminal['phase'], faults: Readonly<Record<string, Send>> = {}) =>
  network.scene(phase, faults);
const honestBut = network.honestBut.bind(network);

test('a vote from the inserted card to its way: the terminal is given what passes its own checks', async () => {
  const { terminal, module, progress } = scene('none');
  await vote(module);
  assert.equal(progress.at(-1)?.stage, 'sent');
  const data = given(terminal.begun[0]);
  const commissionerKey = fixture.commissioner.publicKey;
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

test('who has no key is asked nothing, and an Administrator without shares no signature', async () => {
  for (const [options, asked] of [
    [{ withoutKey: ['administrator-1', 'anonymizer-1'] }, []],
    [{ withoutShares: ['administrator-1'] }, ['administrator-1 prepare', 'anonymizer-1 challenge']],
    [
      // It may have got a share since.
      { withoutShares: ['administrator-1'], administratorRenewal: RENEWAL },
      ['administrator-1 prepare', 'administrator-1 sign', 'anonymizer-1 challenge'],
    ],
  ] as const) {
    const partial = await Network.make(options);
    const { module, progress } = partial.scene('sign');
    await continueVote(module);
    assert.equal(progress.at(-1)?.stage, 'sent');
    const ofThem = partial.asked.filter((request) => /^a\w+-1 (prepare|sign|challenge)$/.test(request));
    assert.deepEqual(ofThem, asked);
  }
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
  const faultySigners = new Map(
    progress.flatMap((one) => (one.stage === 'failed' ? [[one.server, one.code]] : [])),
  );
  assert.deepEqual([...faultySigners.keys()].sort(), ['administrator-1', 'anonymizer-1']);
  assert.equal(faultySigners.get('administrator-1'), 'false-answer');
});

/** A second goes by whenever nothing else happens. */
async function hasten(work: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let isOver = false;
  const end = work().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    vi.advanceTimersByTime(1000);
    await new Promise(setImmediate);
  }
  await end;
  vi.useRealTimers();
}

test('that servers are full, or too few, is said on the terminal too', async () => {
  for (const [code, reason] of [
    ['store/full', 'store/full'],
    ['voter-module/unreachable', 'servers/too-few'],
  ] as const) {
    const failing: Send = async (url) => {
      throw new CodedError(code, url);
    };
    const { terminal, module } = scene('sign', { 'administrator-3': failing, 'administrator-4': failing });
    await hasten(() => assert.rejects(continueVote(module), { code: 'voter-module/too-few-servers' }));
    assert.equal(terminal.log.at(-1), `setback ${reason}`);
  }
});

test('a vote waits for Administrators that merge or are behind, and not for ever', async () => {
  const busy =
    (path: string, code: string, times: number): Send =>
    async (url, body) => {
      if (url.endsWith(path) && times-- > 0) throw new CodedError(code, url);
      return network.honest(url, body);
    };
  const scenes = [
    ['prepare', 'period/merging'],
    ['sign', 'period/behind'],
  ] as const;
  for (const [path, code] of scenes) {
    const passing = scene('sign', {
      'administrator-3': busy(path, code, 12),
      'administrator-4': busy(path, code, 12),
    });
    await hasten(() => continueVote(passing.module));
    assert.equal(passing.progress.at(-1)?.stage, 'sent');
    const lasting = scene('sign', {
      'administrator-3': busy(path, code, Number.POSITIVE_INFINITY),
      'administrator-4': busy(path, code, Number.POSITIVE_INFINITY),
    });
    await hasten(() =>
      assert.rejects(continueVote(lasting.module), { code: 'voter-module/too-few-servers' }),
    );
  }
});

test("only an Anonymizer's own answer to this challenge counts towards a path", async () => {
  const { manifestHash } = fixture.election;
  const stale = { challenge: new Uint8Array(32).fill(7) };
  const of = (id: string, content = { challenge: new Uint8Array(32) }) =>
    says(signStatement(challengeStatement, manifestHash, content, id, fixture.server(id).key));
  const { terminal, module, progress } = scene('submit', {
    'anonymizer-1': honestBut('challenge', of('anonymizer-1', stale)),
    'anonymizer-3': honestBut('challenge', of('anonymizer-2')),
  });
  await continueVote(module);
  assert.deepEqual(terminal.log, ['challenge', 'onion of 1', 'sent']);
  const codes = progress.flatMap((one) => (one.stage === 'failed' ? [`${one.server} ${one.code}`] : []));
  assert.deepEqual(codes.sort(), ['anonymizer-1 false-answer', 'anonymizer-3 false-answer']);
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
