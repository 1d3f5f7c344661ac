import assert from 'node:assert/strict';
import { test } from 'vitest';
import { CodedError } from '../../../common/coded-error.ts';
import { requireHex } from '../../../protocol/primitives/bytes.ts';
import type { TerminalStatus } from '../../../tcb-emulator/finlet/pc-messages.ts';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import type { VoteProgress } from '../../../voter-module/voter-module.ts';
import type { Locks } from './one-window.ts';
import { type SessionState, VoterSession } from './session.ts';
import type { Tasks } from './tasks.ts';

const ID = '0123456789abcdef0123456789abcdef';
const OPEN: ListedElection = {
  election: ID,
  title: 'Board',
  titles: {},
  trial: false,
  opens: 1000,
  closes: 2000,
  intakeEnds: 2500,
  claimsEnd: 3000,
};
const ANA = new Uint8Array(32).fill(1);
const BRUNO = new Uint8Array(32).fill(2);
const party = (id: string) => ({
  id,
  identityKey: new Uint8Array(33),
  operator: `Operator of ${id}`,
  system: 'Linux',
});
const PLAN = {
  administrators: [party('a1'), party('a2'), party('a3')],
  signingThreshold: 2,
} as unknown as Extract<VoteProgress, { stage: 'fetched' }>['plan'];

/** A terminal, servers and a clock that a test moves; each look at the terminal is one `step`. */
class Bench {
  keyHash: Uint8Array | undefined;
  phase: TerminalStatus['phase'] = 'none';
  election = '';
  isThere = true;
  now = 1500;
  readonly called: string[] = [];
  readonly seen: SessionState['activity']['at'][] = [];
  tasks: Partial<Tasks> = {};
  readonly session: VoterSession;

  constructor(locks?: Locks) {
    const call =
      <K extends keyof Tasks>(name: K) =>
      (election: ListedElection, onProgress: (progress: VoteProgress) => void): ReturnType<Tasks[K]> => {
        this.called.push(name);
        const task = this.tasks[name] ?? (() => new Promise<never>(() => undefined));
        return task(election, onProgress) as ReturnType<Tasks[K]>;
      };
    this.session = new VoterSession({
      terminal: {
        keyHash: async () => this.#answer(() => this.keyHash),
        status: async () => this.#answer(() => this.status),
        statusAfter: async () => this.#answer(() => this.status),
      },
      tasks: {
        vote: call('vote'),
        continueVote: call('continueVote'),
        check: call('check'),
        continueCheck: call('continueCheck'),
      },
      elections: () => [OPEN],
      clock: () => this.now,
      online: () => true,
      locks,
      pause: async () => undefined,
    });
    this.session.subscribe(() => {
      const { at } = this.session.state.activity;
      if (this.seen.at(-1) !== at) this.seen.push(at);
    });
  }

  get status(): TerminalStatus {
    return {
      phase: this.phase,
      code: '',
      election: requireHex(this.election),
      requests: [],
    };
  }

  /** One look at the terminal. */
  async look(): Promise<void> {
    const end = new AbortController();
    const watching = this.session.watch(end.signal);
    end.abort();
    await watching;
  }

  #answer<T>(value: () => T): T {
    if (!this.isThere) throw new TypeError('Failed to fetch');
    return value();
  }
}

const progressOf =
  (...steps: VoteProgress[]) =>
  async (_election: ListedElection, onProgress: (progress: VoteProgress) => void): Promise<void> => {
    for (const step of steps) onProgress(step);
  };
const failing = (code: string) => () => Promise.reject(new CodedError(code, code));

test('terminal and card are found, lost and found again', async () => {
  const bench = new Bench();
  const at = async () => {
    await bench.look();
    return bench.session.state.terminal.at;
  };
  assert.equal(bench.session.state.terminal.at, 'searching');
  bench.isThere = false;
  assert.equal(await at(), 'absent');
  bench.isThere = true;
  assert.equal(await at(), 'noCard');
  bench.keyHash = ANA;
  assert.equal(await at(), 'card');
  bench.keyHash = undefined;
  assert.equal(await at(), 'noCard');
});

