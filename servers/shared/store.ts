/**
 * A server's durable memory: one SQLite file, written by group commit. A server must not answer before what it answers
 * for is on disk (contract, sections 4 and 5.5), and an fsync costs more than everything else that it does; so all writes
 * that arrive in one turn of the event loop, which includes those that arrived while the last commit was under way,
 * share one transaction and one fsync.
 */
import { chmodSync, closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ServiceError, storeError } from './service-error.ts';
import { reasonOf, StartupError } from './startup-error.ts';
import { type StoreFault, storeFaultOf } from './store-fault.ts';

/** How long everything waits for another process, such as a backup, that holds the file. Milliseconds. */
const BUSY_TIMEOUT = 1_000;
/** What a store that failed must have room for before it counts as sound again: more than votes need for a while. Bytes. */
const ROOM = 65_536;
/** Ends the name of the empty file that says: this store has been made, and is not empty any more. */
const MARK = '-made';

interface PendingWrite {
  /** Does the write and returns how to tell its caller that it succeeded. */
  run(): () => void;
  reject(error: unknown): void;
}

export class Store {
  /** For reading, anywhere; for writing, only within {@link write}. */
  readonly db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();
  #waiting: PendingWrite[] = [];
  #closed = false;
  /** Why the last commit failed. Damage does not heal: it stays. */
  #fault: StoreFault | undefined;

  /**
   * Opens or creates the file at `path`, readable by its owner only. One that was made before is not made again if it is
   * empty or gone: what the server has signed would be forgotten.
   * @param schema SQL that may run again: CREATE TABLE IF NOT EXISTS ...
   * Errors: StartupError store/full, store/unavailable, store/damaged; store/unusable for any other reason.
   */
  constructor(path: string, schema: string) {
    this.#path = path;
    let db: DatabaseSync | undefined;
    try {
      requireNotEmptied(path);
      // SQLite gives the -wal and -shm files the permissions of the main file.
      closeSync(openSync(path, 'a', 0o600));
      chmodSync(path, 0o600);
      db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
      configure(db);
      db.exec(schema);
      db.exec('CREATE TABLE IF NOT EXISTS room (bytes BLOB) STRICT');
      closeSync(openSync(path + MARK, 'a', 0o600));
      this.db = db;
    } catch (error) {
      db?.close();
      throw cannotOpen(path, error);
    }
  }

  /**
   * Why nothing can be stored now; undefined if the last commit succeeded. After one that failed, a small write tries
   * whether the fault is over. A store that was full is so until that write finds room, whatever smaller ones do; a damaged
   * one stays so, and is left as it is.
   */
  fault(): StoreFault | undefined {
    if (this.#fault !== undefined && this.#fault !== 'store/damaged' && !this.#closed) {
      this.#waiting.push({ run: () => this.#tryRoom(), reject: () => undefined });
      this.#commit();
    }
    return this.#fault;
  }

  /** Rewriting a page would not do: a full disk allows that. Pages that were added once stay, for what is written next. */
  #tryRoom(): () => void {
    this.prepare('INSERT INTO room VALUES (zeroblob(?))').run(ROOM);
    this.prepare('DELETE FROM room').run();
    return () => this.#note(undefined);
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
   * Runs `write`, which is synchronous and changes nothing but the database, and resolves to its result once that is on
   * disk. One that throws is undone alone and rejects with what it threw. If the commit fails, every write that shared
   * it is undone and rejects, also one that threw: what it threw may rest on what another had written.
   * Errors: ServiceError service/busy after {@link close}; store/full, store/unavailable, store/damaged.
   */
  write<T>(write: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new ServiceError('service/busy', 503, 'the server is shutting down');
      const run = (): (() => void) => {
        const result = write();
        if (result instanceof Promise) throw new TypeError('a write must be synchronous');
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
      for (const write of batch) answers.push(this.#runAlone(write));
      this.prepare('COMMIT').run();
    } catch (error) {
      this.#rollback();
      const reason = this.#failed(error);
      for (const write of batch) write.reject(reason);
      return;
    }
    if (this.#fault !== 'store/full') this.#note(undefined);
    for (const answer of answers) answer();
  }

  /** Returns how to answer the write's caller. Throws if the whole transaction is lost. */
  #runAlone(write: PendingWrite): () => void {
    this.prepare('SAVEPOINT one').run();
    try {
      const succeed = write.run();
      this.prepare('RELEASE one').run();
      return succeed;
    } catch (error) {
      // SQLite itself may give up the transaction when the disk is full or fails.
      if (!this.db.isTransaction || storeFaultOf(error, this.#path) !== undefined) throw error;
      this.prepare('ROLLBACK TO one').run();
      this.prepare('RELEASE one').run();
      return () => write.reject(error);
    }
  }

  /** What those who wait are told. */
  #failed(error: unknown): unknown {
    const fault = storeFaultOf(error, this.#path);
    if (fault === undefined) return error;
    this.#note(fault);
    return storeError(fault);
  }

  #note(fault: StoreFault | undefined): void {
    if (this.#fault === 'store/damaged' || this.#fault === fault) return;
    this.#fault = fault;
    // Whoever holds the file has been waited for: until it is free again nobody else waits, as the whole server does.
    this.db.exec(`PRAGMA busy_timeout = ${fault === 'store/unavailable' ? 0 : BUSY_TIMEOUT}`);
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
  if (check !== 'ok') throw new StartupError('store/damaged', String(check));
}

/** As if it had never been: what the server has signed is forgotten. The mark goes last. */
export function removeStore(path: string): void {
  for (const end of ['', '-wal', '-shm', MARK]) rmSync(path + end, { force: true });
}

/** SQLite takes an empty file for a new database. Errors: StartupError store/damaged. */
function requireNotEmptied(path: string): void {
  if (!existsSync(path + MARK) || (existsSync(path) && statSync(path).size > 0)) return;
  throw new StartupError('store/damaged', `it has been made before (${path + MARK}), and is empty now`);
}

const IN_WORDS: Readonly<Record<StoreFault, string>> = {
  'store/full': 'the disk is full',
  'store/unavailable': 'cannot be used',
  'store/damaged': 'the database is damaged',
};

function cannotOpen(path: string, error: unknown): StartupError {
  const fault =
    error instanceof StartupError && error.code === 'store/damaged' ? error.code : storeFaultOf(error, path);
  if (fault === undefined) return new StartupError('store/unusable', `${path}: ${reasonOf(error)}`);
  return new StartupError(fault, `${path}: ${IN_WORDS[fault]}: ${reasonOf(error)}`);
}
