/**
 * An election at a Counter: packages in order of arrival, the Merkle tree over their hashes (protocol step 3.4).
 */

import type { Election } from '../../protocol/0-setup/election.ts';
import { deliver, type Leaf, type PackageList } from '../../protocol/3-vote-submission/deliver.ts';
import { finalHeadStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { ensure } from '../../protocol/errors.ts';
import { closeHeadStatement, type TreeHead, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { concat, toHex } from '../../protocol/primitives/bytes.ts';
import { MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { HeadPosting, type ListHost } from './head-posting.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS packages (
    position INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS taken (anonymizer TEXT PRIMARY KEY, packages INTEGER NOT NULL) STRICT;`;

/** Document: the list is closed by the commit that keeps it. */
const FINAL_HEAD = 'final-head';
/** Largest number of leaves or packages in one answer. */
const MAX_LEAVES = 4096;
const MAX_PACKAGES = 256;

export class CounterElection extends HostedElection implements PackageList, ListHost {
  readonly statement: OwnStatement = new OwnStatement(this);
  override readonly setup: SetupMember = new SetupMember({
    host: this,
    role: 'counter',
    statement: this.statement,
  });
  protected override readonly rules = { check: (election: Election) => this.statement.check(election) };
  #tree = new MerkleTree();
  readonly #heads = new HeadPosting(this);

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, SCHEMA);
  }

  /** Protocol step 3.4: a receipt for packages that an Anonymizer delivers. */
  deliver(input: Uint8Array): Promise<Uint8Array> {
    const { election, times, context } = this;
    const self = { id: context.id, key: context.identity, times, now: context.clock() };
    return deliver(election, self, this, input);
  }

  /** Only how many came from whom is kept, not which: junk shuts out its sender alone. */
  append(anonymizer: string, packages: readonly Leaf[], allowed: number): Promise<void> {
    const insert = this.store.prepare('INSERT OR IGNORE INTO packages (leaf, body) VALUES (?, ?)');
    const count = this.store.prepare(
      `INSERT INTO taken VALUES (:anonymizer, :added)
       ON CONFLICT DO UPDATE SET packages = packages + :added RETURNING packages`,
    );
    return this.store.write(() => {
      // Again: a delivery may have been on its way while the list was closed.
      ensure(this.documents.get(FINAL_HEAD) === undefined, 'time/closed', 'the list has its final head');
      const added = packages.filter(({ leaf, body }) => insert.run(leaf, body).changes > 0).length;
      const total = Number(count.get({ anonymizer, added })?.packages);
      const reason = 'this Anonymizer has delivered as much as it may';
      ensure(total <= allowed, 'package/too-many', reason, anonymizer);
    });
  }

  /** The signed head over all packages that are on disk now. */
  head(): Uint8Array {
    return this.sign(treeHeadStatement, this.#treeHead());
  }

  /** The one head signed at the close. Errors: time/too-early. */
  closeHead(): Uint8Array {
    const head = this.documents.get('close-head');
    ensure(head !== undefined, 'time/too-early', 'the election has not closed');
    return head;
  }

  override get alarm(): 'store/put-back' | undefined {
    return this.#heads.isPutBack ? 'store/put-back' : undefined;
  }

  override async tick(): Promise<void> {
    await super.tick();
    if (!this.isOpen) return;
    await this.#endList();
    if (this.isFollowed && this.documents.get(FINAL_HEAD) === undefined) this.#heads.act(this.onBoard.poster);
  }

  /** What is due at the close, and when claims have ended. */
  async #endList(): Promise<void> {
    if (this.context.clock() < this.times.closes) return;
    const closeHead = await this.#headOnce('close-head', (head) => this.sign(closeHeadStatement, head));
    if (!this.isFollowed) return;
    const { log, poster } = this.onBoard;
    poster.say('run', 'close-head', '', () => closeHead);
    // By the board and by the own clock: neither alone ends the list.
    if (this.context.clock() < this.times.claimsEnd || !log.haveClaimsEnded) return;
    const finalHead = await this.#headOnce(FINAL_HEAD, ({ size, root }) =>
      this.sign(finalHeadStatement, { size, root: toHex(root) }),
    );
    poster.say('freeze', 'final-head', '', () => finalHead);
  }

  sign<T>(type: StatementType<T>, content: T): Uint8Array {
    const { id, identity } = this.context;
    return signStatement(type, this.election.manifestHash, content, id, identity);
  }

  /** What is signed, once, of the list as it is on disk with it: nothing comes between them. */
  async #headOnce(name: string, sign: (head: TreeHead) => Uint8Array): Promise<Uint8Array> {
    const known = this.documents.get(name);
    if (known !== undefined) return known;
    try {
      return await this.documents.once(name, () => sign(this.#treeHead()));
    } catch (error) {
      // The tree may have taken leaves of a commit that failed.
      this.#tree = new MerkleTree();
      throw error;
    }
  }

  /** Leaf hashes (32 bytes each) from a position on, counted from 0. */
  leaves(from: number, limit: number): Uint8Array {
    return this.#column('leaf', from, Math.min(limit, MAX_LEAVES));
  }

  /** Packages, all of one length, from a position on. */
  packages(from: number, limit: number): Uint8Array {
    return this.#column('body', from, Math.min(limit, MAX_PACKAGES));
  }

  #column(column: 'leaf' | 'body', from: number, limit: number): Uint8Array {
    return concat(...this.#rows(column, from, limit));
  }

  #rows(column: 'leaf' | 'body', from: number, limit: number): Uint8Array[] {
    const rows = this.store
      .prepare(`SELECT ${column} AS value FROM packages WHERE position > ? ORDER BY position LIMIT ?`)
      .all(from, limit);
    return rows.map(({ value }) => value as Uint8Array);
  }

  leavesFrom(position: number, limit: number): readonly Uint8Array[] {
    return this.#rows('leaf', position, limit);
  }

  get size(): number {
    return Number(this.store.prepare('SELECT max(position) AS size FROM packages').get()?.size ?? 0);
  }

  /** Catches up with what is on disk: positions have no gaps, as nothing is ever deleted. */
  #treeHead(): TreeHead {
    const rows = this.store.db.prepare('SELECT leaf FROM packages WHERE position > ? ORDER BY position');
    for (const row of rows.iterate(this.#tree.size)) this.#tree.append(row.leaf as Uint8Array);
    return { size: this.#tree.size, root: this.#tree.root() };
  }
}
