/**
 * Counters' lists as a Trustee and the Commissioner's service hold them, and the frozen bulletin board: the sorted union of the
 * lists that were available at the freeze point (protocol step 4.2). On disk; memory does not grow with the number of packages.
 *
 * A list is known under its head's Counter, size and root together. First come its leaves, which must make the root, then the
 * packages, each of which must have its leaf: whoever spoils one spoils nothing else, and another source goes on where one ended.
 */
import { setImmediate } from 'node:timers/promises';
import type { HeldHead } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../protocol/errors.ts';
import type { TreeHead } from '../../protocol/messages/tree-head.ts';
import { concat, equalBytes } from '../../protocol/primitives/bytes.ts';
import { MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { ServiceError } from './service-error.ts';
import type { Store } from './store.ts';

/** SQL that deletes fetches, and packages that no other fetch has. `fetches`: a query or a list of their numbers. */
const discard = (fetches: string): string => `
  DELETE FROM packages WHERE leaf IN (SELECT leaf FROM fetched WHERE fetch IN (${fetches}))
    AND NOT EXISTS (
      SELECT 1 FROM fetched WHERE fetched.leaf = packages.leaf AND fetch NOT IN (${fetches})
    );
  DELETE FROM fetched WHERE fetch IN (${fetches});
  DELETE FROM fetches WHERE fetch IN (${fetches});`;

const UNLISTED = 0;
/** Its leaves make the root. */
const LISTED = 1;
/** All packages are here too; each had its leaf. */
const HELD = 2;

/** Its last part runs at every start: of leaves that a crash cut off nothing is left. */
export const BULLETIN_BOARD_SCHEMA = `
  CREATE TABLE IF NOT EXISTS packages (leaf BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS fetches (
    fetch INTEGER PRIMARY KEY, counter TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    state INTEGER NOT NULL DEFAULT ${UNLISTED}
  ) STRICT;
  CREATE TABLE IF NOT EXISTS fetched (
    fetch INTEGER NOT NULL, position INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (fetch, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS fetched_leaves ON fetched (leaf);
  ${discard(`SELECT fetch FROM fetches WHERE state = ${UNLISTED}`)}`;

/** Packages, and leaves, given at once. */
export const PART = 256;
const LEAVES = 4096;
/** Rows read at once, between which other work has its turn. */
const PAGE = 4096;

const DAMAGED = 'a list was damaged after it had been taken';

/** Whoever serves a list. Errors: RemoteError. */
export interface ListSource {
  /** Exactly so many, of 32 bytes each, from a position on. */
  leaves(from: number, limit: number): Promise<readonly Uint8Array[]>;
  /** Likewise packages, all of one length. */
  packages(from: number, limit: number): Promise<readonly Uint8Array[]>;
}

export class BulletinBoard {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  holds(head: HeldHead): boolean {
    return this.#fetchOf(head, HELD) !== undefined;
  }

  #fetchOf({ counter, size, root }: HeldHead, state: number): number | undefined {
    const row = this.#store
      .prepare('SELECT fetch FROM fetches WHERE counter = ? AND size = ? AND root = ? AND state >= ?')
      .get(counter, size, root, state);
    return row && Number(row.fetch);
  }

  /**
   * Takes a list from one source, as far as it goes: leaves, unless they are known, and packages that are not here, from `first`
   * on, then from the beginning. Lists are much alike: who takes several at once, each from another place, takes no package twice.
   * Errors: freeze/list-mismatch for what does not fit the head; whatever the source fails with. What fits stays.
   */
  async take(head: HeldHead, source: ListSource, first = 0): Promise<void> {
    if (this.holds(head)) return;
    const fetch = this.#fetchOf(head, LISTED) ?? (await this.#takeLeaves(head, source));
    const next = (from: number): number | undefined => this.#missing(fetch, from) ?? this.#missing(fetch, 0);
    for (let from = next(first); from !== undefined; from = next(from)) {
      const packages = await source.packages(from, Math.min(PART, head.size - from));
      await this.#takePackages(fetch, head, from, packages);
    }
    await this.#note(fetch, HELD);
  }

  async #takeLeaves(head: HeldHead, source: ListSource): Promise<number> {
    const fetch = await this.#begin(head);
    try {
      const tree = new MerkleTree();
      for (let from = 0; from < head.size; from += LEAVES) {
        const leaves = await source.leaves(from, Math.min(LEAVES, head.size - from));
        for (const leaf of leaves) tree.append(leaf);
        await this.#store.write(() => this.#insertLeaves(fetch, from, leaves));
      }
      // Lists of different sizes have different roots.
      const isSigned = equalBytes(tree.root(), head.root);
      const mismatch = `${head.counter}'s list is not the one it signed`;
      ensure(isSigned, 'freeze/list-mismatch', mismatch, head.counter);
      await this.#note(fetch, LISTED);
      return fetch;
    } catch (error) {
      await this.#store.write(() => this.#store.db.exec(discard(`${fetch}`)));
      throw error;
    }
  }

  #note(fetch: number, state: number): Promise<unknown> {
    return this.#store.write(() =>
      this.#store.prepare('UPDATE fetches SET state = ? WHERE fetch = ?').run(state, fetch),
    );
  }

  #begin({ counter, size, root }: HeldHead): Promise<number> {
    return this.#store.write(() => {
      const insert = this.#store.prepare('INSERT INTO fetches (counter, size, root) VALUES (?, ?, ?)');
      return Number(insert.run(counter, size, root).lastInsertRowid);
    });
  }

  #insertLeaves(fetch: number, from: number, leaves: readonly Uint8Array[]): void {
    const insert = this.#store.prepare('INSERT INTO fetched VALUES (?, ?, ?)');
    for (const [i, leaf] of leaves.entries()) insert.run(fetch, from + i, leaf);
  }

  /** Position of the first package from there on that is not here. */
  #missing(fetch: number, from: number): number | undefined {
    const row = this.#store
      .prepare(
        `SELECT position FROM fetched LEFT JOIN packages USING (leaf)
         WHERE fetch = ? AND position >= ? AND body IS NULL ORDER BY position LIMIT 1`,
      )
      .get(fetch, from);
    return row && Number(row.position);
  }

  /** Keeps those that have their leaves. */
  async #takePackages(
    fetch: number,
    { counter }: HeldHead,
    from: number,
    packages: readonly Uint8Array[],
  ): Promise<void> {
    const known = this.#store
      .prepare('SELECT leaf FROM fetched WHERE fetch = ? AND position >= ? ORDER BY position LIMIT ?')
      .all(fetch, from, packages.length);
    const right = packages.flatMap((body, i) => {
      const leaf = sha256(body);
      return equalBytes(leaf, (known[i]?.leaf ?? new Uint8Array()) as Uint8Array) ? [{ leaf, body }] : [];
    });
    await this.#store.write(() => {
      const insert = this.#store.prepare('INSERT OR IGNORE INTO packages VALUES (?, ?)');
      for (const { leaf, body } of right) insert.run(leaf, body);
    });
    const areRight = right.length === packages.length && right.length > 0;
    ensure(areRight, 'freeze/list-mismatch', `a package is not on ${counter}'s list`, counter);
  }

  /** Leaves of a list that is held, concatenated, from a position on. Errors: service/not-found. */
  listLeaves(head: HeldHead, from: number, limit: number): Uint8Array {
    return this.#column('leaf', head, from, Math.min(limit, LEAVES));
  }

  /** Packages of a list that is held, concatenated, from a position on. Errors: service/not-found. */
  listPackages(head: HeldHead, from: number, limit: number): Uint8Array {
    return this.#column('body', head, from, Math.min(limit, PART));
  }

  #column(column: 'leaf' | 'body', head: HeldHead, from: number, limit: number): Uint8Array {
    const fetch = this.#fetchOf(head, HELD);
    if (fetch === undefined) throw new ServiceError('service/not-found', 404, 'no such list here');
    const rows = this.#store
      .prepare(
        `SELECT ${column} AS value FROM fetched JOIN packages USING (leaf)
         WHERE fetch = ? AND position >= ? ORDER BY position LIMIT ?`,
      )
      .all(fetch, from, limit);
    return concat(...rows.map(({ value }) => value as Uint8Array));
  }

  /**
   * Size and root of the sorted union of the heads' lists; each package stands once.
   * Errors: freeze/list-mismatch if a list is not held, or is damaged.
   */
  async freeze(heads: readonly HeldHead[]): Promise<TreeHead> {
    for (const head of heads) this.#requireWhole(head);
    const page = this.#store.prepare(
      `SELECT leaf, EXISTS (SELECT 1 FROM packages WHERE packages.leaf = listed.leaf) AS isHeld FROM (
         SELECT DISTINCT leaf FROM fetched WHERE fetch IN (${this.#fetchesOf(heads)}) AND leaf > ?
         ORDER BY leaf LIMIT ${PAGE}
       ) AS listed`,
    );
    const tree = new MerkleTree();
    let last = new Uint8Array();
    for (let full = true; full; await setImmediate()) {
      const found = page.all(last);
      for (const { leaf, isHeld } of found) {
        ensure(isHeld === 1, 'freeze/list-mismatch', DAMAGED);
        tree.append(leaf as Uint8Array);
      }
      last = new Uint8Array((found.at(-1)?.leaf ?? last) as Uint8Array);
      full = found.length === PAGE;
    }
    return { size: tree.size, root: tree.root() };
  }

  /** All leaves are still on disk. That each is what it was, its package shows: no other has that hash. */
  #requireWhole(head: HeldHead): void {
    const row = this.#store
      .prepare('SELECT count(*) AS n FROM fetched WHERE fetch = ?')
      .get(this.#requireHeld(head));
    ensure(row?.n === head.size, 'freeze/list-mismatch', DAMAGED);
  }

  /** The frozen bulletin board's packages, in order, as they were taken. Errors: freeze/list-mismatch if one is damaged. */
  *packagesOf(heads: readonly HeldHead[]): Generator<Uint8Array> {
    const sql = `SELECT leaf, body FROM packages
      WHERE leaf IN (SELECT leaf FROM fetched WHERE fetch IN (${this.#fetchesOf(heads)})) ORDER BY leaf`;
    for (const { leaf, body } of this.#store.db.prepare(sql).iterate()) {
      const taken = new Uint8Array(body as Uint8Array);
      ensure(equalBytes(sha256(taken), leaf as Uint8Array), 'freeze/list-mismatch', DAMAGED);
      yield taken;
    }
  }

  #requireHeld(head: HeldHead): number {
    const fetch = this.#fetchOf(head, HELD);
    ensure(fetch !== undefined, 'freeze/list-mismatch', `${head.counter}'s list is not here`, head.counter);
    return fetch;
  }

  /** Numbers of the fetches that hold these lists, for SQL. */
  #fetchesOf(heads: readonly HeldHead[]): string {
    return heads.map((head) => this.#requireHeld(head)).join(', ');
  }
}
