/** Replicas of a board with real stores and keys, joined by a network in memory: durability, restarts, and stores that cannot write. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, test, vi } from 'vitest';
import { T0, TestBoard } from '../../protocol/board/board-test-support.ts';
import { signRekey } from '../../protocol/board/requests.ts';
import { removeFolder, temporaryFolder } from '../shared/test-support.ts';
import { Network } from './board-test-support.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const board = new TestBoard();

let network: Network;
let networks = 0;
const open = async (): Promise<Network> => {
  network = await Network.open(folder, board, `n${networks++}`);
  return network;
};
afterEach(() => network.close());

const logs = (): (readonly string[] | undefined)[] => network.machines.map(({ done }) => done);
const allAgree = (count: number): void => {
  for (const log of logs()) assert.deepEqual(log, logs()[0]);
  assert.equal(logs()[0]?.length, count);
};

describe('orders', () => {
  test('the same for everybody, and after a restart of all the same again', async () => {
    await open();
    for (let i = 0; i < 5; i++) {
      network.post();
      await network.settle();
    }
    allAgree(5);
    const before = logs();
    for (let i = 0; i < 4; i++) await network.restart(i);
    assert.deepEqual(logs(), before);
    network.post();
    await network.settle();
    allAgree(6);
  });

  test('with one down, which catches up from the others when it is back', async () => {
    await open();
    network.down.add(2);
    for (let i = 0; i < 3; i++) {
      network.post();
      await network.settle();
    }
    assert.deepEqual(
      logs().map((log) => log?.length),
      [3, 3, 0, 3],
    );
    network.down.clear();
    await network.pass(4 * T0);
    allAgree(3);
  });

  test('when the leader is down: another one leads after T0', async () => {
    await open();
    network.down.add(0);
    network.post();
    await network.pass(6 * T0);
    assert.deepEqual(
      logs().map((log) => log?.length),
      [0, 1, 1, 1],
    );
  });
});

describe('a lock', () => {
  const kinds = (from?: number): string[] =>
    network.sent.filter((each) => from === undefined || each.from === from).map(({ wire }) => wire.kind);
  /** What is under way arrives, but for what `isLost`; nothing that follows from it. */
  const arrive = (isLost: (each: Network['sent'][number]) => boolean = () => false): void => {
    for (const each of network.sent.splice(0))
      if (!isLost(each)) network.replicas[each.to]?.receive(each.wire);
  };
  const settled = async (): Promise<void> => {
    for (const replica of network.replicas) await replica.settled();
  };
  // Time stands still unless a test lets it pass: locks linger however slow the machine is.
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => vi.useRealTimers());
  const inVain = async (): Promise<void> => {
    await setImmediate();
    await vi.advanceTimersByTimeAsync(0.02 * T0);
    await settled();
  };
  /** All have written, and no WRITE has arrived. */
  const write = async (isFirst = true): Promise<void> => {
    if (isFirst) await open();
    network.post();
    await settled();
    arrive();
    await settled();
  };
  const locksOnDisk = (index: number): number =>
    Number(
      network.stores[index]?.store.db
        .prepare("SELECT count(*) AS n FROM open_instance WHERE kind = 'lock'")
        .get()?.n,
    );
  /** The WRITEs of these arrive at replica 1, one in each turn, so that each is a step of its own. */
  const hear = async (...from: number[]): Promise<void> => {
    for (const each of network.sent.filter(({ to, wire }) => to === 1 && wire.kind === 'write'))
      if (from.includes(each.from)) {
        network.replicas[1]?.receive(each.wire);
        await setImmediate();
      }
  };

  test('waits for the last WRITE: then it is decided at once, and nobody says ACCEPT', async () => {
    for (const instance of [1, 2]) {
      await write(instance === 1);
      await hear(0, 2);
      assert.equal(locksOnDisk(1), 0);
      await vi.advanceTimersByTimeAsync(0.015 * T0);
      await setImmediate();
      await setImmediate();
      assert.equal(locksOnDisk(1), 0);
      await hear(3);
      arrive();
      await settled();
      allAgree(instance);
      assert.ok(!kinds().includes('accept'));
    }
  });

  test('waits in vain when somebody is silent: it is on disk before the ACCEPT leaves', async () => {
    await write();
    arrive(({ from }) => from === 3);
    await inVain();
    assert.equal(locksOnDisk(1), 1);
    assert.deepEqual(kinds(1), ['accept', 'accept', 'accept']);
    await network.settle();
    allAgree(1);
  });

  test('does not wait again for a while after that', async () => {
    await write();
    arrive(({ from }) => from === 3);
    await inVain();
    await network.settle();
    network.post();
    await settled();
    arrive(({ from }) => from === 3);
    await settled();
    await hear(0, 2);
    assert.equal(locksOnDisk(1), 1);
  });

  test('does not wait when something else is to be said, which leaves after it is on disk', async () => {
    await write();
    await hear(0, 2);
    assert.equal(locksOnDisk(1), 0);
    network.sent = [];
    network.now += T0 / 2;
    network.replicas[1]?.tick();
    await setImmediate();
    await setImmediate();
    assert.ok(kinds(1).includes('status'));
    assert.equal(locksOnDisk(1), 1);
  });

  test('that cannot be stored is forgotten, and its ACCEPT does not leave', async () => {
    await write();
    await hear(0, 2);
    const other = new DatabaseSync(network.path(1));
    other.exec('BEGIN IMMEDIATE');
    network.stores[1]?.store.db.exec('PRAGMA busy_timeout = 0');
    network.sent = [];
    await inVain();
    assert.deepEqual(kinds(1), []);
    other.close();
    assert.equal(locksOnDisk(1), 0);
    network.now += T0 / 2;
    for (const replica of network.replicas) replica.tick();
    await settled();
    await network.settle();
    allAgree(1);
  });

  test('is found by who misses a WRITE: it says ACCEPT, and is shown the DECISION', async () => {
    await write();
    arrive(({ from, to }) => from === 3 && to === 2);
    await inVain();
    assert.deepEqual(
      logs().map((log) => log?.length),
      [1, 1, 0, 1],
    );
    assert.deepEqual(kinds(2), ['accept', 'accept', 'accept']);
    await network.settle();
    allAgree(1);
  });
});

