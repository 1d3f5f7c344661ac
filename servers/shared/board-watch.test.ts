/** Watching replicas that lie, lag, hang, or answer for another. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { headStatement } from '../../protocol/board/answers.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { type BoardStatus, watchBoard } from './board-watch.ts';

interface Fake {
  status: Partial<BoardStatus> | undefined;
  id: string;
  /** Its roots are of this byte only. */
  log: number;
  server: Server;
}
const fakes: Fake[] = [];
let board: TestBoard;

const STATUS: BoardStatus = {
  c: 100,
  regency: 0,
  leader: 'board-1',
  size: 7,
  generation: 0,
  epoch: 0,
  keysLeft: 4,
  mayVote: true,
  waiting: 0,
};

/** As a replica answers; anybody's signature will do. */
function answer({ status, id, log }: Fake, path: string): { code: number; body: string | Uint8Array } {
  if (path === '/health') return { code: 200, body: JSON.stringify({ status: 'ok', id }) };
  if (path === '/status') return { code: 200, body: JSON.stringify({ ...STATUS, ...status }) };
  const c = Number(path.split('=')[1]);
  const root = new Uint8Array(32).fill(log);
  const head = { c, size: 1, logRoot: root, topicsRoot: root, time: 0, now: 0 };
  const key = board.newKey();
  return { code: 200, body: signStatement(headStatement, board.opened.board, head, id, key) };
}

beforeAll(async () => {
  for (let i = 0; i < 4; i++) {
    const server = createServer((request, response) => {
      const fake = fakes[i];
      if (fake?.status === undefined) {
        request.socket.destroy();
        return;
      }
      const { code, body } = answer(fake, request.url ?? '');
      response.writeHead(code).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fakes.push({ status: {}, id: `board-${i}`, log: 1, server });
  }
  board = new TestBoard(
    4,
    1,
    0,
    {},
    fakes.map(({ server }) => (server.address() as AddressInfo).port),
  );
});
afterAll(() => {
  for (const { server } of fakes) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  for (const [i, fake] of fakes.entries()) Object.assign(fake, { status: {}, id: `board-${i}`, log: 1 });
});
const fake = (i: number): Fake => fakes[i] ?? assert.fail();
const watch = () => watchBoard(board.opened, Date.now);

describe('a board is watched', () => {
  test('all are well', async () => {
    const { name, hostile, down, c, replicas } = await watch();
    assert.deepEqual([name, hostile, down, c], ['test board', 1, 0, 100]);
    assert.deepEqual(
      replicas.map(({ id, operator, up, status, differs }) => [id, operator, up, status, differs]),
      [0, 1, 2, 3].map((i) => [`board-${i}`, `operator-${i}`, true, STATUS, false]),
    );
  });

  test('one is down, one answers for another: neither is up', async () => {
    fake(0).status = undefined;
    fake(1).id = 'board-2';
    const { replicas } = await watch();
    assert.deepEqual(
      replicas.map(({ up, status }) => [up, status === null]),
      [
        [false, true],
        [false, false],
        [true, false],
        [true, false],
      ],
    );
  });

  test('whoever says that it is far ahead is not believed alone; a status of another form is none', async () => {
    fake(0).status = { c: 10 ** 12 };
    fake(1).status = { c: -1 };
    fake(2).status = { c: 98 };
    const { c, replicas } = await watch();
    assert.equal(c, 100);
    assert.equal(replicas[1]?.status, null);
    assert.deepEqual(
      replicas.map(({ differs }) => differs),
      [false, false, false, false],
    );
  });

  test('another log shows, also if who has it is ahead', async () => {
    fake(3).log = 2;
    fake(3).status = { c: 120 };
    const { replicas } = await watch();
    assert.deepEqual(
      replicas.map(({ differs }) => differs),
      [false, false, false, true],
    );
  });

  test('who lags by more than heads are kept for is not waited for', async () => {
    fake(0).status = { c: 3 };
    fake(3).log = 2;
    const { replicas } = await watch();
    assert.deepEqual(
      replicas.map(({ differs }) => differs),
      [false, false, false, true],
    );
  });

  test('nobody answers', async () => {
    for (const one of fakes) one.status = undefined;
    const { c, replicas } = await watch();
    assert.deepEqual([c, replicas.map(({ up }) => up)], [null, [false, false, false, false]]);
  });
});
