/**
 * Counters' lists as a Trustee and the Commissioner's service hold them, and the frozen bulletin board: the sorted union of the
 * lists that a proposal names (protocol step 4.2). On disk; memory does not grow with the number of packages.
 *
 * A list is held under its head's Counter, size and root together. Every fetch has rows of its own until its list is whole
 * and, read back from disk, makes the head; then they are held and never change. All of a fetch that fails is deleted.
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

/** Its last part runs at every start: a crash leaves nothing of the fetches that it cut off. */
export const BULLETIN_BOARD_SCHEMA = `
  CREATE TABLE IF NOT EXISTS packages (leaf BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS fetches (
    fetch INTEGER PRIMARY KEY, counter TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    held INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS fetched (
    fetch INTEGER NOT NULL, position INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (fetch, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS fetched_leaves ON fetched (leaf);
  ${discard('SELECT fetch FROM fetches WHERE held = 0')}`;

/** Packages given at once. */
export const PART = 256;
/** Rows read at once, between which other work has its turn. */
const PAGE = 4096;

export class BulletinBoard {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  holds(head: HeldHead): boolean {
    return this.#heldFetch(head) !== undefined;
  }

  #heldFetch({ counter, size, root }: HeldHead): number | undefined {
    const row = this.#store
      .prepare('SELECT fetch FROM fetches WHERE counter = ? AND size = ? AND root = ? AND held = 1')
      .get(counter, size, root);
    return row && Number(row.fetch);
  }

  /**
   * Holds the list that `parts` bring, from the first package on, if it makes the head.
   * Errors: freeze/list-mismatch, and whatever `parts` fail with; of what they brought nothing is left then.
   */
  async keep(head: HeldHead, parts: AsyncIterable<readonly Uint8Array[]>): Promise<void> {
    const fetch = await this.#begin(head);
    try {
      let from = 0;
      for await (const packages of parts) {
        const position = from;
        await this.#store.write(() => this.#insert(fetch, position, packages));
        from += packages.length;
      }
      await this.#requireStored(fetch, head);
      await this.#store.write(() => {
        // Another fetch of the same list may have been faster.
        if (this.holds(head)) this.#store.db.exec(discard(`${fetch}`));
        else this.#store.prepare('UPDATE fetches SET held = 1 WHERE fetch = ?').run(fetch);
      });
    } catch (error) {
      await this.#store.write(() => this.#store.db.exec(discard(`${fetch}`)));
      throw error;
    }
  }

  #begin({ counter, size, root }: HeldHead): Promise<number> {
    return this.#store.write(() => {
      const insert = this.#store.prepare('INSERT INTO fetches (counter, size, root) VALUES (?, ?, ?)');
      return Number(insert.run(counter, size, root).lastInsertRowid);
    });
  }

  #insert(fetch: number, from: number, packages: readonly Uint8Array[]): void {
    const insertPackage = this.#store.prepare('INSERT OR IGNORE INTO packages VALUES (?, ?)');
    const insertLeaf = this.#store.prepare('INSERT INTO fetched VALUES (?, ?, ?)');
    packages.forEach((body, i) => {
      const leaf = sha256(body);
      insertPackage.run(leaf, body);
      insertLeaf.run(fetch, from + i, leaf);
    });
  }

  /** That what is on disk makes the head. Errors: freeze/list-mismatch. */
  async #requireStored(fetch: number, { counter, root }: HeldHead): Promise<void> {
    const tree = new MerkleTree();
    const page = this.#store.prepare(
      `SELECT leaf, body FROM fetched JOIN packages USING (leaf)
       WHERE fetch = ? AND position >= ? ORDER BY position LIMIT ${PAGE}`,
    );
    const mismatch = `${counter}'s list is not the one it signed`;
    for (let full = true; full; await setImmediate()) {
      const rows = page.all(fetch, tree.size);
      for (const { leaf, body } of rows) {
        const hash = sha256(body as Uint8Array);
        ensure(equalBytes(hash, leaf as Uint8Array), 'freeze/list-mismatch', mismatch, counter);
        tree.append(hash);
      }
      full = rows.length === PAGE;
    }
    // Lists of different sizes have different roots.
    ensure(equalBytes(tree.root(), root), 'freeze/list-mismatch', mismatch, counter);
  }

  /** Packages of a list that is held, concatenated, from a position on. Errors: service/not-found. */
  listPackages(head: HeldHead, from: number, limit: number): Uint8Array {
    const fetch = this.#heldFetch(head);
    if (fetch === undefined) throw new ServiceError('service/not-found', 404, 'no such list here');
    const rows = this.#store
      .prepare(
        `SELECT body FROM fetched JOIN packages USING (leaf)
         WHERE fetch = ? AND position >= ? ORDER BY position LIMIT ?`,
      )
      .all(fetch, from, Math.min(limit, PART));
    return concat(...rows.map(({ body }) => body as Uint8Array));
  }

  /**
   * Size and root of the sorted union of the heads' lists, each checked again; each package stands once.
   * Errors: freeze/list-mismatch if one is not held.
   */
  async freeze(heads: readonly HeldHead[]): Promise<TreeHead> {
    for (const head of heads) await this.#requireStored(this.#requireHeld(head), head);
    const page = this.#store.prepare(
      `SELECT DISTINCT leaf FROM fetched WHERE fetch IN (${this.#fetchesOf(heads)}) AND leaf > ?
       ORDER BY leaf LIMIT ${PAGE}`,
    );
    const tree = new MerkleTree();
    let last = new Uint8Array();
    for (let full = true; full; await setImmediate()) {
      const leaves = page.all(last).map(({ leaf }) => new Uint8Array(leaf as Uint8Array));
      for (const leaf of leaves) tree.append(leaf);
      last = leaves.at(-1) ?? last;
      full = leaves.length === PAGE;
    }
    return { size: tree.size, root: tree.root() };
  }

  /** The frozen bulletin board's packages, in order. */
  *packagesOf(heads: readonly HeldHead[]): Generator<Uint8Array> {
    const sql = `SELECT body FROM packages
      WHERE leaf IN (SELECT leaf FROM fetched WHERE fetch IN (${this.#fetchesOf(heads)})) ORDER BY leaf`;
    for (const { body } of this.#store.db.prepare(sql).iterate()) yield new Uint8Array(body as Uint8Array);
  }

  #requireHeld(head: HeldHead): number {
    const fetch = this.#heldFetch(head);
    ensure(fetch !== undefined, 'freeze/list-mismatch', `${head.counter}'s list is not here`, head.counter);
    return fetch;
  }

  /** Numbers of the fetches that hold these lists, for SQL. */
  #fetchesOf(heads: readonly HeldHead[]): string {
    return heads.map((head) => this.#requireHeld(head)).join(', ');
  }
}