describe('a store that cannot write', () => {
  /** Another process holds the file: nothing can be written. */
  const lock = (index: number): DatabaseSync => {
    const other = new DatabaseSync(network.path(index));
    other.exec('BEGIN IMMEDIATE');
    network.stores[index]?.store.db.exec('PRAGMA busy_timeout = 0');
    return other;
  };

  test('lets nothing leave, and the replica goes on from what is on disk when it can again', async () => {
    await open();
    const other = lock(1);
    network.post();
    await network.settle();
    assert.deepEqual(
      logs().map((log) => log?.length),
      [1, 0, 1, 1],
      'the others go on without it',
    );
    other.close();
    await network.pass(4 * T0);
    allAgree(1);
  });

  test('of the leader: nothing is proposed that is not on its disk', async () => {
    await open();
    const other = lock(0);
    network.post();
    for (const replica of network.replicas) await replica.settled();
    assert.deepEqual(
      network.sent.filter(({ from }) => from === 0),
      [],
    );
    await network.pass(6 * T0);
    assert.deepEqual(
      logs().map((log) => log?.length),
      [0, 1, 1, 1],
    );
    other.close();
    await network.pass(4 * T0);
    allAgree(1);
  });

  test('that is full is like one that is locked', async () => {
    await open();
    const db = network.stores[3]?.store.db;
    db?.exec(`PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()?.page_count)}`);
    network.post('space/test', new Uint8Array(50_000));
    await network.settle();
    assert.deepEqual(
      logs().map((log) => log?.length),
      [1, 1, 1, 0],
    );
    db?.exec('PRAGMA max_page_count = 100000');
    await network.pass(4 * T0);
    allAgree(1);
  });
});

describe('a replica that dies', () => {
  test('after its WRITE writes nothing else in this regency, and sends the same again', async () => {
    await open();
    network.post();
    for (const replica of network.replicas) await replica.settled();
    // Replica 1 has written, nothing has arrived.
    const [proposal] = network.sent.filter(({ to, wire }) => to === 1 && wire.kind === 'propose');
    assert.ok(proposal !== undefined);
    network.sent = [];
    network.replicas[1]?.receive(proposal.wire);
    await network.replicas[1]?.settled();
    const written = network.sent
      .filter(({ from, wire }) => from === 1 && wire.kind === 'write')
      .map(({ wire }) => wire.bytes);
    assert.equal(written.length, 3);
    network.sent = [];
    await network.restart(1);
    network.replicas[1]?.receive(proposal.wire);
    await network.replicas[1]?.settled();
    assert.deepEqual(
      network.sent.filter(({ wire }) => wire.kind === 'write'),
      [],
      'one WRITE in a regency',
    );
    await network.pass(2 * T0);
    allAgree(1);
  });

  test('at any commit loses nothing: killed after each message that it gets, it decides what the others decide', async () => {
    await open();
    for (let i = 0; i < 3; i++) {
      network.post();
      await network.settle(3);
      await network.pass(4 * T0);
      allAgree(i + 1);
    }
  });
});

