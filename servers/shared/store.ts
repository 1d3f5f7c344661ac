/**
 * A server's durable memory: one SQLite file, written by group commit. A server must not answer before what it answers
 * for is on disk (contract, sections 4 and 5.5), and an fsync costs more than everything else that it does; so all works
 * that arrive in one turn of the event loop, which includes those that arrived while the last commit was under way,
 * share one transaction and one fsync.
 */
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ServiceError } from './service-error.ts';
import { reasonOf, StartupError } from './startup-error.ts';

/** How long to wait for another process, such as a backup, that holds the file. Milliseconds. */
const BUSY_TIMEOUT = 5_000;

interface Work {
  /** Does the work and returns how to tell its caller that it succeeded. */
  run(): () => void;
  reject(error: unknown): void;
}

export class Store {
  /** For reading, anywhere; for writing, only within {@link write}. */
  readonly db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #waiting: Work[] = [];
  #closed = false;

  /**
   * Opens or creates the file at `path`, readable by its owner only.
   * @param schema SQL that may run again: CREATE TABLE IF NOT EXISTS ...
   * Errors: StartupError store/unusable when the file is not a sound database or cannot be opened.
   */
  constructor(path: string, schema: string) {
    try {
      // SQLite gives the -wal and -shm files the permissions of the main file.
      closeSync(openSync(path, 'a', 0o600));
      chmodSync(path, 0o600);
      this.db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
      configure(this.db);
      this.db.exec(schema);
    } catch (error) {
      throw new StartupError('store/unusable', `${path}: ${reasonOf(error)}`);
    }
  }

  /** A cached prepared statement; for get, all and run, not for iterate, as the next caller resets it. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /**
   * Runs `work`, which is synchronous and changes nothing but the database, and resolves to its result once that is on
   * disk. A work that throws is undone alone and rejects with what it threw. If the commit fails, every work that shared
   * it is undone and rejects, also one that threw: what it threw may rest on what another work had written.
   * Errors: ServiceError service/busy after {@link close}.
   */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new ServiceError('service/busy', 503, 'the server is shutting down');
      const run = (): (() => void) => {
        const result = work();
        if (result instanceof Promise) throw new TypeError('a work of the store must be synchronous');
        return () => resolve(result);
      };
      this.#waiting.push({ run, reject });
      // After the poll phase: by then every request that has come in has had its turn.
      if (this.#waiting.length === 1) setImmediate(() => this.#commit());
    });
  }

  /**
   * Forgets what was deleted or overwritten: until a checkpoint the write-ahead log still holds every version of every
   * page, in the order of the writes. Fails only if another process is reading the file.
   */
  purge(): void {
    this.#commit();
    const result = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (result?.busy !== 0) throw new ServiceError('service/busy', 503, 'the store is in use');
  }

  /** Commits what waits, then closes. May be called again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    this.db.close();
  }

  #commit(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const answers: (() => void)[] = [];
    try {
      this.prepare('BEGIN IMMEDIATE').run();
      for (const work of batch) answers.push(this.#runAlone(work));
      this.prepare('COMMIT').run();
    } catch (error) {
      this.#rollback();
      for (const work of batch) work.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** Returns how to answer the work's caller. Throws if the whole transaction is lost. */
  #runAlone(work: Work): () => void {
    this.prepare('SAVEPOINT work').run();
    try {
      const succeed = work.run();
      this.prepare('RELEASE work').run();
      return succeed;
    } catch (error) {
      // SQLite itself gives up the transaction when the disk is full or fails.
      if (!this.db.isTransaction) throw error;
      this.prepare('ROLLBACK TO work').run();
      this.prepare('RELEASE work').run();
      return () => work.reject(error);
    }
  }

  #rollback(): void {
    if (this.db.isTransaction) this.db.exec('ROLLBACK');
  }
}

function configure(db: DatabaseSync): void {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') throw new Error('the file system does not support write-ahead logging');
  db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  const check = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (check !== 'ok') throw new Error(`the database is damaged: ${String(check)}`);
}
