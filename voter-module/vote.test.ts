import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestCodec } from '../protocol/messages/manifest.ts';
import { planCodec } from '../protocol/messages/plan.ts';
import { closeHeadStatement } from '../protocol/messages/tree-head.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { bodyCodec, envelope } from '../protocol/primitives/statement-form.ts';
import type { TerminalClient } from '../tcb-emulator/client.ts';
import type { TerminalStatus } from '../tcb-emulator/pc-messages.ts';
import { continueCheck } from './check-vote.ts';
import { type Send, ServerError } from './send.ts';
import { continueVote, type Progress, type VoterModule } from './vote.ts';

const ELECTION = '00'.repeat(16);
const ANSWER = new Uint8Array([1]);
const NEEDED = 3;
const IDS = {
  administrators: ['administrator-1', 'administrator-2', 'administrator-3', 'administrator-4'],
  trustees: ['trustee-1'],
  anonymizers: ['anonymizer-1', 'anonymizer-2'],
  counters: ['counter-1', 'counter-2'],
  distributors: ['distributor-1'],
};

/** The Voter Module reads only the payload: no signature is needed. */
function manifestDocument(): Uint8Array {
  const parties = (ids: readonly string[]) =>
    ids.map((id) => ({
      id,
      identityKey: new Uint8Array(33),
      operator: `operator of ${id}`,
      system: 'Linux',
    }));
  const plan = encode(planCodec, {
    electionId: new Uint8Array(16),
    attempt: 1,
    commissionerKey: new Uint8Array(33),
    administrators: parties(IDS.administrators),
    signingThreshold: NEEDED,
    hostileAdministrators: 1,
    trustees: parties(IDS.trustees),
    hostileTrustees: 0,
    anonymizers: parties(IDS.anonymizers),
    pathLength: 2,
    counters: parties(IDS.counters),
    distributors: parties(IDS.distributors),
    lyingDistributors: 0,
    styles: ['member'],
  });
  const manifest = encode(manifestCodec, {
    plan,
    title: 'Board',
    opens: 1,
    closes: 2,
    intakeEnds: 3,
    claimsEnd: 4,
    styles: [
      { style: 'member', ballotHash: new Uint8Array(32), voters: 1, commitments: [new Uint8Array(96)] },
    ],
    servers: Object.values(IDS)
      .flat()
      .map((id) => ({
        id,
        url: `http://${id}`,
        trafficKey: new Uint8Array(),
        signature: new Uint8Array(64),
      })),
    electionCommitments: [new Uint8Array(33)],
    rollRoot: new Uint8Array(32),
    poolSize: 1,
    packageSize: 100,
  });
  return new TextEncoder().encode(JSON.stringify({ payload: Buffer.from(manifest).toString('base64url') }));
}

const MANIFEST = manifestDocument();

/** A head of that many leaves, its signature unseen as well. */
function headOf(size: number): Uint8Array {
  const { label, content, maxLength } = closeHeadStatement;
  const body = encode(bodyCodec(content), {
    label,
    context: new Uint8Array(32),
    content: { size, root: new Uint8Array(32) },
  });
  return encode(envelope(maxLength), { body, signer: 'counter-2', signature: new Uint8Array(64) });
}

/** A terminal that a page finds in `phase`. It refuses what is not at its step, as the real one does. */
class Terminal {
  phase: TerminalStatus['phase'];
  readonly log: string[] = [];
  closing = [{ entry: 'anonymizer-1', onion: ANSWER }];
  readonly #echoes = new Set<string>();
  readonly #partials = new Set<string>();

