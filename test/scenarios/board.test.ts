/** Four replicas as servers on loopback: requests, reads, heads and decisions by HTTP. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { answerCodec, headStatement, replyStatement } from '../../protocol/board/answers.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { BoardCodec } from '../../protocol/board/codec.ts';
import { out, probe } from '../../protocol/board/machine-test-support.ts';
import { decodeResult, encodeOperation, type Operation } from '../../protocol/board/operations.ts';
import { signRequest } from '../../protocol/board/requests.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { newKey } from '../../protocol/test-support.ts';
import { boardApp, decisionList } from '../../servers/board/app.ts';
import { BoardStore } from '../../servers/board/board-store.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import { getBytes, postCbor } from '../../servers/shared/http-client.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import { storeError } from '../../servers/shared/service-error.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { OPEN_SPACES, RealBoard } from '../support/real-board.ts';

const folder = temporaryFolder();
const TICK = 50;

let real: RealBoard;
let board: TestBoard;

beforeAll(async () => {
  real = await RealBoard.open(folder);
  board = real.board;
});
afterAll(async () => {
  await real.close();
  removeFolder(folder);
});

const url = (index: number): string => real.url(index);
const everywhere = [0, 1, 2, 3];
const keyOf = (signer: string) => board.genesis.replicas.find(({ id }) => id === signer)?.keys[0];

async function answerOf(index: number, bytes: Uint8Array) {
  const { reply, result } = decode(answerCodec, await postCbor(`${url(index)}/requests`, bytes), 10_000);
  const { content, signer } = openStatement(replyStatement, board.opened.board, reply, keyOf);
  assert.equal(signer, `board-${index}`);
  assert.deepEqual(content.request, sha256(bytes));
  assert.deepEqual(content.result, sha256(result));
  return { position: content.position, result: decodeResult(result) };
}

const client = { key: new TestBoard(1, 0, 0).newKey() };
const requestOf = (seq: number, operation: Operation, topic = 'space/test') =>
  signRequest(board.opened.board, { topic, seq, op: encodeOperation(operation) }, client.key);

describe('a client', () => {
  test('posts to all, and everyone answers alike, once it is ordered', async () => {
    const bytes = requestOf(1, out([1, 'one']));
    const answers = await Promise.all(everywhere.map((index) => answerOf(index, bytes)));
    for (const answer of answers) assert.deepEqual(answer, { position: 1, result: { code: '', tuples: [] } });
    assert.deepEqual(await answerOf(2, bytes), answers[0], 'who asks again gets the same answer');
  });

  test('reads without order, and gets what is there', async () => {
    const bytes = requestOf(0, probe('rdp', [1, undefined]));
    for (const index of everywhere)
      assert.deepEqual((await answerOf(index, bytes)).result.tuples, [[1, 'one']]);
  });

  test('posts to one replica alone: it is relayed, and everyone has it', async () => {
    assert.equal((await answerOf(3, requestOf(2, out([2])))).position, 2);
  });

  test('is refused with a code, signed too', async () => {
    const unknown = await answerOf(1, requestOf(1, out([1]), 'nowhere/test'));
    assert.deepEqual(unknown, { position: 0, result: { code: 'board/unknown-topic', tuples: [] } });
    assert.equal((await answerOf(1, requestOf(1, out([9])))).result.code, 'board/seq-used');
    const forged = requestOf(3, out([1]));
    const last = forged.length - 1;
    forged[last] = (forged[last] ?? 0) ^ 1;
    await assert.rejects(postCbor(`${url(0)}/requests`, forged), { code: 'signature/invalid' });
  });
});

test('a client that posts too much is refused, by each replica for itself, and nobody else is', async () => {
  const big = encodeOperation(out([new Uint8Array(200_000)]));
  const [flooder, other] = [newKey(), client.key];
  const post = (key: typeof flooder, seq: number) =>
    postCbor(
      `${url(0)}/requests`,
      signRequest(board.opened.board, { topic: 'nowhere/test', seq, op: big }, key),
    );
  for (let seq = 1; seq <= 20; seq++) await post(flooder, seq);
  await assert.rejects(post(flooder, 21), { code: 'board/quota', status: 429 });
  await post(other, 1);
});

describe('a reader', () => {
  test('gets heads alike, signed by each, and decisions that prove themselves', async () => {
    const heads = await Promise.all(
      everywhere.map(async (index) =>
        openStatement(headStatement, board.opened.board, await getBytes(`${url(index)}/head`), keyOf),
      ),
    );
    for (const { content } of heads)
      assert.deepEqual({ ...content, now: 0 }, { ...heads[0]?.content, now: 0 });
    assert.equal(heads[0]?.content.size, 2);
    const list = decode(decisionList, await getBytes(`${url(1)}/decisions?from=0&limit=5`), 1_000_000);
    const codec = new BoardCodec(board.opened);
    assert.deepEqual(
      list.map((bytes) => codec.decodeDecision(bytes).c),
      [0, 1],
    );
  });
});

test('what is no list of messages is refused; a message that does not open is dropped', async () => {
  await assert.rejects(postCbor(`${url(0)}/messages`, Uint8Array.of(0x81)), { code: 'cbor/malformed' });
});

describe('a board of one replica whose store cannot write', () => {
  const path = join(folder, 'alone.db');
  const alone = new TestBoard(1, 0, 0);
  let store: BoardStore;
  let made: ReturnType<typeof boardApp>;
  beforeAll(async () => {
    store = new BoardStore(path, 0);
    await store.begin(0, alone.secretList(0, 0));
    const context = { genesis: alone.opened, index: 0, store, posts: () => OPEN_SPACES, clock: systemClock };
    made = boardApp({ ...context, logger: pino({ level: 'silent' }) }, new Metrics());
    await made.app.ready();
  });
  afterAll(async () => {
    await made.app.close();
    await store.close();
  });

  test('tells nobody what is in memory and not on disk', async () => {
    const key = alone.newKey();
    const ask = (seq: number, operation: Operation) =>
      signRequest(alone.opened.board, { topic: 'space/test', seq, op: encodeOperation(operation) }, key);
    const post = (bytes: Uint8Array) =>
      made.app.inject({
        method: 'POST',
        url: '/requests',
        headers: { 'content-type': 'application/cbor' },
        payload: Buffer.from(bytes),
      });
    let fail: () => void = () => assert.fail('nothing was to be stored');
    vi.spyOn(store, 'commit').mockImplementationOnce(
      () => new Promise((_, reject) => (fail = () => reject(storeError('store/full')))),
    );
    const posted = ask(1, out([1]));
    made.replica.take(made.replica.open(posted));
    // The step is done, its commit is not: everything here is asked in between.
    const asked = [made.app.inject('/head'), post(ask(0, probe('rdp', [undefined]))), post(posted)];
    await setTimeout(TICK);
    fail();
    const answers = await Promise.all(asked);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [507, 507, 507],
    );
    const head = await made.app.inject('/head');
    const keyOfIt = () => alone.genesis.replicas[0]?.keys[0];
    const { content } = openStatement(
      headStatement,
      alone.opened.board,
      new Uint8Array(head.rawPayload),
      keyOfIt,
    );
    assert.equal(content.size, 0, 'the step is forgotten');
  });
});
