/**
 * Loaded into a server's process (node --import) by the fault tests, and by nothing else: faults of its machine that no
 * other process can cause without being root. On SIGUSR2 it reads from $REVS_FAULTS/PID.json what holds from now on. The
 * errors are SQLite's own: SQLITE_FULL where no page may be added, SQLITE_READONLY where nothing may be written.
 */
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import sqlite from 'node:sqlite';

export interface MachineFaults {
  readonly full?: boolean;
  readonly readOnly?: boolean;
  /** How far its clock is ahead, in milliseconds; behind: negative. */
  readonly clockAhead?: number;
}

const folder = process.env.REVS_FAULTS;
const open = new Set<InstanceType<typeof sqlite.DatabaseSync>>();
let faults: MachineFaults = {};

function apply(db: InstanceType<typeof sqlite.DatabaseSync>): void {
  // SQLite never makes this less than the pages that there are: nothing more can be stored.
  db.exec(`PRAGMA max_page_count = ${faults.full === true ? 1 : 1_073_741_823}`);
  db.exec(`PRAGMA query_only = ${faults.readOnly === true ? 'ON' : 'OFF'}`);
}

if (folder !== undefined) {
  const Plain = sqlite.DatabaseSync;
  class WatchedDatabase extends Plain {
    constructor(...args: ConstructorParameters<typeof Plain>) {
      super(...args);
      open.add(this);
      apply(this);
    }

    override close(): void {
      open.delete(this);
      super.close();
    }
  }
  sqlite.DatabaseSync = WatchedDatabase;
  const now = Date.now.bind(Date);
  Date.now = () => now() + (faults.clockAhead ?? 0);
  syncBuiltinESMExports();
  process.on('SIGUSR2', () => {
    faults = JSON.parse(readFileSync(join(folder, `${process.pid}.json`), 'utf8')) as MachineFaults;
    for (const db of open) apply(db);
  });
}
