/**
 * Wrong passphrases in a row, counted for each name and each place that they come from: five lock the name for that place
 * alone, so that nobody keeps an officer out from elsewhere. A name that is no officer's is treated alike, at the same
 * cost, so that nobody finds out who is one.
 */
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import type { Clock } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Store } from '../../shared/store.ts';

/** For a store that has the table `officers`. `source`: SHA-256 of the place; `until`: milliseconds since the epoch. */
export const ATTEMPTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS attempts (
    name TEXT NOT NULL REFERENCES officers ON DELETE CASCADE, source BLOB NOT NULL,
    wrong INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (name, source)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS attempts_until ON attempts (until);
  CREATE TABLE IF NOT EXISTS unknown_names (id INTEGER PRIMARY KEY, attempts INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO unknown_names VALUES (1, 0);`;

const MAX_WRONG = 5;
/** Milliseconds. How long a name is locked, and how long an attempt is remembered. */
const LOCK_TIME = 15 * 60_000;
/** Rows, and unknown names: beyond it the oldest are forgotten. */
const MAX_REMEMBERED = 10_000;

/** Wrong ones since the last right one; forgotten at `until`. */
interface Attempts {
  readonly wrong: number;
  readonly until: number;
}

export class AttemptCounts {
  readonly #store: Store;
  readonly #clock: Clock;
  /** For names that are no officer's. In memory only: people type passphrases into the wrong field. */
  readonly #unknownNames = new Map<string, Attempts>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Errors: officer/locked. */
  requireUnlocked(name: string, place: string): void {
    const { wrong, until } = this.#of(name, place);
    if (wrong >= MAX_WRONG) throw lockedError(until);
  }

  /** Within a write. Returns what the attempt is refused with if it proves wrong. Errors: officer/locked. */
  count(name: string, place: string): ServiceError {
    this.requireUnlocked(name, place);
    const wrong = this.#of(name, place).wrong + 1;
    const until = this.#clock() + LOCK_TIME;
    this.#keep(name, place, { wrong, until });
    return wrong < MAX_WRONG ? wrongError() : lockedError(until);
  }

  /** Within a write. After the right passphrase. */
  clear(name: string, place: string): void {
    this.#keep(name, place, { wrong: 0, until: 0 });
  }

  /** Within a write. Forgets all attempts for an officer's name, wherever they came from. */
  unlock(name: string): void {
    this.#store.prepare('DELETE FROM attempts WHERE name = ?').run(name);
  }

  /** When the last lock of an officer's name ends, at whatever place; null if it is locked nowhere. */
  lockedUntil(name: string): number | null {
    const row = this.#store
      .prepare('SELECT max(until) AS last FROM attempts WHERE name = ? AND wrong >= ? AND until > ?')
      .get(name, MAX_WRONG, this.#clock());
    return row?.last == null ? null : Number(row.last);
  }

  #of(name: string, place: string): Attempts {
    const row = this.#store
      .prepare(
        `SELECT ifnull(wrong, 0) AS wrong, ifnull(until, 0) AS until
         FROM officers LEFT JOIN attempts ON attempts.name = officers.name AND source = ?
         WHERE officers.name = ?`,
      )
      .get(sourceOf(place), name);
    const unknown = this.#unknownNames.get(unknownNameKey(name, place)) ?? { wrong: 0, until: 0 };
    const found = row === undefined ? unknown : { wrong: Number(row.wrong), until: Number(row.until) };
    return found.until > this.#clock() ? found : { wrong: 0, until: 0 };
  }

  /** Within a write. */
  #keep(name: string, place: string, { wrong, until }: Attempts): void {
    const insert = this.#store.prepare(
      'INSERT OR REPLACE INTO attempts SELECT name, ?, ?, ? FROM officers WHERE name = ?',
    );
    const isOfficer = insert.run(sourceOf(place), wrong, until, name).changes === 1;
    if (!isOfficer) this.#keepUnknownName(unknownNameKey(name, place), { wrong, until });
    // Both for unknown names too, which takes as long: without anything to write, SQLite would not wait for the disk.
    this.#store.prepare('UPDATE unknown_names SET attempts = attempts + 1').run();
    this.#store.prepare('DELETE FROM attempts WHERE until <= ?').run(this.#clock());
    this.#store
      .prepare(
        `DELETE FROM attempts WHERE (name, source) IN
           (SELECT name, source FROM attempts ORDER BY until DESC LIMIT -1 OFFSET ?)`,
      )
      .run(MAX_REMEMBERED);
  }

  #keepUnknownName(key: string, attempts: Attempts): void {
    this.#unknownNames.delete(key);
    this.#unknownNames.set(key, attempts);
    const [oldest] = this.#unknownNames.keys();
    if (this.#unknownNames.size > MAX_REMEMBERED && oldest !== undefined) this.#unknownNames.delete(oldest);
  }
}

const sourceOf = (place: string): Uint8Array => sha256(utf8(place));
const unknownNameKey = (name: string, place: string): string => `${toHex(sourceOf(place))} ${name}`;

const wrongError = (): ServiceError =>
  new ServiceError(
    'officer/wrong-passphrase',
    401,
    `name or passphrase is wrong; after ${MAX_WRONG} in a row the name is locked here for 15 minutes`,
  );

const lockedError = (until: number): ServiceError =>
  new ServiceError(
    'officer/locked',
    429,
    `too many wrong passphrases from here: the name is locked until ${new Date(until).toISOString()}`,
  );
