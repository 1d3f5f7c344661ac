/**
 * Where two officers make a third one, neither may know the whole of the first passphrase, or one would be two: who asks
 * gives the first half, who approves gets the second one, a code. After a change of the passphrase there is none.
 */
import { timingSafeEqual } from 'node:crypto';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import type { Store } from '../../shared/store.ts';

/** For a store that has the table `officers`. `hash`: SHA-256, as nobody guesses 80 random bits. */
export const FIRST_CODES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS first_codes (
    name TEXT PRIMARY KEY REFERENCES officers ON DELETE CASCADE, hash BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;`;
const CODE_LENGTH = 10;

/** Five groups of four hex digits. */
export const newCode = (random: RandomSource): string =>
  (toHex(random(CODE_LENGTH)).match(/.{4}/g) ?? []).join('-');

export class FirstCodes {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Within a write. */
  keep(name: string, code: string): void {
    this.#store.prepare('INSERT INTO first_codes VALUES (?, ?)').run(name, hashOf(code));
  }

  /** Within a write. */
  forget(name: string): void {
    this.#store.prepare('DELETE FROM first_codes WHERE name = ?').run(name);
  }

  /** What was typed without the code, which stands after the last space, and whether the code is right. */
  split(name: string, typed: string): { passphrase: string; isRight: boolean } {
    const row = this.#store.prepare('SELECT hash FROM first_codes WHERE name = ?').get(name);
    if (row === undefined) return { passphrase: typed, isRight: true };
    const at = typed.lastIndexOf(' ');
    const isRight = timingSafeEqual(hashOf(typed.slice(at + 1)), row.hash as Uint8Array);
    return { passphrase: typed.slice(0, Math.max(0, at)), isRight };
  }
}

const hashOf = (code: string): Uint8Array => sha256(utf8(code));
