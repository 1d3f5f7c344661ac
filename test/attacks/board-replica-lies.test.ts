/**
 * One hostile replica of four, with its own keys, against three with the deployed code, real stores and real signatures (board
 * contract, section 10; the numbers are its). The network and the clock are the test's, and so the adversary's.
 */
import assert from 'node:assert/strict';
import { afterAll, afterEach, test } from 'vitest';
import { SLOT, T0, TestBoard } from '../../protocol/board/board-test-support.ts';
import { BoardCodec, type WireMessage } from '../../protocol/board/codec.ts';
import type {
  Batch,
  Contents,
  Decision,
  Message,
  Report,
  Request,
  Signature,
  SignedKind,
  StopData,
} from '../../protocol/board/messages.ts';
import { openRequest, signRekey, signRequest } from '../../protocol/board/requests.ts';
import type { Hash } from '../../protocol/primitives/hash-form.ts';
import { Network } from '../../servers/board/board-test-support.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const board = new TestBoard();
const codec = new BoardCodec(board.opened);

type Sent = Network['sent'][number];
const HOUR = 3_600_000;

let attacked: Attacked;
let boards = 0;
afterEach(() => attacked.network.close());

/** Three honest replicas on a network that is the adversary's, and a hostile one that is nothing but its keys. */
class Attacked {
  readonly network: Network;
  readonly liar: number;
  readonly honest: readonly number[];
  /** What the liar was told. */
  heard: Message[] = [];
  /** Honest ones that hear nobody, and whom nobody hears. */
  readonly cut = new Set<number>();

  private constructor(network: Network, liar: number) {
    this.network = network;
    this.liar = liar;
    this.honest = [0, 1, 2, 3].filter((index) => index !== liar);
  }

  static async open(liar: number): Promise<Attacked> {
    attacked = new Attacked(await Network.open(folder, board, `n${boards++}`), liar);
    return attacked;
  }

  /** A request of a client of its own, which posts it to these. */
  async request(name: string, to = this.honest): Promise<Request> {
    const content = { topic: 'space/test', seq: 1, op: Buffer.from(name) };
    const bytes = signRequest(board.opened.board, content, board.newKey());
    await this.tell(to, { kind: 'request', bytes });
    return openRequest(board.opened, bytes);
  }

  batch = (requests: readonly Request[], { proposer = this.liar, time = this.network.now } = {}): Batch => ({
    proposer,
    time,
    requests,
  });

  /** Signed by the liar, or whoever's keys were taken: in an epoch the first of the list. */
  say<K extends SignedKind>(kind: K, content: Contents[K], from = this.liar, epoch = 0): WireMessage {
    const signature = signatureOf(from, kind, content, epoch);
    return codec.encode({ kind, from, content, signature } as unknown as Message);
  }

  report(r: number, told: Partial<StopData> = {}): Report {
    const content = { c: 0, r, lock: undefined, last: undefined, ...told };
    return { from: this.liar, content, signature: signatureOf(this.liar, 'stopdata', content) };
  }

  propose = (batch: Batch, { c = 0, r = 0, sync = [] as readonly Report[] } = {}): WireMessage =>
    this.say('propose', { c, r, batch, sync });

  votes = (batch: Batch, { c = 0, r = 0 } = {}): WireMessage[] => {
    const ballot = { c, r, h: codec.hash(c, batch) };
    return [this.say('write', ballot), this.say('accept', ballot)];
  };

  async tell(to: readonly number[], ...messages: readonly WireMessage[]): Promise<void> {
    for (const index of to) {
      for (const message of messages) this.network.replicas[index]?.receive(message);
      await this.network.replicas[index]?.settled();
    }
  }

  /** What is under way arrives, and what follows from it, unless it `is lost`. */
  async deliver(isLost: (one: Sent) => boolean = () => false): Promise<void> {
    for (;;) {
      for (const replica of this.network.replicas) await replica.settled();
      const due = this.network.sent.splice(0).filter(({ from }) => from !== this.liar);
      if (due.length === 0) return;
      for (const one of due)
        if (one.to === this.liar) this.heard.push(codec.decode(one.wire));
        else if (!this.cut.has(one.to) && !this.cut.has(one.from) && !isLost(one))
          await this.tell([one.to], one.wire);
    }
  }

  async pass(ms: number, isLost?: (one: Sent) => boolean): Promise<void> {
    for (const end = this.network.now + ms; this.network.now < end; ) {
      this.network.now += T0 / 2;
      for (const index of this.honest) this.network.replicas[index]?.tick();
      await this.deliver(isLost);
    }
  }

