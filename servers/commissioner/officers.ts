/**
 * The election officers who may log in, in `officers.db`. Five wrong passphrases in a row lock a name for 15 minutes, also
 * over a restart. A name that is no officer's is treated alike, at the same cost, so that nobody finds out who is one.
 */
import { join } from 'node:path';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import type { Clock } from '../shared/clock.ts';
import { ServiceError } from '../shared/service-error.ts';
import { Store } from '../shared/store.ts';
import type { StoreFault } from '../shared/store-fault.ts';
import { Gate, hashPassphrase, isPassphrase, type PassphraseHash, requireStrong } from './passphrase.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS officers (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL,
    salt BLOB NOT NULL, hash BLOB NOT NULL,
    memory INTEGER NOT NULL, passes INTEGER NOT NULL, parallelism INTEGER NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS strangers (id INTEGER PRIMARY KEY, attempts INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO strangers VALUES (1, 0);`;

/** Who acts with the officer's token of the deployment (command line, card desk). No officer has this name. */
export const TOKEN_OFFICER = 'token';
const MAX_WRONG = 5;
/** Milliseconds. */
const LOCK_TIME = 15 * 60_000;
const MAX_STRANGERS = 10_000;

/** Times in milliseconds since the epoch. */
export interface Officer {
  readonly name: string;
  readonly created: number;
  readonly lockedUntil: number | null;
}

/** Wrong passphrases in a row since the last right one or the last lock. */
interface Attempts {
  readonly wrong: number;
  readonly lockedUntil: number;
}

const NO_ATTEMPTS: Attempts = { wrong: 0, lockedUntil: 0 };

export class Officers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #gate = new Gate();
  /** Attempts for names that are no officer's. In memory only: people type passphrases into the wrong field. */
  readonly #strangers = new Map<string, Attempts>();
  /** What passphrases for such names are compared with. */
  #decoy: PassphraseHash | undefined;

  constructor(folder: string, clock: Clock, random: RandomSource) {
    this.#store = new Store(join(folder, 'officers.db'), SCHEMA);
    this.#clock = clock;
    this.#random = random;
  }

  /** Errors: officer/weak-passphrase, officer/exists, service/busy. */
  async add(name: string, passphrase: string): Promise<void> {
    requireStrong(passphrase);
    const { salt, hash, memory, passes, parallelism } = await this.#hash(passphrase);
    await this.#store.write(() => {
      if (name === TOKEN_OFFICER || this.has(name))
        throw new ServiceError('officer/exists', 409, `the name ${name} is taken; choose another one`);
      this.#store
        .prepare(
          `INSERT INTO officers (name, created, salt, hash, memory, passes, parallelism)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(name, this.#clock(), salt, hash, memory, passes, parallelism);
    });
    this.#strangers.delete(name);
  }

  /** Errors: officer/unknown; officer/last, since nobody could log in any more. */
  remove(name: string): Promise<void> {
    return this.#store.write(() => {
      this.#requireKnown(name);
      if (this.list().length === 1)
        throw new ServiceError('officer/last', 409, `${name} is the last officer; add another one first`);
      this.#store.prepare('DELETE FROM officers WHERE name = ?').run(name);
    });
  }

  /**
   * Resolves if the passphrase is that of the officer. An attempt counts as wrong until it is found right, so that many
   * at once are no more guesses than one after the other.
   * Errors: officer/wrong-passphrase; officer/locked at the fifth wrong one and until the lock ends; service/busy.
   */
  verify(name: string, passphrase: string): Promise<void> {
    return this.#gate.run(async () => {
      this.#decoy ??= await hashPassphrase('', this.#random);
      const expected = this.#hashOf(name) ?? this.#decoy;
      const { lockedUntil } = await this.#store.write(() => this.#countAttempt(name));
      const isRight = await isPassphrase(passphrase, expected);
      await this.#store.write(() => {
        // It may have been changed meanwhile, or the officer removed; and a stranger has none.
        const now = this.#hashOf(name)?.hash;
        if (!isRight || now === undefined || !equalBytes(now, expected.hash)) throw wrongError(lockedUntil);
        this.#setAttempts(name, NO_ATTEMPTS);
      });
    });
  }

  /** Errors: officer/locked. */
  requireUnlocked(name: string): void {
    const { lockedUntil } = this.#attempts(name);
    if (lockedUntil > this.#clock()) throw lockedError(lockedUntil);
  }

  /** Errors: those of {@link verify} for the old passphrase; officer/weak-passphrase; officer/unknown. */
  async changePassphrase(name: string, old: string, passphrase: string): Promise<void> {
    requireStrong(passphrase);
    await this.verify(name, old);
    const { salt, hash, memory, passes, parallelism } = await this.#hash(passphrase);
    await this.#store.write(() => {
      this.#requireKnown(name);
      this.#store
        .prepare(
          'UPDATE officers SET salt = ?, hash = ?, memory = ?, passes = ?, parallelism = ? WHERE name = ?',
        )
        .run(salt, hash, memory, passes, parallelism, name);
    });
  }

  has(name: string): boolean {
    return this.#hashOf(name) !== undefined;
  }

  /** In order of name. */
  list(): Officer[] {
    const now = this.#clock();
    const rows = this.#store.prepare('SELECT name, created, locked_until FROM officers ORDER BY name').all();
    return rows.map(({ name, created, locked_until: lockedUntil }) => ({
      name: String(name),
      created: Number(created),
      lockedUntil: Number(lockedUntil) > now ? Number(lockedUntil) : null,
    }));
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #hash(passphrase: string): Promise<PassphraseHash> {
    return this.#gate.run(() => hashPassphrase(passphrase, this.#random));
  }

  #hashOf(name: string): PassphraseHash | undefined {
    const columns = 'salt, hash, memory, passes, parallelism';
    const row = this.#store.prepare(`SELECT ${columns} FROM officers WHERE name = ?`).get(name);
    if (row === undefined) return undefined;
    return {
      salt: row.salt as Uint8Array,
      hash: row.hash as Uint8Array,
      memory: Number(row.memory),
      passes: Number(row.passes),
      parallelism: Number(row.parallelism),
    };
  }

  #requireKnown(name: string): void {
    if (!this.has(name)) throw new ServiceError('officer/unknown', 404, `there is no officer ${name}`);
  }

  /** Within a write. Errors: officer/locked. */
  #countAttempt(name: string): Attempts {
    this.requireUnlocked(name);
    const wrong = this.#attempts(name).wrong + 1;
    const next =
      wrong < MAX_WRONG ? { wrong, lockedUntil: 0 } : { wrong: 0, lockedUntil: this.#clock() + LOCK_TIME };
    this.#setAttempts(name, next);
    return next;
  }

  #attempts(name: string): Attempts {
    const row = this.#store.prepare('SELECT wrong, locked_until FROM officers WHERE name = ?').get(name);
    if (row === undefined) return this.#strangers.get(name) ?? NO_ATTEMPTS;
    return { wrong: Number(row.wrong), lockedUntil: Number(row.locked_until) };
  }

  /** Within a write. */
  #setAttempts(name: string, attempts: Attempts): void {
    const { wrong, lockedUntil } = attempts;
    const update = this.#store.prepare('UPDATE officers SET wrong = ?, locked_until = ? WHERE name = ?');
    if (update.run(wrong, lockedUntil, name).changes === 1) return;
    // As slow as the above: without anything to write, SQLite would not wait for the disk.
    this.#store.prepare('UPDATE strangers SET attempts = attempts + 1').run();
    this.#strangers.delete(name);
    this.#strangers.set(name, attempts);
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > MAX_STRANGERS && oldest !== undefined) this.#strangers.delete(oldest);
  }
}

const wrongError = (lockedUntil: number): ServiceError =>
  lockedUntil === 0
    ? new ServiceError(
        'officer/wrong-passphrase',
        401,
        `name or passphrase is wrong; after ${MAX_WRONG} in a row the name is locked for 15 minutes`,
      )
    : lockedError(lockedUntil);

const lockedError = (until: number): ServiceError =>
  new ServiceError(
    'officer/locked',
    429,
    `too many wrong passphrases: the name is locked until ${new Date(until).toISOString()}`,
  );
