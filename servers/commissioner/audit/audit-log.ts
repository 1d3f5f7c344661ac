/**
 * What officers did, in `audit.db`: entries are appended, never changed, and each has the hash of the one before, so that
 * whoever changes or removes one must change all that follow. The hash of the newest goes into the service's log as well:
 * kept on another machine, it is an anchor that not even the owner of the file can get around.
 */
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { Store } from '../../shared/store.ts';
import type { StoreFault } from '../../shared/store-fault.ts';
import { type AuditHead, type AuditLine, MAX_CODE } from '../api/audit.ts';
import { canonical, hashOf, NO_PREVIOUS } from './verify-audit.ts';

/** SQLite replaces a row (INSERT OR REPLACE) without any DELETE trigger: hence the first one. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
  CREATE TRIGGER IF NOT EXISTS append_only BEFORE INSERT ON entries
    WHEN NEW.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM entries)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;`;

/** Longest text in a detail, in UTF-16 units. */
const MAX_TEXT = 200;
/** Entries that are read at once for the export. */
const PART = 500;

export type AuditDetail = Readonly<Record<string, string | number>>;
/** What happened, before it has its place in the chain. */
export type AuditEvent = Pick<AuditLine, 'officer' | 'action' | 'outcome'> & {
  readonly detail: AuditDetail;
};

export class AuditLog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(folder: string, clock: Clock, logger: Logger) {
    this.#store = new Store(join(folder, 'audit.db'), SCHEMA);
    this.#clock = clock;
    // An anchor is always written, whatever level the operator has chosen for the rest.
    this.#logger = logger.child({}, { level: 'info' });
  }

  /** Resolves once the entry is on disk. Errors: those of {@link Store.write}. */
  async append({ officer, action, detail, outcome }: AuditEvent): Promise<void> {
    const texts = Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : bounded(value, MAX_TEXT),
    ]);
    const event = { officer, action, detail: Object.fromEntries(texts), outcome: bounded(outcome, MAX_CODE) };
    const { total, head } = await this.#store.write(() => {
      const { total: index, head: previous } = this.head();
      const unhashed = { ...event, index, time: this.#clock(), previous };
      const line = canonical({ ...unhashed, hash: hashOf(unhashed) });
      this.#store.prepare('INSERT INTO entries VALUES (?, ?)').run(index, line);
      return this.head();
    });
    this.#logger.info({ audit: total - 1, hash: head });
  }

  head(): AuditHead {
    const row = this.#store.prepare('SELECT number, line FROM entries ORDER BY number DESC LIMIT 1').get();
    if (row === undefined) return { total: 0, head: NO_PREVIOUS };
    return { total: Number(row.number) + 1, head: (JSON.parse(String(row.line)) as AuditLine).hash };
  }

  /** Whether it began with so many entries, of which the newest had that hash: the chain says the rest. */
  has({ total, head }: AuditHead): boolean {
    return this.entries(total - 1, 1)[0]?.hash === head;
  }

  /** At most `limit` entries from index `from` on. */
  entries(from: number, limit: number): AuditLine[] {
    return this.#lines(from, limit).map((line) => JSON.parse(line) as AuditLine);
  }

  /** `audit.jsonl` as it is now: the lines, each with its line feed, in parts. */
  *export(): Generator<string> {
    const { total } = this.head();
    for (let from = 0; from < total; from += PART)
      yield this.#lines(from, Math.min(PART, total - from))
        .map((line) => `${line}\n`)
        .join('');
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #lines(from: number, limit: number): string[] {
    const rows = this.#store
      .prepare('SELECT line FROM entries WHERE number >= ? ORDER BY number LIMIT ?')
      .all(from, limit);
    return rows.map(({ line }) => String(line));
  }
}

const bounded = (text: string, max: number): string => text.slice(0, max).toWellFormed();