  constructor(phase: TerminalStatus['phase']) {
    this.phase = phase;
  }
  async status(): Promise<TerminalStatus> {
    const requests = IDS.administrators.map((administrator) => ({ administrator, sealed: ANSWER }));
    return { phase: this.phase, code: '', election: new Uint8Array(16), requests };
  }
  statusAfter = () => this.status();
  async echo(id: string) {
    this.#step('sign', `echo ${id}`);
    this.#echoes.add(id);
    return { verdict: 'accepted', signRequest: this.#echoes.size >= NEEDED ? ANSWER : new Uint8Array() };
  }
  async partial(id: string) {
    this.#step('sign', `partial ${id}`);
    this.#partials.add(id);
    if (this.#partials.size >= NEEDED) this.phase = 'submit';
    return { ready: this.phase === 'submit' ? 'yes' : 'no', liars: [] };
  }
  async challenge() {
    this.log.push('challenge');
    return ANSWER;
  }
  async onion(answers: readonly Uint8Array[]) {
    this.#step('submit', `onion of ${answers.length}`);
    return { entry: 'anonymizer-2', onion: ANSWER };
  }
  async sent() {
    this.#step('submit', 'sent');
  }
  async setback(reason: string) {
    this.log.push(`setback ${reason}`);
  }
  async checkHead(kind: string) {
    this.#step('check', `head ${kind}`);
  }
  async checkEnd() {
    this.#step('check', 'end');
  }
  async closingOnions() {
    this.#step('check', 'onions');
    return this.closing;
  }
  #step(phase: TerminalStatus['phase'], call: string): void {
    assert.equal(this.phase, phase, `${call} in phase ${this.phase}`);
    this.log.push(call);
  }
}

function moduleWith(
  terminal: Terminal,
  answer: Send,
): { module: VoterModule; progress: Progress[]; urls: string[] } {
  const progress: Progress[] = [];
  const urls: string[] = [];
  const send: Send = async (url, body) => {
    urls.push(url.replace(`/elections/${ELECTION}`, ''));
    return url.endsWith('/manifest') ? MANIFEST : answer(url, body);
  };
  const module = {
    terminal: terminal as unknown as TerminalClient,
    send,
    distributors: ['http://distributor-1'],
    electionId: ELECTION,
    onProgress: (one: Progress) => void progress.push(one),
  };
  return { module, progress, urls };
}

test('a vote goes on from where the terminal is, and the terminal is asked nothing that it would refuse', async () => {
  const terminal = new Terminal('sign');
  const { module, progress, urls } = moduleWith(terminal, async () => ANSWER);
  await continueVote(module);
  const stages = progress.map(({ stage }) => stage);
  assert.deepEqual(stages.slice(0, 3), ['fetched', 'voter', 'sign']);
  assert.deepEqual(stages.slice(-2), ['ready', 'sent']);
  assert.equal(stages.filter((stage) => stage === 'signature').length, NEEDED);
  assert.equal(terminal.log.filter((call) => call.startsWith('partial')).length, NEEDED);
  assert.ok(urls.includes('http://anonymizer-2/onions'));
});

test('a server that is down is named; the others are enough', async () => {
  const terminal = new Terminal('sign');
  const { module, progress } = moduleWith(terminal, async (url) => {
    if (url.includes('administrator-4')) throw new ServerError('voter-module/unreachable', url);
    return ANSWER;
  });
  await continueVote(module);
  const failed = progress.find((one) => one.stage === 'failed');
  assert.deepEqual(failed, { stage: 'failed', server: 'administrator-4', code: 'voter-module/unreachable' });
  assert.equal(progress.at(-1)?.stage, 'sent');
});

test('once the package is made nothing is signed again', async () => {
  const terminal = new Terminal('submit');
  const { module, urls } = moduleWith(terminal, async () => ANSWER);
  await continueVote(module);
  assert.deepEqual(terminal.log, ['challenge', 'onion of 2', 'sent']);
  assert.ok(!urls.some((url) => url.includes('administrator')));
});

test('a check goes on without asking the voter again; a Counter that is down is left out', async () => {
  const terminal = new Terminal('check');
  const { module, progress } = moduleWith(terminal, async (url) => {
    if (url.includes('counter-1')) throw new ServerError('voter-module/unreachable', url);
    if (url.endsWith('head')) return headOf(0);
    return ANSWER;
  });
  const seen = await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(seen, ['counter-2']);
  assert.deepEqual(terminal.log, ['head close', 'end', 'challenge', 'onions']);
  assert.deepEqual(
    progress.map(({ stage }) => stage),
    ['voter', 'ready', 'failed', 'sent'],
  );
});

test('a card that never issued its first onion has that sent, then the second', async () => {
  const terminal = new Terminal('check');
  const [first, second] = [new Uint8Array([7, 1]), new Uint8Array([7, 2])];
  terminal.closing = [
    { entry: 'anonymizer-2', onion: first },
    { entry: 'anonymizer-1', onion: second },
  ];
  const taken: [string, Uint8Array | undefined][] = [];
  const { module } = moduleWith(terminal, async (url, body) => {
    if (url.endsWith('/onions')) taken.push([new URL(url).host, body]);
    return url.endsWith('head') ? headOf(0) : ANSWER;
  });
  await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(taken, [
    ['anonymizer-2', first],
    ['anonymizer-1', second],
  ]);
});

test('servers that send what cannot be read are failures of theirs, and stop nobody', async () => {
  const terminal = new Terminal('sign');
  const { module, progress } = moduleWith(terminal, async (url) =>
    /administrator-1|anonymizer-1/.test(url) ? new Uint8Array(2000) : ANSWER,
  );
  await continueVote(module);
  assert.equal(progress.at(-1)?.stage, 'sent');
  assert.ok(terminal.log.includes('onion of 1'), "the other Anonymizer's answer alone");
  const liars = new Set(progress.flatMap((one) => (one.stage === 'failed' ? [one.server, one.code] : [])));
  assert.deepEqual(liars, new Set(['administrator-1', 'anonymizer-1', 'false-answer']));
});

test('that servers are full, or too few, is said on the terminal too', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const [code, reason] of [
    ['store/full', 'store/full'],
    ['voter-module/unreachable', 'servers/too-few'],
  ]) {
    const terminal = new Terminal('sign');
    const { module } = moduleWith(terminal, async (url) => {
      if (/administrator-[34]/.test(url)) throw new ServerError(String(code), url);
      return ANSWER;
    });
    let isOver = false;
    const end = assert.rejects(continueVote(module), { code: 'voter-module/too-few-servers' }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      t.mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await end;
    assert.equal(terminal.log.at(-1), `setback ${reason}`);
  }
});

test('a Distributor that is faster than the others and sends rubbish is not believed', async () => {
  const { module } = moduleWith(new Terminal('submit'), async () => ANSWER);
  const { send } = module;
  const two = {
    ...module,
    distributors: ['http://liar', 'http://distributor-1'],
    send: async (url: string, body?: Uint8Array) =>
      url.includes('liar') ? new Uint8Array([123]) : send(url, body),
  };
  await continueVote(two);
});

test('a Counter that gives its list in other parts than asked for is left', async () => {
  const terminal = new Terminal('check');
  const { module } = moduleWith(terminal, async (url) => {
    if (url.endsWith('head')) return headOf(url.includes('counter-1') ? 200_000 : 0);
    return url.includes('/leaves') ? new Uint8Array(32) : ANSWER;
  });
  const seen = await continueCheck(module, { withSecondOnion: true, finalRootsUrl: undefined });
  assert.deepEqual(seen, ['counter-2']);
  assert.ok(terminal.log.includes('onions'));
});
