import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, test } from 'vitest';
import { Store } from './store.ts';
import { storeFaultOf } from './store-fault.ts';
import { insert, newPathIn, SCHEMA, stored } from './store-test-support.ts';
import { removeFolder, temporaryFolder } from './test-support.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const newPath = (): string => newPathIn(folder);

test('a full disk rejects everyone, and the store goes on when there is room', async () => {
  const store = new Store(newPath(), `${SCHEMA} CREATE TABLE IF NOT EXISTS big (b BLOB) STRICT;`);
  store.db.exec('PRAGMA max_page_count = 10');
  const big = new Uint8Array(100_000);
  const results = await Promise.allSettled([
    store.write(() => store.prepare('INSERT INTO big VALUES (?)').run(big)),
  ]);
  assert.ok(results[0]?.status === 'rejected');
  assert.deepEqual([results[0].reason.code, results[0].reason.status], ['store/full', 507]);
  store.db.exec('PRAGMA max_page_count = 1000');
  await store.write(() => store.prepare('INSERT INTO big VALUES (?)').run(big));
  assert.equal(store.prepare('SELECT count(*) AS n FROM big').get()?.n, 1);
  await store.close();
});

test('a store whose disk lets it rewrite and not grow is full until there is room for more', async () => {
  const store = new Store(newPath(), SCHEMA);
  const pages = () => Number(store.db.prepare('PRAGMA page_count').get()?.page_count);
  const most = (count: number) => store.db.exec(`PRAGMA max_page_count = ${count}`);
  most(pages());
  const many = () =>
    store.prepare(`WITH RECURSIVE s(n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM s LIMIT 5000)
      INSERT INTO votes SELECT n FROM s`);
  await assert.rejects(
    store.write(() => many().run()),
    { code: 'store/full' },
  );
  assert.equal(store.fault(), 'store/full');
  await store.write(() => insert(store, 1));
  assert.equal(store.fault(), 'store/full', 'what fits is stored, and says nothing of what comes next');
  most(pages() + 10);
  assert.equal(store.fault(), 'store/full', 'ten pages are not enough');
  most(1_000);
  assert.equal(store.fault(), undefined);
  const grown = pages();
  const locked = lock(store);
  await assert.rejects(store.write(() => insert(store, 2)));
  locked.close();
  assert.equal(store.fault(), undefined);
  assert.equal(pages(), grown, 'the room that was made is used again');
  const written = changes(store);
  assert.equal(store.fault(), undefined);
  assert.equal(changes(store), written, 'a sound store is not tried');
  assert.equal(busyTimeout(store), 1_000);
  await store.close();
});
const lock = (store: Store): DatabaseSync => {
  const other = new DatabaseSync(store.db.location() ?? '');
  other.exec('BEGIN EXCLUSIVE');
  return other;
};

const changes = (store: Store): unknown => store.db.prepare('SELECT total_changes() AS n').get()?.n;

test('a store that another process holds fails at once, once it was waited for, and recovers by itself', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  const other = new DatabaseSync(path);
  other.exec('BEGIN EXCLUSIVE');
  await assert.rejects(
    store.write(() => insert(store, 1)),
    { code: 'store/unavailable', status: 503 },
  );
  assert.equal(store.fault(), 'store/unavailable');
  assert.equal(busyTimeout(store), 0, 'the event loop is not held up again and again');
  other.exec('COMMIT');
  assert.equal(store.fault(), undefined);
  assert.equal(busyTimeout(store), 1_000);
  other.exec('BEGIN EXCLUSIVE');
  await assert.rejects(store.write(() => insert(store, 1)));
  other.exec('COMMIT');
  await store.write(() => insert(store, 1));
  assert.equal(busyTimeout(store), 1_000, 'the next commit shows it too');
  other.close();
  await store.close();
});
const busyTimeout = (store: Store): unknown => store.db.prepare('PRAGMA busy_timeout').get()?.timeout;