describe('KEY', () => {
  const rekey = (index: number, epoch: number) => {
    const keys = board.keyList(index, epoch).map((key) => key.publicKey);
    const operator = board.operators[index] ?? assert.fail();
    const to = network.now + 3_600_000;
    return signRekey(board.opened.board, `board-${index}`, { epoch, keys, from: 0, to }, operator);
  };
  const secretsOf = (index: number): unknown[] =>
    network.stores[index]?.store.db
      .prepare('SELECT epoch, place FROM secrets ORDER BY place')
      .all()
      .map(({ epoch, place }) => [epoch, place]) ?? [];

  test('a replica with an empty store is silent until its KEY is ordered, then votes; everyone else erases a key, also from the log', async () => {
    await open();
    network.post();
    await network.settle();
    const old = board.secretList(0, 0)[0] ?? assert.fail();
    assert.ok(holds(0, old));
    await network.kill(2);
    removeFolder(network.path(2));
    for (const end of ['-wal', '-shm', '-made']) removeFolder(network.path(2) + end);
    await network.start(2, 1);
    await network.pass(4 * T0);
    assert.deepEqual(network.machines[2]?.done, network.machines[0]?.done, 'it follows the others');
    network.replicas[2]?.tick();
    await network.replicas[2]?.settled();
    assert.deepEqual(
      network.sent.filter(({ from, wire }) => from === 2 && wire.kind !== 'ask'),
      [],
    );
    network.post('keys/board-2', rekey(2, 1), 1);
    await network.settle();
    await network.pass(2 * T0);
    allAgree(2);
    assert.deepEqual(
      network.replicas.map(({ state }) => state.keys.generation),
      [1, 1, 1, 1],
    );
    assert.deepEqual(
      secretsOf(0),
      [1, 2, 3].map((place) => [0, place]),
    );
    assert.deepEqual(
      secretsOf(2),
      [0, 1, 2, 3].map((place) => [1, place]),
    );
    assert.ok(!holds(0, old), 'no trace of the old secret on disk');
    network.down.add(1);
    network.post();
    await network.settle();
    await network.pass(4 * T0);
    assert.equal(network.machines[0]?.done.length, 3, 'three of four are a quorum again');
  });

  test('a store that was put back notices by its own votes, and signs nothing more', async () => {
    await open();
    network.post();
    await network.settle();
    await network.kill(3);
    for (const end of ['', '-wal', '-shm']) copy(network.path(3) + end, `${network.path(3)}.old${end}`);
    await network.start(3);
    network.post();
    await network.settle();
    await network.kill(3);
    for (const end of ['', '-wal', '-shm']) copy(`${network.path(3)}.old${end}`, network.path(3) + end);
    await network.start(3);
    await network.pass(2 * T0);
    assert.equal(network.replicas[3]?.state.isRolledBack, true);
    await network.restart(3);
    assert.equal(network.replicas[3]?.state.isRolledBack, true, 'also after a restart');
    network.sent = [];
    network.post();
    for (const replica of network.replicas) await replica.settled();
    assert.deepEqual(
      network.sent.filter(({ from, wire }) => from === 3 && wire.kind === 'write'),
      [],
    );
  });

  /** Whether the store's files have these bytes anywhere. */
  function holds(index: number, secret: Uint8Array): boolean {
    return ['', '-wal'].some((end) => readFileSync(network.path(index) + end).includes(Buffer.from(secret)));
  }
});

function copy(from: string, to: string): void {
  removeFolder(to);
  // A closed store has no write-ahead log.
  if (existsSync(from)) cpSync(from, to);
}

test('a store has its keys once', async () => {
  await open();
  await assert.rejects(() => network.stores[0]?.begin(1, board.secretList(0, 1)) ?? assert.fail(), {
    code: 'service/busy',
  });
  assert.equal(network.stores[0]?.epoch, 0);
});
