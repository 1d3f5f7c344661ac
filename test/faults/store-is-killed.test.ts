/** A server's store under SIGKILL: what was answered is on disk (protocol section 5.5). */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, test } from 'vitest';
import { Store } from '../../servers/shared/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCHEMA = 'CREATE TABLE IF NOT EXISTS votes (n INTEGER PRIMARY KEY) STRICT;';

/** Writes 0, 1, 2 ... eight at a time from where the store ends, and prints each number once it is answered. */
const WRITER = `
  const { Store } = await import(process.argv[1]);
  const store = new Store(process.argv[2], process.argv[3]);
  let n = store.db.prepare('SELECT coalesce(max(n) + 1, 0) AS n FROM votes').get().n;
  const insert = (n) => store.prepare('INSERT INTO votes VALUES (?)').run(n);
  for (;;) {
    await Promise.all(Array.from({ length: 8 }, async () => {
      const mine = n++;
      await store.write(() => insert(mine));
      process.stdout.write(mine + '\\n');
    }));
  }`;

function startWriter(path: string): ChildProcess {
  const args = ['--no-warnings', '--input-type=module', '-e', WRITER];
  const target = [new URL('../../servers/shared/store.ts', import.meta.url).href, path, SCHEMA];
  return spawn(process.execPath, [...args, ...target], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('a process killed at any instant loses no answered write', async () => {
  const path = join(folder, 'votes.db');
  const answered: number[] = [];
  for (let round = 0; round < 6; round++) {
    const child = startWriter(path);
    const exit = once(child, 'exit');
    assert.ok(child.stdout);
    let left = 50 + 37 * round;
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(Number(line));
      if (--left === 0) child.kill('SIGKILL');
    }
    assert.deepEqual(await exit, [null, 'SIGKILL']);
  }
  const store = new Store(path, SCHEMA);
  const kept = new Set(
    store.db
      .prepare('SELECT n FROM votes')
      .all()
      .map(({ n }) => n),
  );
  assert.deepEqual(
    answered.filter((n) => !kept.has(n)),
    [],
  );
  assert.equal(new Set(answered).size, answered.length, 'no number was given out twice');
  await store.close();
});