test('a store that became read-only: the write that finds out says so, and it is a fault', async () => {
  const store = new Store(newPath(), SCHEMA);
  store.db.exec('PRAGMA query_only = ON');
  await assert.rejects(
    store.write(() => insert(store, 1)),
    { code: 'store/unavailable' },
  );
  assert.equal(store.fault(), 'store/unavailable');
  store.db.exec('PRAGMA query_only = OFF');
  assert.equal(store.fault(), undefined);
  store.db.exec('PRAGMA query_only = ON');
  await assert.rejects(store.write(() => insert(store, 1)));
  await store.close();
  assert.equal(store.fault(), 'store/unavailable', 'a closed store is not tried');
});

test('damage stays a fault, whatever is written after it', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  await Promise.all(Array.from({ length: 2_000 }, (_, n) => store.write(() => insert(store, n))));
  await store.close();
  const again = new Store(path, SCHEMA);
  const pages = Buffer.alloc(4_096, 0xff);
  const file = openSync(path, 'r+');
  for (const page of [4, 5, 6]) writeSync(file, pages, 0, pages.length, page * 4_096);
  closeSync(file);
  again.db.exec('PRAGMA shrink_memory');
  const count = () => again.prepare('SELECT sum(n) AS n FROM votes').get();
  await assert.rejects(again.write(count), { code: 'store/damaged', status: 503 });
  await again.write(() => again.prepare('INSERT INTO children VALUES (NULL)').run());
  const written = changes(again);
  assert.equal(again.fault(), 'store/damaged');
  assert.equal(changes(again), written, 'nothing tries what is damaged');
  await again.close();
});

test('what a store cannot be opened for has a code and words of its own', () => {
  const sqlite = (errcode: number) =>
    Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode });
  const SHM_SIZE = 4_874;
  assert.equal(
    storeFaultOf(sqlite(SHM_SIZE), 'x', () => 4_096),
    'store/full',
  );
  assert.equal(
    storeFaultOf(sqlite(SHM_SIZE), 'x', () => 1_000_000),
    'store/unavailable',
  );
  const LEAST_ROOM = 65_536;
  assert.equal(
    storeFaultOf(sqlite(SHM_SIZE), 'x', () => LEAST_ROOM),
    'store/unavailable',
  );
  const noRoom = () => 0;
  assert.equal(storeFaultOf(sqlite(SHM_SIZE), undefined, noRoom), 'store/unavailable');
  assert.equal(storeFaultOf(sqlite(11), 'x', noRoom), 'store/damaged');
  assert.equal(storeFaultOf(sqlite(19), 'x', noRoom), undefined, 'a constraint is no fault of the store');
  assert.equal(storeFaultOf(Object.assign(new Error(), { code: 'EDQUOT' })), 'store/full');
  const no = [undefined, 'full', { code: 'ENOSPC' }, new Error('full'), { errcode: 13 }];
  for (const other of [
    ...no,
    ...['EIO', 'ERR_SQLITE_ERROR'].map((code) => Object.assign(new Error(), { code })),
  ])
    assert.equal(storeFaultOf(other, 'x', noRoom), undefined);
  assert.equal(storeFaultOf(Object.assign(new Error(), { code: 'EIO', errcode: 13 })), undefined);
  assert.equal(storeFaultOf(Object.assign(new Error('no space'), { code: 'ENOSPC' })), 'store/full');
  const noDatabase = newPath();
  writeFileSync(noDatabase, 'this is not a database, but it is long enough to have a header '.repeat(20));
  assert.throws(() => new Store(noDatabase, SCHEMA), {
    code: 'store/damaged',
    message: /database is damaged/,
  });
});

test('a store that was made is not made again when its file is empty or gone', async () => {
  const path = newPath();
  const store = new Store(path, SCHEMA);
  await store.write(() => insert(store, 1));
  await store.close();
  const whole = readFileSync(path);
  for (const lose of [() => truncateSync(path), () => rmSync(path)]) {
    lose();
    assert.throws(() => new Store(path, SCHEMA), {
      code: 'store/damaged',
      message: /database is damaged: it has been made before/,
    });
    writeFileSync(path, whole);
    const again = new Store(path, SCHEMA);
    assert.deepEqual(stored(again), [1]);
    await again.close();
  }
});

test('a store that could not be made before is made', async () => {
  const path = newPath();
  assert.throws(() => new Store(path, 'CREATE TABLE'), { code: 'store/unusable' });
  truncateSync(path);
  const store = new Store(path, SCHEMA);
  assert.deepEqual(stored(store), []);
  await store.close();
});