  /** What the liar was told of a kind. */
  told = <K extends Message['kind']>(kind: K) =>
    this.heard.flatMap((one) => (one.kind === kind ? [one as Extract<Message, { kind: K }>] : []));

  stateOf = (index: number) => this.network.replicas[index]?.state ?? assert.fail();
  requestsOf = (index: number): readonly Hash[] => this.network.machines[index]?.done ?? [];
  decisions = (index: number): Decision[] =>
    (this.network.stores[index]?.decisions(0, 100) ?? []).map((bytes) => codec.decodeDecision(bytes));
  /** Hashes of the batches that one has decided. */
  decided = (index: number): Hash[] => this.decisions(index).map(({ c, batch }) => codec.hash(c, batch));

  /** Once the network is good, all honest ones have decided the same, each of these requests once. */
  async agree(requests: readonly Request[], ms = 12 * T0): Promise<void> {
    this.cut.clear();
    await this.pass(ms);
    const [first = -1, ...others] = this.honest;
    for (const other of others) assert.deepEqual(this.decided(other), this.decided(first));
    for (const { hash } of requests)
      assert.equal(this.requestsOf(first).filter((one) => one === hash).length, 1);
  }
}

function signatureOf<K extends SignedKind>(
  from: number,
  kind: K,
  content: Contents[K],
  epoch = 0,
): Signature {
  const key = board.keyList(from, epoch)[0] ?? assert.fail();
  return key.sign(codec.bodyOf(kind, content));
}

/** All write the batch of instance 0, and 3 alone hears of it: it decides at once, and is cut off. */
async function decideUnseen(a: Attacked, batch: Batch): Promise<void> {
  const [write] = a.votes(batch);
  await a.tell([3], write ?? assert.fail());
  await a.deliver(({ to, wire }) => wire.kind !== 'propose' && (to !== 3 || wire.kind !== 'write'));
  assert.deepEqual(a.decided(3), [codec.hash(0, batch)]);
  a.cut.add(3);
}

test('1 equivocation: a leader that shows two batches, and votes for both, does not split the others', async () => {
  for (const first of [1, 2, 3]) {
    const a = await Attacked.open(0);
    const requests = [await a.request('x'), await a.request('y')];
    const batches = requests.map((request) => a.batch([request]));
    const [one, other] = batches.map((batch) => a.propose(batch));
    const others = a.honest.filter((index) => index !== first);
    await a.tell([first], one ?? assert.fail());
    await a.tell(others, other ?? assert.fail());
    for (const batch of batches) await a.tell(a.honest, ...a.votes(batch));
    await a.agree(requests);
    await a.network.close();
  }
});

test('2 hidden fast decision: what one alone saw decided is what the others decide', async () => {
  const a = await Attacked.open(0);
  const hidden = a.batch([await a.request('x', [])]);
  await a.tell(a.honest, a.propose(hidden));
  await decideUnseen(a, hidden);
  const waiting = await a.request('y', [1, 2]);
  const report = codec.encode({ kind: 'stopdata', ...a.report(1) });
  for (let i = 0; i < 20 && a.decided(1).length === 0; i++) {
    await a.tell([1, 2], a.say('stop', { c: 0, r: 1 }), report);
    // It helps whatever the new leader proposes.
    for (const { content } of a.told('propose')) await a.tell([1, 2], ...a.votes(content.batch, { r: 1 }));
    await a.pass(T0 / 2);
  }
  assert.equal(a.decided(1)[0], a.decided(3)[0]);
  await a.agree([waiting]);
});

test('3 false reports: neither a lock without signatures nor a WRITE that nobody else knows binds the next leader', async () => {
  const h = codec.hash(0, { proposer: 0, time: 0, requests: [] });
  const own = signatureOf(0, 'write', { c: 0, r: 0, h });
  const lock = { r: 0, h, signatures: [0, 1, 2].map((index) => [index, own] as const) };
  for (const lie of [{ lock }, { last: { r: 0, h } }]) {
    const a = await Attacked.open(0);
    const wanted = await a.request('y');
    const report = codec.encode({ kind: 'stopdata', ...a.report(1, lie) });
    for (let i = 0; i < 4; i++) {
      await a.tell(a.honest, a.say('stop', { c: 0, r: 1 }), report);
      await a.pass(T0 / 2);
    }
    await a.agree([wanted]);
    assert.deepEqual(
      a.decisions(1).map(({ c, r }) => [c, r]),
      [[0, 1]],
      'what was invented is not waited for',
    );
    await a.network.close();
  }
});