test('a vote from start to end, Administrator by Administrator', async () => {
  const bench = new Bench();
  bench.keyHash = ANA;
  await bench.look();
  bench.tasks.vote = progressOf(
    { stage: 'fetched', plan: PLAN },
    { stage: 'voter' },
    { stage: 'sign' },
    { stage: 'echo', server: 'a1', done: 1, needed: 2 },
    { stage: 'failed', server: 'a2', code: 'voter-module/unreachable' },
    { stage: 'echo', server: 'a3', done: 2, needed: 2 },
    { stage: 'signature', server: 'a3', done: 1, needed: 2 },
    { stage: 'ready' },
    { stage: 'sent' },
  );
  await bench.session.vote(OPEN);
  assert.deepEqual(bench.seen, ['idle', 'preparing', 'terminal', 'signing', 'sending', 'sent']);
  assert.deepEqual(
    bench.session.state.signing?.administrators.map(({ state }) => state),
    ['agreed', 'failed', 'signed'],
  );
});

test('the end stays until another card comes; then nothing of the last voter is left', async () => {
  const bench = new Bench();
  bench.keyHash = ANA;
  await bench.look();
  bench.tasks.vote = progressOf({ stage: 'fetched', plan: PLAN }, { stage: 'sent' });
  await bench.session.vote(OPEN);
  bench.phase = 'sent'; // as the terminal's stays, until the card is out
  bench.election = ID;
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'sent');
  bench.phase = 'none';
  bench.keyHash = undefined;
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'sent');
  bench.keyHash = BRUNO;
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'idle');
  assert.equal(bench.session.state.signing, undefined);
  assert.deepEqual(bench.called, ['vote']);
});

test('after the close a page that has sent a vote offers to look for it', async () => {
  const bench = new Bench();
  Object.assign(bench, { keyHash: ANA, phase: 'sent', election: ID });
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'sent');
  bench.now = 2100;
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'idle');
  assert.deepEqual(bench.called, []);
});

test('a page that comes after the vote was sent says so, and sends nothing again', async () => {
  const bench = new Bench();
  Object.assign(bench, { keyHash: ANA, phase: 'sent', election: ID });
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'sent');
  assert.equal(bench.session.state.election, OPEN.election);
  assert.deepEqual(bench.called, []);
});

test('a page that comes while a vote is under way goes on with it by itself', async () => {
  for (const phase of ['voter', 'sign', 'submit'] as const) {
    const bench = new Bench();
    Object.assign(bench, { keyHash: ANA, phase, election: ID });
    bench.tasks.continueVote = progressOf(
      { stage: 'fetched', plan: PLAN },
      { stage: 'ready' },
      { stage: 'sent' },
    );
    await bench.look();
    assert.equal(bench.session.state.resumed, true);
    assert.equal(bench.session.state.election, ID);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      [phase, bench.session.state.activity.at, bench.called],
      [phase, 'sent', ['continueVote']],
    );
  }
});

test('after the close it goes on with a check', async () => {
  const bench = new Bench();
  Object.assign(bench, { keyHash: ANA, phase: 'check', election: ID, now: 2100 });
  bench.tasks.continueCheck = async () => ['counter-1', 'counter-2'];
  await bench.look();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(bench.session.state.activity, { at: 'looked', counters: 2 });
});

test('what is under way in an election that this page does not know is left alone', async () => {
  const bench = new Bench();
  Object.assign(bench, { keyHash: ANA, phase: 'sign', election: 'ff'.repeat(16) });
  await bench.look();
  assert.equal(bench.session.state.activity.at, 'idle');
  assert.deepEqual(bench.called, []);
});

test('a step that another browser has taken already: this one goes on from there', async () => {
  const bench = new Bench();
  bench.keyHash = ANA;
  await bench.look();
  Object.assign(bench, { phase: 'submit', election: ID });
  bench.tasks.vote = failing('finlet/wrong-step');
  bench.tasks.continueVote = progressOf({ stage: 'sent' });
  await bench.session.vote(OPEN);
  assert.equal(bench.session.state.activity.at, 'sent');
});

test('a card that has completed its step for another browser is no failure', async () => {
  const bench = new Bench();
  bench.keyHash = ANA;
  await bench.look();
  Object.assign(bench, { phase: 'sent', election: ID });
  bench.tasks.vote = failing('card/refused');
  await bench.session.vote(OPEN);
  assert.equal(bench.session.state.activity.at, 'sent');
});

