import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterEach, beforeEach, test } from 'vitest';
import { AuditLog } from './audit-log.ts';
import { verifyAudit } from './verify-audit.ts';

const EVENT = { officer: 'ana', action: 'roll/import', detail: { voters: 12 }, outcome: 'done' };
let folder = '';
let now = 0;
let log: { audit: number; hash: string }[] = [];
let audit: AuditLog;
const logger = pino({ base: null }, { write: (line: string) => log.push(JSON.parse(line)) });
const open = (): AuditLog => new AuditLog(folder, () => now++, logger);
const lines = (): string[] => [...audit.export()].join('').split('\n').slice(0, -1);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revs-audit-'));
  now = 1_000;
  log = [];
  audit = open();
});
afterEach(async () => {
  await audit.close();
  rmSync(folder, { recursive: true });
});

async function appendAll(...actions: string[]): Promise<void> {
  for (const action of actions) await audit.append({ ...EVENT, action });
}

test('an entry is chained by the SHA-256 of its canonical JSON', async () => {
  await appendAll('a/a', 'b/b');
  const previous = '0'.repeat(64);
  // Written out, so that another program can be checked against it.
  const first = `{"action":"a/a","detail":{"voters":12},"index":0,"officer":"ana","outcome":"done","previous":"${previous}","time":1000}`;
  const hash = createHash('sha256').update(first).digest('hex');
  assert.equal(
    lines()[0],
    `{"action":"a/a","detail":{"voters":12},"hash":"${hash}",${first.slice(first.indexOf('"index"'))}`,
  );
  assert.deepEqual(audit.entries(0, 1), [{ ...EVENT, action: 'a/a', index: 0, time: 1_000, previous, hash }]);
  assert.equal(audit.entries(1, 1)[0]?.previous, hash);
});

test('the hash of the newest entry goes into the log of the service', async () => {
  assert.deepEqual(audit.head(), { total: 0, head: '0'.repeat(64) });
  await appendAll('a/a', 'b/b');
  const hashes = audit.entries(0, 9).map(({ hash }) => hash);
  assert.deepEqual(
    log.map(({ audit: index, hash }) => [index, hash]),
    hashes.map((hash, index) => [index, hash]),
  );
  assert.deepEqual(audit.head(), { total: 2, head: hashes[1] });
});

test('the chain goes on after a restart, and through many appends at once', async () => {
  await appendAll('a/a');
  await audit.close();
  audit = open();
  await Promise.all(Array.from({ length: 1_200 }, () => audit.append(EVENT)));
  assert.equal(lines().length, 1_201);
  assert.deepEqual(verifyAudit(lines()), audit.head());
});

test('the file refuses every change', async () => {
  await appendAll('a/a', 'b/b');
  const before = lines();
  const db = new DatabaseSync(join(folder, 'audit.db'));
  for (const change of [
    "UPDATE entries SET line = '{}' WHERE number = 0",
    'DELETE FROM entries WHERE number = 1',
    'DELETE FROM entries',
    "INSERT OR REPLACE INTO entries VALUES (1, '{}')",
    "REPLACE INTO entries VALUES (0, '{}')",
    "INSERT INTO entries VALUES (3, '{}')",
    "INSERT INTO entries VALUES (-1, '{}')",
    "INSERT INTO entries VALUES (0, '{}') ON CONFLICT DO UPDATE SET line = 'x'",
  ])
    assert.throws(() => db.exec(change), /append-only/, change);
  db.close();
  assert.deepEqual(lines(), before);
});

test('a part of the entries, by index', async () => {
  await appendAll('a/a', 'b/b', 'c/c', 'd/d');
  assert.deepEqual(
    audit.entries(1, 2).map(({ action }) => action),
    ['b/b', 'c/c'],
  );
  assert.deepEqual(audit.entries(9, 2), []);
});

test('texts are cut to 200 characters, and any text leaves the chain sound', async () => {
  const nasty = '"\n\u2028\ud800\u0000é🗳';
  await audit.append({
    ...EVENT,
    detail: { title: nasty, long: 'x'.repeat(10_000) },
    outcome: 'y'.repeat(99),
  });
  const [entry] = audit.entries(0, 1);
  assert.equal(entry?.detail.title, '"\n\u2028\ufffd\u0000é🗳');
  assert.equal(entry?.detail.long, 'x'.repeat(200));
  assert.equal(lines().length, 1);
  assert.deepEqual(verifyAudit(lines()), audit.head());
});

/** An entry with that change and a hash that fits. */
function remade(line: string, change: object): string {
  const { hash: _, ...entry } = { ...JSON.parse(line), ...change };
  const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort());
  const hash = createHash('sha256')
    .update(JSON.stringify(sorted(entry)))
    .digest('hex');
  return JSON.stringify(sorted({ ...entry, hash }));
}

