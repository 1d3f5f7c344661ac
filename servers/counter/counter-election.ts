/**
 * An election at a Counter: packages in order of arrival, the Merkle tree over their hashes (protocol step 3.4).
 */
import { packagesAllowed } from '../../protocol/3-vote-submission/list-bound.ts';
import { ensure } from '../../protocol/errors.ts';
import { deliveryStatement, receiptStatement } from '../../protocol/messages/relay.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { closeHeadStatement, type TreeHead, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { concat } from '../../protocol/primitives/bytes.ts';
import { MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { ServerElection } from '../shared/server-election.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS packages (
    position INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS taken (anonymizer TEXT PRIMARY KEY, packages INTEGER NOT NULL) STRICT;`;

/** Largest number of leaves or packages in one answer. */
const MAX_LEAVES = 4096;
const MAX_PACKAGES = 256;

export class CounterElection extends ServerElection {
  readonly #tree = new MerkleTree();

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, SCHEMA);
  }

  /**
   * Packages from an Anonymizer; a receipt once they are on disk. Repeats are ignored, and receipted alike.
   * Errors: time/not-open, time/closed, package/wrong-length, package/too-many, those of a statement. All or none are taken.
   */
  async deliver(input: Uint8Array): Promise<Uint8Array> {
    const { election, context, times } = this;
    const now = context.clock();
    ensure(now >= times.opens, 'time/not-open', 'the election has not opened');
    ensure(now < times.claimsEnd, 'time/closed', 'claims have ended');
    const { signer, content } = openStatement(
      deliveryStatement,
      election.manifestHash,
      input,
      election.keyOf('anonymizers'),
    );
    ensure(content.to === context.id, 'statement/wrong-context', 'a delivery for another Counter');
    const length = sealedPackageLength(election.manifest.packageSize);
    ensure(
      content.packages.every((body) => body.length === length),
      'package/wrong-length',
      'a package has a wrong length',
    );
    const leaves = content.packages.map(sha256);
    await this.store.write(() => this.#take(signer, content.packages, leaves));
    return signStatement(receiptStatement, election.manifestHash, { leaves }, context.id, context.identity);
  }

  /** Within a `store.write`. Only how many came from whom is kept, not which: junk shuts out its sender alone. */
  #take(anonymizer: string, packages: readonly Uint8Array[], leaves: readonly Uint8Array[]): void {
    const insert = this.store.prepare('INSERT OR IGNORE INTO packages (leaf, body) VALUES (?, ?)');
    const added = packages.filter((body, i) => insert.run(leaves[i] ?? body, body).changes > 0).length;
    const count = this.store.prepare(
      `INSERT INTO taken VALUES (:anonymizer, :added)
       ON CONFLICT DO UPDATE SET packages = packages + :added RETURNING packages`,
    );
    const total = Number(count.get({ anonymizer, added })?.packages);
    ensure(
      total <= packagesAllowed(this.election),
      'package/too-many',
      'this Anonymizer has delivered as much as it may',
      anonymizer,
    );
  }

  /** The signed head over all packages that are on disk now. */
  head(): Uint8Array {
    const { election, context } = this;
    return signStatement(
      treeHeadStatement,
      election.manifestHash,
      this.#treeHead(),
      context.id,
      context.identity,
    );
  }

  /** The one head signed at the close. Errors: time/too-early. */
  closeHead(): Uint8Array {
    const head = this.document('close-head');
    ensure(head !== undefined, 'time/too-early', 'the election has not closed');
    return head;
  }

  override async tick(): Promise<void> {
    if (!this.isOpen || this.context.clock() < this.times.closes) return;
    if (this.document('close-head') !== undefined) return;
    const { election, context } = this;
    const head = signStatement(
      closeHeadStatement,
      election.manifestHash,
      this.#treeHead(),
      context.id,
      context.identity,
    );
    await this.store.write(() => this.keepDocument('close-head', head));
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
    const rows = this.store
      .prepare(`SELECT ${column} AS value FROM packages WHERE position > ? ORDER BY position LIMIT ?`)
      .all(from, limit);
    return concat(...rows.map(({ value }) => value as Uint8Array));
  }

  /** Catches up with what is on disk: positions have no gaps, as nothing is ever deleted. */
  #treeHead(): TreeHead {
    const rows = this.store.db.prepare('SELECT leaf FROM packages WHERE position > ? ORDER BY position');
    for (const row of rows.iterate(this.#tree.size)) this.#tree.append(row.leaf as Uint8Array);
    return { size: this.#tree.size, root: this.#tree.root() };
  }
}
