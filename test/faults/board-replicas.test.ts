/**
 * Four replicas of a board, each a process of its own, of which one may fail in any way while a client goes on posting: killed,
 * stopped, its disk full, its store damaged or lost. With two down nothing goes on, nothing is lost, and it says so.
 */
import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { deploy } from '../../deployment/deployment.ts';
import type { Deployment } from '../../deployment/deployment-file.ts';
import { operatorKeyIn } from '../../deployment/operators.ts';
import { Processes } from '../../deployment/processes.ts';
import { rekeyReplica } from '../../deployment/rekey.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { boardStoreIn } from '../../servers/board/board-store.ts';
import { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { type BoardHealth, type ReplicaHealth, watchBoard } from '../../servers/shared/board-watch.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import { loadGenesis } from '../../servers/shared/genesis-file.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { localDeploymentFile } from '../../simulation/local-deployment.ts';
import { processOf } from './support/faults.ts';
import { prepareMachines } from './support/machine.ts';

const TOPIC = 'space/test';
/** ms: long beside a change of leader, short beside what a person waits for. */
const PATIENCE = 60_000;

const folder = temporaryFolder();
const processes = new Processes();
const home = (id: string): string => join(folder, id);
let replicas: Deployment['board']['replicas'];
let genesis: ReturnType<typeof loadGenesis>;
let client: BoardClient;
let posts = 0;

const start = async (id: string): Promise<void> => {
  const { url } = replicas.find((one) => one.id === id) ?? assert.fail();
  await processes.startServer('board', id, home(id), url);
};

beforeAll(async () => {
  prepareMachines(folder);
  const file = await localDeploymentFile(10);
  replicas = file.board.replicas;
  await deploy({ ...file, board: { ...file.board, t0: 0.5, slot: 1 } }, folder);
  genesis = loadGenesis(folder);
  await Promise.all(replicas.map(({ id }) => start(id)));
  const key = signerOf(operatorKeyIn(folder, 'Union') ?? assert.fail());
  const logger = createLogger('client', 'client', 'silent');
  const path = join(folder, 'client.db');
  client = new BoardClient({ genesis, key, path, clock: systemClock, logger });
});
afterAll(async () => {
  await client.stop();
  await processes.stopAll();
  removeFolder(folder);
});

/** The positions of so many posts, one after the other. */
async function post(count: number): Promise<number[]> {
  const positions: number[] = [];
  for (let i = 0; i < count; i++)
    positions.push(await client.post(TOPIC, [++posts], AbortSignal.timeout(PATIENCE)));
  return positions;
}

async function until(isSo: (health: BoardHealth) => boolean): Promise<BoardHealth> {
  const end = AbortSignal.timeout(PATIENCE);
  for (;;) {
    const health = await watchBoard(genesis, systemClock);
    if (isSo(health)) return health;
    assert.ok(!end.aborted, JSON.stringify(health));
    await setTimeout(100);
  }
}
const one = ({ replicas: all }: BoardHealth, id: string): ReplicaHealth =>
  all.find((replica) => replica.id === id) ?? assert.fail();
/** All are at the same place, with the same log. */
const isEven = ({ c, replicas: all }: BoardHealth): boolean =>
  all.every(({ up, status, differs }) => up && status?.mayVote === true && status.c === c && !differs);

describe('one of four', () => {
  test('is killed while posts go on, and catches up', async () => {
    const posting = post(10);
    await processes.kill('board-1');
    await posting;
    await start('board-1');
    await post(1);
    await until(isEven);
  });

  test('is stopped for a while, also if it leads', async () => {
    const { leader } = one(await until(isEven), 'board-1').status ?? assert.fail();
    const pid = processOf(home(leader)) ?? assert.fail();
    process.kill(pid, 'SIGSTOP');
    await post(5);
    process.kill(pid, 'SIGCONT');
    await post(1);
    await until(isEven);
  });

  test('has a full disk: its health says so, the others go on, it goes on when there is room', async () => {
    const pid = processOf(home('board-2')) ?? assert.fail();
    const tell = (faults: object): void => {
      writeFileSync(join(folder, `${pid}.json`), JSON.stringify(faults));
      process.kill(pid, 'SIGUSR2');
    };
    tell({ full: true });
    await post(20);
    const failing = await until((health) => one(health, 'board-2').problem !== null);
    assert.equal(one(failing, 'board-2').problem, 'store/full');
    tell({});
    await post(1);
    await until(isEven);
  });

  test('has a damaged store: its health says so; a rekey gives it a new one', async () => {
    await processes.kill('board-3');
    writeFileSync(boardStoreIn(home('board-3')), 'this was a database'.repeat(300));
    for (const end of ['-wal', '-shm']) rmSync(boardStoreIn(home('board-3')) + end, { force: true });
    const starting = start('board-3').catch(() => 'it is never well');
    const damaged = await until((health) => one(health, 'board-3').problem !== null);
    assert.equal(one(damaged, 'board-3').problem, 'store/damaged');
    await post(2);
    await assert.rejects(rekey('board-3'), /board-3 still runs at .*: stop it first/);
    await processes.kill('board-3');
    assert.equal(await starting, 'it is never well');
    const [{ epoch }] = await Promise.all([rekey('board-3'), post(10)]);
    assert.equal(epoch, 1);
    await start('board-3');
    await post(1);
    const health = await until(isEven);
    assert.deepEqual(
      health.replicas.map(({ status }) => [status?.generation, status?.epoch, status?.keysLeft]),
      [
        [1, 0, 31],
        [1, 0, 31],
        [1, 1, 32],
        [1, 0, 31],
      ],
    );
    await processes.kill('board-4');
    await post(2);
    await start('board-4');
    await until(isEven);
  });

  test('is rekeyed after its whole folder was lost; not while it hangs', async () => {
    const pid = processOf(home('board-4')) ?? assert.fail();
    process.kill(pid, 'SIGSTOP');
    await assert.rejects(rekey('board-4'), /does not say whether board-4 still runs.*--gone/);
    process.kill(pid, 'SIGCONT');
    await processes.kill('board-4');
    rmSync(boardStoreIn(home('board-4')));
    const { epoch } = await rekey('board-4');
    assert.equal(epoch, 1);
    await start('board-4');
    const health = await until(isEven);
    assert.equal(one(health, 'board-1').status?.generation, 2);
  });

  test('has an old store put back: it says so and votes no more, the others go on; a rekey makes it new', async () => {
    const [id, copy] = ['board-2', join(folder, 'copy')];
    await processes.kill(id);
    cpSync(home(id), copy, { recursive: true });
    await start(id);
    await post(3);
    await until(isEven);
    await processes.kill(id);
    rmSync(home(id), { recursive: true });
    cpSync(copy, home(id), { recursive: true });
    // It may have been shown its own votes before anybody asks how it is.
    const starting = start(id).catch(() => 'it is never well');
    const noticed = await until((health) => one(health, id).problem !== null);
    assert.equal(one(noticed, id).problem, 'board/rolled-back');
    await post(3);
    const { up, problem, status } = one(await watchBoard(genesis, systemClock), id);
    assert.deepEqual([up, problem, status?.mayVote], [false, 'board/rolled-back', false]);
    await processes.kill(id);
    await starting;
    assert.equal((await rekey(id)).epoch, 1);
    await start(id);
    await post(1);
    await until(isEven);
  });
});

const rekey = (id: string, patience = PATIENCE) =>
  rekeyReplica(folder, id, { isGone: false, patience, onWait: () => undefined });

test('with two of four down a post waits, a rekey throws nothing away, and nothing is lost when one is back', async () => {
  const before = await post(3);
  await Promise.all(['board-1', 'board-2'].map((id) => processes.kill(id)));
  await assert.rejects(client.post(TOPIC, ['waits'], AbortSignal.timeout(3_000)), {
    code: 'board/no-quorum',
  });
  await assert.rejects(rekey('board-1', 2_000), { code: 'board/no-quorum' });
  const health = await watchBoard(genesis, systemClock);
  assert.deepEqual(
    health.replicas.map(({ up }) => up),
    [false, false, true, true],
  );
  await start('board-1');
  const [after = 0] = await post(1);
  assert.ok(after > Math.max(...before));
  assert.deepEqual(await client.read(TOPIC, [posts], AbortSignal.timeout(PATIENCE)), [posts]);
  assert.deepEqual(
    await client.read(TOPIC, [1], AbortSignal.timeout(PATIENCE)),
    [1],
    'the first is there too',
  );
  await start('board-2');
  await until(isEven);
});
