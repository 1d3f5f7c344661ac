/**
 * Counters' lists as a Trustee and the Commissioner's service hold them, and the frozen bulletin: the sorted union of the
 * lists that a proposal names (protocol step 4.2). On disk; memory does not grow with the number of packages.
 */
import type { HeldHead } from '../../protocol/4-vote-tallying/freeze-bulletin.ts';
import { require } from '../../protocol/errors.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import type { TreeHead } from '../../protocol/messages/tree-head.ts';
import { concat, equalBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { HostContext, HostedElection } from './hosted-election.ts';
import { getBytes } from './http-client.ts';

export const BULLETIN_SCHEMA = `
  CREATE TABLE IF NOT EXISTS packages (leaf BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lists (
    root BLOB NOT NULL, position INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (root, position)
  ) STRICT, WITHOUT ROWID;`;

/** Packages asked for at once. */
const PART = 256;
const MAX_PART_LENGTH = PART * 8192;

export class Bulletin {
  readonly #host: HostedElection<HostContext>;

  constructor(host: HostedElection<HostContext>) {
    this.#host = host;
  }

  holds({ root, size }: TreeHead): boolean {
    const row = this.#host.store.prepare('SELECT count(*) AS n FROM lists WHERE root = ?').get(root);
    return size === 0 || row?.n === size;
  }

  /**
   * Fetches the list of a head from `base`/packages, in parts. It is kept only if it makes the head.
   * Errors: freeze/list-mismatch, RemoteError.
   */
  async fetchList(head: HeldHead, base: string): Promise<void> {
    if (this.holds(head)) return;
    const { store, election } = this.#host;
    const length = sealedPackageLength(election.manifest.packageSize);
    const tree = new MerkleTree();
    const matches = (holds: boolean): void =>
      require(holds, 'freeze/list-mismatch', `${head.counter}'s list is not the one it signed`, head.counter);
    while (tree.size < head.size) {
      const limit = Math.min(PART, head.size - tree.size);
      const url = `${base}/packages?from=${tree.size}&limit=${limit}`;
      const part = await getBytes(url, { maxResponse: MAX_PART_LENGTH });
      matches(part.length > 0 && part.length <= limit * length && part.length % length === 0);
      const from = tree.size;
      const packages = Array.from({ length: part.length / length }, (_, i) =>
        part.subarray(i * length, (i + 1) * length),
      );
      const leaves = packages.map(sha256);
      leaves.forEach((leaf) => {
        tree.append(leaf);
      });
      // Under a provisional name until the whole list is known to make the root.
      await store.write(() => this.#insert(provisional(head), from, leaves, packages));
    }
    const complete = equalBytes(tree.root(), head.root);
    await store.write(() => {
      const sql = complete
        ? 'UPDATE OR REPLACE lists SET root = :root WHERE root = :provisional'
        : 'DELETE FROM lists WHERE root = :provisional';
      const names = complete ? { root: head.root } : {};
      store.prepare(sql).run({ ...names, provisional: provisional(head) });
    });
    matches(complete);
  }

  #insert(
    root: Uint8Array,
    from: number,
    leaves: readonly Uint8Array[],
    packages: readonly Uint8Array[],
  ): void {
    const { store } = this.#host;
    const insertPackage = store.prepare('INSERT OR IGNORE INTO packages VALUES (?, ?)');
    const insertLeaf = store.prepare('INSERT OR REPLACE INTO lists VALUES (?, ?, ?)');
    leaves.forEach((leaf, i) => {
      insertPackage.run(leaf, packages[i] ?? leaf);
      insertLeaf.run(root, from + i, leaf);
    });
  }

  /** Fetches a list that is not held from whichever Trustee has it. Errors: freeze/list-mismatch if none has. */
  async fetchFromTrustees(head: HeldHead, self: string): Promise<void> {
    const { election, electionId, context } = this.#host;
    for (const { id, url } of election.members('trustees')) {
      if (this.holds(head)) return;
      if (id === self) continue;
      try {
        await this.fetchList(head, `${url}/elections/${electionId}/lists/${toHex(head.root)}`);
      } catch (error) {
        context.logger.warn({ trustee: id, list: error instanceof Error ? error.message : 'unknown' });
      }
    }
    require(this.holds(head), 'freeze/list-mismatch', `no Trustee has ${head.counter}'s list`, head.counter);
  }

  /** Packages of one list, concatenated, from a position on. */
  listPackages(root: Uint8Array, from: number, limit: number): Uint8Array {
    const rows = this.#host.store
      .prepare(
        `SELECT body FROM lists JOIN packages USING (leaf)
         WHERE root = ? AND position >= ? ORDER BY position LIMIT ?`,
      )
      .all(root, from, Math.min(limit, PART));
    return concat(...rows.map(({ body }) => body as Uint8Array));
  }

  /** Size and root of the sorted union of the heads' lists, which must all be held; each package stands once. */
  freeze(heads: readonly HeldHead[]): TreeHead {
    const { db } = this.#host.store;
    const places = heads.map(() => '?').join(', ');
    const sql = `SELECT DISTINCT leaf FROM lists WHERE root IN (${places}) ORDER BY leaf`;
    const tree = new MerkleTree();
    for (const { leaf } of db.prepare(sql).iterate(...heads.map(({ root }) => root)))
      tree.append(leaf as Uint8Array);
    return { size: tree.size, root: tree.root() };
  }

  /** The frozen bulletin's packages, in order. */
  *packagesOf(heads: readonly HeldHead[]): Generator<Uint8Array> {
    const places = heads.map(() => '?').join(', ');
    const sql = `SELECT body FROM packages
      WHERE leaf IN (SELECT leaf FROM lists WHERE root IN (${places})) ORDER BY leaf`;
    for (const { body } of this.#host.store.db.prepare(sql).iterate(...heads.map(({ root }) => root)))
      yield new Uint8Array(body as Uint8Array);
  }
}

const provisional = (head: HeldHead): Uint8Array => concat(Uint8Array.of(0), head.root);
