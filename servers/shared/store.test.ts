import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, test } from 'vitest';
import { Store } from './store.ts';
import { insert, newPathIn, SCHEMA, stored } from './store-test-support.ts';
import { removeFolder, temporaryFolder } from './test-support.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const newPath = (): string => newPathIn(folder);

test('a write resolves to its result', async () => {
  const store = new Store(newPath(), SCHEMA);
  assert.equal(await store.write(() => insert(store, 7)), 7);
  assert.deepEqual(stored(store), [7]);
  await store.close();
});

test('writes that arrive together share one transaction', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  const observer = new Store(path, SCHEMA);
  const seen: number[] = [];
  const watched = (n: number) => () => {
    insert(store, n);
    seen.push(stored(observer).length);
  };
  await Promise.all([1, 2, 3].map((n) => store.write(watched(n))));
  assert.deepEqual(seen, [0, 0, 0], 'nobody saw a part of the batch');
  assert.deepEqual(stored(observer), [1, 2, 3]);
  await observer.close();
  await store.close();
});

test('nobody is answered before the commit', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  const observer = new Store(path, SCHEMA);
  await Promise.all(
    [1, 2].map(async (n) => {
      await store.write(() => insert(store, n));
      assert.deepEqual(stored(observer), [1, 2]);
    }),
  );
  await observer.close();
  await store.close();
});

test('a write that throws is undone alone and rejects alone', async () => {
  const store = new Store(newPath(), SCHEMA);
  const failure = new Error('refused');
  const results = await Promise.allSettled([
    store.write(() => insert(store, 1)),
    store.write(() => {
      insert(store, 2);
      throw failure;
    }),
    store.write(() => insert(store, 3)),
    store.write(() => insert(store, 1)),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
  );
  assert.equal(results[1]?.status === 'rejected' && results[1].reason, failure);
  assert.deepEqual(stored(store), [1, 3]);
  await store.close();
});

test('a failed commit rejects everyone, leaves nothing, and the store goes on', async () => {
  const store = new Store(newPath(), SCHEMA);
  const results = await Promise.allSettled([
    store.write(() => insert(store, 1)),
    store.write(() => store.prepare('INSERT INTO children VALUES (99)').run()),
    store.write(() => {
      throw new Error('its own reason');
    }),
  ]);
  for (const result of results) {
    assert.equal(result.status, 'rejected');
    assert.match(String(result.reason), /FOREIGN KEY/);
  }
  assert.deepEqual(stored(store), []);
  await store.write(() => insert(store, 2));
  assert.deepEqual(stored(store), [2]);
  await store.close();
});

test('a transaction that SQLite gives up rejects everyone, and the store goes on', async () => {
  const store = new Store(newPath(), SCHEMA);
  const results = await Promise.allSettled([
    store.write(() => insert(store, 1)),
    store.write(() => store.prepare('INSERT OR ROLLBACK INTO votes VALUES (1)').run()),
    store.write(() => insert(store, 3)),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  for (const result of results) assert.match(String(result.status === 'rejected' && result.reason), /UNIQUE/);
  assert.deepEqual(stored(store), []);
  await store.write(() => insert(store, 4));
  assert.deepEqual(stored(store), [4]);
  await store.close();
});

test('an asynchronous write is refused and undone', async () => {
  const store = new Store(newPath(), SCHEMA);
  await assert.rejects(
    store.write(async () => insert(store, 1)),
    /synchronous/,
  );
  assert.deepEqual(stored(store), []);
  await store.close();
});

test('writes that a write asks for go into a later transaction', async () => {
  const store = new Store(newPath(), SCHEMA);
  const inner = await store.write(() => ({ done: store.write(() => insert(store, 2)) }));
  assert.equal(await inner.done, 2);
  await store.close();
});

test('close commits what waits; later writes are refused as busy', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  const waiting = store.write(() => insert(store, 5));
  await store.close();
  assert.equal(await waiting, 5);
  await assert.rejects(
    store.write(() => 0),
    { code: 'service/busy', status: 503 },
  );
  await store.close();
  const again = new Store(path, SCHEMA);
  assert.deepEqual(stored(again), [5]);
  await again.close();
});

test('its files are for the owner only, also if they were not', async () => {
  const path = newPath();
  writeFileSync(path, '');
  chmodSync(path, 0o666);
  const store = new Store(path, SCHEMA);
  await store.write(() => insert(store, 1));
  for (const suffix of ['', '-wal', '-shm']) assert.equal(statSync(path + suffix).mode & 0o777, 0o600);
  await store.close();
});

test('durability, erasure and foreign keys are on', async () => {
  const store = new Store(newPath(), SCHEMA);
  const pragma = (name: string): unknown => Object.values(store.db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  assert.equal(pragma('journal_mode'), 'wal');
  assert.equal(pragma('synchronous'), 2);
  assert.equal(pragma('secure_delete'), 1);
  assert.equal(pragma('foreign_keys'), 1);
  assert.equal(pragma('busy_timeout'), 1_000);
  await store.close();
});

test('after purge no file holds what was deleted', async () => {
  const path = newPath();
  const secret = Buffer.from('a secret that was deleted, long enough to be found again');
  const store = new Store(path, 'CREATE TABLE IF NOT EXISTS secrets (s BLOB) STRICT');
  const holdsSecret = (): boolean => ['', '-wal'].some((end) => readFileSync(path + end).includes(secret));
  await store.write(() => store.prepare('INSERT INTO secrets VALUES (?)').run(secret));
  await store.write(() => store.prepare('DELETE FROM secrets').run());
  assert.ok(holdsSecret(), 'the write-ahead log still has it');
  store.purge();
  assert.ok(!holdsSecret());
  await store.write(() => store.prepare('INSERT INTO secrets VALUES (?)').run(secret));
  const deleted = store.write(() => store.prepare('DELETE FROM secrets').run());
  store.purge();
  assert.ok(!holdsSecret(), 'what waits is done first');
  await deleted;
  const reader = new DatabaseSync(path);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM secrets').get();
  await store.write(() => store.prepare('INSERT INTO secrets VALUES (?)').run(secret));
  assert.throws(() => store.purge(), { code: 'service/busy', status: 503 });
  reader.close();
  store.purge();
  await store.close();
});

test('a prepared statement is prepared once', async () => {
  const store = new Store(newPath(), SCHEMA);
  assert.equal(store.prepare('SELECT 1'), store.prepare('SELECT 1'));
  await store.close();
});

test('a file that is not a sound database is named and refused', async () => {
  const noDatabase = newPath();
  writeFileSync(noDatabase, 'this is not a database, but it is long enough to have a header '.repeat(20));
  const damaged = newPath();
  const store = new Store(damaged, SCHEMA);
  await Promise.all(Array.from({ length: 2_000 }, (_, n) => store.write(() => insert(store, n))));
  await store.close();
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, 4_096 * 3, 4_096 * 4);
  writeFileSync(damaged, bytes);
  const truncated = newPath();
  writeFileSync(truncated, readFileSync(damaged).subarray(0, 5_000));
  const missing = join(folder, 'no-such-folder', 'x.db');
  for (const path of [noDatabase, damaged, truncated, missing, folder])
    assert.throws(
      () => new Store(path, SCHEMA),
      (error) => error instanceof Error && error.message.startsWith(path) && 'code' in error,
      path,
    );
});
