/** The roll and the one blinded vote of each voter, in the election's store. */
import type { LedgerEntry, PreparedVote, VoteRegister } from '../../protocol/2-vote-signing/vote-register.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import type { Store } from '../shared/store.ts';

export const REGISTER_SCHEMA = `
  CREATE TABLE IF NOT EXISTS roll (
    voter TEXT PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, style TEXT NOT NULL, salt BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS votes (
    voter TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, style TEXT NOT NULL, blinded BLOB NOT NULL,
    signature BLOB NOT NULL, period INTEGER NOT NULL, echo BLOB NOT NULL, signed INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;`;

const PREPARED = 'SELECT voter, style, blinded, signature, period, echo, signed FROM votes';

export class StoredVoteRegister implements VoteRegister {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  voter(id: string): RollEntry | undefined {
    const row = this.#store.prepare('SELECT * FROM roll WHERE voter = ?').get(id);
    return row && rollEntryOf(row);
  }

  /** All of the roll, in order of voter ID. */
  *roll(): Iterable<RollEntry> {
    for (const row of this.#store.db.prepare('SELECT * FROM roll ORDER BY voter').iterate())
      yield rollEntryOf(row);
  }

  /** Within a `store.write`. An entry of the same voter is replaced. */
  enterVoters(entries: readonly RollEntry[]): void {
    const insert = this.#store.prepare('INSERT OR REPLACE INTO roll VALUES (?, ?, ?, ?)');
    for (const { voter, publicKey, style, salt } of entries) insert.run(voter, publicKey, style, salt);
  }

  prepared(voter: string): PreparedVote | undefined {
    const row = this.#store.prepare(`${PREPARED} WHERE voter = ?`).get(voter);
    return row && preparedVoteOf(row);
  }

  preparedAs(digest: Uint8Array): LedgerEntry | undefined {
    const row = this.#store.prepare(`${PREPARED} WHERE digest = ?`).get(digest);
    return row && { ...preparedVoteOf(row), isSigned: row.signed === 1 };
  }

  keep(vote: PreparedVote, digest: Uint8Array): Promise<PreparedVote> {
    const { voter, style, blinded, signature, echo } = vote;
    return this.#store.write(() => {
      const other = this.prepared(voter);
      if (other !== undefined) return other;
      this.#store
        .prepare(
          'INSERT INTO votes (voter, digest, style, blinded, signature, period, echo) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(voter, digest, style, blinded, signature, echo.period, echo.signature);
      return vote;
    });
  }

  async markSigned(voter: string): Promise<void> {
    await this.#store.write(() =>
      this.#store.prepare('UPDATE votes SET signed = 1 WHERE voter = ?').run(voter),
    );
  }

  /** How many of a style have been signed for. */
  signedOf(style: string): number {
    const row = this.#store
      .prepare('SELECT count(*) AS n FROM votes WHERE signed = 1 AND style = ?')
      .get(style);
    return Number(row?.n);
  }

  /** d of all that have been signed for, sorted. */
  *signedDigests(): Iterable<Uint8Array> {
    const rows = this.#store.db
      .prepare('SELECT digest FROM votes WHERE signed = 1 ORDER BY digest')
      .iterate();
    for (const { digest } of rows) yield bytesOf(digest);
  }

  /** How many have been prepared, and how many of them signed for. */
  turnout(): { prepared: number; signed: number } {
    const row = this.#store.prepare('SELECT count(*) AS prepared, total(signed) AS signed FROM votes').get();
    return { prepared: Number(row?.prepared), signed: Number(row?.signed) };
  }
}

const bytesOf = (blob: unknown): Uint8Array => new Uint8Array(blob as Uint8Array);

function rollEntryOf(row: Record<string, unknown>): RollEntry {
  return {
    voter: String(row.voter),
    publicKey: bytesOf(row.public_key),
    style: String(row.style),
    salt: bytesOf(row.salt),
  };
}

function preparedVoteOf(row: Record<string, unknown>): PreparedVote {
  return {
    voter: String(row.voter),
    style: String(row.style),
    blinded: bytesOf(row.blinded),
    signature: bytesOf(row.signature),
    echo: { period: Number(row.period), signature: bytesOf(row.echo) },
  };
}