test('4 a leader that ignores what its reports force is not followed', async () => {
  const a = await Attacked.open(1);
  const first = await a.request('x', [0]);
  const hidden = { proposer: 0, time: 0, requests: [first] };
  await decideUnseen(a, hidden);
  const wanted = await a.request('y', [0, 2]);
  const free = a.batch([wanted]);
  const reportOf = (from: number): Report | undefined =>
    a.told('stopdata').find((one) => one.from === from && one.content.r === 1);
  for (let i = 0; i < 10 && (reportOf(0) === undefined || reportOf(2) === undefined); i++) {
    await a.tell([0, 2], a.say('stop', { c: 0, r: 1 }));
    await a.pass(T0 / 2);
  }
  const sync = [reportOf(0) ?? assert.fail(), a.report(1), reportOf(2) ?? assert.fail()];
  await a.tell([0, 2], a.propose(free, { r: 1, sync }), ...a.votes(free, { r: 1 }));
  await a.deliver();
  assert.equal(a.stateOf(2).regency, 1);
  assert.deepEqual(
    a.told('write').filter(({ content }) => content.r === 1),
    [],
  );
  await a.agree([first, wanted]);
});

test('5 starving: a leader that orders whatever it likes, but not one client, leads no longer', async () => {
  const a = await Attacked.open(0);
  // It knows one honest replica, which passes it on.
  const victim = await a.request('victim', [2]);
  for (let i = 0; i < 8; i++) {
    const { c, leader } = a.stateOf(1);
    const filler = a.batch([await a.request('filler')]);
    if (leader === 0) await a.tell(a.honest, a.propose(filler, { c }), ...a.votes(filler, { c }));
    await a.deliver();
    await a.pass(T0 / 2);
  }
  assert.ok(a.requestsOf(1).includes(victim.hash));
  await a.agree([victim]);
});

test('7 bent time: a batch from the past or the future is not written, and the board goes by honest clocks', async () => {
  for (const bend of [-HOUR, HOUR]) {
    const a = await Attacked.open(0);
    a.network.now = 2 * HOUR;
    await a.pass(T0);
    const wanted = await a.request('x');
    const bent = a.batch([wanted], { time: a.network.now + bend });
    await a.tell(a.honest, a.propose(bent), ...a.votes(bent));
    await a.agree([wanted]);
    assert.ok(Math.abs(a.stateOf(1).lastTime - a.network.now) <= 13 * T0, `${bend}`);
    await a.network.close();
  }
});

test('8 an old batch that is forced is decided, however long ago it was made', async () => {
  const a = await Attacked.open(0);
  const request = await a.request('x');
  const old = a.batch([request]);
  const [write] = a.votes(old);
  await a.tell(a.honest, a.propose(old), write ?? assert.fail());
  // 1 and 2 lock it; what they answer is lost, for an hour.
  await a.deliver(({ from, to, wire }) => wire.kind !== 'write' || from === 3 || to === 3);
  a.network.now += HOUR;
  await a.pass(T0, () => true);
  await a.agree([request], 20 * T0);
  assert.equal(a.decided(1)[0], codec.hash(0, old));
});

test('10 votes signed in advance, with keys of before a KEY, count for nothing after it', async () => {
  const a = await Attacked.open(3);
  const forged = { proposer: 0, time: 0, requests: [await a.request('x', [])] };
  const ballot = { c: 1, r: 0, h: codec.hash(1, forged) };
  const keys = board.keyList(3, 1).map(({ publicKey }) => publicKey);
  const op = signRekey(
    board.opened.board,
    'board-3',
    { epoch: 1, keys, from: 0, to: SLOT },
    board.operators[3] ?? assert.fail(),
  );
  a.network.post('keys/board-3', op, 1);
  await a.pass(2 * T0);
  for (const index of a.honest)
    assert.deepEqual([a.stateOf(index).c, a.stateOf(index).keys.generation], [1, 1]);
  // The keys of before of all four; then the new one of the liar beside those of the others.
  for (const epoch of [0, 1]) {
    const signatures = [0, 1, 2, 3].map(
      (from) => [from, signatureOf(from, 'write', ballot, from === 3 ? epoch : 0)] as const,
    );
    const decision = { c: 1, batch: forged, vote: 'write', r: 0, signatures } as const;
    const accepts = [0, 1, 2, 3].map((from) => a.say('accept', ballot, from, from === 3 ? epoch : 0));
    await a.tell(a.honest, codec.encode({ kind: 'decision', decision }), ...accepts);
  }
  for (const index of a.honest) assert.equal(a.stateOf(index).c, 1);
  await a.agree([await a.request('y')]);
});