/** Two windows of one browser at one terminal; the first is at work until `end`. */
async function twoWindows() {
  const [first, second] = [new Bench(navigator.locks), new Bench(navigator.locks)];
  const work = Promise.withResolvers<void>();
  first.tasks.vote = () => work.promise;
  for (const bench of [first, second]) {
    bench.keyHash = ANA;
    await bench.look();
  }
  const voting = first.session.vote(OPEN);
  await turn();
  const end = async (phase: TerminalStatus['phase']) => {
    second.phase = phase;
    work.resolve();
    await voting;
    await turn();
  };
  return { second, end };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

test('while one window is at work another one of its browser takes no step, and then tells what came of it', async () => {
  const { second, end } = await twoWindows();
  Object.assign(second, { phase: 'sign', election: ID });
  await second.look();
  await turn();
  assert.deepEqual([second.session.state.activity.at, second.called], ['terminal', []]);
  await end('sent');
  assert.deepEqual([second.session.state.activity.at, second.called], ['sent', []]);
});

test('a vote that is begun in two windows of a browser is begun once', async () => {
  const { second, end } = await twoWindows();
  void second.session.vote(OPEN);
  await turn();
  Object.assign(second, { election: ID });
  second.tasks.continueVote = progressOf({ stage: 'sent' });
  await end('submit');
  assert.deepEqual([second.session.state.activity.at, second.called], ['sent', ['continueVote']]);
});

test('what ended in another window with nothing under way is no problem of this one', async () => {
  const { second, end } = await twoWindows();
  Object.assign(second, { phase: 'sign', election: ID });
  await second.look();
  await end('none');
  assert.deepEqual([second.session.state.activity.at, second.called], ['idle', []]);
});

test('a window whose vote fails makes way for the next', async () => {
  const bench = new Bench(navigator.locks);
  bench.keyHash = ANA;
  await bench.look();
  bench.tasks.vote = failing('finlet/cancelled');
  await bench.session.vote(OPEN);
  assert.deepEqual((await navigator.locks.query()).held, []);
  assert.equal(bench.session.state.activity.at, 'problem');
});

test('what stops a vote becomes a problem that the page explains', async () => {
  const cases: readonly (readonly [Error, string])[] = [
    [new CodedError('finlet/cancelled', ''), 'cancelled'],
    [new CodedError('finlet/pin-blocked', ''), 'pin-blocked'],
    [new CodedError('', ''), 'card-removed'],
    [new CodedError('finlet/wrong-step', ''), 'card-removed'],
    [new CodedError('time/closed', ''), 'clock-wrong'], // by this computer it is open
    [new CodedError('voter-module/unreachable', ''), 'no-distributor'],
    [new CodedError('service/not-found', ''), 'not-on-roll'],
    [new TypeError('Failed to fetch'), 'terminal-gone'],
    [new CodedError('manifest/hash', ''), 'not-genuine'],
    [new RangeError('a bug'), 'other'],
  ];
  for (const [error, problem] of cases) {
    const bench = new Bench();
    bench.keyHash = ANA;
    await bench.look();
    bench.tasks.vote = () => Promise.reject(error);
    await bench.session.vote(OPEN);
    const { activity } = bench.session.state;
    assert.equal(activity.at === 'problem' && activity.problem, problem, error.message);
    bench.session.dismiss();
    assert.equal(bench.session.state.activity.at, 'idle');
  }
});

test('one thing at a time: a second start and a dismissal change nothing', async () => {
  const bench = new Bench();
  bench.keyHash = ANA;
  await bench.look();
  void bench.session.vote(OPEN);
  void bench.session.vote(OPEN);
  void bench.session.check(OPEN);
  bench.session.dismiss();
  assert.deepEqual(bench.called, ['vote']);
  assert.equal(bench.session.state.activity.at, 'preparing');
});

test('a check: its onion is not its end', async () => {
  const bench = new Bench();
  bench.now = 2100;
  bench.keyHash = ANA;
  await bench.look();
  bench.tasks.check = async (_election, onProgress) => {
    for (const stage of ['voter', 'ready', 'sent'] as const) onProgress({ stage });
    assert.equal(bench.session.state.activity.at, 'looking');
    return ['counter-1'];
  };
  await bench.session.check(OPEN);
  assert.deepEqual(bench.session.state.activity, { at: 'looked', counters: 1 });
});
