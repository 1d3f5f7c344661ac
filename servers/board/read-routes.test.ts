/** HEADs, as readers are told them: one signature for whoever asks at about the same time, and never a stale one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, test } from 'vitest';
import { headStatement } from '../../protocol/board/answers.ts';
import type { Posts } from '../../protocol/board/board-machine.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { out } from '../../protocol/board/machine-test-support.ts';
import { encodeOperation } from '../../protocol/board/operations.ts';
import { signRequest } from '../../protocol/board/requests.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { Metrics } from '../shared/metrics.ts';
import { removeFolder, temporaryFolder } from '../shared/test-support.ts';
import { boardApp } from './app.ts';
import { BoardStore } from './board-store.ts';

const START = 1_000_000;
const folder = temporaryFolder();
const board = new TestBoard(1, 0, 0);
const client = board.newKey();
const posts: Posts = {
  whyNot: () => undefined,
  post: () => 'board/refused',
  ticksDue: () => [],
  noteTick: () => undefined,
};
let now = START;
let app: ReturnType<typeof boardApp>['app'];
let store: BoardStore;

beforeAll(async () => {
  store = new BoardStore(join(folder, '0.db'), 0);
  await store.begin(0, board.secretList(0, 0));
  const context = { genesis: board.opened, index: 0, store, posts: () => posts, clock: () => now };
  const made = boardApp({ ...context, logger: pino({ level: 'silent' }) }, new Metrics());
  app = made.app;
  made.replica.tick();
});
afterAll(async () => {
  await app.close();
  await store.close();
  removeFolder(folder);
});

/** Its instance, and when it was signed. */
async function headAt(time: number, query = ''): Promise<readonly [c: number, now: number]> {
  now = time;
  const { rawPayload } = await app.inject(`/head${query}`);
  const { content } = peekStatement(headStatement.content, new Uint8Array(rawPayload));
  return [content.c, content.now];
}

test('a HEAD is signed once for all who ask within a second, and anew after it', async () => {
  assert.deepEqual(await headAt(START), [0, START]);
  assert.deepEqual(await headAt(START + 999), [0, START]);
  assert.deepEqual(await headAt(START + 1_000), [0, START + 1_000]);
});

test('a clock that was set back gets a HEAD of its own time', async () => {
  assert.deepEqual(await headAt(START + 10_000), [0, START + 10_000]);
  assert.deepEqual(await headAt(START + 9_999), [0, START + 9_999]);
});

test('a HEAD is shared by those alone who ask for the same instance', async () => {
  assert.deepEqual(await headAt(START + 20_000), [0, START + 20_000]);
  const content = { topic: 'space/test', seq: 1, op: encodeOperation(out(['n'])) };
  const request = signRequest(board.opened.board, content, client);
  const headers = { 'content-type': 'application/cbor' };
  const answer = await app.inject({
    method: 'POST',
    url: '/requests',
    headers,
    payload: Buffer.from(request),
  });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(await headAt(START + 20_001), [1, START + 20_001]);
  assert.deepEqual(await headAt(START + 20_002, '?c=0'), [0, START + 20_002]);
  assert.deepEqual(await headAt(START + 20_003), [1, START + 20_003]);
});
