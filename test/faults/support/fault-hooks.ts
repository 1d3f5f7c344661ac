/**
 * Loaded into a server's process (node --import) by the fault tests, and by nothing else: faults of its machine that no
 * other process can cause without being root. On SIGUSR2 it reads from $REVS_FAULTS/PID.json what holds from now on. The
 * errors are SQLite's own: SQLITE_FULL where no page may be added, SQLITE_READONLY where nothing may be written.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface MachineFaults {
  readonly full?: boolean;
  readonly readOnly?: boolean;
  /** How far its clock is ahead, in milliseconds; behind: negative. */
  readonly clockAhead?: number;
}

const folder = process.env.REVS_FAULTS;
const databases = new Set<DatabaseSync>();
let faults: MachineFaults = {};

const { exec, prepare } = DatabaseSync.prototype;

function apply(db: DatabaseSync): void {
  if (!db.isOpen) {
    databases.delete(db);
    return;
  }
  // SQLite never makes this less than the pages that there are: nothing more can be stored.
  exec.call(db, `PRAGMA max_page_count = ${faults.full === true ? 1 : 1_073_741_823}`);
  exec.call(db, `PRAGMA query_only = ${faults.readOnly === true ? 'ON' : 'OFF'}`);
}

/** Every database is known from its first use on. */
function watch(db: DatabaseSync): void {
  if (databases.has(db)) return;
  databases.add(db);
  apply(db);
}

if (folder !== undefined) {
  DatabaseSync.prototype.exec = function (sql) {
    watch(this);
    exec.call(this, sql);
  };
  DatabaseSync.prototype.prepare = function (sql) {
    watch(this);
    return prepare.call(this, sql);
  };
  const now = Date.now.bind(Date);
  Date.now = () => now() + (faults.clockAhead ?? 0);
  process.on('SIGUSR2', () => {
    faults = JSON.parse(readFileSync(join(folder, `${process.pid}.json`), 'utf8')) as MachineFaults;
    for (const db of databases) apply(db);
  });
}
