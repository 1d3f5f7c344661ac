/** What can be wrong with a server's SQLite file. Each function returns how it ends. */
import { DatabaseSync } from 'node:sqlite';
import type { HostedElection } from '../../../servers/shared/hosted-election.ts';

type Host = Pick<HostedElection, 'store'>;

const pathOf = ({ store }: Host): string => store.db.location() ?? '';

/** Another process, such as a backup, has the file open, and does that in it. */
function heldBy(host: Host, doing: string): () => void {
  host.store.db.exec('PRAGMA busy_timeout = 0');
  const other = new DatabaseSync(pathOf(host));
  other.exec(doing);
  return () => other.close();
}

export const STORE_FAULTS = {
  locked: (host: Host) => heldBy(host, 'BEGIN EXCLUSIVE'),
  'read-only': (host: Host) => {
    const { db } = host.store;
    db.exec('PRAGMA query_only = ON');
    return () => {
      if (db.isOpen) db.exec('PRAGMA query_only = OFF');
    };
  },
  /** Its log cannot be emptied meanwhile. */
  'being read': (host: Host) => heldBy(host, 'BEGIN; SELECT count(*) FROM documents'),
} as const;