test('the first bad line is named', async () => {
  await appendAll('a/a', 'b/b', 'c/c', 'd/d');
  const sound = lines();
  const [, second = '', third = ''] = sound;
  const bad = (changed: string[], badLine: number, reason: RegExp): void => {
    const verdict = verifyAudit(changed);
    assert.ok('badLine' in verdict, String(reason));
    assert.equal(verdict.badLine, badLine);
    assert.match(verdict.reason, reason);
  };
  bad(sound.with(1, second.replace('ana', 'ben')), 2, /changed/);
  bad(sound.with(1, remade(second, { officer: 'ben' })), 3, /before/);
  bad(sound.with(1, remade(second, { index: 2 })), 2, /index/);
  bad(sound.toSpliced(1, 1), 2, /missing/);
  bad(sound.toSpliced(0, 1), 1, /missing/);
  bad([...sound, second], 5, /index/);
  bad(sound.with(2, second).with(1, third), 2, /index/);
  bad(sound.with(2, ` ${third}`), 3, /canonical/);
  bad(sound.with(2, third.replace('"voters":12', '"voters":12,"voters":12')), 3, /canonical/);
  for (const nonsense of ['', '{}', 'null', '[', '[1]', third.replace('"index"', '"other"')])
    bad(sound.with(2, nonsense), 3, /not an entry/);
});

test('an anchor shows that the end is missing, or was remade', async () => {
  await appendAll('a/a', 'b/b', 'c/c');
  const sound = lines();
  for (const { hash } of log) assert.deepEqual(verifyAudit(sound, hash), audit.head());
  const cut = sound.slice(0, 2);
  assert.ok('head' in verifyAudit(cut), 'without an anchor nobody can tell');
  const verdict = verifyAudit(cut, audit.head().head);
  assert.ok('badLine' in verdict);
  assert.equal(verdict.badLine, 3);
  assert.ok(
    'badLine' in verifyAudit(sound.with(2, remade(sound[2] ?? '', { officer: 'x' })), audit.head().head),
  );
});

test('heads on the board show that the log was cut, or remade, and from which line on', async () => {
  await appendAll('a/a', 'b/b', 'c/c');
  const sound = lines();
  const posted = log.map(({ audit: index, hash }) => ({ total: index + 1, head: hash, time: 0 }));
  assert.deepEqual(verifyAudit(sound, undefined, posted), audit.head());
  const bad = (changed: string[], badLine: number, reason: RegExp, heads = posted): void => {
    const verdict = verifyAudit(changed, undefined, heads);
    assert.ok('badLine' in verdict, String(reason));
    assert.equal(verdict.badLine, badLine);
    assert.match(verdict.reason, reason);
  };
  bad(sound.slice(0, 2), 3, /a head of 3 entries, posted at 1970-01-01T00:00:00.000Z: entries are missing/);
  // Remade as a whole, so that its chain is unbroken.
  const first = remade(sound[0] ?? '', { officer: 'ben' });
  const second = remade(sound[1] ?? '', { previous: JSON.parse(first).hash });
  bad([first, second], 1, /a head of 1 entries, .*with another hash/);
  bad([first, second], 2, /a head of 2 entries, .*with another hash/, posted.slice(1));
  assert.ok('head' in verifyAudit([first, second]), 'without the board nobody can tell');
});

test('which heads it has had', async () => {
  await appendAll('a/a', 'b/b');
  const [first, second] = log.map(({ hash }) => hash);
  assert.ok(audit.has({ total: 1, head: first ?? '' }) && audit.has({ total: 2, head: second ?? '' }));
  assert.ok(!audit.has({ total: 1, head: second ?? '' }) && !audit.has({ total: 3, head: second ?? '' }));
});

test('anchors are logged whatever the level of the log', async () => {
  for (const level of ['warn', 'error', 'silent']) {
    const lines_: Record<string, unknown>[] = [];
    const quiet = pino({ level }, { write: (line: string) => lines_.push(JSON.parse(line)) });
    const own = join(folder, level);
    mkdirSync(own);
    const log_ = new AuditLog(own, Date.now, quiet);
    await log_.append(EVENT);
    assert.equal(lines_[0]?.hash, log_.head().head, level);
    await log_.close();
  }
});

test('an entry that cannot be written is refused with a code, and has no anchor', async () => {
  const other = new DatabaseSync(join(folder, 'audit.db'));
  other.exec('BEGIN EXCLUSIVE');
  await assert.rejects(audit.append(EVENT), { code: 'store/unavailable' });
  other.close();
  assert.equal(log.length, 0);
});

test('an entry that cannot be kept is not acknowledged', async () => {
  await audit.close();
  await assert.rejects(audit.append(EVENT), { code: 'service/busy' });
  assert.equal(log.length, 0);
});
